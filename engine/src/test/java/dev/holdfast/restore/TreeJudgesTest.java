package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sys.Unistd;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Judges are only worth something if they see what is wrong.
class TreeJudgesTest {

    /// How a copy is made different, and what the judges have to name then.
    private record Difference(String command, String named) {}

    private static final List<Difference> DIFFERENCES = List.of(
            new Difference("echo x >> contents/text", "contents/text"),
            new Difference(
                    "cd contents; touch -r random-100000 ../t; "
                            + "printf X | dd of=random-100000 bs=1 seek=50000 conv=notrunc; "
                            + "touch -r ../t random-100000; rm ../t",
                    "contents/random-100000"),
            new Difference("chmod 0601 'modes/file 400'", "modes/file 400"),
            new Difference("chown 3 owners/1-1", "owners/1-1"),
            new Difference("chgrp 3 nodes/fifo", "nodes/fifo"),
            new Difference("touch -h -d @5 links/relative", "links/relative"),
            new Difference("touch -d '@0.000000002' times/1", "times/1 "),
            new Difference("rm names/-rf", "names/-rf"),
            new Difference("touch names/one-more", "names/one-more"),
            new Difference("ln -snf elsewhere links/dangling", "links/dangling"),
            new Difference(
                    "cd links; cp -p 'first of three' x; mv -f x 'second of three'",
                    "links/second of three"),
            new Difference("setfattr -n user.a -v b attributes/file", "attributes/file "),
            new Difference("setfattr -x user.1 attributes/many", "attributes/many"),
            new Difference("setfattr -h -n trusted.t -v b attributes/link", "attributes/link"),
            new Difference("setfattr -n security.holdfast -v b attributes/fifo", "attributes/fifo"),
            new Difference("setfacl -m u:1000:r lists/named", "lists/named"),
            new Difference("setfacl -d -m u:1000:r lists/directory", "lists/directory "),
            new Difference("setfacl -m m::w 'lists/mask only'", "lists/mask only"),
            new Difference("setcap -r capabilities/ping", "capabilities/ping"),
            new Difference("chattr -d flags/d", "flags/d "),
            new Difference("chattr -i 'flags/immutable directory'", "flags/immutable directory"),
            new Difference("chattr -a 'flags/append only'", "flags/append only"),
            new Difference("rm nodes/null; mknod nodes/null c 1 5", "nodes/null"),
            new Difference("rm nodes/socket; mkfifo nodes/socket", "nodes/socket"),
            new Difference("chmod 0711 deep/000-*/001-*", "deep/000-"));

    @Test
    void everyDifferenceIsSeen() throws Exception {
        assumeTrue(Unistd.effectiveUser() == 0, "only root has every special case");
        try (var scratch = ScratchDirectory.make()) {
            var original = scratch.path().resolve("original");
            var copy = scratch.path().resolve("copy");
            assertEquals(List.of(), SpecialTree.make(original, 1, 3));
            TreeCopy.run(original, copy, Owners.NUMERIC);
            assertEquals(List.of(), TreeJudges.judge(original, copy));
            for (var difference : DIFFERENCES) {
                var done = Tool.run(copy, "sh", "-e", "-c", difference.command);
                assertEquals(0, done.exitCode(), difference.command + ": " + done.errors());
            }
            // The script writes a blank in a name as \x20.
            var seen = String.join("\n", TreeJudges.judge(original, copy)).replace("\\x20", " ");
            var unseen = new ArrayList<String>();
            for (var difference : DIFFERENCES) {
                if (!seen.contains(difference.named)) unseen.add(difference.command);
            }
            assertEquals(List.of(), unseen);
        }
    }
}
