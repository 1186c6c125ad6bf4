package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Blobs as files of a directory.
///
/// Safe for any number of threads and processes. What an interrupted put leaves lies in
/// `tmp`, named after its owner, and only that owner removes it, with [#removeLeftovers].
public final class LocalStore implements BlobStore {

    /// How often a put tries to get its name in: others may delete a blob, or its directory,
    /// between two of its steps, but hardly that often.
    private static final int NAMING_ATTEMPTS = 8;

    private final LocalDirectory directory;
    private final Temporaries temporaries;
    private final Naming naming;

    private LocalStore(LocalDirectory directory, Temporaries temporaries, Naming naming) {
        this.directory = directory;
        this.temporaries = temporaries;
        this.naming = naming;
    }

    /// Opens the store in `path`. `owner` says whose temporary files this store's puts make:
    /// 1 to 64 letters, digits and hyphens that stand for a state directory of one host.
    ///
    /// @throws dev.holdfast.store.StoreMissingException if there is no such directory
    public static LocalStore open(Path path, String owner) throws IOException {
        return open(path, owner, Naming.LINK);
    }

    static LocalStore open(Path path, String owner, Naming naming) throws IOException {
        var directory = LocalDirectory.open(path);
        return new LocalStore(directory, new Temporaries(directory, owner), naming);
    }

    /// Makes the directory, for its owner only, unless it is there and empty or was left
    /// behind by an attempt to make a repository; then opens it.
    public static LocalStore create(Path path, String owner) throws IOException {
        NewDirectory.make(path);
        return open(path, owner);
    }

    /// Removes the temporary files of this store's owner whose process is dead, or which are
    /// older than the locks that say so.
    @Override
    public void removeLeftovers() throws IOException {
        temporaries.removeLeftovers();
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        try {
            return isThere(key, body.size()) ? Put.EXISTED : store(key, body);
        } catch (SysException e) {
            throw failed("cannot store " + key + " in " + this, e);
        }
    }

    private Put store(BlobKey key, BlobBody body) throws IOException {
        try (var temporary = temporaries.write(body)) {
            for (int attempt = 1; ; attempt++) {
                try (var parent = directory.makeParent(key)) {
                    naming.apply(temporary, parent, LocalDirectory.name(key));
                    Unistd.fsync(parent);
                    return Put.STORED;
                } catch (SysException e) {
                    boolean exists = e.is(Errno.EEXIST);
                    if (exists && isThere(key, body.size())) return Put.EXISTED;
                    // Deleted since: the blob, or the directory with the last blob in it.
                    boolean again = exists || e.is(Errno.ENOENT);
                    if (!again || attempt == NAMING_ATTEMPTS) throw e;
                }
            }
        }
    }

    /// Whether a blob of this size has the name already, and durably: another process may
    /// have linked it a moment ago.
    private boolean isThere(BlobKey key, long size) throws IOException {
        try (var parent = directory.findParent(key)) {
            if (parent == null) return false;
            var found = LocalDirectory.find(parent, LocalDirectory.name(key));
            if (found == null) return false;
            if (found.size() != size) {
                throw new BlobExistsException(key, toString(), size, found.size());
            }
            Unistd.fsync(parent);
            return true;
        }
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return open(key, 0, -1);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (offset < 0) throw new IllegalArgumentException("offset " + offset);
        try (var parent = directory.findParent(key)) {
            var name = LocalDirectory.name(key);
            var found = parent == null ? null : LocalDirectory.find(parent, name);
            if (parent == null || found == null) throw missing(key);
            long wanted = length < 0 ? found.size() - offset : length;
            if (wanted > found.size() - offset) {
                throw new CorruptDataException("%s in %s has %d bytes, %d at %d were asked for"
                        .formatted(key, this, found.size(), wanted, offset));
            }
            var file = openFile(parent, name, key);
            return new BlobStream(key + " in " + this, file, offset, wanted);
        } catch (SysException e) {
            throw failed("cannot read " + key + " in " + this, e);
        }
    }

    private Fd openFile(Fd parent, ByteString name, BlobKey key) throws IOException {
        try {
            return Fcntl.openat(parent, name, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK);
        } catch (SysException e) {
            if (e.is(Errno.ENOENT)) throw missing(key);
            throw e;
        }
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        try (var parent = directory.findParent(key)) {
            if (parent == null) return null;
            var found = LocalDirectory.find(parent, LocalDirectory.name(key));
            if (found != null) return found.size();
            directory.check();
            return null;
        } catch (SysException e) {
            throw failed("cannot look for " + key + " in " + this, e);
        }
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        if (limit < 1) throw new IllegalArgumentException("a page of " + limit);
        try {
            return new Listing(directory, after, limit).walk(area);
        } catch (SysException e) {
            throw failed("cannot list " + area.prefix() + " in " + this, e);
        }
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        try (var parent = directory.findParent(key)) {
            if (parent == null) return;
            var name = LocalDirectory.name(key);
            if (LocalDirectory.find(parent, name) == null) {
                directory.check();
                return;
            }
            LocalDirectory.unlinkIfThere(parent, name);
            Unistd.fsync(parent);
        } catch (SysException e) {
            throw failed("cannot delete " + key + " in " + this, e);
        }
        switch (key.kind()) {
            case MANIFEST, DATABASE -> removeEmptyParent(key);
            case DESCRIPTOR, KEY, PACK, LOST, MARK, PIN -> {}
            case WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT -> {}
        }
    }

    private void removeEmptyParent(BlobKey key) throws IOException {
        try {
            directory.removeParentIfEmpty(key);
        } catch (SysException e) {
            throw failed("cannot remove the directory of " + key + " in " + this, e);
        }
    }

    @Override
    public void close() {
        temporaries.close();
        directory.close();
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private BlobMissingException missing(BlobKey key) throws IOException {
        directory.check();
        return new BlobMissingException(key, toString());
    }

    /// A sentence around what the kernel said.
    static IOException failed(String what, SysException cause) {
        return new IOException(what + ": " + cause.reason(), cause);
    }
}
