package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Which repository it is: a random UUID, made at init and pinned by every client.
public record RepositoryId(UUID value) {

    public static RepositoryId random(RandomGenerator random) {
        return new RepositoryId(Uuids.random(random));
    }

    public static RepositoryId parse(String text) throws CorruptDataException {
        return new RepositoryId(Uuids.parse("repository id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
