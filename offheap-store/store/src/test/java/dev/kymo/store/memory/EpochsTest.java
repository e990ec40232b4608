package dev.kymo.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class EpochsTest {
    private final Epochs epochs = new Epochs();

    private static final class Memory implements AutoCloseable {
        private volatile boolean released;

        @Override
        public void close() {
            released = true;
        }
    }

    private Memory retired() {
        final Memory memory = new Memory();
        epochs.retire(memory);
        return memory;
    }

    @Test
    void shouldReleaseAtOnceWithoutReaders() {
        final Memory memory = retired();
        assertEquals(0, epochs.reclaim());
        assertTrue(memory.released);
    }

    @Test
    void shouldHoldWhatAReaderInsideCouldSee() {
        try (Epochs.Reader reader = epochs.register()) {
            reader.enter();
            final Memory memory = retired();
            assertEquals(1, epochs.reclaim());
            assertFalse(memory.released);
            reader.leave();
            assertEquals(0, epochs.reclaim());
            assertTrue(memory.released);
        }
    }

    @Test
    void shouldLetGoOfWhatWasSeenBeforeARenewalAndHoldWhatIsSeenAfterIt() {
        try (Epochs.Reader reader = epochs.register()) {
            reader.enter();
            final Memory before = retired();
            assertEquals(1, epochs.reclaim());
            reader.renew();
            assertEquals(0, epochs.reclaim());
            assertTrue(before.released);
            final Memory after = retired();
            assertEquals(1, epochs.reclaim());
            assertFalse(after.released);
            reader.leave();
            assertEquals(0, epochs.reclaim());
            assertThrows(IllegalStateException.class, reader::renew, "not inside");
            reader.enter();
            reader.enter();
            assertThrows(IllegalStateException.class, reader::renew, "inside twice: the outer one holds on");
        }
    }

    @Test
    void shouldNotBeHeldByReadersThatCameLaterOrAreIdle() {
        try (Epochs.Reader idle = epochs.register();
                Epochs.Reader later = epochs.register()) {
            idle.enter();
            idle.leave();
            final Memory memory = retired();
            later.enter();
            assertEquals(0, epochs.reclaim());
            assertTrue(memory.released);
            later.leave();
        }
    }

    @Test
    void shouldReleaseWhatIsOlderThanTheOldestReader() {
        try (Epochs.Reader reader = epochs.register()) {
            final Memory before = retired();
            reader.enter();
            final Memory after = retired();
            assertEquals(1, epochs.reclaim());
            assertTrue(before.released);
            assertFalse(after.released);
            reader.leave();
        }
        assertEquals(0, epochs.reclaim());
    }

    @Test
    void shouldStayInsideUntilTheOutermostLeave() {
        try (Epochs.Reader reader = epochs.register()) {
            reader.enter();
            reader.enter();
            final Memory memory = retired();
            reader.leave();
            assertEquals(1, epochs.reclaim());
            assertFalse(memory.released);
            reader.leave();
            assertEquals(0, epochs.reclaim());
        }
    }

    @Test
    void shouldHandOutSlotsAgainOnceTheyAreFree() {
        final List<Epochs.Reader> readers = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            readers.add(epochs.register());
        }
        assertThrows(IllegalStateException.class, epochs::register);
        readers.get(17).close();
        readers.set(17, epochs.register());
        readers.forEach(Epochs.Reader::close);
    }

    @Test
    void shouldNotLetAReaderClosedTwiceFreeTheSlotOfAnother() {
        final Epochs.Reader first = epochs.register();
        first.close();
        try (Epochs.Reader second = epochs.register()) {
            second.enter();
            first.close();
            final Memory memory = retired();
            assertEquals(1, epochs.reclaim());
            assertFalse(memory.released);
            second.leave();
        }
    }

    @Test
    void shouldRefuseToEnterOrLeaveOutOfTurn() {
        final Epochs.Reader reader = epochs.register();
        assertThrows(IllegalStateException.class, reader::leave);
        reader.enter();
        reader.leave();
        reader.close();
        assertThrows(IllegalStateException.class, reader::enter);
    }

    @Test
    void shouldGoOnAfterMemoryThatCouldNotBeReleased() {
        epochs.retire(() -> {
            throw new IllegalArgumentException("broken");
        });
        final Memory next = retired();
        assertThrows(IllegalStateException.class, epochs::reclaim);
        assertEquals(0, epochs.reclaim());
        assertTrue(next.released);
    }

    @Test
    void shouldNeverReleaseWhatAReaderHolds() throws InterruptedException {
        final AtomicReference<Memory> shared = new AtomicReference<>(new Memory());
        final AtomicBoolean done = new AtomicBoolean();
        final AtomicLong usedAfterRelease = new AtomicLong();
        final AtomicLong reads = new AtomicLong();
        final Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().name("reader-" + t).start(() -> {
                try (Epochs.Reader reader = epochs.register()) {
                    while (!done.get()) {
                        reader.enter();
                        final Memory seen = shared.get();
                        for (int i = 0; i < 20; i++) {
                            if (seen.released) {
                                usedAfterRelease.incrementAndGet();
                            }
                        }
                        reader.leave();
                        reads.incrementAndGet();
                    }
                }
            });
        }
        int waiting = 0;
        for (int i = 0; i < 200_000 || reads.get() < 200_000; i++) {
            epochs.retire(shared.getAndSet(new Memory()));
            waiting = Math.max(waiting, epochs.reclaim());
        }
        done.set(true);
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, usedAfterRelease.get());
        assertEquals(0, epochs.reclaim(), "released once every reader has left");
        assertTrue(waiting > 0, "no reader was ever inside: the test shows nothing");
    }

    @Test
    void shouldFreeTheSlotOfAReaderThatWasLostWithItsThread() throws InterruptedException {
        final Epochs lossy = new Epochs();
        final Thread lost = Thread.ofPlatform().start(() -> lossy.register().enter());
        lost.join();
        lossy.retire(() -> {});
        assertEquals(1, lossy.reclaim());
        final long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (lossy.reclaim() > 0 && System.nanoTime() < deadlineNs) {
            System.gc();
            lossy.holders(System.nanoTime(), Long.MAX_VALUE);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        assertEquals(0, lossy.reclaim());
    }

    @Test
    void shouldNameTheThreadOfAReaderThatStays() {
        final Epochs held = new Epochs();
        try (Epochs.Reader reader = held.register()) {
            reader.enter();
            held.retire(() -> {});
            assertEquals(java.util.List.of(), held.holders(1_000, 500));
            assertEquals(
                    java.util.List.of(new Epochs.Holder(Thread.currentThread().getName(), 600)),
                    held.holders(1_600, 500));
            reader.leave();
            assertEquals(java.util.List.of(), held.holders(9_000, 500));
        }
        assertEquals(0, held.reclaim());
    }
}
