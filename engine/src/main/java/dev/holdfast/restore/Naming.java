package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;

/// How something complete gets its name, replacing in one step what has it.
final class Naming {

    private Naming() {}

    /// What makes something under a name that is free.
    interface Maker {

        void make(ByteString free) throws IOException;
    }

    /// Gives an open file the name: at once if it is free, else by way of another name.
    static void link(TreeWriter writer, Fd file, Fd directory, ByteString name) throws IOException {
        try {
            Unistd.link(file, directory, name);
        } catch (SysException e) {
            if (!e.is(Errno.EEXIST)) throw e;
            var free = writer.temporaryName();
            Unistd.link(file, directory, free);
            replace(writer, directory, free, name);
        }
    }

    /// Makes something under another name first, always: what is not complete yet must not
    /// be seen under its own. Leaves nothing behind if that fails.
    static void make(TreeWriter writer, Fd directory, ByteString name, Maker maker)
            throws IOException {
        var free = writer.temporaryName();
        try {
            maker.make(free);
        } catch (IOException | RuntimeException e) {
            drop(directory, free);
            throw e;
        }
        replace(writer, directory, free, name);
    }

    /// Gives what is called `free` the name, in one step and in place of what has exactly
    /// that name. What has another one that this file system takes for the same stays.
    static void replace(TreeWriter writer, Fd directory, ByteString free, ByteString name)
            throws SysException {
        try {
            if (SysStat.find(directory, name) != null) requireExact(writer, directory, name);
            Unistd.renameat(directory, free, directory, name);
        } catch (SysException e) {
            drop(directory, free);
            throw e;
        }
    }

    /// Says that what is found under `name` is called otherwise.
    ///
    /// @throws SysException EEXIST
    static void requireExact(TreeWriter writer, Fd directory, ByteString name) throws SysException {
        if (!writer.exactNames.has(directory, name)) throw SysException.exists("rename", name);
    }

    /// Removes what was not completed. That it may not be there, or cannot be removed, is not
    /// the failure that has to be told.
    static void drop(Fd directory, ByteString free) {
        try {
            Unistd.unlinkat(directory, free);
        } catch (SysException e) {
            return;
        }
    }
}
