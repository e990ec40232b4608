package dev.kymo.cli;

import dev.kymo.ingest.IngestListener;
import java.util.concurrent.atomic.AtomicLong;

/// Says on standard error what a recorder can't put right; what repeats is said once a second at most.
final class SayingListener implements IngestListener {
    private static final long REPEAT_NS = 1_000_000_000L;

    private final AtomicLong lastFailureNs = new AtomicLong(System.nanoTime() - REPEAT_NS);
    private final AtomicLong lastRefusalNs = new AtomicLong(System.nanoTime() - REPEAT_NS);
    private volatile boolean failed;

    /// Whether a duty cycle ever failed: the recording may lack rows then.
    boolean hasFailed() {
        return failed;
    }

    @Override
    public void producerCutOff(final String producer, final Exception reason) {
        Console.say("producer " + producer + " cut off: " + Console.describe(reason));
    }

    @Override
    public void rowRefused(final String producer, final IllegalArgumentException reason) {
        if (isDue(lastRefusalNs)) {
            Console.say("row of " + producer + " refused: " + reason.getMessage());
        }
    }

    @Override
    public void rowsLeftBehind(final String producer, final long bytes) {
        Console.say(producer + ": " + bytes + " bytes stay behind an unfinished record, for the next recorder");
    }

    @Override
    public void failed(final Throwable reason) {
        failed = true;
        if (isDue(lastFailureNs)) {
            Console.say("error: " + Console.describe(reason));
        }
    }

    private static boolean isDue(final AtomicLong lastNs) {
        final long nowNs = System.nanoTime();
        final long last = lastNs.get();
        return nowNs - last >= REPEAT_NS && lastNs.compareAndSet(last, nowNs);
    }
}
