/// Named immutable blobs: the contract every store keeps, and decorators for any of them.
///
/// [BlobStore] is the door, [BlobKey] the only maker of names. A blob is there whole or not
/// at all, and is never replaced. Retry, limits and metering wrap a store; `store.local`
/// and other rooms implement one. This room does not know what a blob means.
@NullMarked
package dev.holdfast.store;

import org.jspecify.annotations.NullMarked;
