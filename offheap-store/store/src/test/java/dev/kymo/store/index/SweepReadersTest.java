package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
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
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Eight readers that never rest beside a writer and a sweep: no answer is wrong, no row torn, nothing left behind.
final class SweepReadersTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline NUMBER = Timeline.sequence("number");
    private static final ComponentDescriptor VALUES = ComponentDescriptor.of("values");
    private static final int ENTITIES = 5;
    private static final int READERS = 8;
    private static final int VALUES_A_ROW = 200;
    private static final long HELD_BYTES = 8 << 20;
    private static final long STEP_NS = 200_000;

    /// Rows up to this one were logged.
    private final AtomicLong committed = new AtomicLong(-1);
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong questions = new AtomicLong();
    private final AtomicLong beforeTheCut = new AtomicLong();

    private static EntityPath entity(final long number) {
        return EntityPath.of("e" + number % ENTITIES);
    }

    private static DataRow row(final long number) {
        final long[] values = new long[VALUES_A_ROW];
        for (int i = 0; i < values.length; i++) {
            values[i] = number * 31 + i;
        }
        return new DataRow(
                new RowId(9, number),
                entity(number),
                TimePoint.of(NUMBER, number),
                List.of(new DataCell(VALUES, ArrayData.longs(Datatype.INT64, values))));
    }

    private static void assertWhole(final long number, final ArrayData values) {
        assertEquals(VALUES_A_ROW, values.length());
        for (int i = 0; i < VALUES_A_ROW; i++) {
            assertEquals(number * 31 + i, values.getLong(i));
        }
    }

    private void read(final RecordingStore store, final int seed) {
        final Random random = new Random(seed);
        final List<EntityPath> entities = new ArrayList<>();
        for (int i = 0; i < ENTITIES; i++) {
            entities.add(entity(i));
        }
        final LatestAtQuery query = new LatestAtQuery(store, entities, List.of("values"), "number");
        final LatestAtResult answers = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            while (!done.get() && failure.get() == null) {
                reader.renew();
                final long known = committed.get();
                if (known < ENTITIES) {
                    continue;
                }
                final long at = known - (long) (random.nextDouble() * random.nextDouble() * known);
                if (random.nextBoolean()) {
                    reader.latestAt(query, at, answers);
                    for (int i = 0; i < answers.size(); i++) {
                        check(reader, answers.entity(i), at, answers.isFound(i) ? answers.cell(i) : null);
                    }
                } else {
                    final int entity = random.nextInt(ENTITIES);
                    check(
                            reader,
                            entity,
                            at,
                            reader.latestAt(entities.get(entity), "values", "number", at)
                                    .orElse(null));
                }
                questions.getAndIncrement();
            }
        } catch (final Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void check(final StoreReader reader, final int entity, final long at, final @Nullable Cell cell) {
        final long newest = at - Math.floorMod(at - entity, (long) ENTITIES);
        if (newest < 0) {
            assertNull(cell, () -> "at " + at);
        } else if (cell == null || cell.time() != newest) {
            // The cut as it is now may be later than it was at the question, never earlier
            final long cut = reader.cut(entity(entity), "values", "number").orElse(Long.MIN_VALUE);
            assertTrue(at < cut, () -> "at " + at + " found " + cell + ", cut " + cut);
            assertTrue(cell == null || cell.time() < newest, () -> "at " + at + " found " + cell);
            beforeTheCut.getAndIncrement();
        }
        if (cell != null) {
            assertWhole(cell.time(), cell.instances());
        }
    }

    @Test
    void shouldDisturbNoReaderForAMoment(final TestReporter reporter) throws InterruptedException {
        run(TimeUnit.SECONDS.toNanos(3), reporter);
    }

    @Test
    @Tag("long")
    void shouldDisturbNoReaderForAMinute(final TestReporter reporter) throws InterruptedException {
        run(TimeUnit.MINUTES.toNanos(1), reporter);
    }

    private void run(final long durationNs, final TestReporter reporter) throws InterruptedException {
        final long usedBefore = OffHeap.usedBytes();
        final Random random = new Random(1);
        long swept = 0;
        long greatest = 0;
        long number = 0;
        try (Stores stores = new Stores();
                MemoryChunks memory = new MemoryChunks();
                StoreIngest ingest = new StoreIngest(stores, memory, new SealPolicy(1 << 20, 50, 50, 1 << 20))) {
            final RecordingStore store = stores.getOrCreate(ID);
            final Thread[] readers = new Thread[READERS];
            for (int i = 0; i < READERS; i++) {
                final int seed = i;
                readers[i] = Thread.ofPlatform().name("reader-" + i).start(() -> read(store, seed));
            }
            final long beganNs = System.nanoTime();
            Sweep sweep = null;
            while (System.nanoTime() - beganNs < durationNs && failure.get() == null) {
                for (int i = random.nextInt(40); i > 0; i--) {
                    ingest.append(ID, row(number));
                    committed.set(number++);
                }
                if (sweep == null && store.sealedBytes() > HELD_BYTES) {
                    sweep = new Sweep(
                            store,
                            memory,
                            SweepPolicy.OLDEST_FIRST.withProtectedLatest(random.nextInt(3)),
                            new SweepTarget.Fraction(0.3));
                }
                if (sweep != null && sweep.step(STEP_NS)) {
                    swept += sweep.outcome().chunks();
                    sweep = null;
                }
                store.reclaim();
                greatest = Math.max(greatest, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK));
            }
            done.set(true);
            for (final Thread reader : readers) {
                reader.join();
            }
            if (sweep != null) {
                sweep.close();
            }
        }
        assertNull(failure.get(), () -> "a reader failed: " + failure.get());
        final String figures = number + " rows, " + questions + " questions, " + beforeTheCut + " before the cut, "
                + swept + " chunks swept, at most " + greatest + " bytes";
        reporter.publishEntry(figures);
        assertTrue(swept > 0 && questions.get() > READERS, figures);
        assertEquals(usedBefore, OffHeap.usedBytes(), figures);
    }
}
