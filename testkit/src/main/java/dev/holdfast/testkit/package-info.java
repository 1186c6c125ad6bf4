/// What tests of every module share: seeds, random bytes and trees, other people's tools as
/// judges.
///
/// The stores that lie and fail live beside the store contract, in the test sources of
/// `engine`, because they implement its interface.
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
