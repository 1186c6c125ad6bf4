package dev.holdfast.verify;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.PxarEvent;

import java.util.ArrayList;
import java.util.List;

/// Where a walk through an archive is: follows its events, and makes paths when asked.
final class EntryPath {

    private final List<ByteString> directories = new ArrayList<>();

    void follow(PxarEvent event) {
        switch (event) {
            case PxarEvent.Enter(var directory) -> directories.add(directory.name());
            case PxarEvent.Leave _ -> directories.removeLast();
            case PxarEvent.Item _ -> {}
        }
    }

    /// The path of an item of the directory that the walk is in, from the root.
    ByteString of(ByteString name) {
        var path = ByteString.EMPTY;
        for (var directory : directories) path = path.child(directory);
        return path.child(name);
    }
}
