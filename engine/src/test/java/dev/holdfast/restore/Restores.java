package dev.holdfast.restore;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.StoredManifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Restores the last snapshot of a test's repository, in every way there is.
public final class Restores {

    final TestRepository repository;
    final Path temporary;
    public final List<RestoreNotice> notices = Collections.synchronizedList(new ArrayList<>());

    private String place = "";
    private String below = "";
    private Selection selection = Selection.ALL;
    private Overwrite overwrite = Overwrite.ALWAYS;
    private Owners owners = Owners.NUMERIC;
    private boolean delete;
    private List<ByteString> own = List.of();
    private boolean verify;

    public Restores(TestRepository repository, Path temporary) {
        this.repository = repository;
        this.temporary = temporary;
    }

    Restores place(String path) {
        place = path;
        return this;
    }

    Restores below(String path) {
        below = path;
        return this;
    }

    Restores selection(Selection which) {
        selection = which;
        return this;
    }

    Restores overwrite(Overwrite how) {
        overwrite = how;
        return this;
    }

    Restores owners(Owners whose) {
        owners = whose;
        return this;
    }

    Restores delete() {
        delete = true;
        return this;
    }

    Restores own(Path directory) {
        own = List.of(ByteString.utf8(directory.toString()));
        return this;
    }

    Restores verify() {
        verify = true;
        return this;
    }

    public RestoreSummary run(Path target) throws IOException, InterruptedException {
        return run(repository.repository.snapshots().getLast(), target);
    }

    public RestoreSummary run(StoredManifest manifest, Path target)
            throws IOException, InterruptedException {
        try (var snapshot = repository.open(manifest, temporary);
                var job = RestoreJob.open(
                        snapshot, request(target), new RestoreProgress(), notices::add)) {
            job.plan();
            return job.run();
        }
    }

    RestoreEstimate plan(Path target) throws IOException, InterruptedException {
        var manifest = repository.repository.snapshots().getLast();
        try (var snapshot = repository.open(manifest, temporary);
                var job = RestoreJob.open(
                        snapshot, request(target), new RestoreProgress(), notices::add)) {
            return job.plan();
        }
    }

    /// What was left behind in the directory for temporary files.
    long leftovers() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("holdfast-"))
                    .count();
        }
    }

    RestoreRequest request(Path target) {
        return new RestoreRequest(
                ByteString.utf8(place),
                ByteString.utf8(target.toString()),
                ByteString.utf8(below),
                selection,
                overwrite,
                delete,
                own,
                verify,
                new TreeWriterOptions(owners, true, new Random(1)),
                temporary,
                3,
                3);
    }
}
