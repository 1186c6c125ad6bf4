package dev.holdfast.store.s3;

import dev.holdfast.testkit.Ceph;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// Two prunes and three backups at once against a Ceph cluster, and somebody who forgets and
/// somebody who restores: `-Dceph=true`, for `-Dceph.minutes`, else ten.
@EnabledIfSystemProperty(named = Ceph.PROPERTY, matches = "true")
final class CephCrowdTest {

    private static final int MINUTES_USUAL = 10;

    @Test
    void i1I2I3BackupsAndPrunesAtOnceLoseNothing() throws IOException, InterruptedException {
        var given = System.getProperty("ceph.minutes", "");
        int minutes = given.isEmpty() ? MINUTES_USUAL : Integer.parseInt(given);
        var what = "runs at once on Ceph, in %d minutes".formatted(minutes);
        try (var scratch = ScratchDirectory.makeInMemory();
                var ceph = Ceph.start();
                var tally = Tally.of(CephCrowdTest.class, "I1 I2 I3", what)) {
            System.err.println(ceph.version());
            var options = options(ceph);
            try (var client = Clients.open(options)) {
                client.createBucket(bucket -> bucket.bucket(LocalS3.BUCKET));
            }
            var place = new S3Place(LocalS3.BUCKET, "crowd/");
            Crowd.Door door =
                    () -> S3Store.open(place, options, InstantSource.system(), System::nanoTime);
            try (var crowd = Crowd.gather(scratch.path(), door)) {
                crowd.work(Duration.ofMinutes(minutes).toSeconds(), tally);
            }
            tally.passed();
        }
    }

    private static S3Options options(Ceph ceph) {
        return new S3Options(
                ceph.endpoint(),
                null,
                true,
                new S3Credentials.Fixed(ceph.accessKey(), ceph.secret(), null),
                null,
                null,
                null,
                null,
                S3Deadlines.USUAL);
    }
}
