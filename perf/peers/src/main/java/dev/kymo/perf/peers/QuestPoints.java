package dev.kymo.perf.peers;

import dev.kymo.perf.query.PointStore;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Latest-at by QuestDB's LATEST ON below a time, summed inside the database. The table is in the order of time, as
/// QuestDB wants it: the rows are sorted before they go in. Without an index on the entity, it walks back from the time
/// until every entity was seen; with one, it looks for each entity's last row in the index.
final class QuestPoints implements PointStore {
    private static final int WORDS = 4;

    private final boolean isIndexed;
    private @Nullable KeptData kept;
    private @Nullable QuestDatabase database;
    private @Nullable RecordCursorFactory question;
    private long[] order = {};
    private long[] times = {};
    private int[] entityOf = {};
    private int[] words = {};
    private int count;

    /// @param isIndexed whether the entity's column has an index
    QuestPoints(final boolean isIndexed) {
        this.isIndexed = isIndexed;
    }

    @Override
    public boolean begin(final CaseSpec bench, final int entities, final int points)
            throws SqlException, IOException, UnavailableException {
        if (points > 1) {
            throw new UnavailableException("its answers are rows, not arrays of points");
        }
        final KeptData data =
                KeptData.of(bench, isIndexed ? "questdb-index" : "questdb", bench.size(1000, 1000) + "x" + entities);
        kept = data;
        return data.isThere();
    }

    @Override
    public void add(final int entity, final long time, final int[] positions, final int[] colours) {
        if (count == times.length) {
            final int room = Math.max(1 << 16, 2 * count);
            times = Arrays.copyOf(times, room);
            entityOf = Arrays.copyOf(entityOf, room);
            words = Arrays.copyOf(words, room * WORDS);
        }
        times[count] = time;
        entityOf[count] = entity;
        System.arraycopy(positions, 0, words, count * WORDS, WORDS - 1);
        words[count * WORDS + WORDS - 1] = colours[0];
        count++;
    }

    @Override
    public void seal() throws SqlException, IOException {
        if (!kept.isThere()) {
            fill();
            kept.keep();
        }
        kept.load();
        final QuestDatabase opened = new QuestDatabase(kept.path());
        database = opened;
        opened.setTime(0, 0);
        question = opened.compile("SELECT sum(a::long + b + c + d) FROM "
                + "(SELECT a, b, c, d FROM points WHERE t <= $1 LATEST ON t PARTITION BY entity)");
    }

    private void fill() throws SqlException, IOException {
        // Time and row in one number: times stay below 2^38, rows below 2^25.
        order = new long[count];
        for (int row = 0; row < count; row++) {
            order[row] = (times[row] << 25) | row;
        }
        Arrays.sort(order);
        try (QuestDatabase filled = new QuestDatabase(kept.unfinished())) {
            filled.execute("CREATE TABLE points(t TIMESTAMP, entity SYMBOL CAPACITY 1024 CACHE"
                    + (isIndexed ? " INDEX CAPACITY 256" : "") + ", a INT, b INT, c INT, "
                    + "d INT) TIMESTAMP(t) PARTITION BY NONE BYPASS WAL");
            try (TableWriter writer = filled.writer("points")) {
                for (final long key : order) {
                    final int row = (int) (key & ((1 << 25) - 1));
                    final TableWriter.Row added = writer.newRow(times[row]);
                    added.putSym(1, Integer.toString(entityOf[row]));
                    for (int word = 0; word < WORDS; word++) {
                        added.putInt(2 + word, words[row * WORDS + word]);
                    }
                    added.append();
                }
                writer.commit();
            }
        }
        order = new long[0];
        times = new long[0];
        entityOf = new int[0];
        words = new int[0];
    }

    @Override
    public int latestAt(final long time) throws SqlException {
        database.setTime(0, time);
        return (int) database.askLong(question);
    }

    @Override
    public void close() throws IOException {
        if (question != null) {
            question.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
