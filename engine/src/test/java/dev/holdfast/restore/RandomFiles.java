package dev.holdfast.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A tree of files of every size class, with hard and symbolic links between them.
final class RandomFiles {

    private static final int[] SIZES = {
        0, 1, 100, 4096, 70_000, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20, 25 << 20
    };

    private RandomFiles() {}

    static void make(Path tree, Random random) throws IOException {
        for (int i = 0; i < 300; i++) {
            var folder = Files.createDirectories(tree.resolve("d" + i % 7));
            int size = i < SIZES.length ? SIZES[i] : random.nextInt(60_000);
            var bytes = new byte[size];
            if (i % 3 != 0) random.nextBytes(bytes);
            Files.write(folder.resolve("f" + i), bytes);
            if (i % 50 == 1) {
                Files.createLink(tree.resolve("d0/link" + i), folder.resolve("f" + i));
                Files.createSymbolicLink(folder.resolve("symlink" + i), Path.of("../d0/f0"));
            }
        }
    }
}
