package dev.holdfast.app.cli;

import dev.holdfast.crypto.VerifyingKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The options that every command takes, before or after its name.
public final class GlobalOptions {

    @Option(
            names = {"-r", "--repository"},
            scope = ScopeType.INHERIT,
            paramLabel = "R",
            description = "A directory, or s3://bucket/prefix. Default:"
                    + " $XDG_DATA_HOME/holdfast/repository.")
    private @Nullable RepositoryPlace repository;

    @Option(
            names = {"-i", "--identity"},
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Identity file that opens the repository."
                    + " Default: $XDG_CONFIG_HOME/holdfast/identity.txt.")
    private @Nullable Path identity;

    @Option(
            names = "--passphrase-file",
            scope = ScopeType.INHERIT,
            paramLabel = "F",
            description = "Open with the passphrase in the first line of a file.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--passphrase-command",
            scope = ScopeType.INHERIT,
            paramLabel = "C",
            description = "Open with the passphrase that a shell command prints.")
    private @Nullable String passphraseCommand;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--limit-upload",
            scope = ScopeType.INHERIT,
            paramLabel = "SIZE",
            description = "Bytes a second to the repository at most.")
    private @Nullable ByteSize limitUpload;

    @Option(
            names = "--limit-download",
            scope = ScopeType.INHERIT,
            paramLabel = "SIZE",
            description = "Bytes a second from the repository at most.")
    private @Nullable ByteSize limitDownload;

    @Mixin
    private final BucketOptions bucket = new BucketOptions();

    /// [StandingOptions] reads this one and the next before all others are parsed.
    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Options stand in this TOML file."
                    + " Default: $XDG_CONFIG_HOME/holdfast/config.toml, if it is there.")
    private @Nullable Path config;

    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "P",
            description = "Options of [profile.P] in that file count more than the others there.")
    private @Nullable String profile;

    @Option(
            names = "--trust-writer",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY",
            description = "Read snapshots of this writer, although the owner has not admitted it."
                    + " May be given several times.")
    private List<VerifyingKey> trustedWriters = new ArrayList<>();

    /// Public keys of writers that are trusted during this run.
    public List<VerifyingKey> trustedWriters() {
        return List.copyOf(trustedWriters);
    }

    /// Null means the default place.
    public @Nullable RepositoryPlace repository() {
        return repository;
    }

    /// Null means the default place.
    public @Nullable Path identity() {
        return identity;
    }

    /// Null means the default place, if it is there.
    public @Nullable Path config() {
        return config;
    }

    public @Nullable String profile() {
        return profile;
    }

    public @Nullable Path passphraseFile() {
        return passphraseFile;
    }

    public @Nullable String passphraseCommand() {
        return passphraseCommand;
    }

    public OutputOptions output() {
        return output;
    }

    public BucketOptions bucket() {
        return bucket;
    }

    /// Bytes a second; null means no limit.
    public @Nullable ByteSize limitUpload() {
        return limitUpload;
    }

    /// Bytes a second; null means no limit.
    public @Nullable ByteSize limitDownload() {
        return limitDownload;
    }
}
