package dev.kymo.perf.peers;

import dev.kymo.perf.query.ScalarStore;
import dev.kymo.perf.side.CaseSpec;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A range as a sum over an interval of the designated timestamp, which QuestDB finds by binary search.
final class QuestScalars implements ScalarStore {
    private @Nullable KeptData kept;
    private @Nullable QuestDatabase database;
    private @Nullable TableWriter writer;
    private @Nullable RecordCursorFactory question;

    @Override
    public boolean begin(final CaseSpec bench, final int rows) throws SqlException, IOException {
        final KeptData data = KeptData.of(bench, "questdb", Integer.toString(rows));
        kept = data;
        if (data.isThere()) {
            return true;
        }
        final QuestDatabase opened = new QuestDatabase(data.unfinished());
        database = opened;
        opened.execute("CREATE TABLE series(t TIMESTAMP, value DOUBLE) TIMESTAMP(t) PARTITION BY NONE BYPASS WAL");
        writer = opened.writer("series");
        return false;
    }

    @Override
    public void add(final long time, final double value) {
        final TableWriter.Row row = writer.newRow(time);
        row.putDouble(1, value);
        row.append();
    }

    @Override
    public void seal() throws SqlException, IOException {
        if (writer != null) {
            writer.commit();
            writer.close();
            writer = null;
            database.close();
            kept.keep();
        }
        kept.load();
        final QuestDatabase opened = new QuestDatabase(kept.path());
        database = opened;
        opened.setTime(0, 0);
        opened.setTime(1, 1);
        question = opened.compile("SELECT sum(value) FROM series WHERE t BETWEEN $1 AND $2");
    }

    @Override
    public double sum(final long from, final long to) throws SqlException {
        database.setTime(0, from);
        database.setTime(1, to);
        return database.askDouble(question);
    }

    @Override
    public void close() throws IOException {
        if (question != null) {
            question.close();
        }
        if (writer != null) {
            writer.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
