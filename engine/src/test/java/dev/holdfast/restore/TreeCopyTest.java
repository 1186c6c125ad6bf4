package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.Test;

import java.util.List;

/// A tree that was captured and written again is the same tree, as other programs see it.
class TreeCopyTest {

    @Test
    void aTreeWithEverySpecialCaseIsTheSameToEveryJudge() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var original = scratch.path().resolve("original");
            var copy = scratch.path().resolve("copy");
            SpecialTree.make(original, 1, 300);
            var said = TreeCopy.run(original, copy, Owners.NUMERIC);
            assertEquals(List.of(), said.notices());
            assertEquals(List.of(), said.restoreNotices());
            assertEquals(List.of(), TreeJudges.judge(original, copy));
        }
    }
}
