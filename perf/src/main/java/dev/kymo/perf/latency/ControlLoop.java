package dev.kymo.perf.latency;

import dev.kymo.perf.side.Pace;
import dev.kymo.sdk.ColorModel;
import dev.kymo.sdk.HistogramStream;
import dev.kymo.sdk.ImageClaim;
import dev.kymo.sdk.OpenSpan;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.sdk.SpanStream;
import dev.kymo.store.model.Commit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A control loop as programs have it: each turn works out a hundred numbers, and thirty times a second takes in an
/// image
/// of 640×480. With a recording it logs them all: the numbers one by one, the turn as a span, the image written in
/// place.
/// Without one it does the same and logs nothing. One thread.
public final class ControlLoop implements AutoCloseable {
    /// What the loop logs each turn.
    public static final int SCALARS = 100;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int BYTES = WIDTH * HEIGHT * 3;
    private static final double IMAGES_A_SECOND = 30;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    /// So that what a turn calls once has been called as often as the second compiler wants it.
    private static final int WARM_TURNS = 12_000;
    /// For the compilers to come to their end, and the recorder to file what came too fast: a thread that
    /// asks for a method to be compiled waits for the compiler's, whatever its own priority is.
    private static final long SETTLE_NS = 1_000_000_000L;
    private static final int WARM_REST = 20;
    private static final long MAX_NS = 60_000_000_000L;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment camera = arena.allocate(BYTES);
    private final MemorySegment frame = arena.allocate(BYTES);
    private final double[] state = new double[SCALARS];
    private final long periodNs;
    private final int turnsAnImage;
    private final ScalarStream[] scalars = new ScalarStream[SCALARS];
    private final RecordingStream recording;
    private final SpanStream step;
    private final HistogramStream late;
    private @Nullable TurnTimes times;
    private long turn;

    /// What some turns were like.
    ///
    /// @param lateness how long after its time each turn began, ns
    /// @param turns how long each turn was at work, its logging included, ns
    /// @param rows logged
    /// @param dropped of them
    public record Round(Histogram lateness, Histogram turns, long rows, long dropped) {}

    /// @param hz turns a second
    public ControlLoop(final RecordingStream recording, final double hz) {
        this.recording = recording;
        periodNs = Math.max(1, Math.round(NANOS_PER_SECOND / hz));
        turnsAnImage = (int) Math.max(1, Math.round(hz / IMAGES_A_SECOND));
        for (int i = 0; i < SCALARS; i++) {
            scalars[i] = recording.scalar("control/state/" + i);
        }
        step = recording.span("control/step");
        late = recording.histogram("control/late_ns");
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BYTES; i++) {
            camera.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        recording.warmUp();
        warm();
    }

    /// A loop's first turns are slow because the JVM has not compiled them: that is not what is asked.
    private void warm() {
        final Counting unseen = new Counting();
        for (int i = 0; i < WARM_TURNS; i++) {
            turn(unseen, i % 2 == 0, System.nanoTime());
            if (i % WARM_REST == 0) {
                LockSupport.parkNanos(Pace.SPIN_NS);
            }
        }
        Pace.await(System.nanoTime() + SETTLE_NS);
    }

    /// Notes each turn of the runs that follow.
    public void noteIn(final TurnTimes newTimes) {
        times = newTimes;
    }

    /// Runs for a while.
    ///
    /// @param logs whether it logs
    public Round run(final boolean logs, final long durationNs) {
        final Counting counting = new Counting();
        long nextNs = System.nanoTime() + periodNs;
        final long endNs = nextNs + durationNs;
        while (nextNs < endNs) {
            Pace.await(nextNs);
            turn(counting, logs, nextNs);
            nextNs += periodNs;
        }
        return new Round(counting.lateness, counting.turns, counting.rows, counting.dropped);
    }

    private void turn(final Counting counting, final boolean logs, final long plannedNs) {
        final long beganNs = System.nanoTime();
        final boolean hasImage = turn % turnsAnImage == 0;
        if (logs) {
            recording.setTimeSequence("turn", turn);
            try (OpenSpan _ = step.begin()) {
                work();
                log(hasImage, counting);
            }
            late.record(beganNs - plannedNs);
            counting.rows++;
        } else {
            work();
            if (hasImage) {
                read(frame);
            }
        }
        turn++;
        final long tookNs = System.nanoTime() - beganNs;
        record(counting.turns, tookNs);
        record(counting.lateness, beganNs - plannedNs);
        final TurnTimes each = times;
        if (each != null) {
            each.add(plannedNs, beganNs - plannedNs, tookNs, logs, hasImage);
        }
    }

    private static void record(final Histogram histogram, final long ns) {
        histogram.recordValue(Math.clamp(ns, 0L, MAX_NS));
    }

    private void work() {
        for (int i = 0; i < SCALARS; i++) {
            state[i] += 0.01 * (Math.sin(turn * 0.001 + i) - state[i]);
        }
    }

    private void log(final boolean hasImage, final Counting counting) {
        for (int i = 0; i < SCALARS; i++) {
            counting.add(scalars[i].log(state[i]));
        }
        if (hasImage) {
            try (ImageClaim image = recording.claimImage("camera", WIDTH, HEIGHT, ColorModel.RGB)) {
                read(image.pixels());
                counting.add(image.commit());
            }
        }
    }

    /// Of a round as it goes.
    private static final class Counting {
        private final Histogram lateness = new Histogram(1, MAX_NS, DIGITS);
        private final Histogram turns = new Histogram(1, MAX_NS, DIGITS);
        private long rows;
        private long dropped;

        void add(final Commit answer) {
            rows++;
            if (answer == Commit.DROPPED) {
                dropped++;
            }
        }
    }

    /// As a camera's driver hands an image over.
    private void read(final MemorySegment to) {
        MemorySegment.copy(camera, 0, to, 0, BYTES);
    }

    @Override
    public void close() {
        arena.close();
    }
}
