package dev.kymo.perf.peers;

import dev.kymo.perf.ingesting.IngestStore;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// DuckDB's appender into a table in memory, flushed at the end of each burst so that queries see it.
final class DuckIngest implements IngestStore {
    private @Nullable DuckDatabase database;
    private @Nullable DuckDBAppender appender;
    private double[] staged = {};
    private int stagedRows;
    private long first;

    @Override
    public void begin(final CaseSpec bench, final int payloadBytes) throws SQLException, UnavailableException {
        if (payloadBytes > 0) {
            throw new UnavailableException("its appender takes bytes as Java arrays, which would be measured");
        }
        database = new DuckDatabase();
        try (Statement statement = database.connection().createStatement()) {
            statement.execute("CREATE TABLE series(t BIGINT, value DOUBLE)");
        }
        appender = database.connection().createAppender("main", "series");
    }

    @Override
    public void stage(final long firstTime, final double[] values, final int rows) {
        first = firstTime;
        staged = values;
        stagedRows = rows;
    }

    @Override
    public void ingest() throws SQLException {
        final DuckDBAppender into = appender;
        for (int row = 0; row < stagedRows; row++) {
            into.beginRow();
            into.append(first + row);
            into.append(staged[row]);
            into.endRow();
        }
        into.flush();
    }

    @Override
    public double sum() throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet answer = statement.executeQuery("SELECT sum(value) FROM series")) {
            answer.next();
            return answer.getDouble(1);
        }
    }

    @Override
    public void close() throws IOException {
        if (database != null) {
            database.close();
        }
    }
}
