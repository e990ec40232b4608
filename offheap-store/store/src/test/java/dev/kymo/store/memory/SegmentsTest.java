package dev.kymo.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SegmentsTest {
    private static final MemoryTag TAG = MemoryTag.SEALED_CHUNK;

    private final long usedBefore = OffHeap.usedBytes(TAG);

    @AfterEach
    void assertNothingLeft() {
        OffHeap.limit(TAG, OffHeap.NO_LIMIT);
        assertEquals(usedBefore, OffHeap.usedBytes(TAG), "bytes left behind");
    }

    @Test
    void shouldCountPartsByTheirBytesAndNotBySegments() {
        try (Segments segments = new Segments(TAG)) {
            for (int i = 0; i < 1000; i++) {
                assertEquals(1000, segments.allocate(1000).segment().byteSize());
            }
            assertEquals(usedBefore + 1000 * 1024, OffHeap.usedBytes(TAG));
        }
    }

    /// Each part is filled with its number; whoever else wrote there would show.
    @Test
    void shouldGiveNoByteToTwoParts() {
        final Random random = new Random(20_251_128);
        final List<Segments.Part> held = new ArrayList<>();
        final List<Byte> numbers = new ArrayList<>();
        try (Segments segments = new Segments(TAG)) {
            for (int i = 0; i < 3000; i++) {
                if (random.nextInt(3) > 0 || held.isEmpty()) {
                    final int size = random.nextInt(50) == 0 ? 3_000_000 : random.nextInt(20_000);
                    final Segments.Part part = segments.allocate(size);
                    assertEquals(0, part.segment().address() % OffHeap.ALIGNMENT_BYTES);
                    part.segment().fill((byte) i);
                    held.add(part);
                    numbers.add((byte) i);
                } else {
                    final int at = random.nextInt(held.size());
                    requireUntouched(held.remove(at), numbers.remove(at));
                }
            }
            while (!held.isEmpty()) {
                requireUntouched(held.removeLast(), numbers.removeLast());
            }
            assertEquals(usedBefore, OffHeap.usedBytes(TAG));
        }
    }

    private static void requireUntouched(final Segments.Part part, final byte number) {
        final MemorySegment memory = part.segment();
        for (long at = 0; at < memory.byteSize(); at++) {
            if (memory.get(ValueLayout.JAVA_BYTE, at) != number) {
                throw new AssertionError("byte " + at + " of part " + number);
            }
        }
        part.close();
    }

    @Test
    void shouldUseASegmentAgainWhenAllOfItsPartsAreGivenBack() {
        final long address;
        try (Segments first = new Segments(TAG)) {
            address = first.allocate(5000).segment().address();
        }
        try (Segments second = new Segments(TAG)) {
            final Segments.Part part = second.allocate(70_000);
            assertEquals(address, part.segment().address());
            part.close();
            assertEquals(address, second.allocate(1).segment().address());
            assertThrows(IllegalStateException.class, part::close);
        }
    }

    @Test
    void shouldRefuseWhatWouldExceedTheLimitAndTellTheMostThatWasHeld() {
        try (Segments segments = new Segments(TAG)) {
            OffHeap.limit(TAG, usedBefore + 10_000);
            OffHeap.restartPeak(TAG);
            final Segments.Part held = segments.allocate(8_000);
            final MemoryLimitException refused =
                    assertThrows(MemoryLimitException.class, () -> segments.allocate(4_000));
            assertTrue(refused.getMessage().contains("asked for 4032 bytes"), refused::getMessage);
            assertThrows(MemoryLimitException.class, () -> OffHeap.allocate(TAG, 4_000));
            assertEquals(usedBefore + 8_000, OffHeap.usedBytes(TAG));
            held.close();
            segments.allocate(4_000);
            assertEquals(usedBefore + 8_000, OffHeap.peakBytes(TAG));
        }
    }

    /// What flows finds pages that were touched ahead: a mapping that waits idle has been.
    @Test
    void shouldGiveHugeMappingsThatAreZeroAndAligned() {
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, (1 << 24) + 1)) {
            assertEquals(0, block.segment().address() % Pages.HUGE_BYTES);
            assertEquals(0, block.segment().get(ValueLayout.JAVA_BYTE, (1 << 24) - 5));
            Pages.touch(block.segment());
            block.segment().set(ValueLayout.JAVA_BYTE, 1 << 24, (byte) 1);
        }
    }
}
