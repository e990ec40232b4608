package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCopy;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows that take a lane come to the same chunks as those that go the long way, and nothing is made for them.
final class RowLanesTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final int ROWS = 6_000;
    private static final int ENTITIES = 4;
    private static final List<Datatype> TYPES = List.of(
            Datatype.FLOAT64,
            Datatype.UINT8,
            Datatype.vector(3, Datatype.FLOAT32),
            Datatype.vector(2, Datatype.vector(2, Datatype.INT16)),
            Datatype.fixedSizeBinary(5),
            Datatype.UTF8,
            Datatype.BOOL,
            // Under the name of the first
            Datatype.INT32);

    @TempDir
    private Path temp;

    /// Where rows end: what each sealed chunk has, but for its id.
    private static final class Filed implements RowSink, AutoCloseable {
        private final List<String> chunks = new ArrayList<>();
        private final Stores stores = new Stores();
        private final MemoryChunks memory = new MemoryChunks();
        private final StoreIngest ingest;
        private final boolean hasLanes;
        private long byLane;

        Filed(final SealPolicy policy, final boolean hasLanes) {
            this.hasLanes = hasLanes;
            final ChunkSink sink = (store, chunk) -> {
                chunks.add(describe(chunk));
                return memory.place(store, chunk);
            };
            ingest = new StoreIngest(stores, sink, policy);
        }

        private static String describe(final Chunk chunk) {
            final StringBuilder text = new StringBuilder();
            text.append(chunk.entity()).append(" rows ").append(chunk.rowCount());
            chunk.timelines()
                    .forEach(times -> text.append(' ')
                            .append(times.timeline())
                            .append(times.minTime())
                            .append(times.maxTime())
                            .append(times.isSorted()));
            chunk.components()
                    .forEach(column -> text.append(' ')
                            .append(column.descriptor())
                            .append(column.lists().type()));
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment bytes = arena.allocate(ChunkCopy.bytesOf(chunk), 64);
                ChunkCopy.copy(chunk, bytes);
                text.append(' ').append(Arrays.hashCode(bytes.toArray(ValueLayout.JAVA_BYTE)));
            }
            return text.toString();
        }

        @Override
        public void append(final StoreId store, final DataRow row) {
            ingest.append(store, row);
        }

        @Override
        public @Nullable RowLane lane(final RowShape shape) {
            final RowLane lane = hasLanes ? ingest.lane(shape) : null;
            return lane == null
                    ? null
                    : row -> {
                        byLane++;
                        lane.append(row);
                    };
        }

        @Override
        public long appendedMark() {
            return ingest.appendedMark();
        }

        @Override
        public long filedMark() {
            return ingest.filedMark();
        }

        @Override
        public void requestFiling() {
            ingest.requestFiling();
        }

        @Override
        public void requestFiling(final long mark, final boolean isUrgent) {
            ingest.requestFiling(mark, isUrgent);
        }

        @Override
        public void close() {
            ingest.close();
            stores.close();
            memory.close();
        }
    }

    private static void drain(final IngestAgent agent, final Filed filed, final long rows) throws IOException {
        while (filed.appendedMark() < rows) {
            agent.doWork();
        }
    }

    /// Logs the same rows for the same seed.
    private static void log(
            final RingProducer producer, final IngestAgent agent, final Filed filed, final Random random)
            throws IOException {
        producer.declareStore(STORE);
        for (int i = 0; i < ENTITIES; i++) {
            producer.declareEntity(EntityPath.of("e" + i));
        }
        final int[] all = {
            producer.declareTimeline(Timeline.sequence("frame")), producer.declareTimeline(Timeline.LOG_TIME)
        };
        final int[] components = new int[TYPES.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] =
                    producer.declareComponent(ComponentDescriptor.of("c" + i % (TYPES.size() - 1)), TYPES.get(i));
        }
        for (int row = 0; row < ROWS; row++) {
            final int entity = random.nextInt(ENTITIES);
            // Mostly the shape that the entity's number says
            final boolean isUsual = random.nextInt(20) > 0;
            final int first = isUsual ? entity : random.nextInt(components.length);
            final int last = components.length - 1;
            final int most = first == last ? 1 : last - first;
            final int count = Math.min(most, 1 + (isUsual ? entity % 3 : random.nextInt(3)));
            final int[] ids = new int[count];
            final ArrayData[] cells = new ArrayData[count];
            for (int i = 0; i < count; i++) {
                final int component = first + i;
                ids[i] = components[component];
                cells[i] = cell(TYPES.get(component), random);
            }
            final int[] timelines = isUsual || random.nextBoolean() ? all : new int[] {all[1], all[0]};
            final int times = isUsual ? 2 : 1 + random.nextInt(2);
            final long[] at = {random.nextInt(10) == 0 ? random.nextLong() >> 1 : row, row * 1000L};
            final Commit answer = producer.commit(0, entity, 1, row, timelines, at, times, ids, cells, count);
            assertTrue(answer != Commit.DROPPED, () -> "dropped");
            if (row % 100 == 99) {
                drain(agent, filed, row + 1);
            }
        }
        drain(agent, filed, ROWS);
    }

    private static ArrayData cell(final Datatype type, final Random random) {
        final int count = random.nextInt(4) > 0 ? 1 : random.nextInt(6);
        if (type.equals(Datatype.UTF8)) {
            final String[] words = new String[count];
            Arrays.setAll(words, i -> "w".repeat(random.nextInt(9)));
            return ArrayData.text(words);
        }
        if (type.equals(Datatype.BOOL)) {
            return ArrayData.booleans(new boolean[count]);
        }
        final byte[] bytes = new byte[count * type.byteWidth()];
        random.nextBytes(bytes);
        final ArrayData values = ArrayData.flat(type, count, MemorySegment.ofArray(bytes));
        if (count > 0 && type.equals(Datatype.FLOAT64) && random.nextInt(10) == 0) {
            final byte[] presence = {(byte) random.nextInt(256)};
            return new ArrayData(
                    type, 0, count, MemorySegment.ofArray(presence), ArrayData.NO_BUFFER, values.dataBuffer());
        }
        return values;
    }

    private Filed ingest(final String folder, final long seed, final SealPolicy policy, final boolean hasLanes)
            throws IOException {
        final Rig rig = new Rig(temp.resolve(folder));
        final Filed filed = new Filed(policy, hasLanes);
        try (filed) {
            final IngestAgent agent =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), filed, rig.problems);
            try (RingProducer producer = RingProducer.open(rig.ring())) {
                log(producer, agent, filed, new Random(seed));
            }
            agent.onClose();
            assertEquals(List.of(), rig.problems.all());
        }
        return filed;
    }

    @RepeatedTest(8)
    void shouldComeToTheSameChunksAsTheLongWay(final RepetitionInfo repetition) throws IOException {
        final long seed = 20_251_128L + repetition.getCurrentRepetition();
        final Random random = new Random(seed);
        final SealPolicy policy = new SealPolicy(
                1 + random.nextInt(40_000),
                1 + random.nextInt(400),
                1 + random.nextInt(100),
                Long.MAX_VALUE,
                40 + random.nextInt(4000));
        final Filed byLane = ingest("lanes", seed, policy, true);
        final Filed longWay = ingest("long", seed, policy, false);
        for (int i = 0; i < Math.min(longWay.chunks.size(), byLane.chunks.size()); i++) {
            assertEquals(longWay.chunks.get(i), byLane.chunks.get(i), "seed=" + seed + ", chunk " + i);
        }
        assertEquals(longWay.chunks.size(), byLane.chunks.size(), "seed=" + seed);
        assertTrue(byLane.byLane > ROWS / 3, "seed=" + seed + ": rows by lane=" + byLane.byLane);
        assertEquals(0, longWay.byLane);
    }

    /// From the ring to the column: a burst of rows while no column has to grow.
    @Test
    void shouldMakeNothingForARow() throws IOException {
        final Rig rig = new Rig(temp.resolve("nothing"));
        final SealPolicy never = new SealPolicy(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, 4096);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Filed filed = new Filed(never, true)) {
            final IngestAgent agent =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), filed, rig.problems);
            long least = Long.MAX_VALUE;
            try (RingProducer producer = RingProducer.open(rig.ring())) {
                final Logger logger = new Logger(producer, "numbers");
                long logged = 0;
                while (logged < 200_000 && least > 0) {
                    for (int i = 0; i < 100; i++) {
                        assertTrue(logger.number(logged++) != Commit.DROPPED);
                    }
                    final long before = threads.getCurrentThreadAllocatedBytes();
                    final int taken = agent.doWork();
                    final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                    // A look after producers, every 20 ms, is not a row's
                    if (taken == 100) {
                        least = Math.min(least, allocated);
                    }
                    drain(agent, filed, logged);
                    filed.requestFiling(logged % 30_000 == 0 ? logged : 0, false);
                }
            }
            agent.onClose();
            assertEquals(0, least, "bytes for 100 rows, the least of all bursts");
        }
    }
}
