package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files with changes where they hurt, opened, verified, asked, and now and then repaired, packed and aligned: that
/// ends, soon, in answers or in an exception of ours, with all memory given back, and takes no more than a multiple of
/// the file's size.
final class MutatedFilesTest {
    private static final System.Logger LOG = System.getLogger(MutatedFilesTest.class.getName());
    private static final int SHORT_COUNT = 8_000;
    private static final int LONG_COUNT = 1_000_000;
    private static final long MAX_BYTES = 20_000;
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(20);
    /// What all of it together may take of the heap: per byte of the file, and for any file. Reading, verifying,
    /// counting, printing and asking each look at every column's description.
    private static final long HEAP_FACTOR = 200;

    private static final long HEAP_BYTES = 4 << 20;
    /// A byte of an LZ4 block can stand for 255, and memory comes in powers of two.
    private static final long OFF_HEAP_FACTOR = 2 * 255;

    private static final long OFF_HEAP_BYTES = 1 << 20;
    private static final int REWRITE_EVERY = 16;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private Path directory = Path.of("");
    private int opened;
    private long mostHeapBytes;
    private long mostOffHeapBytes;
    private long mostNs;

    @BeforeEach
    void makeFolder() throws IOException {
        // A million files are written: not to a disk
        final Path memory = Path.of("/dev/shm");
        directory = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "kymo-mutated-")
                : Files.createTempDirectory("kymo-mutated-");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var left = Files.list(directory)) {
            for (final Path path : left.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(directory);
    }

    @Test
    @Timeout(300)
    void shouldSurviveFilesThatAreChangedWhereItHurts() throws IOException {
        mutate(SHORT_COUNT, 2026);
    }

    @Test
    @Tag("long")
    void shouldSurviveAMillionFilesThatAreChangedWhereItHurts() throws IOException {
        mutate(Integer.getInteger("kymo.fuzz.mutations", LONG_COUNT), Long.getLong("kymo.fuzz.seed", 1));
    }

    private List<Path> originals() throws IOException {
        final List<Path> paths = new ArrayList<>();
        final Path small = directory.resolve("small.rrd");
        try (RrdWriter writer = RrdWriter.create(small, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, StoreId.recording("app", "rec"), 3);
        }
        paths.add(small);
        final Path many = directory.resolve("many.rrd");
        SmallKinds.write(many);
        paths.add(many);
        for (final Path path : List.of(small, many)) {
            final Path packed = directory.resolve("packed-" + path.getFileName());
            RrdRewrite.pack(path, packed, false, RrdRewrite.Limits.DEFAULT, (_, _) -> {});
            paths.add(packed);
        }
        if (SharedFiles.areThere()) {
            for (final Path path : SharedFiles.recordings()) {
                if (Files.size(path) <= MAX_BYTES) {
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    private void mutate(final int count, final long seed) throws IOException {
        final List<Path> paths = originals();
        final List<FileMutator> mutators = new ArrayList<>();
        for (final Path path : paths) {
            mutators.add(new FileMutator(path));
        }
        final Random random = new Random(seed);
        final Path mutated = directory.resolve("mutated.rrd");
        for (int i = 0; i < count; i++) {
            final int which = random.nextInt(mutators.size());
            final byte[] bytes = mutators.get(which).mutated(random);
            Files.write(mutated, bytes);
            check(mutated, bytes.length, i, "seed " + seed + ", change " + i + " of " + paths.get(which));
        }
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        java.util.Locale.ROOT,
                        "seed=%d, mutations=%d, opened=%d, slowest=%d ms, heap at most %d and off-heap %d bytes",
                        seed,
                        count,
                        opened,
                        mostNs / 1_000_000,
                        mostHeapBytes,
                        mostOffHeapBytes));
        assertTrue(opened > count / 3, "opened " + opened + " of " + count);
    }

    private void check(final Path mutated, final long sizeBytes, final int number, final String where)
            throws IOException {
        final long usedBefore = OffHeap.usedBytes();
        final long heapBefore = threads.getCurrentThreadAllocatedBytes();
        final long beganNs = System.nanoTime();
        long peak = 0;
        try {
            peak = read(mutated, number % 8 == 0) - usedBefore;
        } catch (final RrdException e) {
            assertTrue(e.getMessage().startsWith(mutated + ": "), where + ": " + e);
        } catch (final RuntimeException | Error e) {
            fail(where, e);
        }
        final long heap = threads.getCurrentThreadAllocatedBytes() - heapBefore;
        final long tookNs = System.nanoTime() - beganNs;
        mostNs = Math.max(mostNs, tookNs);
        mostHeapBytes = Math.max(mostHeapBytes, heap);
        mostOffHeapBytes = Math.max(mostOffHeapBytes, peak);
        assertTrue(tookNs < MAX_NS, where + ": took ns=" + tookNs);
        assertTrue(heap <= HEAP_BYTES + HEAP_FACTOR * sizeBytes, where + ": heap=" + heap + ", file=" + sizeBytes);
        assertTrue(
                peak <= OFF_HEAP_BYTES + OFF_HEAP_FACTOR * sizeBytes,
                where + ": off-heap=" + peak + ", file=" + sizeBytes);
        if (number % REWRITE_EVERY == 0) {
            rewrite(mutated, number / REWRITE_EVERY % 3, where);
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), where);
    }

    /// @return off-heap memory in use when all was loaded
    private long read(final Path mutated, final boolean prints) throws IOException {
        try (RrdFile file = RrdFile.open(mutated);
                Stores stores = new Stores()) {
            opened++;
            for (final StoredChunk stored : file.chunks()) {
                stored.chunk().hasSortedRowIds();
                stores.getOrCreate(stored.store()).insert(List.of(stored.chunk()));
            }
            final long peak = OffHeap.usedBytes();
            for (final RecordingStore store : stores.all()) {
                ask(store);
            }
            RrdVerify.verify(file);
            RrdStats.of(file).toJson();
            if (prints) {
                RrdPrint.print(file, new StringBuilder(), true);
            }
            return peak;
        }
    }

    private static void ask(final RecordingStore store) {
        try (StoreReader reader = store.reader()) {
            for (final EntityPath entity : store.entities()) {
                for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
                    for (final String timeline : store.timelines().keySet()) {
                        reader.latestAt(entity, column.component(), timeline, Long.MAX_VALUE)
                                .ifPresent(Cell::instances);
                        reader.range(entity, column.component(), timeline, Long.MIN_VALUE + 1, 10);
                    }
                }
            }
        }
    }

    private void rewrite(final Path mutated, final int how, final String where) throws IOException {
        final Path result = directory.resolve("result.rrd");
        try {
            switch (how) {
                case 0 -> RrdRewrite.pack(mutated, result, true, RrdRewrite.Limits.DEFAULT, (_, _) -> {});
                case 1 -> RrdRewrite.align(mutated, result, true, (_, _) -> {});
                default -> {
                    Files.deleteIfExists(result);
                    RrdRepair.repair(mutated, result);
                }
            }
            try (RrdFile file = RrdFile.open(result)) {
                for (final StoredChunk stored : file.chunks()) {
                    final Chunk chunk = stored.chunk();
                    assertTrue(chunk.rowCount() > 0, where);
                }
                if (how < 2) {
                    assertEquals(
                            List.of(),
                            RrdVerify.verify(file).stream()
                                    .filter(problem -> problem.kind() == Problem.Kind.CHECKSUM
                                            || problem.kind() == Problem.Kind.CUT)
                                    .toList(),
                            where);
                }
            }
        } catch (final RrdException refused) {
            assertTrue(refused.getMessage().startsWith(directory.toString()), where + ": " + refused);
        } catch (final RuntimeException | Error e) {
            fail(where, e);
        }
    }
}
