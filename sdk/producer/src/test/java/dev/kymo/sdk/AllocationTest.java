package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 10_000;

    @Test
    void shouldAllocateNothingOnTheWayToAPreparedSink() {
        try (var rec = RecordingStream.builder("test").sink(new SummingSink()).open()) {
            final ScalarStream scalar = rec.scalar("s");
            assertEquals(0, bytesAllocatedBy(rec, scalar));
        }
    }

    /// What `CALLS` steps of a loop allocate after warm-up.
    static long bytesAllocatedBy(final RecordingStream rec, final ScalarStream scalar) {
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            step(rec, scalar, i);
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        final long nothing = threads.getCurrentThreadAllocatedBytes() - before;
        final long start = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            step(rec, scalar, i);
        }
        return threads.getCurrentThreadAllocatedBytes() - start - nothing;
    }

    private static void step(final RecordingStream rec, final ScalarStream scalar, final int i) {
        rec.setTimeSequence("frame", i);
        rec.setTimeDuration("t", i * 1_000L);
        scalar.log(Math.sin(i * .1));
    }

    /// Reads what a ring would read, and keeps a sum.
    private static final class SummingSink implements Sink {
        private double sum;

        @Override
        public Commit commit(final StoreId store, final DataRow row) {
            return Commit.COMMITTED;
        }

        @Override
        public PreparedScalar prepareScalar(
                final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
            return (rowTimeNs, rowInc, times, value) -> {
                for (int i = 0; i < times.size(); i++) {
                    sum += times.time(i);
                }
                sum += value;
                return Commit.COMMITTED;
            };
        }

        @Override
        public boolean flush(final Duration timeout) {
            return true;
        }

        @Override
        public void close() {}
    }
}
