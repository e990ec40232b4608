package dev.kymo.store.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.RandomArrays;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenChunkTest {
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final Timeline STAMP = Timeline.timestamp("stamp");
    private static final EntityPath ENTITY = EntityPath.parse("/a/b c");

    private final long usedBefore = OffHeap.usedBytes();

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    /// Rows of up to four components; cells are windows of larger arrays.
    private static List<DataRow> randomRows(final long seed, final int count) {
        final Random random = new Random(seed);
        final RandomArrays arrays = new RandomArrays(random, true);
        final List<Datatype> types = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            types.add(arrays.type(2));
        }
        final List<DataRow> rows = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            final List<DataCell> cells = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                if (random.nextInt(3) > 0) {
                    final int from = random.nextInt(11);
                    final ArrayData all = arrays.array(types.get(i), from + 12);
                    cells.add(new DataCell(
                            new ComponentDescriptor("C:" + i, "arch.C", null), all.slice(from, random.nextInt(12))));
                }
            }
            final TimePoint time = TimePoint.of(Map.of(FRAME, (long) random.nextInt(100), STAMP, r * 10L));
            rows.add(new DataRow(RowIds.PROCESS.next(), ENTITY, time, cells));
        }
        return rows;
    }

    private static void assertHolds(final List<DataRow> rows, final Chunk chunk, final String where) {
        assertTrue(chunk.rowCount() <= rows.size(), where);
        for (int r = 0; r < chunk.rowCount(); r++) {
            final DataRow row = rows.get(r);
            assertEquals(row.id(), chunk.rowId(r), where);
            for (int t = 0; t < row.time().size(); t++) {
                final String name = row.time().timeline(t).name();
                assertEquals(
                        row.time().time(t), chunk.timeline(name).orElseThrow().time(r), where);
            }
            for (final ComponentColumn column : chunk.components()) {
                final DataCell cell = cell(row, column.descriptor());
                assertEquals(cell != null, column.has(r), where + " row " + r + " " + column.descriptor());
                if (cell != null) {
                    assertEquals(
                            RandomArrays.values(cell.instances()),
                            RandomArrays.values(column.instances(r)),
                            where + " row " + r + " " + cell.instances().type());
                }
            }
            for (final DataCell cell : row.cells()) {
                assertTrue(chunk.component(cell.descriptor().component()).isPresent(), where);
            }
        }
    }

    private static @org.jspecify.annotations.Nullable DataCell cell(
            final DataRow row, final ComponentDescriptor descriptor) {
        for (final DataCell cell : row.cells()) {
            if (cell.descriptor().equals(descriptor)) {
                return cell;
            }
        }
        return null;
    }

    @Test
    void shouldHoldWhatWasAppended() {
        for (int seed = 0; seed < 300; seed++) {
            final List<DataRow> rows = randomRows(seed, 1 + seed % 60);
            try (OpenChunk open = new OpenChunk(ENTITY, rows.getFirst().time(), 0)) {
                for (final DataRow row : rows) {
                    assertTrue(open.accepts(row), "seed " + seed);
                    open.append(row);
                }
                final Chunk chunk = open.snapshot();
                assertEquals(rows.size(), chunk.rowCount());
                assertHolds(rows, chunk, "seed " + seed);
            }
        }
    }

    @Test
    void shouldReadBackAnEncodedChunk() {
        for (int seed = 0; seed < 300; seed++) {
            final List<DataRow> rows = randomRows(seed, 1 + seed % 40);
            try (OpenChunk open = new OpenChunk(ENTITY, rows.getFirst().time(), 0);
                    Arena arena = Arena.ofConfined()) {
                rows.forEach(open::append);
                final Chunk chunk = open.snapshot();
                final EncodedIpc encoded = ChunkCodec.encode(chunk);
                final MemorySegment memory = arena.allocate(encoded.lengthBytes(), 64);
                encoded.copyTo(memory);
                final Chunk decoded = ChunkCodec.decode(memory);
                assertEquals(chunk.id(), decoded.id());
                assertEquals(chunk.entity(), decoded.entity());
                assertEquals(chunk.rowCount(), decoded.rowCount());
                assertHolds(rows, decoded, "seed " + seed);
            }
        }
    }

    @Test
    void shouldShowAReaderWholeRowsWhileTheyAreAppended() throws InterruptedException {
        final List<DataRow> rows = randomRows(99, 3000);
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final AtomicBoolean done = new AtomicBoolean();
        try (OpenChunk open = new OpenChunk(ENTITY, rows.getFirst().time(), 0)) {
            final Thread reader = Thread.ofPlatform().name("snapshot reader").start(() -> {
                try {
                    while (!done.get()) {
                        assertTail(rows, open.snapshot());
                    }
                } catch (final Throwable e) {
                    failure.set(e);
                }
            });
            rows.forEach(open::append);
            done.set(true);
            reader.join();
            assertHolds(rows, open.snapshot(), "at the end");
        }
        assertNull(failure.get(), () -> String.valueOf(failure.get()));
    }

    /// The newest rows are the ones that may be torn.
    private static void assertTail(final List<DataRow> rows, final Chunk chunk) {
        for (int r = Math.max(0, chunk.rowCount() - 3); r < chunk.rowCount(); r++) {
            final DataRow row = rows.get(r);
            assertEquals(row.id(), chunk.rowId(r));
            for (final DataCell cell : row.cells()) {
                final ComponentColumn column =
                        chunk.component(cell.descriptor().component()).orElseThrow();
                assertEquals(RandomArrays.values(cell.instances()), RandomArrays.values(column.instances(r)));
            }
        }
    }

    @Test
    void shouldNotAcceptOtherTimelinesOrTypes() {
        final ComponentDescriptor component = ComponentDescriptor.of("c");
        final DataCell ints = new DataCell(component, ArrayData.ints(Datatype.INT32, 1));
        final DataCell longs = new DataCell(component, ArrayData.longs(Datatype.INT64, 1));
        try (OpenChunk open = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0)) {
            open.append(row(TimePoint.of(FRAME, 1), ints));
            assertTrue(open.accepts(row(TimePoint.of(FRAME, 2), ints)));
            assertFalse(open.accepts(row(TimePoint.of(FRAME, 2), longs)));
            assertFalse(open.accepts(row(TimePoint.STATIC, ints)));
            assertFalse(open.accepts(row(TimePoint.of(STAMP, 2), ints)));
        }
    }

    private static DataRow row(final TimePoint time, final DataCell... cells) {
        return new DataRow(RowIds.PROCESS.next(), ENTITY, time, List.of(cells));
    }

    @Test
    void shouldCopyAChunkWithoutWhatItsRowsDoNotUse() {
        for (int seed = 0; seed < 200; seed++) {
            final List<DataRow> rows = randomRows(seed, 20);
            try (OpenChunk open = new OpenChunk(ENTITY, rows.get(0).time(), 0)) {
                rows.forEach(open::append);
                assertCopied(open.snapshot(), rows, "seed=" + seed);
            }
            for (final DataRow row : rows) {
                assertCopied(OpenChunk.ofOneRow(row), List.of(row), "seed=" + seed + ", alone");
            }
        }
    }

    private static void assertCopied(final Chunk chunk, final List<DataRow> rows, final String where) {
        final long bytes = ChunkCopy.bytesOf(chunk);
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, bytes)) {
            block.segment().fill((byte) 0x55);
            final Chunk copy = ChunkCopy.copy(chunk, block.segment().asSlice(0, bytes));
            assertEquals(chunk.id(), copy.id());
            assertEquals(rows.size(), copy.rowCount(), where);
            assertHolds(rows, copy, where);
            for (final ComponentColumn column : copy.components()) {
                column.lists().validate();
            }
        }
    }
}
