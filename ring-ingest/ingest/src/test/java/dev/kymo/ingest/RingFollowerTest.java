package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.LiveOverlay;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A follower beside an owner, both stepped by the test: every interleaving comes from a seed.
final class RingFollowerTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final int STEPS = 500;
    private static final int HOSTILE_ROUNDS = 150;

    @TempDir
    private Path temp;

    private final Stores stores = new Stores();
    private final LiveOverlay overlay = new LiveOverlay(stores, _ -> {});
    private Rig rig;
    private RingFollower follower;
    private long usedBefore;
    /// Their chunks are shown until the stores are closed.
    private final List<FiledChunks> files = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        usedBefore = OffHeap.usedBytes();
        rig = new Rig(temp.resolve("shm"));
        follower = RingFollower.open(IngestConfig.defaults().withDirectory(rig.folder), overlay, rig.problems);
    }

    @AfterEach
    void closeWithoutALeak() {
        follower.close();
        stores.close();
        overlay.close();
        files.forEach(FiledChunks::close);
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    /// A file in memory: what the owner has filed, in order, and how much of it the follower has been shown.
    private static final class FiledChunks implements ChunkSink, AutoCloseable {
        private final MemoryChunks memory = new MemoryChunks();
        private final List<Placement> chunks = new ArrayList<>();
        private int shown;

        @Override
        public Placement place(final StoreId store, final Chunk chunk) {
            // Its own, and shown by several stores
            final Placement stored = new Placement.InMemory(memory.store(store, chunk));
            chunks.add(stored);
            return stored;
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Test
    void shouldShowEachRowExactlyOnceInEveryInterleavingWithAnOwnerThatFiles() throws IOException {
        for (long seed = 1; seed <= 4; seed++) {
            interleave(seed);
        }
    }

    private void interleave(final long seed) throws IOException {
        final Random random = new Random(seed);
        final TreeSet<Long> logged = new TreeSet<>();
        final String entity = "seed" + seed;
        final FiledChunks filed = new FiledChunks();
        files.add(filed);
        try (Stores owners = new Stores();
                RingProducer producer = RingProducer.open(rig.ring())) {
            final StoreIngest ingest =
                    new StoreIngest(owners, filed, new SealPolicy(20_000, 200, Long.MAX_VALUE, 16_000));
            final IngestAgent owner =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), ingest, rig.problems);
            owner.doWork();
            final Logger logger = new Logger(producer, entity);
            NavigableSet<Long> before = new TreeSet<>();
            long next = 0;
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> {
                        for (int n = random.nextInt(80); n >= 0; n--) {
                            final Commit answer = random.nextInt(20) == 0
                                    ? logger.blob(next, 1 + random.nextInt(90_000))
                                    : logger.number(next);
                            if (answer != Commit.DROPPED) {
                                logged.add(next);
                            }
                            next++;
                        }
                    }
                    case 4, 5, 6 -> owner.doWork();
                    case 7, 8 -> follower.poll();
                    case 9 -> ingest.sealAll();
                    default -> showFiled(filed, random.nextInt(4));
                }
                final NavigableSet<Long> now = seen(entity, seed);
                assertTrue(now.containsAll(before), "seed=" + seed + ", step=" + step + ": a row went away");
                before = now;
            }
            follower.catchUp();
            owner.doWork();
            ingest.sealAll();
            showFiled(filed, Integer.MAX_VALUE);
            assertEquals(logged, seen(entity, seed), "seed=" + seed);
            assertEquals(0, overlay.overlayRows(), "seed=" + seed);
            owner.onClose();
            ingest.close();
        }
        assertEquals(List.of(), rig.problems.all());
    }

    /// As a viewer does it: chunks of the file, and a pass over the rings before what came first by it is
    /// forgotten.
    private void showFiled(final FiledChunks filed, final int most) throws IOException {
        for (int n = 0; n < most && filed.shown < filed.chunks.size(); n++) {
            overlay.add(STORE, filed.chunks.get(filed.shown++), true);
        }
        if (overlay.remembers()) {
            overlay.beginForgetting();
            follower.catchUp();
            overlay.forget();
        }
    }

    private NavigableSet<Long> seen(final String entity, final long seed) {
        final RecordingStore store = stores.getOrCreate(STORE);
        try (StoreReader reader = store.reader()) {
            final List<Cell> cells =
                    reader.range(EntityPath.of(entity), "number", "frame", Long.MIN_VALUE, Long.MAX_VALUE);
            final TreeSet<Long> times = new TreeSet<>();
            for (final Cell cell : cells) {
                assertTrue(times.add(cell.time()), "seed=" + seed + ": row " + cell.time() + " twice");
                assertEquals(Logger.numberAt(cell.time()), cell.instances().getDouble(0));
            }
            return times;
        }
    }

    @Test
    void shouldSurviveAHostileProducerAndReadTheOthersOn() throws IOException {
        final long seed = 77;
        final Random random = new Random(seed);
        long healthyRows = 0;
        try (RingProducer healthy = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(healthy, "healthy");
            for (int round = 0; round < HOSTILE_ROUNDS; round++) {
                try (RingProducer hostile = RingProducer.open(rig.ring())) {
                    final Logger bad = new Logger(hostile, "hostile");
                    HostileRecordTest.logMixed(bad);
                    if (random.nextBoolean()) {
                        follower.poll();
                    }
                    for (int n = random.nextInt(3); n >= 0; n--) {
                        HostileRecordTest.scribble(random, hostile.folder());
                    }
                    HostileRecordTest.logMixed(bad);
                    follower.catchUp();
                }
                logger.number(healthyRows++);
                follower.catchUp();
                final NavigableSet<Long> seen = seen("healthy", seed);
                assertEquals(healthyRows, seen.size(), "seed=" + seed + ", round=" + round);
            }
            final String folder = healthy.folder().toString();
            assertTrue(rig.problems.all().stream().noneMatch(text -> text.contains(folder)), "seed=" + seed);
            assertTrue(rig.problems.all().size() > HOSTILE_ROUNDS / 10, () -> "" + rig.problems.all());
        }
    }

    @Test
    void shouldOutliveAProducerThatCutsItsFiles() throws IOException {
        final RingProducer producer = RingProducer.open(rig.ring());
        final Logger logger = new Logger(producer, "cut");
        logger.number(1);
        follower.catchUp();
        try (FileChannel channel =
                FileChannel.open(producer.folder().resolve(ProducerFiles.RING), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        follower.poll();
        assertEquals(1, seen("cut", 0).size());
        assertTrue(rig.problems.all().get(0).contains("cut while"), () -> "" + rig.problems.all());
        org.junit.jupiter.api.Assertions.assertThrows(InternalError.class, producer::close);
    }

    @Test
    void shouldWriteNoByteOfAProducersFiles() throws IOException {
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "quiet");
            logger.number(1);
            logger.blob(2, 20_000);
            logger.staticText(3, "static");
            final Path ring = producer.folder().resolve(ProducerFiles.RING);
            final Path payload = producer.folder().resolve(ProducerFiles.PAYLOAD);
            final byte[] ringBefore = java.nio.file.Files.readAllBytes(ring);
            final byte[] payloadBefore = java.nio.file.Files.readAllBytes(payload);
            follower.catchUp();
            assertEquals(2, seen("quiet", 0).size());
            assertEquals(3, overlay.overlayRows());
            assertArrayEquals(ringBefore, java.nio.file.Files.readAllBytes(ring));
            assertArrayEquals(payloadBefore, java.nio.file.Files.readAllBytes(payload));
        }
    }
}
