package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.PhaseTimes;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.ReducedSeries;
import dev.kymo.viewer.view.SeriesReducer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// 150 series that get a thousand numbers a second each, from a thread beside, while frames are made 60 times a second:
/// the last ten seconds of all of them, reduced to what 1200 pixel columns can show. What draws the lines (ImPlot) has
/// no
/// form without a window and is not in it. One operation is one frame; the thread that logs is not timed.
public final class LiveScalarsSide implements Side {
    public static final String LIVE = "150-live-scalars";

    private static final int SERIES = 150;
    private static final int COLUMNS = 1200;
    private static final long WINDOW_TICKS = 10_000;
    /// Rows that come while a frame is made are in it too.
    private static final long AHEAD_TICKS = 240;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FRAME_NS = TimeUnit.SECONDS.toNanos(1) / 60;
    private static final int LEAST_FRAMES = 12;
    /// Ticks whose commit is remembered.
    private static final int KEPT = 1 << 16;

    private static final int FRAMES_KEPT = 256;

    private final AtomicLongArray committedNs = new AtomicLongArray(KEPT);
    private final List<SeriesReducer> reducers = new ArrayList<>();
    private final long[] begunNs = new long[FRAMES_KEPT];
    private @Nullable FrameStore data;
    private @Nullable FrameCosts costs;
    private @Nullable Thread logging;
    private volatile long committedTick = -1;
    private volatile boolean isEnding;
    private long shownTick = -1;
    private long frames;
    private long nextFrameNs;
    private long worstFrames;

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        close();
        final FrameStore opened = new FrameStore();
        data = opened;
        costs = new FrameCosts(List.of(), new PhaseTimes<>(RenderPhase.class));
        for (int i = 0; i < SERIES; i++) {
            reducers.add(new SeriesReducer(EntityPath.parse("loop/value" + i), 0, FrameStore.TIMELINE));
        }
        isEnding = false;
        committedTick = -1;
        shownTick = -1;
        final Thread started = new Thread(() -> log(opened), "bench-logging");
        started.setDaemon(true);
        started.start();
        logging = started;
        while (committedTick < 0) {
            LockSupport.parkNanos(TICK_NS);
        }
        nextFrameNs = System.nanoTime();
        frame(new Sample());
        return SERIES;
    }

    private void log(final FrameStore into) {
        final long beganNs = System.nanoTime();
        for (long tick = 0; !isEnding; tick++) {
            into.recording().setTimeSequence(FrameStore.TIMELINE, tick);
            for (int i = 0; i < SERIES; i++) {
                into.recording().log("loop/value" + i, Scalars.of(Math.sin(tick * 0.001 * (i + 1))));
            }
            committedNs.set((int) (tick % KEPT), System.nanoTime());
            committedTick = tick;
            final long waitNs = beganNs + (tick + 1) * TICK_NS - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(waitNs);
            }
        }
    }

    private void frame(final Sample sample) {
        while (System.nanoTime() < nextFrameNs) {
            LockSupport.parkNanos(nextFrameNs - System.nanoTime());
        }
        nextFrameNs = Math.max(nextFrameNs + FRAME_NS, System.nanoTime());
        costs.beginFrame(sample);
        final long beganNs = System.nanoTime();
        begunNs[(int) (frames % FRAMES_KEPT)] = beganNs;
        frames++;
        final long now = committedTick;
        long least = Long.MAX_VALUE;
        try (StoreReader reader = data.store().reader()) {
            for (final SeriesReducer reducer : reducers) {
                final ReducedSeries points = reducer.reduce(reader, now - WINDOW_TICKS, now + AHEAD_TICKS, COLUMNS, 0);
                least = points.count() == 0 ? -1 : Math.min(least, (long) points.x()[points.count() - 1]);
            }
        }
        sample.recordBatch(System.nanoTime() - beganNs, 1);
        costs.endFrame(sample);
        for (long tick = Math.max(shownTick + 1, least - KEPT / 2); tick <= least; tick++) {
            worstFrames = Math.max(worstFrames, Math.max(1, framesSince(committedNs.get((int) (tick % KEPT)))));
        }
        shownTick = Math.max(shownTick, least);
    }

    /// How many frames have begun since, the present one included.
    private long framesSince(final long atNs) {
        int count = 0;
        while (count < Math.min(frames, FRAMES_KEPT)
                && begunNs[(int) ((frames - 1 - count) % FRAMES_KEPT)] - atNs > 0) {
            count++;
        }
        return count;
    }

    @Override
    public int leastUnits() {
        return LEAST_FRAMES;
    }

    @Override
    public int maxUnits() {
        return LEAST_FRAMES * 4;
    }

    @Override
    public int warmUnits() {
        return 60;
    }

    @Override
    public void round(final Sample sample, final int units) {
        worstFrames = 0;
        nextFrameNs = System.nanoTime();
        // What was committed between rounds has had no frames to be in
        shownTick = committedTick;
        costs.beginRound();
        for (int i = 0; i < units; i++) {
            frame(sample);
        }
        costs.endRound(sample);
        sample.figure(CameraRigSide.FRAMES_TO_SCREEN, (double) worstFrames);
    }

    @Override
    public void close() throws IOException {
        isEnding = true;
        if (logging != null) {
            try {
                logging.join();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while logging ends", e);
            }
            logging = null;
        }
        reducers.clear();
        if (data != null) {
            data.close();
            data = null;
        }
    }
}
