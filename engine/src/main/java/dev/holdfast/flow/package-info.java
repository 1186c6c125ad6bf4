/// Threads that end, and queues with limits.
///
/// [Scope] is the only place that starts threads: what is forked in it has ended when it is
/// closed, and the first failure stops the rest. [Channel] hands things from thread to
/// thread, bounded by count and by weight; [OrderedStage] computes on all cores and keeps
/// the order. This room knows nothing of backups, and no other room may sleep or start a
/// thread.
@NullMarked
package dev.holdfast.flow;

import org.jspecify.annotations.NullMarked;
