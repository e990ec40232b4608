package dev.kymo.perf.latency;

import dev.kymo.perf.side.Pace;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.ScalarStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A control loop that does nothing but log: one number per turn, whose call is measured, and after it what the call
/// took and how late the turn began. One thread.
public final class PacedLoop {
    /// What each measured call took.
    public static final String CALL = "latency/call_ns";
    /// How long after its time each turn began.
    public static final String LATE = "latency/late_ns";

    private static final String PROBE = "latency/probe";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int WARM_TURNS = 20_000;

    private final RecordingStream recording;
    private final LatencyHistograms live;
    private final long periodNs;

    /// @param hz turns per second
    /// @param live hears of every turn; may be read by other threads
    public PacedLoop(final RecordingStream recording, final double hz, final LatencyHistograms live) {
        this.recording = recording;
        this.live = live;
        periodNs = Math.max(1, Math.round(NANOS_PER_SECOND / hz));
    }

    public long periodNs() {
        return periodNs;
    }

    /// Runs until `isOver` says so, asked before each turn.
    ///
    /// @return turns
    public long run(final BooleanSupplier isOver) {
        final ScalarStream probe = recording.scalar(PROBE);
        final ScalarStream call = recording.scalar(CALL);
        final ScalarStream late = recording.scalar(LATE);
        warm();
        long turns = 0;
        long nextNs = System.nanoTime();
        while (!isOver.getAsBoolean()) {
            nextNs += periodNs;
            Pace.await(nextNs);
            final long beganNs = System.nanoTime();
            probe.log((double) turns);
            final long tookNs = System.nanoTime() - beganNs;
            call.log((double) tookNs);
            late.log((double) (beganNs - nextNs));
            live.record(tookNs, beganNs - nextNs, periodNs);
            turns++;
        }
        return turns;
    }

    /// A loop's first calls are slow because the JVM has not compiled them: that is not what is asked.
    private void warm() {
        final ScalarStream warm = recording.scalar("latency/warm_up");
        for (int i = 0; i < WARM_TURNS; i++) {
            warm.log(i);
            if (i % 1000 == 0) {
                LockSupport.parkNanos(Pace.SPIN_NS);
            }
        }
    }
}
