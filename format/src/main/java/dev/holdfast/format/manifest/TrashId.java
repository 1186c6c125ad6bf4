package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// One prune's list of condemned blobs: a random UUID.
public record TrashId(UUID value) {

    public static TrashId random(RandomGenerator random) {
        return new TrashId(Uuids.random(random));
    }

    public static TrashId parse(String text) throws CorruptDataException {
        return new TrashId(Uuids.parse("trash id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
