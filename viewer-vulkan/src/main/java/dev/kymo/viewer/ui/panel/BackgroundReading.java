package dev.kymo.viewer.ui.panel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Asks the recording on a thread of its own, so that the window never waits for an answer. The window's thread calls
/// this, but for [#isStopped]; [#stop] comes before the recording is closed.
final class BackgroundReading implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_S = 10;

    private final String threadName;
    private final int queued;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private ThreadPoolExecutor worker;

    /// @param queued how many questions may wait at most
    BackgroundReading(final String threadName, final int queued) {
        this.threadName = threadName;
        this.queued = queued;
        worker = startWorker();
    }

    private ThreadPoolExecutor startWorker() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queued),
                work -> Thread.ofPlatform().name(threadName).daemon().unstarted(work));
    }

    /// @param question looks at [#isStopped] now and then when it takes long
    /// @return false when too many wait already, so that it has to be asked again later
    boolean tryRun(final Runnable question) {
        try {
            worker.execute(question);
            return true;
        } catch (final RejectedExecutionException full) {
            return false;
        }
    }

    /// Whether nobody waits for the answer any more. Any thread.
    boolean isStopped() {
        return stopped.get();
    }

    /// Returns when nobody reads the recording any more; questions that wait are dropped. Another recording can be
    /// asked then.
    void stop() {
        close();
        stopped.set(false);
        worker = startWorker();
    }

    @Override
    public void close() {
        stopped.set(true);
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "still reading the recording", new TimeoutException(CLOSE_TIMEOUT_S + " s"));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
