package dev.kymo.sdk;

import dev.kymo.ring.RehearsalRing;
import dev.kymo.ring.RingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Logs rows of all kinds that loops log into a ring that nobody sees, until the JVM has compiled what that
/// takes: see [RecordingStream#warmUp]. For one thread.
///
/// Rows go through a recording and a sink like any other, so that the compiler sees the same classes and
/// the same branches as it will in the loop.
final class Rehearsal implements AutoCloseable {
    /// The JVM's second compiler takes a method that was called 5000 times since the first one did.
    private static final int LEAST_CALLS = 6_000;
    /// As many as the ring has room for, whatever they are.
    private static final int CALLS_AT_ONCE = 10;

    private static final int CALLS_A_ROUND = 5 * CALLS_AT_ONCE;
    /// What has not become faster for so long is as fast as it gets.
    private static final long SETTLED_NS = 60_000_000;
    /// A core for the compilers, where there are few.
    private static final long REST_NS = 2_000_000;
    private static final double FASTER = 0.9;
    /// One round in so many is one that nobody records.
    private static final int ROUNDS_A_BUFFERED = 4;
    /// Of so many rounds the last ones are not taken, until the ring is full and rows are dropped.
    private static final int ROUNDS_A_FULL = 16;

    private static final int UNTAKEN_ROUNDS = 3;
    /// One round in so many logs a static row: those stay in the journal.
    private static final int ROUNDS_A_STATIC = 8;

    /// Rows of [ScalarStream] are only loaded and compiled by the first compiler: each ring has a class of
    /// its own for them ([dev.kymo.ring.ScalarRows]), so that the second one would compile what the loop
    /// then finds to be wrong. Who logs them logs many, so that it comes soon.
    private static final int SCALARS = 300;
    private static final int CALLS_A_SCALAR = 3;

    private static final int SIDE = 8;
    /// Of an image that does not go inline.
    private static final int COPIED_SIDE = 40;
    private static final int POINTS = 16;

    /// What the JVM has compiled it keeps, for all recordings of the process.
    private static volatile boolean isOver;

    private final RehearsalRing ring;
    private final RecordingStream recording;
    private final List<Act> acts;

    private Rehearsal(final RehearsalRing ring, final RecordingStream recording) {
        this.ring = ring;
        this.recording = recording;
        acts = acts(recording).stream().map(Act::new).toList();
    }

    /// A rehearsal, unless there was one in this process after which all calls were as fast as they get.
    ///
    /// @return whether they are
    static boolean runOnce(
            final RingConfig config, final boolean hasLogTime, final boolean hasLogTick, final long limitNs) {
        if (!isOver) {
            try (Rehearsal rehearsal = open(config, hasLogTime, hasLogTick)) {
                if (rehearsal.run(limitNs)) {
                    isOver = true;
                }
            }
        }
        return isOver;
    }

    /// @param config of the ring that is rehearsed for
    /// @param hasLogTime and `hasLogTick` as the recording that is rehearsed for has them
    static Rehearsal open(final RingConfig config, final boolean hasLogTime, final boolean hasLogTick) {
        final RehearsalRing ring;
        try {
            ring = RehearsalRing.open(config);
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        final RecordingStream recording = RecordingStream.builder("rehearsal")
                .logTime(hasLogTime)
                .logTick(hasLogTick)
                .sink(new SharedMemorySink(SharedRing.own(config, ring.producer())))
                .open();
        return new Rehearsal(ring, recording);
    }

    /// @return whether all calls have become as fast as they get; false when time ran out
    boolean run(final long limitNs) {
        final long startNs = System.nanoTime();
        logScalars();
        long fasterNs = startNs;
        long nowNs = startNs;
        for (int round = 0; nowNs - startNs < limitNs; round++) {
            final boolean isFaster = play(round);
            nowNs = System.nanoTime();
            if (isFaster) {
                fasterNs = nowNs;
            }
            if (round * CALLS_A_ROUND >= LEAST_CALLS && nowNs - fasterNs > SETTLED_NS) {
                return true;
            }
            LockSupport.parkNanos(REST_NS);
        }
        return false;
    }

    private void logScalars() {
        ring.setRecorded(true);
        for (int i = 0; i < SCALARS; i++) {
            final ScalarStream scalar = recording.scalar("scalar/" + i);
            // With a time beside the automatic ones and without
            if (i % 2 == 0) {
                recording.resetTime();
            } else {
                recording.setTimeSequence("turn", i);
            }
            for (int call = 0; call < CALLS_A_SCALAR; call++) {
                scalar.log(call);
            }
            ring.takeAll();
        }
    }

    /// One round of each act. What happens now and then in a loop happens here too: what the second compiler
    /// has never seen happen it leaves out, and has to compile all anew when it does.
    ///
    /// @return whether one of them was faster than ever
    private boolean play(final int round) {
        ring.setRecorded(round % ROUNDS_A_BUFFERED != 0);
        recording.resetTime();
        recording.setTimeSequence("turn", round);
        if (round % ROUNDS_A_STATIC == 0) {
            recording.logStatic("static", Scalars.of(round));
        }
        final boolean isTaken = round % ROUNDS_A_FULL < ROUNDS_A_FULL - UNTAKEN_ROUNDS;
        boolean isFaster = false;
        for (final Act act : acts) {
            isFaster |= isTaken ? act.play(ring) : act.playUntaken();
        }
        return isFaster;
    }

    private static List<Runnable> acts(final RecordingStream rec) {
        final byte[] pixels = new byte[3 * COPIED_SIDE * COPIED_SIDE];
        final double[] numbers = new double[2];
        final ScalarsStream scalars = rec.scalars("scalars", numbers.length);
        final PoseStream pose = rec.pose("pose");
        final TextStream text = rec.text("text");
        final SpanStream span = rec.span("span");
        return List.of(
                () -> claimImage(rec),
                () -> claimPoints(rec),
                () -> scalars.log(numbers),
                () -> pose.log(1, 2, 3, 0, 0, 0, 1),
                () -> text.info("a turn"),
                () -> span.begin().close(),
                () -> rec.log("image", Image.rgb8(pixels, COPIED_SIDE, COPIED_SIDE)),
                () -> rec.log("number", Scalars.of(1)));
    }

    private static void claimImage(final RecordingStream rec) {
        try (ImageClaim image = rec.claimImage("camera", SIDE, SIDE, ColorModel.RGB)) {
            image.pixels();
            image.commit();
        }
    }

    private static void claimPoints(final RecordingStream rec) {
        try (PointsClaim cloud = rec.claimPoints("lidar", POINTS)) {
            cloud.positions();
            cloud.colors();
            cloud.commit(POINTS - 1);
        }
    }

    /// One kind of row.
    private static final class Act {
        private final Runnable call;
        private long leastNs = Long.MAX_VALUE;

        Act(final Runnable call) {
            this.call = call;
        }

        /// @return whether the round was faster than any before it
        boolean play(final RehearsalRing ring) {
            long ns = 0;
            for (int i = 0; i < CALLS_A_ROUND / CALLS_AT_ONCE; i++) {
                ring.takeAll();
                final long beganNs = System.nanoTime();
                call();
                ns += System.nanoTime() - beganNs;
            }
            final boolean isFaster = ns < leastNs * FASTER;
            leastNs = Math.min(ns, leastNs);
            return isFaster;
        }

        /// A round whose rows nobody takes.
        ///
        /// @return false: what is dropped is fast
        boolean playUntaken() {
            for (int i = 0; i < CALLS_A_ROUND / CALLS_AT_ONCE; i++) {
                call();
            }
            return false;
        }

        private void call() {
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                call.run();
            }
        }
    }

    @Override
    public void close() {
        recording.close();
        ring.close();
    }
}
