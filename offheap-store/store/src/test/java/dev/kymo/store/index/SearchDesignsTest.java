package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways to find a row, beside each other: answers equal first, then nanoseconds of CPU per search, sides taken in turn.
/// `docs/INDEX.md` has the figures. The table goes to standard error through the logger.
@Tag("long")
final class SearchDesignsTest {
    private static final System.Logger LOG = System.getLogger(SearchDesignsTest.class.getName());
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final int CHUNKS = 1000;
    private static final int ROUNDS = 9;
    private static final int QUESTIONS = 40;

    private final ChunkSpan[] spans = new ChunkSpan[CHUNKS];
    private final TimeSearch[] searches = new TimeSearch[CHUNKS];
    private final TimeColumn[] columns = new TimeColumn[CHUNKS];
    private final LineTable table = new LineTable();
    private final LatestAtResult answers = new LatestAtResult();

    @TempDir
    private Path folder;

    @Test
    void shouldFindTheSameByEveryDesign() throws IOException {
        final List<String> table = new ArrayList<>();
        for (final int rows : new int[] {1000, 4096}) {
            for (final boolean isRegular : new boolean[] {true, false}) {
                try (MemoryChunks sink = new MemoryChunks();
                        IndexMemory memory = new IndexMemory()) {
                    fill(sink, memory, rows, isRegular, 100);
                    final Map<String, LongUnaryOperator> designs = new LinkedHashMap<>();
                    designs.put("halves", this::halves);
                    designs.put("one slope, walked", this::oneSlope);
                    designs.put(isRegular ? "affine" : "buckets", this::single);
                    designs.put(isRegular ? "affine, lines" : "buckets, lines in three stages of 128", this::staged);
                    measure(table, (isRegular ? "regular, " : "jitter and gaps, ") + rows + " rows", designs, rows);
                }
            }
            for (final int percent : new int[] {0, 1}) {
                try (MemoryChunks sink = new MemoryChunks();
                        IndexMemory memory = new IndexMemory()) {
                    fill(sink, memory, rows, true, percent);
                    final Presence[] ranked = new Presence[CHUNKS];
                    final Presence[] walked = new Presence[CHUNKS];
                    for (int i = 0; i < CHUNKS; i++) {
                        final ArrayData lists = spans[i].stored(true).column().lists();
                        ranked[i] = Presence.of(lists, memory);
                        walked[i] = Presence.of(lists, null);
                    }
                    final Map<String, LongUnaryOperator> designs = new LinkedHashMap<>();
                    designs.put("row by row", time -> rowByRow(walked, time));
                    designs.put("walk the bitmap's words", time -> present(walked, time));
                    designs.put("last before each 512", time -> present(ranked, time));
                    measure(table, percent + " of 100 present, " + rows + " rows", designs, rows);
                }
            }
        }
        Files.write(folder.resolve("designs.txt"), table);
        LOG.log(System.Logger.Level.INFO, "designs, load {0}\n{1}", load(), String.join("\n", table));
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private void fill(
            final MemoryChunks sink,
            final IndexMemory memory,
            final int rows,
            final boolean isRegular,
            final int percent) {
        final Random random = new Random(rows + percent);
        final QueriedColumn[] queried = new QueriedColumn[CHUNKS];
        for (int c = 0; c < CHUNKS; c++) {
            long time = 0;
            try (OpenChunk open = new OpenChunk(EntityPath.of("e" + c), TimePoint.of(FRAME, 0), 0)) {
                for (int row = 0; row < rows; row++) {
                    time += isRegular ? 1000 : 800 + random.nextInt(400) + (random.nextInt(200) == 0 ? 20_000 : 0);
                    final List<DataCell> cells = new ArrayList<>();
                    cells.add(new DataCell(ComponentDescriptor.of("a"), ArrayData.longs(Datatype.INT64, row)));
                    if (percent == 100 || row == 0 || random.nextInt(100) < percent) {
                        cells.add(new DataCell(ComponentDescriptor.of("b"), ArrayData.longs(Datatype.INT64, row)));
                    }
                    open.append(
                            new DataRow(new RowId(1, row), EntityPath.of("e" + c), TimePoint.of(FRAME, time), cells));
                }
                final ChunkRows sealed = new ChunkRows(sink.store(ID, open.snapshot()), memory);
                spans[c] = new ChunkSpan(
                        sealed, java.util.Objects.requireNonNull(sealed.component("b")), sealed.timelines()[0]);
                columns[c] = sealed.timelines()[0].column();
                searches[c] = spans[c].search();
                queried[c] = new QueriedColumn(c, 0, "b");
                queried[c].set(TimeIndex.EMPTY.with(List.of(spans[c])), null, null, new ChunkSpan[0], null, null);
            }
        }
        table.set(queried);
        answers.begin(queried, new int[CHUNKS + 1], 0, CHUNKS);
    }

    private long halves(final long time) {
        long sum = 0;
        for (final TimeColumn column : columns) {
            final MemorySegment times = column.times().dataBuffer();
            sum = 31 * sum + between(times, time, 0, column.times().length());
        }
        return sum;
    }

    private static int between(final MemorySegment times, final long time, final int from, final int to) {
        int low = from;
        int high = to;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times.get(Layouts.LONG, middle * 8L) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// A straight line from the first to the last time, then steps that double.
    private long oneSlope(final long time) {
        long sum = 0;
        for (final TimeColumn column : columns) {
            sum = 31 * sum + slope(column.times().dataBuffer(), column.times().length(), column, time);
        }
        return sum;
    }

    private static int slope(final MemorySegment times, final int count, final TimeColumn column, final long time) {
        if (time < column.minTime() || time >= column.maxTime()) {
            return time < column.minTime() ? 0 : count;
        }
        final double inverse = (count - 1) / (double) (column.maxTime() - column.minTime());
        final int guess = (int) ((time - column.minTime()) * inverse);
        int low = guess;
        int high = guess;
        for (int reach = 8; low > 0 && times.get(Layouts.LONG, low * 8L) > time; reach *= 2) {
            high = low;
            low = Math.max(0, low - reach);
        }
        for (int reach = 8; high < count && times.get(Layouts.LONG, high * 8L) <= time; reach *= 2) {
            low = high + 1;
            high = Math.min(count, high + reach);
        }
        return between(times, time, low, high);
    }

    private long single(final long time) {
        long sum = 0;
        for (final TimeSearch search : searches) {
            sum = 31 * sum + search.countUpTo(time);
        }
        return sum;
    }

    private long staged(final long time) {
        long sum = 0;
        table.find(0, CHUNKS, time, answers, false);
        for (int i = 0; i < CHUNKS; i++) {
            // The count, as the others have it: every row has the component.
            sum = 31 * sum + (answers.isFound(i) ? answers.row(i) + 1 : 0);
        }
        return sum;
    }

    private static int rowAt(final long time, final int rows) {
        return (int) Math.min(rows - 1, time / 1000);
    }

    private long present(final Presence[] presences, final long time) {
        long sum = 0;
        final int row = rowAt(time, columns[0].times().length());
        for (final Presence presence : presences) {
            sum = 31 * sum + presence.lastUpTo(row);
        }
        return sum;
    }

    private long rowByRow(final Presence[] presences, final long time) {
        long sum = 0;
        for (final Presence presence : presences) {
            int row = rowAt(time, columns[0].times().length());
            while (row >= 0 && !presence.has(row)) {
                row--;
            }
            sum = 31 * sum + row;
        }
        return sum;
    }

    private static void measure(
            final List<String> table, final String what, final Map<String, LongUnaryOperator> designs, final int rows) {
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final List<String> names = List.copyOf(designs.keySet());
        final LongUnaryOperator[] sides = names.stream().map(designs::get).toArray(LongUnaryOperator[]::new);
        final double[][] ns = new double[sides.length][ROUNDS];
        final Random random = new Random(3);
        // The first rounds warm up.
        for (int round = -6; round < ROUNDS; round++) {
            final long[] times = random.longs(QUESTIONS, 0, rows * 1000L).toArray();
            long expected = 0;
            for (int side = 0; side < sides.length; side++) {
                long sum = 0;
                final long began = threads.getCurrentThreadCpuTime();
                for (final long time : times) {
                    sum = 31 * sum + sides[side].applyAsLong(time);
                }
                final double each = (threads.getCurrentThreadCpuTime() - began) / (double) (QUESTIONS * CHUNKS);
                if (round >= 0) {
                    ns[side][round] = each;
                }
                expected = side == 0 ? sum : expected;
                assertEquals(expected, sum, what + ": " + names.get(side) + " finds other rows than " + names.get(0));
            }
        }
        for (int side = 0; side < sides.length; side++) {
            final double[] ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ratios[round] = ns[side][round] / ns[0][round];
            }
            final double[] sorted = ns[side].clone();
            Arrays.sort(sorted);
            Arrays.sort(ratios);
            table.add("| %s | %s | %.1f | %.2f (%.2f–%.2f) |"
                    .formatted(
                            what,
                            names.get(side),
                            sorted[ROUNDS / 2],
                            ratios[ROUNDS / 2],
                            ratios[0],
                            ratios[ROUNDS - 1]));
        }
    }
}
