package dev.kymo.rrd.lod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A few threads that do the same work on parts of one thing, until there is none left or one of them
/// fails.
final class Workers {
    /// Of one thread.
    @FunctionalInterface
    interface Work {
        /// @param worker 0 to the number of threads - 1
        void work(int worker) throws IOException;
    }

    private final int threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Workers(final int threads) {
        this.threads = threads;
    }

    int count() {
        return threads;
    }

    /// Whether a worker should give up, because another has.
    boolean hasFailed() {
        return failure.get() != null;
    }

    /// Waits for all of them.
    ///
    /// @throws IOException what the first that failed threw
    void run(final Work work) throws IOException {
        final List<Thread> others = new ArrayList<>();
        for (int worker = 1; worker < threads; worker++) {
            final int number = worker;
            others.add(Thread.ofPlatform().name("kymo-lod-" + worker).daemon().start(() -> attempt(work, number)));
        }
        attempt(work, 0);
        boolean interrupted = false;
        for (final Thread other : others) {
            while (true) {
                try {
                    other.join();
                    break;
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        final Throwable failed = failure.get();
        if (failed instanceof final IOException e) {
            throw e;
        }
        if (failed instanceof final RuntimeException e) {
            throw e;
        }
        if (failed instanceof final Error e) {
            throw e;
        }
    }

    private void attempt(final Work work, final int worker) {
        try {
            work.work(worker);
        } catch (final IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }
}
