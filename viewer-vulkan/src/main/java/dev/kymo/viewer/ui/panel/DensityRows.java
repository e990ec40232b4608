package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.EntityNode;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How many rows were logged per pixel column, one strip per entity. Counted anew when the scale has changed; while
/// a recording grows, a few strips a frame and each a few times a second, drawn in their place meanwhile.
final class DensityRows {
    private static final float[] BLUR = {0.06f, 0.24f, 0.40f, 0.24f, 0.06f};
    private static final double SINGLE_EVENT_PIXELS = 6;
    private static final int REMADE_MAX = 3;
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(400);

    private record Key(EntityPath entity, boolean below) {}

    private record Scale(long changes, String timeline, double from, double to, float left, float width) {
        /// Whether strips of the one say nothing of the other.
        boolean isOther(final Scale than) {
            return !timeline.equals(than.timeline) || width != than.width || left != than.left;
        }
    }

    /// @param heights 0 to 1 per column
    /// @param single whether events are so far apart that each is a mark of its own
    /// @param on what its columns are pixels of
    /// @param changes of the recording that it knows
    /// @param madeNs when, [System#nanoTime]
    private record Strip(float[] heights, boolean single, boolean complete, TimeRuler on, long changes, long madeNs) {
        Strip(final float[] heights, final boolean single, final boolean complete, final TimeRuler on) {
            this(heights, single, complete, on, 0, System.nanoTime());
        }

        /// Where a column is now.
        float pixel(final int column, final TimeRuler now) {
            return on.equals(now) ? now.left() + column : now.pixelOf(on.timeAt(on.left() + column));
        }

        Strip of(final long newChanges) {
            return new Strip(heights, single, complete, on, newChanges, madeNs);
        }
    }

    private final EventTimes events;
    private final Map<Key, Strip> strips = new HashMap<>();
    private @Nullable Session session;
    private @Nullable TimeRuler ruler;
    private TimeState.@Nullable Range range;
    private @Nullable Scale scale;
    private boolean isLive;
    private int remade;

    DensityRows(final EventTimes events) {
        this.events = events;
    }

    void begin(final Session shown, final TimeRuler onRuler, final TimelineInfo timeline) {
        session = shown;
        ruler = onRuler;
        range = timeline.range();
        final Recording recording = shown.recording();
        isLive = recording != null && recording.isLive();
        remade = 0;
        final Scale now = new Scale(
                shown.changes(), timeline.name(), onRuler.from(), onRuler.to(), onRuler.left(), onRuler.width());
        if (scale == null || now.isOther(scale) || (!isLive && !now.equals(scale))) {
            strips.clear();
        }
        scale = now;
    }

    private boolean isFresh(final Strip strip) {
        final Scale now = Objects.requireNonNull(scale);
        if (!isLive) {
            return strip.complete;
        }
        final boolean isSame = strip.complete
                && strip.changes == now.changes
                && strip.on.from() == now.from
                && strip.on.to() == now.to;
        return isSame || remade >= REMADE_MAX || System.nanoTime() - strip.madeNs < INTERVAL_NS;
    }

    /// @param below whether the rows of all entities below count too
    void draw(
            final Ui ui,
            final ImDrawList list,
            final EntityNode node,
            final boolean below,
            final boolean selected,
            final float top) {
        final TimeRuler scaleOf = Objects.requireNonNull(ruler);
        final Key key = new Key(node.path(), below);
        Strip strip = strips.get(key);
        if (strip == null || !isFresh(strip)) {
            remade++;
            strip = count(node, below, scaleOf).of(Objects.requireNonNull(scale).changes);
            strips.put(key, strip);
        }
        final int colour = Theme.packed(selected ? Theme.DENSITY_SELECTED : Theme.DENSITY);
        final float middle = top + ui.px(Theme.ROW) / 2;
        final float most = ui.px(Theme.ROW) / 2 - ui.px(3);
        final float least = 1.25f * ui.scale();
        if (strip.single) {
            for (int x = 0; x < strip.heights.length; x++) {
                if (strip.heights[x] > 0) {
                    list.addCircleFilled(strip.pixel(x, scaleOf), middle, 2.5f * ui.scale(), colour, 12);
                }
            }
            return;
        }
        int from = 0;
        while (from < strip.heights.length) {
            // Columns of one height are one rectangle.
            int to = from + 1;
            final float half = heightOf(strip.heights[from], least, most);
            while (to < strip.heights.length && heightOf(strip.heights[to], least, most) == half) {
                to++;
            }
            if (half > 0) {
                list.addRectFilled(
                        strip.pixel(from, scaleOf), middle - half, strip.pixel(to, scaleOf), middle + half, colour);
            }
            from = to;
        }
    }

    /// In steps of half a pixel.
    private static float heightOf(final float density, final float least, final float most) {
        return density <= 0.004f ? 0 : Math.round((least + (most - least) * density) * 2) / 2f;
    }

    private Strip count(final EntityNode node, final boolean below, final TimeRuler scaleOf) {
        final int columns = Math.max(1, (int) scaleOf.width() + 1);
        final float[] counts = new float[columns];
        final boolean complete = add(node, below, scaleOf, counts);
        double total = 0;
        for (final float each : counts) {
            total += each;
        }
        if (total > 0 && total * SINGLE_EVENT_PIXELS < columns / 2.0) {
            return new Strip(counts, true, complete, scaleOf);
        }
        final float[] blurred = new float[columns];
        float most = 0;
        for (int x = 0; x < columns; x++) {
            for (int k = 0; k < BLUR.length; k++) {
                final int at = Math.clamp(x + k - BLUR.length / 2, 0, columns - 1);
                blurred[x] += counts[at] * BLUR[k];
            }
            most = Math.max(most, blurred[x]);
        }
        for (int x = 0; x < columns; x++) {
            blurred[x] = most > 0 ? (float) Math.sqrt(blurred[x] / most) : 0;
        }
        return new Strip(blurred, false, complete, scaleOf);
    }

    private boolean add(final EntityNode node, final boolean below, final TimeRuler scaleOf, final float[] counts) {
        boolean complete = true;
        if (node.hasData()) {
            final EventCounts times =
                    events.of(Objects.requireNonNull(session), node.path(), Objects.requireNonNull(range));
            complete = times != null;
            if (times != null) {
                count(times, scaleOf, counts);
            }
        }
        if (below) {
            for (final EntityNode child : node.children()) {
                complete &= add(child, true, scaleOf, counts);
            }
        }
        return complete;
    }

    /// By a search per column where rows are many, by a step per row where they are few.
    private static void count(final EventCounts times, final TimeRuler scaleOf, final float[] counts) {
        final int first = times.indexOf(scaleOf.from());
        final int end = times.indexOf(scaleOf.to() + 1);
        if (end - first <= counts.length * 8L) {
            for (int i = first; i < end; i++) {
                final int column = Math.round(scaleOf.pixelOf(times.time(i)) - scaleOf.left());
                counts[Math.clamp(column, 0, counts.length - 1)] += times.between(i, i + 1);
            }
            return;
        }
        int at = first;
        for (int x = 0; x < counts.length; x++) {
            final int next = Math.max(at, times.indexOf(scaleOf.timeAt(scaleOf.left() + x + 0.5f)));
            counts[x] += times.between(at, next);
            at = next;
        }
    }

    void forget() {
        strips.clear();
        session = null;
        scale = null;
    }
}
