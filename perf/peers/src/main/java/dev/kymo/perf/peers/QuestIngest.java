package dev.kymo.perf.peers;

import dev.kymo.perf.ingesting.IngestStore;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// QuestDB's table writer without its write-ahead log, committed at the end of each burst so that queries see it.
final class QuestIngest implements IngestStore {
    private @Nullable QuestDatabase database;
    private @Nullable TableWriter writer;
    private double[] staged = {};
    private int stagedRows;
    private long first;

    @Override
    public void begin(final CaseSpec bench, final int payloadBytes)
            throws SqlException, IOException, UnavailableException {
        if (payloadBytes > 0) {
            throw new UnavailableException("a table of numbers and times; its binary column is no place for images");
        }
        final QuestDatabase opened = new QuestDatabase(bench.folder().resolve("questdb"));
        database = opened;
        opened.execute("CREATE TABLE series(t TIMESTAMP, value DOUBLE) TIMESTAMP(t) PARTITION BY NONE BYPASS WAL");
        writer = opened.writer("series");
    }

    @Override
    public void stage(final long firstTime, final double[] values, final int rows) {
        first = firstTime;
        staged = values;
        stagedRows = rows;
    }

    @Override
    public void ingest() {
        final TableWriter into = writer;
        for (int row = 0; row < stagedRows; row++) {
            final TableWriter.Row added = into.newRow(first + row);
            added.putDouble(1, staged[row]);
            added.append();
        }
        into.commit();
    }

    @Override
    public double sum() throws SqlException {
        try (RecordCursorFactory question = database.compile("SELECT sum(value) FROM series")) {
            return database.askDouble(question);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
