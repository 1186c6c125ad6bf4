package dev.holdfast.restore;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.archive.StreamCopy;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/// Restores a place of a snapshot into a directory.
///
/// ```
/// plan     metadata beside the target → columns of what to write     (reads only)
/// create   removals, directories, links and specials                 (this thread)
/// fetch    packs → chunks → files, in the order of the packs         (several threads)
/// finish   hard links, metadata of directories, flags, sync          (this thread)
/// ```
///
/// [#plan] comes first and is all there is of a dry run; then [#run].
public final class RestoreJob implements AutoCloseable {

    private final RestoreRequest request;
    private final RestoreProgress progress;
    private final RestoreOutcome outcome;
    private final ArchiveReader archive;
    private final StreamCopy metadata;
    private final PxarAccessor tree;
    private @Nullable Fd target;
    private @Nullable TreeWriter writer;
    private @Nullable Planned planned;

    private static final class Planned {

        private final RestorePlan plan;
        private final int[] order;
        private final RestoreEstimate estimate;

        Planned(RestorePlan plan, int[] order, RestoreEstimate estimate) {
            this.plan = plan;
            this.order = order;
            this.estimate = estimate;
        }
    }

    private RestoreJob(
            ArchiveReader archive,
            StreamCopy metadata,
            RestoreRequest request,
            RestoreProgress progress,
            Consumer<RestoreNotice> notices)
            throws IOException {
        this.archive = archive;
        this.metadata = metadata;
        this.request = request;
        this.progress = progress;
        this.outcome = new RestoreOutcome(notices);
        this.tree = PxarAccessor.openStored(metadata);
    }

    /// Opens the archive of `snapshot`, which stays the caller's. `notices` is told at once,
    /// by the thread that found out, one at a time.
    public static RestoreJob open(
            OpenSnapshot snapshot,
            RestoreRequest request,
            RestoreProgress progress,
            Consumer<RestoreNotice> notices)
            throws IOException {
        var archive = ArchiveReader.open(snapshot);
        var metadata = StreamCopy.open(archive.metadata(), request.temporary());
        try {
            return new RestoreJob(archive, metadata, request, progress, notices);
        } catch (Throwable failure) {
            metadata.close();
            throw failure;
        }
    }

    /// Decides what is to be done, and changes nothing.
    public RestoreEstimate plan() throws IOException, InterruptedException {
        try {
            return planned();
        } catch (SysException e) {
            throw located(e);
        }
    }

    private RestoreEstimate planned() throws IOException, InterruptedException {
        if (request.place().isEmpty()) archive.copyMetadata(metadata);
        var found = TargetPath.find(request.target());
        target = found;
        TargetDirectory base = null;
        if (found != null) base = findBase(openWriter(found));
        var plan = Planner.plan(tree, request, base, withMetadata(base), outcome::tell);
        var order = ReadOrder.of(archive.snapshot(), plan);
        var made = new Planned(plan, order, estimate(plan, order));
        planned = made;
        progress.expect(plan.files.size(), plan.bytes());
        return made.estimate;
    }

    /// What the plan removes, from the target on; a directory stands for all that is in it.
    public List<ByteString> removals() {
        var todo = planned;
        if (todo == null) throw new IllegalStateException("nothing was planned");
        return todo.plan.removals.stream()
                .map(removal -> removal.directory().path().child(removal.name()))
                .toList();
    }

    /// Does what was planned.
    ///
    /// An exception ends it early: files that were complete stay, others are not there.
    public RestoreSummary run() throws IOException, InterruptedException {
        try {
            return write();
        } catch (SysException e) {
            throw located(e);
        }
    }

    private RestoreSummary write() throws IOException, InterruptedException {
        var todo = planned;
        if (todo == null) throw new IllegalStateException("nothing was planned");
        var to = writer;
        if (to == null) {
            boolean owners = request.below().isEmpty() && todo.plan.baseGetsMetadata();
            var made = TargetPath.make(request.target(), owners ? 0700 : TargetPath.OPEN_MODE);
            target = made;
            to = openWriter(made);
        }
        var entries = new EntrySource(tree);
        var creation = new TreeCreation(entries, todo.plan, outcome);
        var files = new FileWriting(archive, entries, todo.plan, todo.order, outcome, progress);
        var base = makeBase(to, todo.plan);
        // One word about a target that takes nothing, not one for each file.
        if (todo.plan.isAllNew()) base.probe();
        creation.begin(base);
        files.run(creation.directories(), request.workers(), request.transfers());
        creation.end(files, new ChunkSupply(archive.snapshot()));
        to.finish();
        to.sync();
        if (request.verify()) {
            new ReadBack(archive.checks(), entries, todo.plan, outcome, progress)
                    .run(todo.order, creation.directories());
        }
        return new RestoreSummary(
                todo.estimate,
                outcome.files(),
                outcome.bytes(),
                progress.verifiedBytes(),
                outcome.counts());
    }

    @Override
    public void close() throws IOException {
        try (metadata) {
            if (writer != null) writer.close();
            if (target != null) target.close();
        }
    }

    /// The kernel refuses nothing here but the target: stores have exceptions of their own.
    private SysException located(SysException e) {
        if (e.path().indexOf('/', 0) == 0) return e;
        var target = request.target();
        return e.at(e.path().isEmpty() ? target : target.child(e.path()));
    }

    private TreeWriter openWriter(Fd directory) throws IOException {
        var opened = TreeWriter.open(directory, request.writing(), outcome::tell);
        writer = opened;
        return opened;
    }

    private @Nullable TargetDirectory findBase(TreeWriter to) throws IOException {
        var at = to.root();
        for (var name : TargetPath.names(request.below())) {
            var next = at.findDirectory(name);
            if (next == null) {
                if (at.find(name) == null) return null;
                throw new IOException("%s: is in the way of the target and is no directory"
                        .formatted(request.target().child(at.path().child(name))));
            }
            at = next;
        }
        return at;
    }

    private TargetDirectory makeBase(TreeWriter to, RestorePlan plan) throws IOException {
        var at = to.root();
        var names = TargetPath.names(request.below());
        for (int i = 0; i < names.size(); i++) {
            boolean base = i == names.size() - 1 && plan.baseGetsMetadata();
            at = base ? at.directory(names.get(i)) : at.passage(names.get(i));
        }
        return at;
    }

    /// The target was named by a person, who may have meant `/tmp`: an existing one keeps
    /// its metadata, unless it is the very place that was backed up.
    private boolean withMetadata(@Nullable TargetDirectory base) {
        if (base == null) return true;
        if (!request.overwrite().replaces()) return false;
        var root = archive.snapshot().facts().source().directory();
        var origin = request.place().isEmpty() ? root : root.child(request.place());
        return !request.below().isEmpty() || request.target().equals(origin);
    }

    private RestoreEstimate estimate(RestorePlan plan, int[] order) throws IOException {
        var snapshot = archive.snapshot();
        var packs = new BitSet();
        var sums = new long[2];
        var segments = new Segments(snapshot, new Works(snapshot, plan, order));
        for (var next = segments.next(); next != null; next = segments.next()) {
            if (!next.isPlaced()) continue;
            var lengths = snapshot.pack(next.pack()).lengths();
            packs.set(next.pack());
            sums[0]++;
            sums[1] += lengths.offset(next.endChunk()) - lengths.offset(next.firstChunk());
        }
        return new RestoreEstimate(
                plan.directories.size(),
                plan.files.size(),
                plan.bytes(),
                plan.touched.size(),
                plan.links.size(),
                plan.others.size(),
                plan.kept(),
                plan.removals.size(),
                packs.cardinality(),
                sums[0],
                sums[1]);
    }
}
