package dev.holdfast.repository;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.crypto.RepositorySecrets.PublicKeys;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.Descriptor;
import dev.holdfast.format.manifest.RepositoryId;

import java.time.Instant;

/// How large the chunks and packs of a repository are. Agreed on when it is made, because
/// all its writers have to cut alike. Settled in docs/design/0003-sizes.md.
public record RepositorySizes(ChunkSizes metadata, ChunkSizes payload, int packSize) {

    public static final RepositorySizes DEFAULT = new RepositorySizes(
            new ChunkSizes(4 << 10, 16 << 10, 64 << 10),
            new ChunkSizes(256 << 10, 1 << 20, 4 << 20),
            16 << 20);

    private static final int PACK_SIZE_MAX = 512 << 20;

    Descriptor describe(RepositoryId id, Instant now, PublicKeys keys) {
        return new Descriptor(
                id,
                now,
                keys.payload().toString(),
                keys.metadata().toString(),
                keys.owner().toString(),
                describe(metadata),
                describe(payload),
                packSize,
                "");
    }

    public static RepositorySizes of(Descriptor descriptor) throws CorruptDataException {
        long packSize = descriptor.packSize();
        if (packSize < 1 << 20 || packSize > PACK_SIZE_MAX) {
            throw new CorruptDataException("holdfast.json: no pack has " + packSize + " bytes");
        }
        return new RepositorySizes(
                sizes(descriptor.metadataChunks()), sizes(descriptor.payloadChunks()), (int)
                        packSize);
    }

    private static Descriptor.Sizes describe(ChunkSizes sizes) {
        return new Descriptor.Sizes(sizes.min(), sizes.average(), sizes.max());
    }

    private static ChunkSizes sizes(Descriptor.Sizes sizes) throws CorruptDataException {
        try {
            return new ChunkSizes(
                    Math.toIntExact(sizes.min()),
                    Math.toIntExact(sizes.average()),
                    Math.toIntExact(sizes.max()));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new CorruptDataException("holdfast.json: " + e.getMessage(), e);
        }
    }
}
