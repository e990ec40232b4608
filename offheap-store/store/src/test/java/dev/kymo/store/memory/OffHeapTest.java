package dev.kymo.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OffHeapTest {
    private static final long PAGE_BYTES = 4096;

    private long usedBefore;

    @BeforeEach
    void noteUse() {
        usedBefore = OffHeap.usedBytes();
    }

    @AfterEach
    void assertNothingLeft() {
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    @Test
    void shouldCountBytesUnderTheirTagUntilClosed() {
        final long scratchBefore = OffHeap.usedBytes(MemoryTag.SCRATCH);
        final long openBefore = OffHeap.usedBytes(MemoryTag.OPEN_CHUNK);
        try (OffHeap.Block scratch = OffHeap.allocate(MemoryTag.SCRATCH, 5000);
                OffHeap.Block open = OffHeap.allocate(MemoryTag.OPEN_CHUNK, 1)) {
            assertEquals(8192, scratch.segment().byteSize());
            assertEquals(256, open.segment().byteSize());
            assertEquals(scratchBefore + 8192, OffHeap.usedBytes(MemoryTag.SCRATCH));
            assertEquals(openBefore + 256, OffHeap.usedBytes(MemoryTag.OPEN_CHUNK));
            assertEquals(usedBefore + 8192 + 256, OffHeap.usedBytes());
        }
    }

    @Test
    void shouldHaveAMappedFileReadBeforeItIsTouched(@TempDir final Path folder) throws Throwable {
        final int pages = 1000;
        final Path file = folder.resolve("mapped");
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofShared()) {
            channel.write(ByteBuffer.allocate((int) (pages * PAGE_BYTES)));
            channel.force(true);
            final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, pages * PAGE_BYTES, arena);
            giveBack(file);
            assumeTrue(inMemory(mapped) == 0, "the file lies in memory for good");
            OffHeap.willNeed(mapped.asSlice(100 * PAGE_BYTES + 7, 500 * PAGE_BYTES));
            final long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (inMemory(mapped) < 501 && System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
            assertTrue(inMemory(mapped) >= 501, inMemory(mapped) + " pages");
            assertTrue(inMemory(mapped.asSlice(0, 50 * PAGE_BYTES)) == 0, "what is not wanted is not read");
        }
        // Of other memory nothing happens
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, 10_000)) {
            OffHeap.willNeed(block.segment());
        }
        OffHeap.willNeed(MemorySegment.ofArray(new byte[10]));
    }

    private static int inMemory(final MemorySegment mapped) throws Throwable {
        final int pages = (int) (mapped.byteSize() / PAGE_BYTES);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment states = arena.allocate(pages);
            final int failed = (int) libc("mincore", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS)
                    .invokeWithArguments(mapped, mapped.byteSize(), states);
            assertEquals(0, failed, "mincore");
            int found = 0;
            for (int page = 0; page < pages; page++) {
                found += states.get(ValueLayout.JAVA_BYTE, page) & 1;
            }
            return found;
        }
    }

    /// Has the kernel forget the file's pages.
    private static void giveBack(final Path file) throws IOException, InterruptedException {
        final int tool = new ProcessBuilder("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assumeTrue(tool == 0, "dd");
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(final String name, final MemoryLayout... arguments) {
        final Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    @Test
    void shouldHoldAtLeastWhatWasAskedForAlignedTo64() {
        for (final long lengthBytes :
                new long[] {0, 1, 63, 4095, 4096, 4097, 1 << 20, (1 << 20) + 1, 1 << 24, (1 << 24) + 1, (1 << 24) + 4097
                }) {
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, lengthBytes)) {
                assertTrue(block.segment().byteSize() >= Math.max(1, lengthBytes), "length=" + lengthBytes);
                assertEquals(0, block.segment().address() % OffHeap.ALIGNMENT_BYTES, "length=" + lengthBytes);
                block.segment().set(ValueLayout.JAVA_BYTE, block.segment().byteSize() - 1, (byte) 1);
            }
        }
    }

    @Test
    void shouldRecycleBlocksOfOneSize() {
        final OffHeap.Block first = OffHeap.allocate(MemoryTag.SCRATCH, 100_000);
        final long address = first.segment().address();
        first.close();
        try (OffHeap.Block second = OffHeap.allocate(MemoryTag.DECOMPRESSED, 70_000)) {
            assertEquals(address, second.segment().address());
        }
    }

    @Test
    void shouldNotKeepLargeBlocks() {
        final OffHeap.Block large = OffHeap.allocate(MemoryTag.SCRATCH, (1 << 24) + 1);
        final MemorySegment segment = large.segment();
        large.close();
        assertFalse(segment.scope().isAlive());
    }

    @Test
    void shouldKeepNoMoreIdleMemoryThanItsBound() {
        final List<OffHeap.Block> blocks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            blocks.add(OffHeap.allocate(MemoryTag.SCRATCH, 1 << 24));
            blocks.getLast().segment().fill((byte) 1);
        }
        int kept = 0;
        blocks.forEach(OffHeap.Block::close);
        for (final OffHeap.Block block : blocks) {
            // Pages that went back to the system come anew, as zeros
            kept += block.segment().get(ValueLayout.JAVA_BYTE, 0);
        }
        assertTrue(kept <= 8, "blocks of 16 MiB kept=" + kept);
    }

    /// Whoever has little time gives little back at once, and all of it in the end.
    @Test
    void shouldGivePagesBackInBitesOfWhatWaits() {
        final List<OffHeap.Block> blocks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            blocks.add(OffHeap.allocate(MemoryTag.SCRATCH, 1 << 24));
            blocks.getLast().segment().fill((byte) 1);
        }
        blocks.forEach(OffHeap.Block::close);
        OffHeap.leaveIdle();
        assertTrue(OffHeap.leavingBytes() >= 64 << 20, OffHeap.leavingBytes() + " bytes are to go");
        int bites = 1;
        while (OffHeap.releaseSome(1)) {
            bites++;
        }
        // How large one is depends on how long the kernel takes; no block goes with another
        assertTrue(bites >= 4, "64 MiB went in " + bites + " bites");
        assertEquals(0, OffHeap.leavingBytes());
        for (final OffHeap.Block block : blocks) {
            for (long at = 0; at < block.segment().byteSize(); at += 4096) {
                assertEquals(0, block.segment().get(ValueLayout.JAVA_BYTE, at));
            }
        }
        assertFalse(OffHeap.releaseSome(1));
    }

    @Test
    void shouldRefuseToCloseTwiceAndCountOnce() {
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, 10);
        block.close();
        assertThrows(IllegalStateException.class, block::close);
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    @Test
    void shouldRefuseNegativeLengths() {
        assertThrows(IllegalArgumentException.class, () -> OffHeap.allocate(MemoryTag.SCRATCH, -1));
    }

    @Test
    void shouldGiveNoBlockToTwoOwners() throws InterruptedException {
        final AtomicInteger overwritten = new AtomicInteger();
        final Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            final int seed = t;
            threads[t] = Thread.ofPlatform().name("owner-" + t).start(() -> own(new Random(seed), seed, overwritten));
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, overwritten.get());
    }

    @Test
    void shouldCountAnArenaUntilItIsClosed() {
        final long before = OffHeap.usedBytes(MemoryTag.SCRATCH);
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            assertEquals(0, arena.allocate(1_000, 64).get(ValueLayout.JAVA_LONG, 992));
            arena.allocate(24, 8);
            assertEquals(before + 1_024, OffHeap.usedBytes(MemoryTag.SCRATCH));
        }
        assertEquals(before, OffHeap.usedBytes(MemoryTag.SCRATCH));
    }

    private static void own(final Random random, final int owner, final AtomicInteger overwritten) {
        final List<OffHeap.Block> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (held.size() < 8 && random.nextBoolean()) {
                final OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, 1 + random.nextInt(20_000));
                block.segment().set(ValueLayout.JAVA_LONG, 0, owner);
                held.add(block);
            } else if (!held.isEmpty()) {
                final OffHeap.Block block = held.remove(random.nextInt(held.size()));
                if (block.segment().get(ValueLayout.JAVA_LONG, 0) != owner) {
                    overwritten.incrementAndGet();
                }
                block.close();
            }
        }
        held.forEach(OffHeap.Block::close);
    }
}
