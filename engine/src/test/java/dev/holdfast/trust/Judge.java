package dev.holdfast.trust;

import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.restore.Overwrite;
import dev.holdfast.restore.Owners;
import dev.holdfast.restore.RestoreJob;
import dev.holdfast.restore.RestoreNotice;
import dev.holdfast.restore.RestoreProgress;
import dev.holdfast.restore.RestoreRequest;
import dev.holdfast.restore.Selection;
import dev.holdfast.restore.TreeWriterOptions;
import dev.holdfast.store.BlobStore;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Says what a store is worth: to `verify`, and to somebody who restores from it on a host
/// that knows nothing of it. For one thread.
final class Judge {

    private final Path directory;
    private final Identity identity;
    private final Map<SnapshotId, Map<String, String>> snapshots;
    private int hosts;

    /// `directory` is made, for the judge's own files.
    Judge(Path directory, Identity identity, Map<SnapshotId, Map<String, String>> snapshots)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.identity = identity;
        this.snapshots = snapshots;
    }

    /// What somebody is told: sentences, none if all is well.
    ///
    /// @param whole whether everything was done
    record Verdict(boolean whole, List<String> said) {}

    /// `verify --read-data` by whoever has the state directory `known`, or none.
    Verdict verify(BlobStore store, @Nullable Path known, boolean withKeys)
            throws IOException, InterruptedException {
        var state = known == null ? freshHost() : known;
        var said = new ArrayList<String>();
        try (var repository = Repository.open("test", store, new HostState(state))) {
            if (!withKeys) return verify(repository, null, said);
            try (var secrets = repository.unlock(List.of(identity))) {
                return verify(repository, secrets, said);
            }
        } catch (IOException e) {
            return refusal(e);
        }
    }

    private Verdict verify(
            Repository repository, @Nullable RepositorySecrets secrets, List<String> said)
            throws IOException, InterruptedException {
        var request = new VerifyRequest(new ReadShare.Everything(), 1, directory);
        var report = new VerifyJob(
                        repository,
                        secrets,
                        request,
                        finding -> said.add(text(finding)),
                        new VerifyProgress())
                .run();
        return new Verdict(report.isClean() && said.isEmpty(), said);
    }

    private static String text(Finding finding) {
        return switch (finding) {
            case Finding.BadBlob bad -> requireSentence(bad.detail());
            case Finding.BadSnapshot bad -> requireSentence(bad.detail());
            case Finding.TouchedFile _,
                    Finding.WrongContent _,
                    Finding.StrayDatabase _,
                    Finding.UntrustedSnapshot _ -> requireSentence(finding.toString());
        };
    }

    /// Restores every snapshot on a fresh host.
    ///
    /// @throws AssertionError if a wrong byte comes out, or what is wrong is not said
    Verdict restoreAll(BlobStore store) throws IOException, InterruptedException {
        var said = new ArrayList<String>();
        for (var snapshot : snapshots.keySet())
            said.addAll(restore(store, snapshot).said());
        return new Verdict(said.isEmpty(), said);
    }

    /// Restores one snapshot on a fresh host.
    Verdict restore(BlobStore store, SnapshotId snapshot) throws IOException, InterruptedException {
        var state = freshHost();
        var target = directory.resolve("target");
        var notices = Collections.synchronizedList(new ArrayList<RestoreNotice>());
        try (var repository = Repository.open("test", store, new HostState(state));
                var secrets = repository.unlock(List.of(identity))) {
            var stored = new SnapshotFinder(repository, secrets, directory)
                    .find(snapshot.toString())
                    .stored();
            try (var open = OpenSnapshot.open(repository, stored, secrets, directory);
                    var job = RestoreJob.open(
                            open, request(target), new RestoreProgress(), notices::add)) {
                job.plan();
                boolean whole = job.run().isWhole();
                requireRight(snapshot, target, whole);
                if (whole != notices.isEmpty()) throw new AssertionError("whole, but " + notices);
                return new Verdict(
                        whole,
                        notices.stream().map(n -> requireSentence(n.detail())).toList());
            }
        } catch (IOException e) {
            requireRight(snapshot, target, false);
            return refusal(e);
        } finally {
            remove(target);
            remove(state);
        }
    }

    /// Every file that is there is right; of a whole restore every entry is.
    private void requireRight(SnapshotId snapshot, Path target, boolean whole) throws IOException {
        var expected = snapshots.getOrDefault(snapshot, Map.of());
        if (!Files.exists(target)) {
            if (whole) throw new AssertionError("nothing was restored");
            return;
        }
        var found = Sample.listing(target);
        // The target itself is a directory of this host.
        for (var entry : found.entrySet()) {
            var right = expected.get(entry.getKey());
            boolean file = entry.getValue().length() > 60;
            if (entry.getKey().isEmpty() || (!whole && !file)) continue;
            if (!entry.getValue().equals(right)) {
                throw new AssertionError("%s: %s was restored as %s, it was %s"
                        .formatted(snapshot, entry.getKey(), entry.getValue(), right));
            }
        }
        if (whole && !found.keySet().equals(expected.keySet())) {
            throw new AssertionError(snapshot + ": " + found.keySet() + " were restored");
        }
    }

    private RestoreRequest request(Path target) {
        return new RestoreRequest(
                ByteString.EMPTY,
                ByteString.utf8(target.toString()),
                ByteString.EMPTY,
                Selection.ALL,
                Overwrite.ALWAYS,
                false,
                List.of(),
                false,
                new TreeWriterOptions(Owners.NUMERIC, true, new Random(1)),
                directory,
                1);
    }

    private static Verdict refusal(IOException failure) {
        var message = failure.getMessage();
        if (message == null) throw new AssertionError("it says nothing", failure);
        return new Verdict(false, List.of(requireSentence(message)));
    }

    /// One line, and nothing in it that a terminal would obey (I8).
    static String requireSentence(String said) {
        boolean plain = !said.isBlank() && said.length() < 2000;
        if (!plain || said.chars().anyMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0))) {
            throw new AssertionError("no sentence: " + said);
        }
        return said;
    }

    private Path freshHost() {
        return directory.resolve("host" + hosts++);
    }

    static void remove(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
