package dev.holdfast.source;

/// One step of a walk.
public sealed interface SourceEvent {

    /// A directory begins; what follows until its [Leave] is inside.
    record Enter(SourceEntry directory) implements SourceEvent {}

    /// Anything that is not a directory.
    record Item(SourceEntry entry) implements SourceEvent {}

    /// The innermost directory ends.
    record Leave() implements SourceEvent {

        public static final Leave LEAVE = new Leave();
    }
}
