package dev.holdfast.store.s3;

import org.jspecify.annotations.Nullable;

/// By what a server knows us.
public sealed interface S3Credentials {

    /// Whatever the AWS tools would find: web identity, profile and single sign-on, the
    /// credentials of a container or a machine.
    record Chain() implements S3Credentials {}

    /// The credentials of a profile in the AWS configuration files.
    record Profile(String name) implements S3Credentials {}

    /// A key, its secret, and the token of a session if they are temporary.
    record Fixed(String accessKey, String secret, @Nullable String token) implements S3Credentials {

        @Override
        public String toString() {
            return accessKey;
        }
    }

    /// None: the bucket has to be open to everybody.
    record Anonymous() implements S3Credentials {}
}
