package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.cli.CommandRun;
import dev.holdfast.app.cli.ExitCode;
import dev.holdfast.crypto.Identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A home in which a command can be cut, and what has to be true after it was.
record Cuttable(LivingHome living) {

    private static final String COLLEAGUE =
            Identity.generate(new SecureRandom()).recipient().toString();

    /// What is cut.
    enum Work {
        INIT,
        FIRST_BACKUP,
        BACKUP,
        FORGET,
        PRUNE,
        COPY,
        COPY_TO_OTHER_KEYS,
        TAG,
        KEY_ADD,
        CATALOG_REBUILD,
        PUT_MANIFEST_BACK,
        MARK_LOST_PACK;

        /// With which code it ends if it is not cut.
        int code() {
            return (isRepair() ? ExitCode.PARTIAL : ExitCode.OK).number();
        }

        /// Whether it is about damage, which it tells and is ended by code 3 for.
        boolean isRepair() {
            return this == PUT_MANIFEST_BACK || this == MARK_LOST_PACK;
        }

        /// Whether there is nothing yet.
        boolean isFirst() {
            return this == INIT || this == FIRST_BACKUP;
        }
    }

    static Cuttable make(Path home, Random random) throws IOException {
        var living = LivingHome.make(home, random);
        living.change();
        living.backUp();
        living.require("copy", "--to", living.second.toString());
        living.require("init", "-r", third(living).toString());
        living.change();
        living.backUp();
        living.require("forget", "--keep-last", "2");
        return new Cuttable(living);
    }

    /// A copy in which `work` can be done.
    static Cuttable copy(Cuttable from, Path to, Work work) throws IOException {
        var made = new Cuttable(LivingHome.copy(from.living, to));
        if (work.isFirst()) {
            for (var name : List.of(".config", ".local")) LivingHome.remove(to.resolve(name));
            return made;
        }
        // The repository and its state know one place of the tree; what is restored is this.
        made.living.backUp();
        switch (work) {
            case INIT, FIRST_BACKUP, FORGET, PRUNE -> {}
            case COPY, COPY_TO_OTHER_KEYS, TAG, KEY_ADD -> {}
            case BACKUP -> made.living.change();
            case CATALOG_REBUILD -> made.loseCatalog();
            case PUT_MANIFEST_BACK -> made.flip(made.newest("snapshots", "manifest.json.zst"));
            case MARK_LOST_PACK -> made.flip(made.newest("packs", ""));
        }
        return made;
    }

    Path path() {
        return living.home;
    }

    String[] words(Work work) {
        return switch (work) {
            case INIT -> new String[] {"init"};
            case FIRST_BACKUP, BACKUP -> new String[] {"backup", living.tree.toString()};
            case FORGET -> new String[] {"forget", "--keep-last", "1"};
            case PRUNE -> new String[] {"prune"};
            case COPY -> new String[] {"copy", "--to", living.second.toString()};
            case COPY_TO_OTHER_KEYS ->
                new String[] {"copy", "--to", third(living).toString()};
            case TAG -> new String[] {"tag", "latest", "--add", "colour=green", "--pin"};
            case KEY_ADD -> new String[] {"key", "add", "--recipient", COLLEAGUE};
            case CATALOG_REBUILD -> new String[] {"catalog", "rebuild"};
            case PUT_MANIFEST_BACK, MARK_LOST_PACK -> new String[] {"repair"};
        };
    }

    /// The ids of the snapshots there are, none if there is no repository yet.
    Set<String> snapshots() throws IOException {
        return Files.exists(repository().resolve("holdfast.json")) ? living.snapshots() : Set.of();
    }

    /// Nothing is lost, `verify` has nothing to say, and the command succeeds now.
    void requireGoesOn(Work work, Set<String> before) throws IOException {
        if (!work.isFirst()) {
            if (!work.isRepair()) requireSound();
            requireNothingLost(work, before);
        }
        requireSucceeds(work);
        living.backUp();
        if (work == Work.MARK_LOST_PACK) living.require("forget", "--keep-last", "1", "--prune");
        requireSound();
        living.requireTidy();
        living.requireRestores();
    }

    private void requireNothingLost(Work work, Set<String> before) throws IOException {
        // A snapshot whose manifest is damaged is in no list.
        if (work == Work.PUT_MANIFEST_BACK) return;
        var after = living.snapshots();
        if (work == Work.FORGET) {
            assertTrue(before.containsAll(after), "a snapshot came from nowhere");
        } else {
            assertTrue(after.containsAll(before), "a snapshot is lost");
        }
    }

    private void requireSucceeds(Work work) throws IOException {
        var ended = living.run(words(work));
        var said = ended.error() + ended.out();
        // Before it was cut init may have made all there is to make.
        boolean there = work == Work.INIT && said.contains("there is a repository");
        // And repair all that there was to repair.
        boolean done = ended.code() == ExitCode.OK;
        assertTrue(there || done || ended.code().number() == work.code(), said);
        if (work == Work.TAG) {
            var shown = living.require("tag", "latest");
            assertTrue(shown.contains("colour=green") && shown.contains("pinned"), shown);
        }
        // What was forgotten here is there all the same.
        if (work == Work.COPY) {
            assertTrue(snapshotsOf(living.second).containsAll(living.snapshots()));
        }
        if (work == Work.COPY_TO_OTHER_KEYS) {
            assertEquals(living.snapshots().size(), snapshotsOf(third(living)).size());
        }
    }

    private Set<String> snapshotsOf(Path repository) throws IOException {
        return living.snapshots("-r", repository.toString());
    }

    private void requireSound() {
        living.requireSound();
        var third = third(living);
        if (Files.exists(third.resolve("holdfast.json"))) {
            living.require("verify", "--read-data", "-r", third.toString());
        }
    }

    private void loseCatalog() throws IOException {
        try (var all = Files.walk(living.home.resolve(".local/state"))) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                var text = file.toString();
                if (text.contains("/catalog") || text.contains("/references")) Files.delete(file);
            }
        }
    }

    private Path newest(String area, String end) throws IOException {
        try (var all = Files.walk(repository().resolve(area))) {
            return all.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(end))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    private void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    private Path repository() {
        return new CommandRun(living.home).repository();
    }

    private static Path third(LivingHome living) {
        return living.home.resolve("third");
    }
}
