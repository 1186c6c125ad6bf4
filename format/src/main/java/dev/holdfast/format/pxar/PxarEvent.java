package dev.holdfast.format.pxar;

/// One step through an archive from front to back.
public sealed interface PxarEvent {

    /// A directory begins; what follows up to its [Leave] is in it. The root is entered too.
    record Enter(PxarEntry.Directory directory) implements PxarEvent {}

    /// Anything but a directory.
    record Item(PxarEntry entry) implements PxarEvent {}

    /// The directory that was entered last and not yet left ends, at `end` in the metadata
    /// stream, after `children` entries.
    record Leave(long end, long children) implements PxarEvent {}
}
