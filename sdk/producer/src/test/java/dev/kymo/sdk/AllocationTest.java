package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 10_000;
    private static final int ROUNDS = 5;

    @Test
    void shouldAllocateNothingOnTheWayToAPreparedSink() {
        try (var rec = RecordingStream.builder("test").sink(new SummingSink()).open()) {
            final ScalarStream scalar = rec.scalar("s");
            assertEquals(0, bytesAllocatedBy(rec, scalar));
        }
    }

    /// The least that any round of `CALLS` rows with two times of the user's allocates after warm-up.
    static long bytesAllocatedBy(final RecordingStream rec, final ScalarStream scalar) {
        return bytesAllocatedBy(i -> {
            setTimes(rec, i);
            scalar.log(Math.sin(i * .1));
        });
    }

    /// The same for rows of several numbers.
    static long bytesAllocatedBy(final RecordingStream rec, final ScalarsStream scalars, final double[] row) {
        return bytesAllocatedBy(i -> {
            setTimes(rec, i);
            row[0] = i;
            scalars.log(row);
        });
    }

    /// The same for any row, given its number.
    static long bytesAllocatedBy(final RecordingStream rec, final IntConsumer row) {
        return bytesAllocatedBy(i -> {
            setTimes(rec, i);
            row.accept(i);
        });
    }

    private static void setTimes(final RecordingStream rec, final int i) {
        rec.setTimeSequence("frame", i);
        rec.setTimeDuration("t", i * 1_000L);
    }

    private static long bytesAllocatedBy(final IntConsumer step) {
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            step.accept(i);
        }
        // The compiler's own now-and-then shows in a round; an object a call would show in every one.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            final long start = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                step.accept(i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
        }
        return least;
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
