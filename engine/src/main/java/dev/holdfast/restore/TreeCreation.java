package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.sys.SysException;

import java.io.IOException;

/// Makes everything of a plan but the contents of files: what is to go goes first, then come
/// directories and what needs no content; at the end hard links and the metadata of
/// directories.
final class TreeCreation {

    private final EntrySource entries;
    private final RestorePlan plan;
    private final RestoreOutcome outcome;
    private final DirectoryTable directories;

    TreeCreation(EntrySource entries, RestorePlan plan, RestoreOutcome outcome) {
        this.entries = entries;
        this.plan = plan;
        this.outcome = outcome;
        this.directories = new DirectoryTable(plan.directories.size());
    }

    DirectoryTable directories() {
        return directories;
    }

    void begin(TargetDirectory base) throws IOException, InterruptedException {
        for (var removal : plan.removals) {
            checkInterrupt();
            attempt(removal.directory(), removal.name(), removal.directory()::remove);
        }
        directories.set(0, base);
        for (int i = 1; i < plan.directories.size(); i++) {
            checkInterrupt();
            makeDirectory(i);
        }
        for (int i = 0; i < plan.others.size(); i++) {
            checkInterrupt();
            var directory = directories.find((int) plan.otherDirectories.get(i));
            if (directory == null) continue;
            var entry = entries.get(plan.others.get(i));
            attempt(directory, entry.name(), _ -> make(directory, entry));
        }
    }

    /// Everything that needs the files to be there. `copies` writes a file where a link
    /// cannot be.
    void end(FileWriting copies, ChunkSupply supply) throws IOException, InterruptedException {
        for (int i = 0; i < plan.touched.size(); i++) {
            checkInterrupt();
            var directory = directories.find((int) plan.touchedDirectories.get(i));
            if (directory == null) continue;
            var file = entries.file(plan.touched.get(i));
            attempt(directory, file.name(), name -> directory.touch(name, file.metadata()));
        }
        for (int i = 0; i < plan.links.size(); i++) {
            checkInterrupt();
            link(i, copies, supply);
        }
        for (int i = plan.directories.size() - 1; i >= 0; i--) {
            checkInterrupt();
            finishDirectory(i);
        }
    }

    private void makeDirectory(int number) throws IOException {
        var parent = directories.find((int) plan.parents.get(number));
        if (parent == null) return;
        attempt(parent, entries.name(plan.directories.get(number)), name -> {
            var before = parent.find(name);
            if (before != null && !before.isDirectory()) parent.remove(name);
            directories.set(number, parent.directory(name));
        });
    }

    private void finishDirectory(int number) throws IOException {
        long position = plan.directoryMetadata.get(number);
        var directory = directories.find(number);
        if (directory == null) return;
        try {
            if (position == RestorePlan.NONE) {
                directory.leave();
            } else {
                directory.finish(entries.directory(position));
            }
        } catch (SysException e) {
            outcome.tellMissing(directory.path(), e);
        }
    }

    private static void make(TargetDirectory directory, PxarEntry entry) throws IOException {
        var name = entry.name();
        switch (entry) {
            case PxarEntry.Symlink link -> directory.symlink(name, link.target(), link.metadata());
            case PxarEntry.Device device ->
                directory.device(name, device.metadata(), device.major(), device.minor());
            case PxarEntry.Fifo fifo -> directory.special(name, fifo.metadata());
            case PxarEntry.Socket socket -> directory.special(name, socket.metadata());
            case PxarEntry.Directory _, PxarEntry.RegularFile _, PxarEntry.Hardlink _ ->
                throw new IllegalStateException("not made here: " + name);
        }
    }

    private void link(int row, FileWriting copies, ChunkSupply supply)
            throws IOException, InterruptedException {
        var directory = directories.find((int) plan.linkDirectories.get(row));
        var from = directories.find((int) plan.linkTargetDirectories.get(row));
        if (directory == null) return;
        var name = entries.name(plan.links.get(row));
        var path = directory.path().child(name);
        long target = plan.linkTargets.get(row);
        if (from == null || outcome.hasFailed(target)) {
            outcome.tell(
                    path,
                    RestoreNotice.Kind.MISSING,
                    "the file that it is another name of was not restored");
            return;
        }
        boolean linked;
        try {
            linked = directory.hardlink(name, from, entries.name(target));
        } catch (SysException e) {
            outcome.tellMissing(path, e);
            return;
        }
        if (linked) return;
        var file = entries.file(target);
        if (copies.copy(file.address(), file.size(), supply, directory, name, file.metadata())) {
            outcome.tell(
                    path,
                    RestoreNotice.Kind.MISSING,
                    "a hard link cannot be made there; it became a file of its own");
        }
    }

    /// Something done with one name.
    private interface Step {

        void run(ByteString name) throws IOException;
    }

    private void attempt(TargetDirectory directory, ByteString name, Step step) throws IOException {
        try {
            step.run(name);
        } catch (SysException e) {
            outcome.tellMissing(directory.path().child(name), e);
        }
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("restore");
    }
}
