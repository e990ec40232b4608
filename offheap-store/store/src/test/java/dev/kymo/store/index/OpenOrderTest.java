package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Open chunks whose rows come out of order, asked again and again while they come.
final class OpenOrderTest {
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final int MAX_ROWS = 4096;

    private static DataRow row(final long id, final long time, final String... components) {
        final List<DataCell> cells = new ArrayList<>();
        for (final String component : components) {
            cells.add(new DataCell(ComponentDescriptor.of(component), ArrayData.longs(Datatype.INT64, id)));
        }
        return new DataRow(new RowId(1, id), ENTITY, TimePoint.of(FRAME, time), cells);
    }

    @Test
    void shouldFindTheSameRowsAsLookingAtEachWhileRowsComeOutOfOrder() {
        for (int seed = 0; seed < 20; seed++) {
            final Random random = new Random(seed);
            final List<long[]> dense = new ArrayList<>();
            final List<long[]> sparse = new ArrayList<>();
            try (RecordingStore store = new RecordingStore(StoreId.recording("app", "one"))) {
                final OpenChunk chunk = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);
                store.addOpen(chunk);
                final LatestAtQuery query =
                        new LatestAtQuery(store, List.of(ENTITY), List.of("dense", "sparse"), FRAME.name());
                final RangeQuery range = new RangeQuery(store, ENTITY, "sparse", FRAME.name());
                final LatestAtResult answers = new LatestAtResult();
                final RangeRuns runs = new RangeRuns();
                final int span = 1 + random.nextInt(3000);
                for (int i = 0; i < 1500; ) {
                    for (int more = random.nextInt(random.nextInt(10) == 0 ? 200 : 5); more >= 0; more--) {
                        final long id = 1_000_000 - (i++ * 7919L) % 1_000_003;
                        final long time = random.nextInt(span);
                        final boolean both = random.nextInt(20) == 0;
                        chunk.append(both ? row(id, time, "dense", "sparse") : row(id, time, "dense"));
                        dense.add(new long[] {time, id});
                        if (both) {
                            sparse.add(new long[] {time, id});
                        }
                    }
                    final long at = random.nextInt(span);
                    try (StoreReader reader = store.reader()) {
                        reader.latestAt(query, at, answers);
                        final String where = "seed=" + seed + " rows=" + i + " at=" + at;
                        assertEquals(latest(dense, at), found(answers, 0), where);
                        assertEquals(latest(sparse, at), found(answers, 1), where);
                        if (random.nextInt(10) == 0) {
                            assertEquals(upTo(sparse, at), found(reader, range, at, runs), where);
                        }
                    }
                }
            }
        }
    }

    private static long latest(final List<long[]> rows, final long at) {
        final List<Long> all = upTo(rows, at);
        return all.isEmpty() ? -1 : all.getLast();
    }

    private static List<Long> upTo(final List<long[]> rows, final long at) {
        return rows.stream()
                .filter(row -> row[0] <= at)
                .sorted((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]))
                .map(row -> row[1])
                .toList();
    }

    private static long found(final LatestAtResult answers, final int component) {
        return answers.isFound(0, component) ? answers.int64(answers.answer(0, component), 0) : -1;
    }

    private static List<Long> found(
            final StoreReader reader, final RangeQuery range, final long to, final RangeRuns runs) {
        final List<Long> ids = new ArrayList<>();
        reader.range(range, 0, to, runs);
        while (runs.next()) {
            for (int i = 0; i < runs.length(); i++) {
                ids.add(runs.rowIdInc(i));
            }
        }
        return ids;
    }

    /// What a question costs that comes after each row: nanoseconds, for chunks of more and more rows.
    @Test
    @Tag("long")
    void shouldNotCostMoreTheMoreRowsThereAre() {
        final long[] medians = new long[2];
        for (int which = 0; which < medians.length; which++) {
            final int rows = which == 0 ? MAX_ROWS / 16 : MAX_ROWS;
            final long[] times = new long[21];
            for (int round = 0; round < times.length; round++) {
                times[round] = questionsNs(rows);
            }
            Arrays.sort(times);
            medians[which] = times[times.length / 2];
            System.Logger log = System.getLogger(OpenOrderTest.class.getName());
            log.log(System.Logger.Level.INFO, "{0} rows: {1} ns a row and question", rows, medians[which]);
        }
        assertEquals(true, medians[1] < 2 * medians[0], () -> Arrays.toString(medians));
    }

    private static long questionsNs(final int rows) {
        final Random random = new Random(rows);
        try (RecordingStore store = new RecordingStore(StoreId.recording("app", "one"))) {
            final OpenChunk chunk = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);
            store.addOpen(chunk);
            final LatestAtQuery query = new LatestAtQuery(store, List.of(ENTITY), List.of("v"), FRAME.name());
            final LatestAtResult answers = new LatestAtResult();
            for (int i = 0; i < rows; i++) {
                chunk.append(row(i, i + random.nextInt(rows), "v"));
            }
            final int asked = 500;
            final long begun = System.nanoTime();
            try (StoreReader reader = store.reader()) {
                for (int i = 0; i < asked; i++) {
                    chunk.append(row(rows + i, rows + random.nextInt(rows), "v"));
                    reader.renew();
                    reader.latestAt(query, random.nextInt(2 * rows), answers);
                }
            }
            return (System.nanoTime() - begun) / asked;
        }
    }
}
