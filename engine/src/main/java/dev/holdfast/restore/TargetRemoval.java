package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Removes a tree from the target, however deep, with few descriptors and no recursion.
final class TargetRemoval {

    private record Level(TargetDirectory directory, Iterator<ByteString> names) {}

    private final Deque<Level> levels = new ArrayDeque<>();

    private TargetRemoval() {}

    static void remove(TargetDirectory parent, ByteString name) throws IOException {
        new TargetRemoval().run(parent, name);
    }

    private void run(TargetDirectory parent, ByteString name) throws IOException {
        removeOrEnter(parent, name);
        while (!levels.isEmpty()) {
            var level = levels.peek();
            if (level.names.hasNext()) {
                removeOrEnter(level.directory, level.names.next());
            } else {
                levels.pop();
                var emptied = level.directory;
                try (var lease = emptied.parent().lease()) {
                    Unistd.rmdirat(lease.fd(), emptied.name());
                } catch (SysException e) {
                    throw e.at(emptied.path());
                }
            }
        }
    }

    private void removeOrEnter(TargetDirectory parent, ByteString name) throws IOException {
        try (var lease = parent.lease()) {
            var stat = SysStat.find(lease.fd(), name);
            if (stat == null) return;
            if (!stat.isDirectory()) {
                Unistd.unlinkat(lease.fd(), name);
                return;
            }
            if (stat.device() != parent.identity().device()) {
                throw new IOException("%s: is mounted there and is not removed"
                        .formatted(parent.path().child(name)));
            }
        } catch (SysException e) {
            throw e.at(parent.path().child(name));
        }
        var entered = parent.directory(name);
        levels.push(new Level(entered, entered.names().iterator()));
    }
}
