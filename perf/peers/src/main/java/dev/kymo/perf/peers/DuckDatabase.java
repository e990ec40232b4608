package dev.kymo.perf.peers;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;

/// A DuckDB in memory.
final class DuckDatabase implements AutoCloseable {
    private final DuckDBConnection connection;

    DuckDatabase() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    }

    DuckDBConnection connection() {
        return connection;
    }

    void execute(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Copies a table that was kept into memory, where it is not compressed, in the order of its rows.
    void load(final KeptData kept, final String table) throws SQLException {
        execute("ATTACH '" + kept.path() + "' AS kept (READ_ONLY)");
        execute("CREATE TABLE " + table + " AS FROM kept." + table);
        execute("DETACH kept");
    }

    /// Keeps a table of this database for [#load].
    void keep(final KeptData kept, final String table) throws SQLException, IOException {
        execute("ATTACH '" + kept.unfinished() + "' AS kept");
        execute("CREATE TABLE kept." + table + " AS FROM " + table);
        execute("DETACH kept");
        kept.keep();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (final SQLException e) {
            throw new IOException(e);
        }
    }
}
