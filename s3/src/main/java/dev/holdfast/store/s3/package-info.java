/// A store in a bucket of Amazon S3, or of any server that speaks its protocol.
///
/// [S3Store] is the door, [S3Place] and [S3Options] say where. A blob is one object, put by
/// one request that carries its MD5. Nothing is tried twice in here: `store.RetryingStore`
/// goes around it. What the servers differ in is known to this room alone.
@NullMarked
package dev.holdfast.store.s3;

import org.jspecify.annotations.NullMarked;
