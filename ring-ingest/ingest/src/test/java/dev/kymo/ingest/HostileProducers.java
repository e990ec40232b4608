package dev.kymo.ingest;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Shows producers full of scribbled bytes to a recorder while good ones log: it stays up and small, names each
/// bad one and cuts it off, and takes every row of the good ones once. `main` runs it alone: folder, records.
final class HostileProducers {
    private static final int GOOD = 2;
    private static final int MOST_AT_ONCE = 300;
    private static final long BYTES_EACH = 220_000;
    private static final long PACE_NS = 100_000;
    private static final long DEADLINE_NS = 30_000_000_000L;
    private static final long MAX_MORE_HEAP_BYTES = 64L << 20;
    private static final long MAX_MORE_MAPPINGS = 300;

    /// What came of it.
    record Result(long records, long producers, long cutOff, long hostileRows, long goodRows, long seconds) {}

    private final Path base;
    private final Path rings;
    private final Random random;
    private final String seedText;
    private final Map<String, Long> nextGood = new HashMap<>();
    private final AtomicLong goodTaken = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong goodLogged = new AtomicLong();
    private final Set<Path> reported = new HashSet<>();
    private Map<Path, HostileMemory> shown = Map.of();
    private long cutOff;
    private long hostileRows;

    private HostileProducers(final Path base, final long seed) {
        this.base = base;
        rings = base.resolve("rings");
        random = new Random(seed);
        seedText = "seed=" + seed + ": ";
    }

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final Path base = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-fuzz-");
        try {
            final Result result = run(base, Long.parseLong(arguments[1]), System.nanoTime());
            System.getLogger("fuzz").log(System.Logger.Level.INFO, result.toString());
        } finally {
            remove(base);
        }
    }

    /// @param base an empty folder, best in shared memory
    /// @throws AssertionError when anything is not as it should be
    static Result run(final Path base, final long records, final long seed) throws IOException, InterruptedException {
        return new HostileProducers(base, seed).run(records);
    }

    static void remove(final Path base) throws IOException {
        try (Stream<Path> paths = Files.walk(base)) {
            for (final Path path :
                    paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void require(final boolean condition, final String what) {
        if (!condition) {
            throw new AssertionError(seedText + what);
        }
    }

    private Result run(final long records) throws IOException, InterruptedException {
        final long beganNs = System.nanoTime();
        final HostileMemory.Template template = HostileMemory.Template.log(rings);
        final long atOnce = Math.clamp(Files.getFileStore(base).getUsableSpace() / 4 / BYTES_EACH, 8, MOST_AT_ONCE);
        final IngestAgent agent =
                IngestAgent.open(IngestConfig.defaults().withDirectory(rings), new Sink(), new Listener());
        final Thread[] good = new Thread[GOOD];
        long changed = 0;
        long producers = 0;
        try (Arena arena = Arena.ofShared()) {
            final HostileMemory[] memories = new HostileMemory[(int) atOnce];
            for (int i = 0; i < memories.length; i++) {
                memories[i] = new HostileMemory(template, base.resolve("files" + i), arena);
            }
            for (int i = 0; i < GOOD; i++) {
                final String name = "good" + i;
                good[i] = new Thread(() -> logGood(name), name);
                good[i].start();
            }
            long[] before = null;
            while (changed < records) {
                final Map<Path, HostileMemory> batch = new HashMap<>();
                for (final HostileMemory memory : memories) {
                    changed += memory.scribble(random);
                    final Path folder = rings.resolve(ProducerFiles.FOLDER_PREFIX + "0-" + producers++);
                    memory.show(folder);
                    batch.put(folder, memory);
                }
                takeAll(agent, batch);
                if (before == null && changed > records / 10) {
                    before = memoryHeld();
                }
            }
            finish(agent, good);
            checkMemory(java.util.Objects.requireNonNull(before), memoryHeld());
        } finally {
            stop.set(true);
            agent.onClose();
        }
        require(cutOff > producers / 4, "only " + cutOff + " of " + producers + " were cut off");
        // Those that were let in were read: one refused at the door proves nothing about the rooms
        require(
                cutOff < producers - producers / 20 && hostileRows > producers,
                cutOff + " of " + producers + " were cut off, and " + hostileRows + " of their rows read");
        return new Result(
                changed,
                producers,
                cutOff,
                hostileRows,
                goodTaken.get(),
                (System.nanoTime() - beganNs) / 1_000_000_000);
    }

    private void takeAll(final IngestAgent agent, final Map<Path, HostileMemory> batch) throws IOException {
        shown = batch;
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        final Set<Path> left = new HashSet<>(batch.keySet());
        while (!left.isEmpty()) {
            if (agent.doWork() > 0) {
                continue;
            }
            LockSupport.parkNanos(PACE_NS);
            final Set<Path> attached = new HashSet<>();
            for (final ProducerStatistics producer : agent.producers()) {
                attached.add(producer.folder());
            }
            for (final Path folder : Set.copyOf(left)) {
                if (attached.contains(folder)) {
                    continue;
                }
                if (!Files.exists(folder)) {
                    left.remove(folder);
                } else if (reported.contains(folder) || mayBeLeftAlone(folder, deadlineNs)) {
                    ProducerFiles.remove(folder);
                    left.remove(folder);
                }
            }
            require(System.nanoTime() - deadlineNs < 0, "nobody cares for " + left);
        }
        reported.clear();
    }

    /// Half a second is time enough to attach it.
    private boolean mayBeLeftAlone(final Path folder, final long deadlineNs) {
        return deadlineNs - System.nanoTime() < DEADLINE_NS - 500_000_000L
                && java.util.Objects.requireNonNull(shown.get(folder)).mayBeLeftAlone();
    }

    private void logGood(final String name) {
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(rings)
                .withRingBytes(RingConfig.MIN_RING_BYTES)
                .withPayloadBytes(RingConfig.MIN_PAYLOAD_BYTES)
                .withOverflow(Overflow.block(Duration.ofSeconds(30)));
        try (RingProducer producer = RingProducer.open(config)) {
            producer.awaitRecorder(Duration.ofSeconds(30));
            final Logger logger = new Logger(producer, name);
            for (long i = 0; !stop.get(); i++) {
                if (logger.number(i) != Commit.COMMITTED) {
                    throw new AssertionError(seedText + name + ": row " + i + " was not committed");
                }
                goodLogged.incrementAndGet();
                LockSupport.parkNanos(PACE_NS);
            }
        } catch (final IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void finish(final IngestAgent agent, final Thread[] good) throws IOException, InterruptedException {
        stop.set(true);
        for (final Thread thread : good) {
            thread.join();
        }
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!agent.producers().isEmpty()) {
            agent.doWork();
            require(System.nanoTime() - deadlineNs < 0, "still attached: " + agent.producers());
        }
        require(
                goodTaken.get() == goodLogged.get() && goodLogged.get() > 0,
                "good producers logged " + goodLogged + " rows, " + goodTaken + " were taken");
    }

    /// Heap, off-heap memory and mappings, when garbage is gone.
    private static long[] memoryHeld() throws IOException {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        long offHeap = 0;
        for (final MemoryTag tag : MemoryTag.values()) {
            offHeap += OffHeap.usedBytes(tag);
        }
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return new long[] {
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), offHeap, maps.count()
            };
        }
    }

    private void checkMemory(final long[] before, final long[] after) {
        final String what = "before " + java.util.Arrays.toString(before) + ", after "
                + java.util.Arrays.toString(after) + " (heap bytes, off-heap bytes, mappings)";
        require(after[0] < before[0] + MAX_MORE_HEAP_BYTES, what);
        require(after[1] <= before[1], what);
        require(after[2] < before[2] + MAX_MORE_MAPPINGS, what);
    }

    /// Reads all of every row, as whoever files it does, and counts the good ones.
    private final class Sink implements RowSink {
        @Override
        public void append(final StoreId store, final DataRow row) {
            final String entity = row.entity().toString();
            if (entity.startsWith("/good")) {
                final long expected = nextGood.getOrDefault(entity, 0L);
                require(row.id().inc() == expected, entity + ": expected row " + expected + ", found " + row.id());
                nextGood.put(entity, expected + 1);
                goodTaken.incrementAndGet();
            } else {
                hostileRows++;
            }
            try {
                ChunkCodec.encode(OpenChunk.ofOneRow(row));
                for (final DataCell cell : row.cells()) {
                    read(cell.instances());
                }
            } catch (final IndexOutOfBoundsException | NegativeArraySizeException notChecked) {
                throw new AssertionError(seedText + "a row that can't be read came through: " + row, notChecked);
            }
        }

        /// All that rows that take it are said to have must be there as well.
        @Override
        public RowLane lane(final RowShape shape) {
            return row -> {
                try {
                    append(shape.store(), shape.rowOf(row));
                } catch (final IndexOutOfBoundsException | IllegalArgumentException notChecked) {
                    throw new AssertionError(seedText + "a row that is not there took a lane", notChecked);
                }
            };
        }

        private static void read(final ArrayData instances) {
            for (int i = 0; i < instances.length(); i++) {
                if (!instances.isNull(i)) {
                    switch (instances.type().kind()) {
                        case FLOAT64 -> instances.getDouble(i);
                        case UINT8 -> instances.getByte(i);
                        case UTF8 -> instances.string(i);
                        default -> {
                            // A declaration that was scribbled on, of a type that Logger has not
                        }
                    }
                }
            }
        }
    }

    /// Each complaint must name a bad producer's folder.
    private final class Listener implements IngestListener {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            cutOff++;
            final int at = producer.indexOf(rings.toString());
            final int end = producer.indexOf(')', at);
            final Path folder = Path.of(end < 0 ? producer : producer.substring(at, end));
            require(shown.containsKey(folder), "cut off: " + producer + ": " + reason);
            reported.add(folder);
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            require(!producer.contains("good"), "refused: " + producer + ": " + reason);
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            throw new AssertionError(seedText + producer + " left behind");
        }

        @Override
        public void failed(final Throwable reason) {
            throw new AssertionError(seedText + "failed", reason);
        }
    }
}
