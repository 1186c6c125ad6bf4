package dev.holdfast.model;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What an actor asks of the store in one step.
sealed interface Question {

    /// Whether the store may be another one afterwards.
    default boolean changes() {
        return false;
    }

    record Put(BlobKey key, Bytes body) implements Question {

        @Override
        public boolean changes() {
            return true;
        }
    }

    record Get(BlobKey key) implements Question {}

    record Size(BlobKey key) implements Question {}

    record ListPage(BlobArea area, @Nullable String after, int limit) implements Question {}

    record Delete(BlobKey key) implements Question {

        @Override
        public boolean changes() {
            return true;
        }
    }

    /// A blob's bytes with equality.
    final class Bytes {

        final byte[] bytes;
        private final int hash;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that
                    && hash == that.hash
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }
}
