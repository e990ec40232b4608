package dev.kymo.viewer.ui;

import dev.kymo.store.memory.NativeHeap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Has the C library give back what it keeps of memory that was freed ([NativeHeap]), on a thread of its own and
/// seldom,
/// because the window waits for what it frees meanwhile.
final class FreedMemory implements AutoCloseable {
    private static final long INTERVAL_S = 20;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("kymo-freed-memory").daemon().unstarted(work));

    private final ScheduledFuture<?> repeated =
            thread.scheduleWithFixedDelay(this::giveBack, INTERVAL_S, INTERVAL_S, TimeUnit.SECONDS);

    private FreedMemory() {}

    /// Begins; until it is closed.
    static FreedMemory giveBackNowAndThen() {
        return new FreedMemory();
    }

    private void giveBack() {
        if (!NativeHeap.trim()) {
            repeated.cancel(false);
        }
    }

    @Override
    public void close() {
        repeated.cancel(false);
        thread.shutdownNow();
    }
}
