package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// The snapshots of one source on one host: a random UUID that tells a store nothing else.
public record LineageId(UUID value) {

    public static LineageId random(RandomGenerator random) {
        return new LineageId(Uuids.random(random));
    }

    public static LineageId parse(String text) throws CorruptDataException {
        return new LineageId(Uuids.parse("lineage id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
