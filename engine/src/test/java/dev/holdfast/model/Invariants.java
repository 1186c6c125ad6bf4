package dev.holdfast.model;

import com.github.luben.zstd.Zstd;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.model.Question.Bytes;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.LostPackException;
import dev.holdfast.repository.WriterFencedException;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// I1, I3, I4 and I5 of docs/format/protocols.md, for states of the model.
final class Invariants implements Explorer.Law {

    private final Cast cast;
    private final Map<Bytes, List<String>> needs = new HashMap<>();
    private final Set<Contents> ended = new HashSet<>();
    private int backups;

    Invariants(Cast cast) {
        this.cast = cast;
    }

    /// I1, I3: everything that a manifest names is there.
    @Override
    public @Nullable String broken(Contents contents) {
        for (var blob : contents.blobs().entrySet()) {
            var key = BlobKey.findPath(blob.getKey());
            if (key == null || key.kind() != BlobKind.MANIFEST) continue;
            for (var need : needs.computeIfAbsent(blob.getValue(), Invariants::needs)) {
                if (contents.find(need) == null) {
                    return "I1: %s needs %s, which is gone".formatted(key, need);
                }
            }
        }
        return null;
    }

    /// Nobody fails but who was shut out, or heard nothing from the store; and a backup that
    /// succeeded is there.
    @Override
    public @Nullable String broken(Explorer.Ended ended, Contents contents) {
        var failure = ended.failure();
        if (failure == null) return requireOwnManifest(ended, contents);
        if (failure instanceof StoreUnavailableException
                || failure instanceof AnsweredStore.StoppedException) return null;
        boolean shutOut = isShutOut(ended, contents);
        if (failure instanceof WriterFencedException && shutOut) return null;
        // Who is shut out is waited for by nobody, and may find its packs gone.
        boolean missing =
                failure instanceof BlobMissingException || failure instanceof LostPackException;
        if (missing && shutOut) return null;
        return "I3: " + ended.name() + " fails: " + failure;
    }

    /// I4, I5: what is left is garbage that one prune removes, and the next backup succeeds.
    @Override
    public @Nullable String brokenInTheEnd(Contents contents) throws Exception {
        if (!ended.add(contents)) return null;
        var store = cast.storeWith(contents);
        try (var repository = cast.open(store)) {
            var fence = Fence.of(repository, false);
            for (var writer : Writers.list(store)) {
                var _ = fence.shutOut(writer);
            }
            var options = new PruneOptions(1, false);
            var report = new PruneJob(repository, options, new FixedRandom(99)).execute();
            if (!report.isDone()) return "I5: a prune without writers leaves something: " + report;
        }
        var left = Contents.of(store.contents());
        var broken = broken(left);
        if (broken != null) return broken;
        var garbage = garbage(left);
        if (!garbage.isEmpty()) return "I5: a prune leaves " + garbage;
        if (backups++ < 50) {
            cast.backUp("a", store);
            return broken(Contents.of(store.contents()));
        }
        return null;
    }

    private Set<String> garbage(Contents contents) {
        var garbage = new HashSet<>(contents.blobs().keySet());
        garbage.remove(BlobKey.descriptor().path());
        for (var blob : contents.blobs().entrySet()) {
            var key = BlobKey.findPath(blob.getKey());
            if (key == null || key.kind() != BlobKind.MANIFEST) continue;
            garbage.remove(key.path());
            garbage.removeAll(needs.computeIfAbsent(blob.getValue(), Invariants::needs));
        }
        return garbage;
    }

    /// The manifest that an actor was told to be stored is there. None that an actor makes is
    /// forgotten in this model.
    private static @Nullable String requireOwnManifest(Explorer.Ended ended, Contents contents) {
        for (var asked : ended.script()) {
            if (asked.question() instanceof Question.Put(var key, var body)
                    && key.kind() == BlobKind.MANIFEST
                    && asked.answer() instanceof Answer.Stored
                    && !body.equals(contents.find(key.path()))) {
                return "I1: %s is told that %s is stored, and it is not there"
                        .formatted(ended.name(), key);
            }
        }
        return null;
    }

    /// Whether there is a tombstone in place of a snapshot whose database the actor has put,
    /// or announced.
    private static boolean isShutOut(Explorer.Ended ended, Contents contents) {
        for (var asked : ended.script()) {
            if (asked.question() instanceof Question.Put(var key, var body)
                    && key.kind() == BlobKind.WRITER) {
                var text = new String(body.bytes, java.nio.charset.StandardCharsets.UTF_8);
                for (var path : contents.blobs().keySet()) {
                    var there = BlobKey.findPath(path);
                    if (there == null || there.kind() != BlobKind.MANIFEST) continue;
                    var bytes = contents.find(path);
                    if (bytes != null && text.contains(there.name()) && isTombstone(bytes)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isTombstone(Bytes stored) {
        try {
            return Manifest.isTombstone("model", text(stored));
        } catch (CorruptDataException | FormatTooNewException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> needs(Bytes stored) {
        if (isTombstone(stored)) return List.of();
        try {
            var manifest = JsonReader.object("model", text(stored));
            var needs = new ArrayList<String>();
            var snapshot = SnapshotId.parse(manifest.text("snapshot"));
            needs.add(BlobKey.database(snapshot).path());
            for (var blob : manifest.array("blobs")) {
                if (!(blob instanceof Json.JsonObject facts)) throw new AssertionError(blob);
                needs.add(BlobKey.pack(Sha256.parse(facts.text("sha256"))).path());
            }
            return needs;
        } catch (CorruptDataException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] text(Bytes stored) {
        return Zstd.decompress(stored.bytes, (int) Zstd.getFrameContentSize(stored.bytes));
    }
}
