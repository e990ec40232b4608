package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rows are found in a chunk as by looking at each of them, however times are spread.
final class TimeSearchTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("v");
    private static final ComponentDescriptor SELDOM = ComponentDescriptor.of("s");

    private final long usedBefore = OffHeap.usedBytes();
    private final MemoryChunks sink = new MemoryChunks();
    private final IndexMemory memory = new IndexMemory();

    @AfterEach
    void assertNothingLeft() {
        memory.close();
        sink.close();
        assertEquals(0, OffHeap.usedBytes(MemoryTag.INDEX));
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    /// @param seldom of 100 rows, how many have the second component
    private Chunk chunk(final Random random, final long[] times, final int seldom) {
        try (OpenChunk open = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0)) {
            for (int row = 0; row < times.length; row++) {
                final List<DataCell> cells = new ArrayList<>();
                cells.add(new DataCell(VALUE, ArrayData.longs(Datatype.INT64, row)));
                if (row == 0 || random.nextInt(100) < seldom) {
                    cells.add(new DataCell(SELDOM, ArrayData.longs(Datatype.INT64, row)));
                }
                open.append(new DataRow(
                        new RowId(1, random.nextInt(3) == 0 ? random.nextLong() : row),
                        ENTITY,
                        TimePoint.of(FRAME, times[row]),
                        cells));
            }
            return sink.store(ID, open.snapshot());
        }
    }

    private static long[] times(final Random random, final int kind, final int count) {
        final long[] times = new long[count];
        final long step = 1L + random.nextInt(1000);
        long time = switch (random.nextInt(4)) {
            case 0 -> Timeline.MIN_TIME;
            case 1 -> Long.MAX_VALUE / 2;
            default -> random.nextInt(2000) - 1000;
        };
        for (int i = 0; i < count; i++) {
            times[i] = switch (kind) {
                case 0 -> time + i * step;
                case 1 -> time + i * step + random.nextInt((int) step);
                case 2 -> random.nextLong() | 1;
                case 3 -> random.nextInt(20);
                case 4 -> i < count / 2 ? time + i : Long.MAX_VALUE - count + i;
                default -> Math.max(Timeline.MIN_TIME, time += random.nextInt(300) == 0 ? random.nextInt(1 << 30) : 7);
            };
        }
        if ((kind != 3 && random.nextInt(3) > 0) || (kind == 2 && random.nextBoolean())) {
            Arrays.sort(times);
        }
        return times;
    }

    private static long asked(final Random random, final long[] times) {
        return switch (random.nextInt(8)) {
            case 0 -> Timeline.MIN_TIME;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextLong();
            default -> times[random.nextInt(times.length)] + random.nextInt(3) - 1;
        };
    }

    private static int plainLatest(final Chunk chunk, final ChunkSpan span, final String component, final long at) {
        int best = -1;
        for (int row = 0; row < chunk.rowCount(); row++) {
            if (chunk.component(component).orElseThrow().has(row)
                    && span.time(row) <= at
                    && (best < 0
                            || span.time(row) > span.time(best)
                            || (span.time(row) == span.time(best)
                                    && chunk.rowId(row).compareTo(chunk.rowId(best)) > 0))) {
                best = row;
            }
        }
        return best;
    }

    @Test
    void shouldFindTheSameRowAsLookingAtEachDoes() {
        for (int seed = 0; seed < 400; seed++) {
            final Random random = new Random(seed);
            final int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 200);
            final long[] times = times(random, seed % 6, count);
            final Chunk chunk = chunk(random, times, random.nextInt(4) == 0 ? 0 : random.nextInt(100));
            final ChunkRows sealed = new ChunkRows(chunk, memory);
            final ChunkRows open = new ChunkRows(chunk, null);
            for (final String component : List.of("v", "s")) {
                final ChunkSpan span = span(sealed, component);
                final ChunkSpan openSpan = span(open, component);
                // Two columns of one entity share a search; the third is another's.
                final QueriedColumn[] columns = {column(0, span), column(0, span), column(1, span)};
                final LineTable lines = new LineTable();
                lines.set(columns);
                final LatestAtResult answers = new LatestAtResult();
                answers.begin(columns, new int[] {0, 2, 3}, 0, 3);
                for (int i = 0; i < 40; i++) {
                    final long at = asked(random, times);
                    final String where = "seed=" + seed + " rows=" + count + " " + component + " at=" + at;
                    final int expected = plainLatest(chunk, span, component, at);
                    assertEquals(expected, span.latestRow(at), where);
                    assertEquals(expected, openSpan.latestRow(at), where + ", open");
                    assertEquals(openSpan.search().countUpTo(at), span.search().countUpTo(at), where + ", count");
                    lines.find(0, 3, at, answers, false);
                    for (int column = 0; column < 3; column++) {
                        assertEquals(expected >= 0, answers.isFound(column), where + ", line " + column);
                        if (expected >= 0) {
                            assertEquals(expected, answers.row(column), where + ", line " + column);
                            assertEquals(expected, answers.int64(column, 0), where + ", line " + column);
                        }
                    }
                }
            }
        }
    }

    private static QueriedColumn column(final int entity, final ChunkSpan span) {
        final QueriedColumn column = new QueriedColumn(entity, 0, "a");
        column.set(TimeIndex.EMPTY.with(List.of(span)), null, null, new ChunkSpan[0], null, null);
        return column;
    }

    private static ChunkSpan span(final ChunkRows rows, final String component) {
        return new ChunkSpan(rows, java.util.Objects.requireNonNull(rows.component(component)), rows.timelines()[0]);
    }

    @Test
    void shouldFindTheLastPresentRowAndTheNextWhateverTheBitmapBeginsWith() {
        for (int seed = 0; seed < 300; seed++) {
            final Random random = new Random(seed);
            final int count = 1 + random.nextInt(2500);
            final int percent = random.nextInt(3) == 0 ? 1 : random.nextInt(101);
            final Chunk chunk = chunk(random, times(random, 0, count), percent);
            final ArrayData lists = chunk.component("s").orElseThrow().lists();
            final int from = random.nextInt(count);
            final ArrayData window = lists.slice(from, 1 + random.nextInt(count - from));
            final Presence ranked = Presence.of(window, memory);
            final Presence walked = Presence.of(window, null);
            int last = -1;
            for (int row = 0; row < window.length(); row++) {
                last = window.isNull(row) ? last : row;
                final String where = "seed=" + seed + " from=" + from + " row=" + row;
                assertEquals(last, ranked.lastUpTo(row), where);
                assertEquals(last, walked.lastUpTo(row), where);
                assertEquals(!window.isNull(row), ranked.has(row), where);
                final int next = ranked.next(row, window.length(), window.isNull(row));
                assertTrue(next > row, where);
                assertTrue(next == window.length() || window.isNull(next) != window.isNull(row), where);
                assertTrue(window.isNull(next - 1) == window.isNull(row), where);
            }
        }
    }

    @Test
    void shouldKeepWhatFindsRowsBelowThreePercentOfThem() {
        final Random random = new Random(1);
        final long[] times = times(random, 1, 4096);
        Arrays.sort(times);
        final long before = OffHeap.usedBytes(MemoryTag.INDEX);
        for (int i = 0; i < 100; i++) {
            final ChunkRows rows = new ChunkRows(chunk(random, times, 50), memory);
            span(rows, "v").search();
            span(rows, "s").latestRow(0);
        }
        final long rowBytes = 100L * 4096 * (16 + 8 + 4 + 8 + 4 + 8);
        assertTrue(
                OffHeap.usedBytes(MemoryTag.INDEX) - before < rowBytes * 3 / 100,
                () -> "index bytes=" + (OffHeap.usedBytes(MemoryTag.INDEX) - before) + ", row bytes=" + rowBytes);
    }
}
