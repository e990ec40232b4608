package dev.kymo.perf.peers;

import dev.kymo.perf.query.ScalarStore;
import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// A range as a sum with BETWEEN over a table that was filled in the order of time, so that zone maps skip the rest.
final class DuckScalars implements ScalarStore {
    private @Nullable DuckDatabase database;
    private @Nullable KeptData kept;
    private @Nullable DuckDBAppender appender;
    private @Nullable PreparedStatement question;

    @Override
    public boolean begin(final CaseSpec bench, final int rows) throws SQLException, IOException {
        final DuckDatabase opened = new DuckDatabase();
        database = opened;
        final KeptData data = KeptData.of(bench, "duckdb", Integer.toString(rows));
        if (data.isThere()) {
            opened.load(data, "series");
            return true;
        }
        kept = data;
        opened.execute("CREATE TABLE series(t BIGINT, value DOUBLE)");
        appender = opened.connection().createAppender("main", "series");
        return false;
    }

    @Override
    public void add(final long time, final double value) throws SQLException {
        appender.beginRow();
        appender.append(time);
        appender.append(value);
        appender.endRow();
    }

    @Override
    public void seal() throws SQLException, IOException {
        if (appender != null) {
            appender.close();
            database.keep(kept, "series");
        }
        question = database.connection().prepareStatement("SELECT sum(value) FROM series WHERE t BETWEEN ? AND ?");
    }

    @Override
    public double sum(final long from, final long to) throws SQLException {
        question.setLong(1, from);
        question.setLong(2, to);
        try (ResultSet answer = question.executeQuery()) {
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
