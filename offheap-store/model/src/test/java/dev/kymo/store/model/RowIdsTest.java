package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RowIdsTest {
    private static final int THREADS = 8;
    private static final int IDS_PER_THREAD = 50_000;

    @Test
    void shouldBeUniqueOverThreadsAndGrowWithinOne() throws InterruptedException {
        final RowId[][] taken = new RowId[THREADS][IDS_PER_THREAD];
        final AtomicInteger unsorted = new AtomicInteger();
        final CountDownLatch start = new CountDownLatch(1);
        final Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            final RowId[] mine = taken[t];
            threads[t] = Thread.ofPlatform().name("ids-" + t).start(() -> {
                try {
                    start.await();
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < mine.length; i++) {
                    mine[i] = RowIds.PROCESS.next();
                    if (i > 0 && mine[i].compareTo(mine[i - 1]) <= 0) {
                        unsorted.incrementAndGet();
                    }
                }
            });
        }
        start.countDown();
        final Set<RowId> all = new HashSet<>();
        for (int t = 0; t < THREADS; t++) {
            threads[t].join();
            for (final RowId id : taken[t]) {
                all.add(id);
            }
        }
        assertEquals(0, unsorted.get());
        assertEquals(THREADS * IDS_PER_THREAD, all.size());
    }

    @Test
    void shouldCarryThePresentTime() {
        final long wallNs = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        final long offNs = Math.abs(RowIds.PROCESS.next().timeNs() - wallNs);
        assertTrue(offNs < TimeUnit.MINUTES.toNanos(5), "off by ns=" + offNs);
    }
}
