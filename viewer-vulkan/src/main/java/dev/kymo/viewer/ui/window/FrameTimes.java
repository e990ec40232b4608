package dev.kymo.viewer.ui.window;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How long frames take, by phase: of all frames so far, and of the last few for display. One thread, the
/// window's.
public final class FrameTimes {
    /// Parts of a frame, in the order they come.
    public enum Phase {
        /// Panels, the scene's share apart.
        INTERFACE,
        /// Asking the store and making draw data: the views' share of a frame. What follows is part of it.
        SCENE,
        /// Asking which rows of the 3D view are others than before.
        ROWS,
        /// Where its entities are.
        TRANSFORMS,
        /// Making what the changed ones show.
        PARTS,
        /// Handing what has changed to the device.
        UPLOAD,
        /// Recording and submitting its commands.
        DRAW,
        /// What the device worked on a 3D picture, by its own clock; beside the frame, not part of it.
        DEVICE,
        /// Waiting for the frame before the last, and for a picture to draw into.
        ACQUIRE,
        /// Recording commands, copying vertices.
        RECORD,
        /// Handing over to the display.
        PRESENT,
        /// All of it, from input to present; not the wait for input.
        TOTAL
    }

    private static final long MAX_US = TimeUnit.MINUTES.toMicros(1);
    private static final int DIGITS = 3;
    private static final int RECENT = 256;
    private static final int FRAMES_MAX = 256;
    private static final int FRAMES_GOAL = 2;

    private final Map<Phase, Histogram> histograms = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> current = new EnumMap<>(Phase.class);
    private final Histogram madeToDrawn = new Histogram(MAX_US, DIGITS);
    private final Histogram visibleToDrawn = new Histogram(MAX_US, DIGITS);
    private final Histogram madeToShown = new Histogram(FRAMES_MAX, DIGITS);
    private final Histogram visibleToShown = new Histogram(FRAMES_MAX, DIGITS);
    /// When the last frames began, [System#nanoTime].
    private final long[] begins = new long[FRAMES_MAX];
    private long begun;
    private final long[] recentUs = new long[RECENT];
    private long rowsAsked;
    private long rowsChanged;
    private long partsKept;
    private long partsMade;
    private long frames;

    FrameTimes() {
        for (final Phase phase : Phase.values()) {
            histograms.put(phase, new Histogram(MAX_US, DIGITS));
        }
    }

    /// A frame begins, whether it will be presented or not.
    void beginFrame(final long nowNs) {
        begins[(int) (begun % FRAMES_MAX)] = nowNs;
        begun++;
    }

    /// How many frames have begun since, the present one included; [#FRAMES_MAX] when there were more.
    private int framesSince(final long atNs) {
        int count = 0;
        while (count < Math.min(begun, FRAMES_MAX) && begins[(int) ((begun - 1 - count) % FRAMES_MAX)] - atNs > 0) {
            count++;
        }
        return count;
    }

    /// Adds to a phase of the current frame.
    public void add(final Phase phase, final long ns) {
        current.merge(phase, ns, Long::sum);
    }

    /// What views could keep, all so far.
    ///
    /// @param asked columns whose row at the cursor was asked for; `changed` of them had another one
    /// @param kept entities that are shown as before; `made` were made anew
    public void setKept(final long asked, final long changed, final long kept, final long made) {
        rowsAsked = asked;
        rowsChanged = changed;
        partsKept = kept;
        partsMade = made;
    }

    private static double share(final long part, final long rest) {
        return part + rest == 0 ? 0 : 100.0 * part / (part + rest);
    }

    long currentNs(final Phase phase) {
        return current.getOrDefault(phase, 0L);
    }

    void endFrame() {
        histograms.forEach((phase, histogram) ->
                histogram.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(currentNs(phase)), 0, MAX_US)));
        recentUs[(int) (frames % RECENT)] = TimeUnit.NANOSECONDS.toMicros(currentNs(Phase.TOTAL));
        frames++;
        current.clear();
    }

    public long frameCount() {
        return frames;
    }

    /// Of the last frames, in milliseconds; 0 before the first.
    ///
    /// @param percentile 0 to 100
    public double recentMs(final double percentile) {
        final int count = (int) Math.min(frames, RECENT);
        if (count == 0) {
            return 0;
        }
        final long[] sorted = java.util.Arrays.copyOf(recentUs, count);
        java.util.Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) (count * percentile / 100))] / 1e3;
    }

    /// Of all frames, in milliseconds.
    public double allMs(final Phase phase, final double percentile) {
        return histograms.get(phase).getValueAtPercentile(percentile) / 1e3;
    }

    /// A row of a live recording is in the frame that has just been handed to the display.
    ///
    /// @param nowNs [System#nanoTime]
    /// @param madeNs when it was made in its process, likewise
    /// @param visibleNs when it could be asked for first
    public void addRow(final long nowNs, final long madeNs, final long visibleNs) {
        madeToDrawn.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nowNs - madeNs), 0, MAX_US));
        visibleToDrawn.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nowNs - visibleNs), 0, MAX_US));
        madeToShown.recordValue(framesSince(madeNs));
        visibleToShown.recordValue(framesSince(visibleNs));
    }

    private static String framesLine(final String name, final Histogram histogram) {
        final long late = histogram.getTotalCount() - histogram.getCountBetweenValues(0, FRAMES_GOAL);
        return String.format(
                Locale.ROOT,
                "%-10s %8d %8d %8d %8d %8d rows (%.3f %%)%n",
                name,
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue(),
                late,
                100.0 * late / histogram.getTotalCount());
    }

    private static String line(final String name, final Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "%-10s %8.2f %8.2f %8.2f %8.2f%n",
                name,
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    /// A table, one line per phase.
    public String report() {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d frames, milliseconds:%n%-10s %8s %8s %8s %8s%n",
                frames,
                "",
                "p50",
                "p90",
                "p99",
                "max"));
        histograms.forEach((phase, histogram) -> text.append(line(phase.name().toLowerCase(Locale.ROOT), histogram)));
        if (rowsAsked > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "3D view: %d rows asked for, %.2f %% as before; %d entities to show, %.2f %% as before, %d made anew%n",
                    rowsAsked,
                    share(rowsAsked - rowsChanged, rowsChanged),
                    partsKept + partsMade,
                    share(partsKept, partsMade),
                    partsMade));
        }
        if (madeToDrawn.getTotalCount() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d live rows, to the end of the first frame that shows them:%n",
                    madeToDrawn.getTotalCount()));
            text.append(line("made", madeToDrawn)).append(line("visible", visibleToDrawn));
            text.append(String.format(
                    Locale.ROOT,
                    "frames begun from then on, the one that shows the row included:%n%-10s %8s %8s %8s %8s %8s%n",
                    "",
                    "p50",
                    "p90",
                    "p99",
                    "max",
                    "over " + FRAMES_GOAL));
            text.append(framesLine("made", madeToShown)).append(framesLine("visible", visibleToShown));
        }
        return text.toString();
    }
}
