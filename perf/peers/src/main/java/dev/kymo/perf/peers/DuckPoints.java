package dev.kymo.perf.peers;

import dev.kymo.perf.query.PointStore;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// Latest-at by DuckDB's ASOF join of all entities at once, summed inside the database.
final class DuckPoints implements PointStore {
    private @Nullable DuckDatabase database;
    private @Nullable KeptData kept;
    private @Nullable DuckDBAppender appender;
    private @Nullable PreparedStatement question;

    @Override
    public boolean begin(final CaseSpec bench, final int entities, final int points) throws Exception {
        if (points > 1) {
            throw new UnavailableException("its answers are rows, not arrays of points");
        }
        final DuckDatabase opened = new DuckDatabase();
        database = opened;
        opened.execute("CREATE TABLE entities AS SELECT CAST(range AS INTEGER) AS entity FROM range(" + entities + ")");
        final KeptData data = KeptData.of(bench, "duckdb", bench.size(1000, 1000) + "x" + entities);
        if (data.isThere()) {
            opened.load(data, "points");
            return true;
        }
        kept = data;
        opened.execute("CREATE TABLE points(entity INTEGER, t BIGINT, a INTEGER, b INTEGER, c INTEGER, d INTEGER)");
        appender = opened.connection().createAppender("main", "points");
        return false;
    }

    @Override
    public void add(final int entity, final long time, final int[] positions, final int[] colours) throws SQLException {
        appender.beginRow();
        appender.append(entity);
        appender.append(time);
        appender.append(positions[0]);
        appender.append(positions[1]);
        appender.append(positions[2]);
        appender.append(colours[0]);
        appender.endRow();
    }

    @Override
    public void seal() throws SQLException, IOException {
        if (appender != null) {
            appender.close();
            database.keep(kept, "points");
        }
        question = database.connection()
                .prepareStatement("SELECT sum(p.a::BIGINT + p.b + p.c + p.d)::BIGINT FROM "
                        + "(SELECT entity, ?::BIGINT AS at FROM entities) AS ask "
                        + "ASOF JOIN points AS p ON ask.entity = p.entity AND ask.at >= p.t");
    }

    @Override
    public int latestAt(final long time) throws SQLException {
        question.setLong(1, time);
        try (ResultSet answer = question.executeQuery()) {
            answer.next();
            return (int) answer.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        if (database != null) {
            database.close();
        }
    }
}
