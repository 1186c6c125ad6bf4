package dev.holdfast.verify;

import dev.holdfast.crypto.Identity;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.PackScan;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;

/// Reads one pack back, with whatever keys there are. Any number of threads may read
/// different packs.
final class PackCheck {

    private final BlobStore store;
    private final Inventory inventory;
    private final boolean opensMetadata;
    private final boolean opensPayload;
    private final PackScan scan;

    PackCheck(
            BlobStore store, Inventory inventory, List<Identity> identities, boolean opensPayload) {
        this.store = store;
        this.inventory = inventory;
        this.opensMetadata = !identities.isEmpty();
        this.opensPayload = opensPayload;
        this.scan = new PackScan(store, identities);
    }

    /// Reads `pack` whole and reports what is wrong with it; returns whether nothing is.
    boolean read(NamedPack pack) throws IOException, InterruptedException {
        try {
            if (opens(pack)) {
                open(pack);
            } else {
                hash(pack);
            }
            return true;
        } catch (IOException e) {
            var fault = Findings.faultOfReading(e);
            if (fault == null) throw e;
            if (fault == Fault.MISSING) {
                inventory.reportMissing(pack);
            } else {
                inventory.report(pack, kind(pack, fault), Findings.textOf(e));
            }
            return false;
        }
    }

    /// Finds out which chunks of a bad pack are lost.
    void probe(NamedPack pack) throws IOException {
        var row = pack.row;
        if (pack.fault == Fault.MISSING || row == null || !opens(pack)) return;
        try {
            pack.lost = scan.unreadable(row);
        } catch (IOException e) {
            if (Findings.faultOfReading(e) == null) throw e;
        }
    }

    /// Whether the keys at hand open it, so that more than its bytes are checked.
    boolean opens(NamedPack pack) {
        var row = pack.row;
        if (row == null) return false;
        return row.kind() == PackKind.PAYLOAD ? opensPayload : opensMetadata;
    }

    private void hash(NamedPack pack) throws IOException {
        var found = PackScan.hash(store, BlobKey.pack(pack.name));
        if (!found.sha256().equals(pack.name)) {
            throw new CorruptDataException(
                    "pack %s: its %d bytes do not have the SHA-256 in its name"
                            .formatted(pack.name, found.size()));
        }
    }

    /// A pack whose bytes are as they were, but do not fit together, was written so.
    private Fault kind(NamedPack pack, Fault fault) throws IOException {
        if (fault != Fault.CHANGED || !opens(pack)) return fault;
        try {
            hash(pack);
            return Fault.MALFORMED;
        } catch (IOException e) {
            var why = Findings.faultOfReading(e);
            if (why == null) throw e;
            return why;
        }
    }

    private void open(NamedPack pack) throws IOException, InterruptedException {
        var row = pack.row;
        if (row == null) throw new IllegalStateException("no database has described " + pack.name);
        int chunks = row.lengths().count();
        var crcs = new int[chunks];
        var contents = pack.contents.sorted(chunks);
        var crc = new CRC32C();
        scan.read(row, (chunk, bytes) -> {
            crc.reset();
            crc.update(bytes);
            crcs[chunk] = (int) crc.getValue();
            contents.forEachIn(chunk, (key, offset, size, recorded) -> {
                crc.reset();
                crc.update(bytes, offset, size);
                if ((int) crc.getValue() != recorded) pack.wrong.put(key, (int) crc.getValue());
                if (!hasHeader(bytes, offset, size)) pack.headless.add(key);
            });
        });
        pack.chunkCrcs = crcs;
    }

    private static boolean hasHeader(byte[] bytes, int offset, int size) {
        try {
            PayloadHeader.check(bytes, offset - PayloadHeader.BYTES, offset, size);
            return true;
        } catch (CorruptDataException e) {
            return false;
        }
    }
}
