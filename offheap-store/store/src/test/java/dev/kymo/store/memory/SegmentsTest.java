package dev.kymo.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SegmentsTest {
    private static final MemoryTag TAG = MemoryTag.SEALED_CHUNK;
    private static final long PAGE_BYTES = 4096;

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

    /// Segments of up to 16 MiB, which are filled, given back and taken again while a thread touches their pages.
    @Test
    void shouldKeepWhatIsWrittenWhilePagesAreTouched() {
        for (int round = 0; round < 3; round++) {
            OffHeap.releaseIdle();
            final List<Segments.Part> held = new ArrayList<>();
            try (Segments segments = new Segments(TAG)) {
                for (int i = 0; i < 96; i++) {
                    final Segments.Part part = segments.allocate(1 << 20);
                    part.segment().fill((byte) i);
                    held.add(part);
                    if (i % 3 == 2) {
                        // Whole segments go, some of them while they are touched
                        for (int back = 0; back < 2; back++) {
                            final Segments.Part oldest = held.removeFirst();
                            requireUntouched(
                                    oldest,
                                    oldest.segment()
                                            .get(
                                                    ValueLayout.JAVA_BYTE,
                                                    oldest.segment().byteSize() / 2));
                        }
                    }
                }
                for (int i = 0; i < held.size(); i++) {
                    requireUntouched(held.get(i), (byte) (96 - held.size() + i));
                }
            }
        }
    }

    /// Survivors of a sweep come there, and a huge page takes the kernel longer than a step of it has.
    @Test
    void shouldHaveThePagesOfASegmentTouchedAheadOfWhoFillsIt() {
        OffHeap.releaseIdle();
        try (OffHeap.Block probe = OffHeap.allocate(MemoryTag.SCRATCH, 1 << 24)) {
            assumeTrue(Pages.touchInUse(probe.segment()), "a kernel that touches pages");
        }
        try (Segments segments = new Segments(TAG)) {
            for (int i = 0; i < 8; i++) {
                segments.allocate(1 << 20);
            }
            OffHeap.releaseIdle();
            // Of a new segment, which is not filled
            final MemorySegment first = segments.allocate(8 << 20).segment();
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!isResident(first)) {
                assertTrue(System.nanoTime() < deadlineNs, "pages of a segment are not there");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    @SuppressWarnings("restricted")
    private static boolean isResident(final MemorySegment memory) {
        final long from = memory.address() & -PAGE_BYTES;
        final long bytes = memory.address() + memory.byteSize() - from;
        final Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment pages = arena.allocate(Math.ceilDiv(bytes, PAGE_BYTES));
            final int failed = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("mincore"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS))
                    .invokeExact(from, bytes, pages);
            assertEquals(0, failed);
            for (long page = 0; page < pages.byteSize(); page++) {
                if ((pages.get(ValueLayout.JAVA_BYTE, page) & 1) == 0) {
                    return false;
                }
            }
            return true;
        } catch (final Throwable e) {
            throw new AssertionError(e);
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
