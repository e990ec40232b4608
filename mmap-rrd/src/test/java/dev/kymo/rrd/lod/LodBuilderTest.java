package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trees of clouds of all shapes, compared with what a tree is for.
final class LodBuilderTest {
    private static final System.Logger LOG = System.getLogger(LodBuilderTest.class.getName());

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("kymo.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private long usedBytes;

    @BeforeEach
    void countMemory() {
        LOG.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        usedBytes = OffHeap.usedBytes();
    }

    @AfterEach
    void shouldGiveMemoryBackAndLeaveNothingUnfinished() throws IOException {
        assertEquals(usedBytes, OffHeap.usedBytes());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().contains("building")).toList());
        }
    }

    private LodPlace place() throws IOException {
        final Path recording = folder.resolve("run.rrd");
        Files.writeString(recording, "a recording");
        return new LodPlace(List.of(recording), null, 1, note -> LOG.log(System.Logger.Level.INFO, note));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveEveryPointOnceAndNoHolesAtAnyLevel(final Clouds kind) throws IOException {
        final float[] xyz = kind.make(random);
        final int[] rgba = Clouds.colours(xyz.length / 3, random);
        try (LodFile tree = place().build(Clouds.source(xyz, rgba), LodOptions.defaults())) {
            LodModel.check(tree, xyz, rgba);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLUSTER_AND_STRAY", "EQUAL"})
    void shouldGiveTheSameNodesByAnyNumberOfThreadsAndThroughAFile(final Clouds kind) throws IOException {
        // Beyond what fits into the least memory, so that points go through a file
        final int copies = Math.ceilDiv((int) (LodOptions.MEMORY_BYTES_MIN / 2 / PointSpill.RECORD_BYTES), 80_000);
        final float[] one = kind.make(random);
        final float[] xyz = new float[one.length * copies];
        for (int i = 0; i < xyz.length; i++) {
            final int copy = i / one.length;
            xyz[i] = one[i % one.length] + copy * 0.37f;
        }
        final int[] rgba = Clouds.colours(xyz.length / 3, random);
        final LodOptions small = LodOptions.defaults().withMemoryBytes(LodOptions.MEMORY_BYTES_MIN);
        final long[] alone;
        try (LodFile tree = place().build(Clouds.source(xyz, rgba), small.withThreads(1))) {
            alone = checksums(tree);
        }
        try (LodFile tree = place().build(Clouds.source(xyz, rgba), small.withThreads(3))) {
            assertTrue(Arrays.equals(alone, checksums(tree)), "nodes differ");
        }
    }

    private static long[] checksums(final LodFile tree) throws IOException {
        final long[] all = new long[tree.nodes()];
        try (OffHeap.Block block = OffHeap.allocate(dev.kymo.store.memory.MemoryTag.SCRATCH, 16L << 22)) {
            for (int node = 0; node < all.length; node++) {
                tree.read(node, block.segment());
                all[node] = dev.kymo.rrd.format.Checksums.ofPayload(
                        List.of(block.segment().asSlice(0, tree.bytes(node))));
            }
        }
        return all;
    }

    @Test
    void shouldHoldNoMoreMemoryThanItWasGiven() throws IOException {
        final PointSource large = new PointSource() {
            @Override
            public long count() {
                return 2_000_000;
            }

            @Override
            public void read(final long first, final int count, final float[] xyz, final int[] rgba) {
                for (int i = 0; i < count; i++) {
                    final long mixed = (first + i) * 0x9E3779B97F4A7C15L;
                    xyz[3 * i] = (mixed >>> 40) * 1e-4f;
                    xyz[3 * i + 1] = (mixed >>> 16 & 0xFFFFFF) * 1e-4f;
                    xyz[3 * i + 2] = (mixed & 0xFFFF) * 1e-5f;
                }
            }
        };
        OffHeap.restartPeak(dev.kymo.store.memory.MemoryTag.SCRATCH);
        final long before = OffHeap.usedBytes(dev.kymo.store.memory.MemoryTag.SCRATCH);
        try (LodFile tree = place().build(large, LodOptions.defaults().withMemoryBytes(LodOptions.MEMORY_BYTES_MIN))) {
            assertEquals(2_000_000, tree.points());
        }
        final long most = OffHeap.peakBytes(dev.kymo.store.memory.MemoryTag.SCRATCH) - before;
        assertTrue(most <= LodOptions.MEMORY_BYTES_MIN / 2, "off-heap " + most);
    }

    /// What is told of a tree that grows: more each time, every point in its place and once, and what lies
    /// in the file still lies there when it is finished.
    @Test
    void shouldShowWhatThereIsWhileItIsBuilt() throws IOException {
        final float[] xyz = Clouds.SURFACE.make(random);
        final int[] rgba = Clouds.colours(xyz.length / 3, random);
        final List<LodFile> told = new java.util.ArrayList<>();
        final AtomicLong placed = new AtomicLong();
        final LodOptions growing = LodOptions.defaults()
                .withProgress((done, _) -> placed.set(done))
                .withGrowth(new LodOptions.Growth() {
                    @Override
                    public boolean isWanted() {
                        return true;
                    }

                    @Override
                    public void grown(final LodFile partial) {
                        assertEquals(placed.get(), partial.points());
                        assertTrue(told.isEmpty() || told.getLast().points() < partial.points());
                        told.add(partial);
                    }
                });
        final long[] alone;
        try (LodFile tree = place().build(Clouds.source(xyz, rgba), LodOptions.defaults())) {
            alone = checksums(tree);
        }
        try (LodFile tree = place().build(Clouds.source(xyz, rgba), growing)) {
            assertTrue(Arrays.equals(alone, checksums(tree)), "nodes differ from those of a tree that nobody saw grow");
            assertTrue(told.size() > 2, "told " + told.size() + " times");
            assertEquals(tree.points(), told.getLast().points());
            for (final LodFile partial : told) {
                LodModel.checkPartial(partial, tree, xyz, rgba);
                partial.close();
            }
        }
    }

    @Test
    void shouldTellProgressAndGiveUpWhenAsked() throws IOException {
        final float[] xyz = Clouds.SURFACE.make(random);
        final int[] rgba = Clouds.colours(xyz.length / 3, random);
        final AtomicLong told = new AtomicLong();
        final LodOptions options = LodOptions.defaults().withProgress((done, total) -> {
            assertTrue(done > told.get() && done <= total);
            told.set(done);
        });
        place().build(Clouds.source(xyz, rgba), options).close();
        assertEquals(rgba.length, told.get());
        told.set(0);
        assertThrows(
                LodCancelledException.class,
                () -> place().build(Clouds.source(xyz, rgba), options.withCancelled(() -> told.get() > 0)));
    }
}
