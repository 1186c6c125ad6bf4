package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Snapshot databases that somebody has tampered with: each is refused in a sentence, and
/// nothing else happens.
class HostileSnapshotDatabaseTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("HostileSnapshotDatabaseTest");
    private Path target;

    @BeforeEach
    void write() throws IOException {
        target = temporary.resolve("db");
        new SampleSnapshot(random).writeTo(temporary.resolve("state"), target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    CREATE VIEW v AS SELECT * FROM pack | the view it has in place 7
                    DROP TABLE tag; CREATE VIEW tag AS SELECT 'a' AS key, 'b' AS value | in place 2
                    CREATE TRIGGER t AFTER INSERT ON tag BEGIN SELECT 1; END | the trigger it has in place 7
                    CREATE INDEX i ON extent(pack) | the index it has in place 7
                    CREATE TABLE more(x) | the table it has in place 7
                    CREATE VIRTUAL TABLE f USING fts5(x) | in place 7
                    ANALYZE | the table it has in place 7
                    ALTER TABLE notice ADD COLUMN more TEXT | in place 5
                    ALTER TABLE notice ADD COLUMN more TEXT AS (detail) VIRTUAL | in place 5
                    ALTER TABLE notice RENAME TO notices | in place 5
                    DROP TABLE upload | it has 5 tables
                    DROP TABLE notice; CREATE TABLE notice(path BLOB NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL) STRICT | in place 5
                    """)
    void anotherShapeIsRefused(String forgery, String words) throws IOException {
        forge(forgery + "; VACUUM");
        refuse(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    DELETE FROM snapshot | says nothing of its snapshot
                    INSERT INTO snapshot SELECT * FROM snapshot | speaks of two snapshots
                    UPDATE snapshot SET id = 'x' | not a snapshot id: x
                    UPDATE snapshot SET lineage = printf('%s%c', lineage, 27) | not a lineage id
                    UPDATE snapshot SET repository = '' | not a repository id
                    UPDATE snapshot SET metadata_sha256 = x'00' | column 17 has 1 bytes, not 32
                    UPDATE snapshot SET checks_sha256 = x'' | column 21 has 0 bytes, not 32
                    UPDATE snapshot SET reference = NULL | half a reference
                    UPDATE snapshot SET reference_metadata_sha256 = NULL | half a reference
                    UPDATE snapshot SET encoder_version = 1 << 40 | encoder version 1099511627776
                    UPDATE snapshot SET files = -1 | column 23 has -1
                    UPDATE snapshot SET metadata_length = 601 | the extent at 600 of the metadata stream is covered by none
                    UPDATE snapshot SET metadata_length = 599 | passes the stream's end at 599
                    UPDATE snapshot SET log_end = 6999 | passes the stream's end at 6999
                    UPDATE snapshot SET log_end = 3000 | the extent at 16 of the payload stream passes the stream's end at 3000
                    UPDATE snapshot SET log_end = 9223372036854775807 | beyond every stream
                    UPDATE snapshot SET log_end = -9223372036854775808 | column 18 has -9223372036854775808
                    UPDATE snapshot SET live_bytes = (1 << 62) + 1 | beyond every stream
                    DELETE FROM pack WHERE ordinal = 2 | names pack 2 of 2
                    DELETE FROM pack WHERE ordinal = 1 | it has no pack 1
                    UPDATE pack SET ordinal = -1 WHERE ordinal = 1 | it has no pack 0
                    UPDATE pack SET ordinal = 1 << 40 WHERE ordinal = 2 | it has no pack 2
                    UPDATE pack SET sha256 = (SELECT sha256 FROM pack WHERE ordinal = 0) WHERE ordinal = 2 | twice
                    UPDATE pack SET sha256 = x'0102' | column 2 has 2 bytes, not 32
                    UPDATE pack SET kind = 3 | is of unknown kind 3
                    UPDATE pack SET kind = 1 WHERE ordinal = 0 | names 2 chunks from 0 on of pack 0
                    UPDATE pack SET size = size + 1 | do not make
                    UPDATE pack SET plain_length = -1 | -1 bytes of plaintext do not make
                    UPDATE pack SET plain_length = 9223372036854775807 | do not make
                    UPDATE pack SET header = zeroblob(70000) | its age header has 70000 bytes
                    UPDATE pack SET header = x'' | its age header has 0 bytes
                    UPDATE pack SET chunk_lengths = x'' | without chunks
                    UPDATE pack SET chunk_lengths = x'0102' | chunk lengths of
                    UPDATE pack SET chunk_lengths = zeroblob(16) | chunk 0 of 0 bytes
                    UPDATE pack SET chunk_lengths = x'ffffffffffffffff' | chunk 0 of 4294967295 bytes
                    UPDATE pack SET plain_length = 100, size = length(header) + 116 WHERE ordinal = 2 | frames of
                    UPDATE extent SET stream = 'x' WHERE stream = 'c' | is covered by none
                    INSERT INTO extent SELECT 'x', address, length, pack, first_chunk, chunk_count, pack_offset FROM extent WHERE stream = 'c' | unknown stream
                    UPDATE extent SET address = 15 WHERE address = 3016 | the extent at 16 of the payload stream follows 615
                    UPDATE extent SET address = 3015 WHERE address = 3016 | follows 3016
                    UPDATE extent SET address = -600 WHERE address = 3016 | the extent at -600
                    UPDATE extent SET address = 9223372036854775807 WHERE address = 4000 | the extent at 9223372036854775807
                    UPDATE extent SET address = 1 WHERE stream = 'm' | the extent at 1 of the metadata stream follows 0
                    UPDATE extent SET length = 9223372036854775807 WHERE address = 4000 | unlike its chunks
                    UPDATE extent SET length = -1 WHERE address = 4000 | unlike its chunks
                    UPDATE extent SET pack = 1 << 33 WHERE address = 4000 | names pack 8589934592 of 3
                    UPDATE extent SET pack = -1 WHERE address = 4000 | names pack -1 of 3
                    UPDATE extent SET pack = 1 WHERE address = 4000 | chunks from 2 on of pack 1
                    UPDATE extent SET first_chunk = -1 WHERE address = 4000 | names 1 chunks from -1 on
                    UPDATE extent SET first_chunk = 9223372036854775807 WHERE address = 4000 | names 1 chunks from
                    UPDATE extent SET chunk_count = 0 WHERE address = 4000 | names 0 chunks
                    UPDATE extent SET chunk_count = 9223372036854775807 WHERE address = 4000 | chunks from 2 on
                    UPDATE extent SET chunk_count = 2 WHERE address = 4000 | names 2 chunks from 2 on
                    UPDATE extent SET pack_offset = 2999 WHERE address = 4000 | has 3000 bytes at 2999 of pack 0, unlike its chunks
                    """)
    void factsThatDisagreeAreRefused(String forgery, String words) throws IOException {
        forge(forgery);
        refuse(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    UPDATE upload SET pack = 77 WHERE pack = 2 | upload of pack 77
                    UPDATE upload SET milliseconds = -1 | column 3 has -1
                    UPDATE upload SET attempts = 0 | in 0 attempts
                    UPDATE notice SET detail = CAST(zeroblob(70000000) AS TEXT) | string or blob too big
                    UPDATE notice SET path = zeroblob(70000000) | string or blob too big
                    WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 1000) INSERT INTO tag SELECT i, i FROM n | more than 1000 tags
                    """)
    void whatIsReadLateIsRefusedLate(String forgery, String words) throws IOException {
        forge(forgery);
        refuse(words);
    }

    @Test
    void aNewerFormatIsCalledNewer() throws IOException {
        forge("PRAGMA user_version=2; CREATE TABLE later(x)");
        var refusal =
                assertThrows(FormatTooNewException.class, () -> SnapshotDatabase.open(target));
        Refusals.assertSays("has version 2", refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    PRAGMA user_version=0 | the version in its first page
                    PRAGMA user_version=-1 | the version in its first page
                    PRAGMA application_id=0 | the application id
                    PRAGMA journal_mode=WAL | the journal mode
                    PRAGMA page_size=512; VACUUM | the page size
                    PRAGMA auto_vacuum=FULL; VACUUM | the vacuum mode
                    DROP TABLE upload | the number of free pages
                    """)
    void anotherKindOfFileIsRefused(String forgery, String words) throws IOException {
        forge(forgery);
        refuse(words);
    }

    /// STRICT is a promise of the writer's SQLite, not of the file.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    UPDATE snapshot SET log_end = 'many' | non-INTEGER value in snapshot.log_end
                    UPDATE snapshot SET log_end = 1.5 | non-INTEGER value in snapshot.log_end
                    UPDATE snapshot SET name = x'00' | non-TEXT value in snapshot.name
                    UPDATE pack SET header = 'text' | non-BLOB value in pack.header
                    UPDATE extent SET length = 'x' | non-INTEGER value in extent.length
                    UPDATE extent SET length = NULL | NULL value in extent.length
                    UPDATE notice SET path = NULL | NULL value in notice.path
                    """)
    void valuesOfTheWrongTypeAreRefused(String forgery, String words) throws IOException {
        var schema = SqliteCommand.run(
                target, "SELECT quote(sql), name FROM sqlite_schema WHERE name = 'snapshot'");
        assertTrue(schema.contains("STRICT"));
        rewriteSchema(
                "replace(replace(sql, ') STRICT', ')'), ', WITHOUT ROWID', ' WITHOUT ROWID')");
        rewriteSchema("replace(sql, ' NOT NULL', '')");
        forge(forgery);
        restoreSchema();
        refuse(words);
    }

    @Test
    void twoTablesInOnePageAreRefused() throws IOException {
        forge("PRAGMA writable_schema=ON; UPDATE sqlite_schema"
                + " SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'pack')"
                + " WHERE name = 'upload'");
        assertRefused();
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws IOException {
        Files.write(target, new byte[0]);
        refuse("has 0 bytes");
        Files.write(target, new byte[100]);
        refuse("the magic in its first page");
        Files.writeString(target, "SQLite format 3\0".repeat(999));
        assertRefused();
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        var sound = Files.readAllBytes(target);
        for (int size = 0; size < sound.length; size += 1 + random.nextInt(97)) {
            Files.write(target, Arrays.copyOf(sound, size));
            assertRefused();
        }
        Files.write(target, Arrays.copyOf(sound, sound.length + 4096));
        refuse("number of pages");
    }

    /// Every byte once, but of long runs of zeros, which nobody reads, one in 64. What is
    /// not refused differs in values that nothing here can hold against anything; those are
    /// authenticated outside, by age and by the signed manifest.
    @Test
    void noFlippedByteLeadsToMoreThanARefusal() throws IOException {
        var sound = Files.readAllBytes(target);
        var told = tell();
        int refused = 0;
        int same = 0;
        int changed = 0;
        for (int at = 0; at < sound.length; at++) {
            if (isInZeros(sound, at) && random.nextInt(64) != 0) continue;
            var damaged = sound.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(target, damaged);
            try {
                if (tell().equals(told)) same++;
                else changed++;
            } catch (CorruptDataException | FormatTooNewException e) {
                refused++;
            }
        }
        var counts = "%d refused, %d changed, %d same".formatted(refused, changed, same);
        assertTrue(refused > changed, counts);
    }

    private static boolean isInZeros(byte[] bytes, int at) {
        for (int i = Math.max(0, at - 64); i < Math.min(bytes.length, at + 64); i++) {
            if (bytes[i] != 0) return false;
        }
        return true;
    }

    private void forge(String script) throws IOException {
        SqliteCommand.run(target, script);
    }

    private void rewriteSchema(String expression) throws IOException {
        forge("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = " + expression);
    }

    private void restoreSchema() throws IOException {
        var script = new StringBuilder("PRAGMA writable_schema=ON;\n");
        for (int i = 0; i < SnapshotSchema.STATEMENTS.size(); i++) {
            script.append("UPDATE sqlite_schema SET sql = '%s' WHERE rowid = %d;\n"
                    .formatted(SnapshotSchema.STATEMENTS.get(i), i + 1));
        }
        forge(script.toString());
    }

    private void refuse(String words) {
        Refusals.assertSays(words, assertThrows(CorruptDataException.class, this::tell));
    }

    private void assertRefused() {
        assertThrows(CorruptDataException.class, this::tell);
    }

    /// Everything that the database says.
    private List<Object> tell() throws IOException {
        var told = new ArrayList<Object>();
        try (var read = SnapshotDatabase.open(target)) {
            told.add(read.facts());
            told.add(read.tags());
            read.forEachNotice(told::add);
            read.forEachUpload((pack, upload) -> told.addAll(List.of(pack, upload)));
            for (int i = 0; i < read.packCount(); i++) told.add(read.getPack(i));
            for (var stream : ArchiveStream.values()) {
                var extents = read.extents(stream);
                for (int i = 0; i < extents.count(); i++) {
                    told.add(List.of(
                            extents.address(i),
                            extents.length(i),
                            extents.pack(i),
                            extents.firstChunk(i),
                            extents.chunkCount(i),
                            extents.packOffset(i)));
                }
            }
        }
        return told;
    }
}
