package dev.holdfast.backup;

import dev.holdfast.crypto.RepositorySecrets;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Who may have the secrets of the repository. A backup needs none; with them it can fetch
/// what this host should have kept of the last one.
@FunctionalInterface
public interface Keys {

    Keys NONE = () -> null;

    /// The secrets, which the caller closes; null if they cannot be had without a question.
    @Nullable
    RepositorySecrets find() throws IOException;
}
