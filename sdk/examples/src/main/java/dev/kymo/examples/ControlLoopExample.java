package dev.kymo.examples;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.TextLogLevel;
import java.util.concurrent.locks.LockSupport;

/// A control loop that logs every step without allocating: prepared scalars, its own time, and a line of text when
/// something is worth a word. What it calls is compiled before it begins.
public final class ControlLoopExample {
    private static final long STEP_NS = 1_000_000;

    private ControlLoopExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("control-loop")) {
            run(rec, args.length == 0 ? 10_000 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int steps) {
        rec.logStatic("arm/joints", SeriesLines.update().names("shoulder", "elbow"));
        final var joints = rec.scalars("arm/joints", 2);
        final var lateness = rec.scalar("loop/lateness_ns");
        final double[] angles = new double[2];
        rec.warmUp();

        final long startNs = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            final long dueNs = startNs + step * STEP_NS;
            LockSupport.parkNanos(dueNs - System.nanoTime());
            final long lateNs = System.nanoTime() - dueNs;

            angles[0] = Math.sin(step * .001);
            angles[1] = Math.cos(step * .002);
            rec.setTimeDuration("loop", step * STEP_NS);
            joints.log(angles);
            lateness.log((double) lateNs);
            if (lateNs > STEP_NS) {
                rec.log("loop/log", TextLog.of(TextLogLevel.WARN, "a step was late by " + lateNs + " ns"));
            }
        }
    }
}
