package dev.holdfast.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.repository.PackLook;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A backup that dies after its n-th change to the store, for every n.
final class BackupCrashTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(LastCall.class)
    void i1I5AfterACrashAtAnyStepSnapshotsAreWholeAndTheNextRunSucceeds(LastCall last)
            throws IOException, InterruptedException {
        var what = "backups that died after a change, the last one " + last;
        try (var tally = Tally.of(BackupCrashTest.class, "I1 I5", what)) {
            for (var check : PackLook.values()) dieAfterEachChange(last, check, tally);
            tally.passed();
        }
    }

    private void dieAfterEachChange(LastCall last, PackLook check, Tally tally)
            throws IOException, InterruptedException {
        var tree = tree();
        for (int changes = 0; ; changes++) {
            var store = new MemoryStore();
            var state = directory.resolve(last + "-" + check + "-" + changes);
            try (var test = new TestRepository(store, state)) {
                test.look = check;
                test.backup(tree);
                Files.writeString(tree.resolve("new"), "new in run " + changes);
                var crashing = new CrashingStore(store, changes, last);
                boolean failed = false;
                try {
                    test.reopen(crashing).backup(tree);
                } catch (IOException e) {
                    failed = true;
                }
                test.reopen(store);
                everySnapshotReads(test);
                var summary = test.backup(tree);
                assertTrue(summary.isWhole());
                everySnapshotReads(test);
                assertEquals(0, markers(store), "markers are left after " + changes + " changes");
                if (!failed) return;
                tally.one();
            }
        }
    }

    @Test
    void i5WhatACrashedRunHasStoredIsUsedByTheNext() throws IOException, InterruptedException {
        var tree = tree();
        var store = new MemoryStore();
        try (var test = new TestRepository(store, directory.resolve("state"))) {
            // Marker, then the packs; the database and the manifest never come.
            var crashing = new CrashingStore(store, 3, LastCall.LOST);
            boolean failed = false;
            try {
                test.reopen(crashing).backup(tree);
            } catch (IOException e) {
                failed = true;
            }
            assertTrue(failed);
            var summary = test.reopen(store).backup(tree);
            assertEquals(0, summary.freshBytes(), "contents were stored again");
        }
    }

    private Path tree() throws IOException {
        var tree = directory.resolve("tree");
        if (Files.exists(tree)) return tree;
        Files.createDirectories(tree.resolve("a/b"));
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("a/f" + i), new byte[i * 1000]);
        return tree;
    }

    /// Whatever snapshot there is, all its blobs exist and all its contents come out.
    private void everySnapshotReads(TestRepository test) throws IOException {
        for (var stored : test.repository.snapshots()) {
            for (var blob : stored.manifest().blobs()) {
                assertEquals(blob.size(), test.store.findSize(BlobKey.pack(blob.sha256())));
            }
            try (var snapshot = test.open(stored, directory)) {
                var archive = ArchiveReader.open(snapshot);
                var entries = archive.entries();
                long files = 0;
                for (var event = entries.next(); event != null; event = entries.next()) {
                    if (event instanceof PxarEvent.Item(PxarEntry.RegularFile file)) {
                        try (var content = archive.content(file)) {
                            assertEquals(file.size(), content.readAllBytes().length);
                        }
                        files++;
                    }
                }
                assertEquals(snapshot.facts().entries().files(), files);
            }
        }
    }

    private static int markers(MemoryStore store) throws IOException {
        var page = store.list(BlobArea.WRITERS, null, 10);
        assertNotNull(page);
        return page.size();
    }
}
