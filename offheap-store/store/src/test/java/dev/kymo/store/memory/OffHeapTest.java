package dev.kymo.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OffHeapTest {
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
