package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Readers beside the writer: what was appended before a question is found, and no value is torn or reused.
final class ConcurrentReadersTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline NUMBER = Timeline.sequence("number");
    private static final Timeline BACKWARDS = Timeline.duration("backwards");
    private static final int ENTITIES = 3;
    private static final int ROWS = 20_000;

    private final AtomicLong committed = new AtomicLong(-1);
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private static EntityPath entityOf(final long number) {
        return EntityPath.of("e" + number % ENTITIES);
    }

    /// Everything in row `number` follows from `number`.
    private static DataRow row(final long number) {
        final List<DataCell> cells = new ArrayList<>();
        final long[] values = new long[(int) (number % 7) + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = number * 31 + i;
        }
        cells.add(new DataCell(ComponentDescriptor.of("values"), ArrayData.longs(Datatype.INT64, values)));
        if (number % 5 != 0) {
            cells.add(new DataCell(ComponentDescriptor.of("text"), ArrayData.text("row", Long.toString(number))));
        }
        return new DataRow(
                new RowId(9, number),
                entityOf(number),
                TimePoint.of(Map.of(NUMBER, number, BACKWARDS, -number)),
                cells);
    }

    private static void assertWhole(final Cell cell, final String component) {
        final long number = cell.row().inc();
        assertEquals(number, Math.abs(cell.time()));
        final ArrayData found = cell.instances();
        if (component.equals("text")) {
            assertEquals(2, found.length());
            assertEquals(Long.toString(number), found.string(1));
            return;
        }
        assertEquals((int) (number % 7) + 1, found.length());
        for (int i = 0; i < found.length(); i++) {
            assertEquals(number * 31 + i, found.getLong(i));
        }
    }

    private static long newestWith(final String component, final int entity, final long upTo) {
        for (long number = upTo; number >= 0; number--) {
            if (number % ENTITIES == entity && (component.equals("values") || number % 5 != 0)) {
                return number;
            }
        }
        return -1;
    }

    private void readUntilEnd(final RecordingStore store, final long seed) {
        final Random random = new Random(seed);
        try {
            while (!done.get()) {
                try (StoreReader reader = store.reader()) {
                    for (int i = 0; i < 8; i++) {
                        ask(reader, random);
                    }
                }
            }
        } catch (final Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void ask(final StoreReader reader, final Random random) {
        final long known = committed.get();
        final int entity = random.nextInt(ENTITIES);
        final EntityPath path = EntityPath.of("e" + entity);
        final String component = random.nextBoolean() ? "values" : "text";
        final long expected = newestWith(component, entity, known);
        switch (random.nextInt(4)) {
            case 0 -> {
                final Cell cell = reader.latestAt(path, component, "number", Long.MAX_VALUE)
                        .orElse(null);
                assertTrue(expected < 0 || cell != null, "known=" + known + ", nothing found");
                if (cell != null) {
                    assertTrue(cell.time() >= expected, "known=" + known + ", found " + cell.time());
                    assertWhole(cell, component);
                }
            }
            case 1 -> {
                final long at = (long) (random.nextDouble() * (known + 1));
                final long newest = newestWith(component, entity, at);
                if (newest >= 0 && at <= known) {
                    final Cell cell =
                            reader.latestAt(path, component, "number", at).orElseThrow();
                    assertEquals(newest, cell.time(), "known=" + known + " at=" + at);
                    assertWhole(cell, component);
                }
            }
            case 2 -> {
                final long newest = newestWith(component, entity, known);
                final Cell cell =
                        reader.latestAt(path, component, "backwards", -newest).orElse(null);
                if (newest >= 0) {
                    assertEquals(newest, cell == null ? -1 : cell.row().inc(), "known=" + known);
                }
            }
            default -> {
                final long from = Math.max(0, known - random.nextInt(600));
                final List<Cell> cells = reader.range(path, component, "number", from, Long.MAX_VALUE);
                int at = 0;
                for (long number = from; number <= known; number++) {
                    if (number == newestWith(component, entity, number)) {
                        assertTrue(at < cells.size(), "known=" + known + ", row " + number + " is not in range");
                        assertEquals(number, cells.get(at++).time(), "known=" + known);
                    }
                }
                cells.forEach(cell -> assertWhole(cell, component));
            }
        }
    }

    @Test
    void shouldFindEveryCommittedRowWholeWhileChunksAreSealed() throws InterruptedException {
        for (int seed = 0; seed < 3; seed++) {
            committed.set(-1);
            done.set(false);
            final long usedBefore = OffHeap.usedBytes();
            final Random random = new Random(seed);
            try (Stores stores = new Stores();
                    MemoryChunks sink = new MemoryChunks();
                    StoreIngest ingest =
                            new StoreIngest(stores, sink, new SealPolicy(1 << 20, 1 + random.nextInt(100), 1, 150))) {
                final RecordingStore store = stores.getOrCreate(ID);
                final Thread[] readers = new Thread[2];
                for (int t = 0; t < readers.length; t++) {
                    final long readerSeed = 100L * seed + t;
                    readers[t] = Thread.ofPlatform().name("reader-" + t).start(() -> readUntilEnd(store, readerSeed));
                }
                for (long number = 0; number < ROWS && failure.get() == null; number++) {
                    ingest.append(ID, row(number));
                    committed.set(number);
                    if (random.nextInt(500) == 0) {
                        ingest.sealAll();
                    }
                }
                done.set(true);
                for (final Thread reader : readers) {
                    reader.join();
                }
                ingest.sealAll();
                assertEquals(0, OffHeap.usedBytes(dev.kymo.store.memory.MemoryTag.OPEN_CHUNK), "seed=" + seed);
            }
            assertNull(failure.get(), () -> "a reader failed: " + failure.get());
            assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        }
    }

    @Test
    void shouldKeepAnswersReadableUntilTheReaderIsClosed() {
        final long usedBefore = OffHeap.usedBytes();
        try (Stores stores = new Stores();
                MemoryChunks sink = new MemoryChunks();
                StoreIngest ingest = new StoreIngest(stores, sink, new SealPolicy(1 << 20, 3, 1, 1 << 20))) {
            ingest.append(ID, row(1));
            final Cell cell;
            try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                cell = reader.latestAt(entityOf(1), "values", "number", 1).orElseThrow();
                for (long number = 4; number < 3_000; number += 3) {
                    ingest.append(ID, row(number));
                }
                assertWhole(cell, "values");
            }
        }
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    @Test
    void shouldSayThatAReaderIsInsideRatherThanTakeItsMemory() {
        final long usedBefore = OffHeap.usedBytes();
        try (MemoryChunks sink = new MemoryChunks()) {
            final Stores stores = new Stores();
            final StoreIngest ingest = new StoreIngest(stores, sink, new SealPolicy(1 << 20, 100, 1, 1 << 20));
            ingest.append(ID, row(1));
            final RecordingStore store = stores.getOrCreate(ID);
            try (StoreReader reader = store.reader()) {
                final Cell cell =
                        reader.latestAt(entityOf(1), "values", "number", 1).orElseThrow();
                org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, store::close);
                assertWhole(cell, "values");
            }
            store.close();
        }
        assertEquals(usedBefore, OffHeap.usedBytes());
    }
}
