package dev.kymo.perf.peers;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (final SQLException e) {
            throw new IOException(e);
        }
    }
}
