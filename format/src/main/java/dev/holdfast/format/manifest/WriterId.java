package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// One run that writes to a repository: a random UUID, the name of its marker.
public record WriterId(UUID value) implements Comparable<WriterId> {

    public static WriterId random(RandomGenerator random) {
        return new WriterId(Uuids.random(random));
    }

    public static WriterId parse(String text) throws CorruptDataException {
        return new WriterId(Uuids.parse("writer id", text));
    }

    /// Whether `text` is the text form of one.
    public static boolean isValid(String text) {
        return Uuids.isValid(text);
    }

    /// The order of the text form, in which a store lists.
    @Override
    public int compareTo(WriterId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
