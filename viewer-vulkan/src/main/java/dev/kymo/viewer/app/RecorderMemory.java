package dev.kymo.viewer.app;

import dev.kymo.rrd.HeldMemory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Keeps what a recorder holds below a limit: near it, chunks that still take rows are filed early, and memory that is
/// kept for what comes next goes back. What waits in rings is the producers'.
final class RecorderMemory implements AutoCloseable {
    private static final long LOOK_MS = 100;
    private static final int ROOM_FRACTION = 8;

    private final HeldMemory process = new HeldMemory();
    private final FilingSink sink;
    private final long limitBytes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("kymo-recorder-memory").daemon().unstarted(work));

    private final ScheduledFuture<?> repeated =
            thread.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);

    RecorderMemory(final FilingSink sink, final long limitBytes) {
        this.sink = sink;
        this.limitBytes = limitBytes;
    }

    private void look() {
        if (process.heldBytes() > limitBytes - limitBytes / ROOM_FRACTION) {
            sink.fileSoon();
            process.trim();
        }
    }

    @Override
    public void close() {
        repeated.cancel(false);
        thread.shutdownNow();
    }
}
