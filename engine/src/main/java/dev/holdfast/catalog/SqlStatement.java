package dev.holdfast.catalog;

import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// One prepared statement and, while it is stepped through, its current row.
///
/// Parameters and columns count from 1. Blobs are handed to the driver by reference: a
/// bound array must not change before [#update] or the first [#step].
final class SqlStatement implements Closeable {

    private final Sql sql;
    private final PreparedStatement statement;
    private @Nullable ResultSet rows;

    SqlStatement(Sql sql, PreparedStatement statement) {
        this.sql = sql;
        this.statement = statement;
    }

    SqlStatement bind(int parameter, long value) throws IOException {
        try {
            statement.setLong(parameter, value);
            return this;
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    SqlStatement bind(int parameter, @Nullable String value) throws IOException {
        try {
            statement.setString(parameter, value);
            return this;
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    SqlStatement bind(int parameter, byte @Nullable [] value) throws IOException {
        try {
            statement.setBytes(parameter, value);
            return this;
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    /// Runs a statement that answers no rows; returns how many rows it changed. The
    /// statement can then be bound and run again.
    int update() throws IOException {
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    /// Goes to the next row; false behind the last one.
    boolean step() throws IOException {
        try {
            if (rows == null) rows = statement.executeQuery();
            return rows.next();
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    /// Ends the current walk over rows, so that the statement can be bound and run again.
    void reset() throws IOException {
        try {
            if (rows != null) rows.close();
            rows = null;
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    long number(int column) throws IOException {
        try {
            return row().getLong(column);
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    /// A number that is not negative.
    long count(int column) throws IOException {
        long value = number(column);
        if (value < 0) throw sql.damage("column %d has %d".formatted(column, value));
        return value;
    }

    boolean isNull(int column) throws IOException {
        return findBlob(column) == null;
    }

    String text(int column) throws IOException {
        try {
            var text = row().getString(column);
            if (text == null) throw sql.damage("no text in column " + column);
            return text;
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    byte[] blob(int column) throws IOException {
        var blob = findBlob(column);
        if (blob == null) throw sql.damage("no bytes in column " + column);
        return blob;
    }

    /// A blob of exactly `length` bytes.
    byte[] blob(int column, int length) throws IOException {
        var blob = blob(column);
        if (blob.length != length) {
            throw sql.damage(
                    "column %d has %d bytes, not %d".formatted(column, blob.length, length));
        }
        return blob;
    }

    Sha256 sha256(int column) throws IOException {
        return Sha256.of(blob(column, Sha256.BYTES));
    }

    byte @Nullable [] findBlob(int column) throws IOException {
        try {
            return row().getBytes(column);
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            statement.close();
        } catch (SQLException e) {
            throw sql.failure(e);
        }
    }

    private ResultSet row() {
        if (rows == null) throw new IllegalStateException("no row was stepped to");
        return rows;
    }
}
