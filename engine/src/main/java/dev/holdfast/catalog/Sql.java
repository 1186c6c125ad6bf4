package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.jdbc4.JDBC4Connection;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;

/// One connection to one SQLite file, in the little of SQL that this room needs.
///
/// For one thread at a time. Every failure is an [IOException] that names the file;
/// SQLite's "malformed" and "not a database" are a `CorruptDataException`. The driver is
/// built directly: DriverManager would search the class path for others first.
final class Sql implements Closeable {

    /// SQLite's primary result codes that say: these bytes are wrong.
    private static final int CORRUPT = 11;

    private static final int TOO_BIG = 18;
    private static final int MISMATCH = 20;
    private static final int FORMAT = 24;
    private static final int NOT_A_DATABASE = 26;

    private final String what;
    private final SQLiteConnection connection;
    private Runnable onDamage = () -> {};

    private Sql(String what, SQLiteConnection connection) {
        this.what = what;
        this.connection = connection;
    }

    /// Opens `file`, which exists, for reading and writing. Waits up to ten seconds for
    /// another process's transaction. `what` names the file in messages.
    static Sql open(String what, Path file) throws IOException {
        return open(what, uri(file) + "?mode=rw");
    }

    /// Opens `file` so that neither it nor anything beside it is ever written, and so that
    /// SQLite does not look for a journal.
    static Sql openImmutable(String what, Path file) throws IOException {
        return open(what, uri(file) + "?mode=ro&immutable=1");
    }

    private static Sql open(String what, String uri) throws IOException {
        try {
            var settings = new Properties();
            settings.setProperty("busy_timeout", "10000");
            return new Sql(what, new JDBC4Connection("jdbc:sqlite:" + uri, uri, settings));
        } catch (SQLException e) {
            throw failure(what, e);
        }
    }

    /// What to do when a read meets damage, before it is reported.
    void onDamage(Runnable action) {
        onDamage = action;
    }

    /// `file` as an SQLite URI, with all escaped that means something there.
    static String uri(Path file) {
        var escaped = new StringBuilder("file:");
        for (byte b : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || "/-_.".indexOf(c) >= 0;
            escaped.append(plain ? String.valueOf((char) c) : "%%%02x".formatted(c));
        }
        return escaped.toString();
    }

    /// Runs statements that answer nothing, separated by semicolons.
    void run(String sql) throws IOException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    SqlStatement prepare(String sql) throws IOException {
        try {
            return new SqlStatement(this, connection.prepareStatement(sql));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// The number that `sql` answers in its first row and column.
    long number(String sql) throws IOException {
        try (var query = prepare(sql)) {
            if (!query.step()) throw damage("no answer to " + sql);
            return query.number(1);
        }
    }

    /// Reads the whole file to see whether its parts fit together.
    ///
    /// @throws CorruptDataException with the first thing that does not
    void quickCheck() throws IOException {
        try (var rows = prepare("PRAGMA quick_check(1)")) {
            var verdict = rows.step() ? rows.text(1) : "no verdict";
            if (!verdict.equals("ok")) throw damage(Printable.of(verdict));
        }
    }

    /// Runs `body` in one transaction: all of it is kept, or nothing.
    void transaction(Body body) throws IOException {
        run("BEGIN IMMEDIATE");
        try {
            body.run();
            run("COMMIT");
        } catch (Throwable failure) {
            rollBack(failure);
            throw failure;
        }
    }

    /// No value, row or statement text longer than `bytes` is read or written.
    void limitLength(int bytes) throws IOException {
        try {
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, bytes);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void rollBack(Throwable failure) {
        try {
            run("ROLLBACK");
        } catch (IOException e) {
            // SQLite rolls back by itself on some failures, a full disk among them.
            failure.addSuppressed(e);
        }
    }

    /// The failure that stands for `e`, reported as damage if that is what it says.
    IOException failure(SQLException e) {
        var failure = failure(what, e);
        if (failure instanceof CorruptDataException) onDamage.run();
        return failure;
    }

    /// The failure that says that this file is more than this machine can take.
    IOException tooLarge(String message) {
        return new IOException(what + ": " + message);
    }

    /// The failure that says what is wrong in this file.
    CorruptDataException damage(String message) {
        onDamage.run();
        return new CorruptDataException(what + ": " + message);
    }

    private static IOException failure(String what, SQLException e) {
        var message = what + ": " + Printable.of(String.valueOf(e.getMessage()));
        return switch (e.getErrorCode() & 0xff) {
            case CORRUPT, TOO_BIG, MISMATCH, FORMAT, NOT_A_DATABASE ->
                new CorruptDataException(message, e);
            default -> new IOException(message, e);
        };
    }

    /// What happens inside a transaction.
    interface Body {
        void run() throws IOException;
    }
}
