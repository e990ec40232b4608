package dev.kymo.demo;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Paces one thread at a fixed rate. Ticks are numbered from the start of the demo and lie on whole periods;
/// one that was missed is left out and counted, so that a thread that cannot keep up falls behind by ticks and
/// not by time.
final class Ticker {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /// A stop is noticed within this time.
    private static final long LONGEST_WAIT_NS = 50_000_000;

    private final long startNanoTime;
    private final long periodNs;
    private final long phaseNs;
    private final BooleanSupplier isStopped;
    private long tick;
    private long skipped;
    private long skippedNow;
    private long latenessNs;

    /// @param startEpochNs when the demo began
    /// @param phaseNs by how much ticks come after whole periods
    Ticker(final long startEpochNs, final long periodNs, final long phaseNs, final BooleanSupplier isStopped) {
        this.periodNs = periodNs;
        this.phaseNs = phaseNs;
        this.isStopped = isStopped;
        startNanoTime = System.nanoTime() - (epochNs() - startEpochNs);
        tick = next();
    }

    static long epochNs() {
        final Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    /// The first tick that is yet to come.
    private long next() {
        return Math.floorDiv(System.nanoTime() - startNanoTime - phaseNs, periodNs) + 1;
    }

    /// Waits for the next tick.
    ///
    /// @return false when it is time to end
    boolean await() {
        final long next = next();
        // One that has just passed is taken at once; older ones are lost
        skippedNow = Math.max(0, next - 1 - tick);
        skipped += skippedNow;
        tick += skippedNow;
        while (!isStopped.getAsBoolean()) {
            final long leftNs = startNanoTime + timeNs() - System.nanoTime();
            if (leftNs <= 0) {
                latenessNs = -leftNs;
                return true;
            }
            LockSupport.parkNanos(Math.min(leftNs, LONGEST_WAIT_NS));
        }
        return false;
    }

    /// The present tick is dealt with.
    void done() {
        tick++;
    }

    /// Which tick it is, from the start of the demo.
    long tick() {
        return tick;
    }

    /// When the present tick is due, since the start of the demo.
    long timeNs() {
        return tick * periodNs + phaseNs;
    }

    double timeS() {
        return timeNs() / 1e9;
    }

    /// By how much the thread woke up after the present tick was due.
    long latenessNs() {
        return latenessNs;
    }

    /// Time that has passed since the present tick was due; or, where ticks were left out just before it, since the
    /// first of those was: whoever waits for the loop has waited since then.
    long overdueNs() {
        return System.nanoTime() - startNanoTime - timeNs() + skippedNow * periodNs;
    }

    /// Ticks left out so far.
    long skipped() {
        return skipped;
    }
}
