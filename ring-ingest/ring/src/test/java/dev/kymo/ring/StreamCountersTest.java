package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is dropped, let go and spilled per stream adds up to the totals, whatever the threads do.
final class StreamCountersTest {
    private static final int THREADS = 8;
    private static final int COUNTS = 40_000;
    private static final int[] TIMELINES = {0};

    @TempDir
    private Path temp;

    private final MemorySegment control = Arena.ofAuto().allocate(ControlDescriptor.RING_OFFSET, 64);
    private final MemorySegment counters = Arena.ofAuto().allocate(CountersDescriptor.LENGTH, 64);

    private static long word(final MemorySegment segment, final long offset) {
        return (long) WORD.getVolatile(segment, offset);
    }

    private static long sum(final MemorySegment counters, final int what) {
        long sum = 0;
        for (int slot = 0; slot <= CountersDescriptor.STREAM_SLOTS; slot++) {
            sum += word(counters, CountersDescriptor.streamOffset(slot) + what);
        }
        return sum;
    }

    @Test
    void shouldAddUpToTheTotalsWithManyThreadsAndMoreStreamsThanSlots() throws InterruptedException {
        final long seed = System.nanoTime();
        final StreamCounters streams = new StreamCounters(control, counters);
        final List<Map<Long, Long>> perThread = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            final Random random = new Random(seed + t);
            final Map<Long, Long> dropped = new HashMap<>();
            perThread.add(dropped);
            threads.add(Thread.ofPlatform().name("counts-" + t).start(() -> {
                for (int i = 0; i < COUNTS; i++) {
                    final int store = random.nextInt(3);
                    final int entity = random.nextInt(1 + random.nextInt(2_000));
                    switch (random.nextInt(3)) {
                        case 0 -> {
                            streams.dropped(store, entity, 88, DropReason.RING_FULL);
                            dropped.merge(CountersDescriptor.key(store, entity), 1L, Long::sum);
                        }
                        case 1 -> streams.letGo(CountersDescriptor.key(store, entity), 3, 264);
                        default -> streams.spilled(store, entity, 96);
                    }
                }
            }));
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        final Map<Long, Long> expected = new HashMap<>();
        perThread.forEach(one -> one.forEach((key, count) -> expected.merge(key, count, Long::sum)));
        for (final int what : new int[] {0, 8, 16, 24, 32, 40}) {
            assertEquals(
                    word(control, ControlDescriptor.DROPPED_ROWS_OFFSET + what),
                    sum(counters, CountersDescriptor.DROPPED_ROWS_OFFSET + what),
                    "seed=" + seed + ", what=" + what);
        }
        long found = 0;
        for (int slot = 0; slot < CountersDescriptor.STREAM_SLOTS; slot++) {
            final long offset = CountersDescriptor.streamOffset(slot);
            final long key = word(counters, offset);
            final long rows = word(counters, offset + CountersDescriptor.DROPPED_ROWS_OFFSET);
            assertEquals(expected.getOrDefault(key, 0L), rows, "seed=" + seed + ", key=" + key);
            found += rows > 0 ? 1 : 0;
        }
        assertTrue(found > 900, "seed=" + seed + ", streams=" + found);
        assertTrue(word(counters, CountersDescriptor.OTHERS_OFFSET + CountersDescriptor.DROPPED_ROWS_OFFSET) > 0);
    }

    @Test
    void shouldKeepKeysApartAndTurnThemBack() {
        for (final int store : new int[] {0, 1, 77, Integer.MAX_VALUE}) {
            for (final int entity : new int[] {0, 1, 4096, Integer.MAX_VALUE}) {
                final long key = CountersDescriptor.key(store, entity);
                assertTrue(key != 0);
                assertEquals(store, CountersDescriptor.store(key));
                assertEquals(entity, CountersDescriptor.entity(key));
                final int slot = CountersDescriptor.slotOf(key);
                assertTrue(slot >= 0 && slot < CountersDescriptor.STREAM_SLOTS);
            }
        }
    }

    @Test
    void shouldAttributeRowsLetGoToTheirOwnStreams() throws IOException {
        final RingConfig config = new RingConfig(temp.resolve("shm"), 1 << 16, 1 << 17, 1 << 20, Overflow.DROP, false);
        try (RingProducer producer = RingProducer.open(config)) {
            producer.declareStore(StoreId.recording("app", "rec"));
            producer.declareTimeline(Timeline.LOG_TIME);
            final int component = producer.declareComponent(ComponentDescriptor.of("x"), Datatype.FLOAT64);
            final ScalarRows[] streams = new ScalarRows[3];
            for (int i = 0; i < 3; i++) {
                streams[i] = producer.scalarRows(0, producer.declareEntity(EntityPath.of("e" + i)), component);
            }
            final long[] logged = new long[3];
            for (int i = 0; i < 9_000; i++) {
                final int entity = i % 7 == 0 ? 2 : i % 2;
                assertEquals(Commit.BUFFERED, streams[entity].commit(i, i, TIMELINES, new long[] {i}, 1, i));
                logged[entity]++;
            }
            final ProducerCounters counts = producer.counters();
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment file = ProducerFiles.map(
                        producer.folder().resolve(ProducerFiles.COUNTERS), FileChannel.MapMode.READ_ONLY, arena);
                assertEquals(counts.letGoRows(), sum(file, CountersDescriptor.LET_GO_ROWS_OFFSET));
                assertEquals(counts.letGoBytes(), sum(file, CountersDescriptor.LET_GO_BYTES_OFFSET));
                assertEquals(32 * counts.letGoRows(), counts.letGoBytes());
                for (int slot = 0; slot < CountersDescriptor.STREAM_SLOTS; slot++) {
                    final long offset = CountersDescriptor.streamOffset(slot);
                    final long rows = word(file, offset + CountersDescriptor.LET_GO_ROWS_OFFSET);
                    if (rows > 0) {
                        final int entity = CountersDescriptor.entity(word(file, offset));
                        final long kept = logged[entity] - rows;
                        assertTrue(kept >= 150 && kept < 1900, () -> "entity " + entity + " kept " + kept);
                    }
                }
            }
        }
    }
}
