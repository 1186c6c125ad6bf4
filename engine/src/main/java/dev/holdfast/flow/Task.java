package dev.holdfast.flow;

import java.io.IOException;

/// Work that a thread of a [Scope] does.
@FunctionalInterface
public interface Task {

    void run() throws IOException, InterruptedException;
}
