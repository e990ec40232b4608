package dev.kymo.sdk;

import dev.kymo.store.model.RowIds;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Logs a recording's histograms once a second, on a thread of its own that begins with the first of them. For any
/// thread.
final class HistogramFlusher implements AutoCloseable {
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final List<HistogramStream> streams = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean isClosed;

    synchronized void add(final HistogramStream stream) {
        streams.add(stream);
        if (thread == null && !isClosed) {
            thread = Thread.ofPlatform().daemon().name("kymo-histograms").start(this::run);
        }
    }

    private void run() {
        long nextNs = System.nanoTime() + INTERVAL_NS;
        while (!isClosed) {
            final long leftNs = nextNs - System.nanoTime();
            if (leftNs > 0) {
                LockSupport.parkNanos(this, leftNs);
            } else {
                nextNs += INTERVAL_NS;
                flush();
            }
        }
    }

    private void flush() {
        for (final HistogramStream stream : streams) {
            stream.flush(RowIds.PROCESS.nowNs());
        }
    }

    /// Logs what is left. A second call does nothing.
    @Override
    public void close() {
        final Thread running;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            running = thread;
        }
        if (running != null) {
            LockSupport.unpark(running);
        }
        flush();
    }
}
