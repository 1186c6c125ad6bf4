package dev.holdfast.store.s3;

import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// Backups, prunes, a forget and a restore at once, against the server in this process.
final class CrowdTest {

    @Test
    void i1I2I3BackupsAndPrunesAtOnceLoseNothing() throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.makeInMemory();
                var server = LocalS3.start();
                var tally = Tally.of(CrowdTest.class, "I1 I2 I3", "runs at once on one bucket");
                var crowd = Crowd.gather(
                        scratch.path(),
                        () -> new WholeBlobs(TestStores.open(server.endpoint(), "crowd/")))) {
            crowd.work(Effort.count(4, 120), tally);
            tally.passed();
        }
    }
}
