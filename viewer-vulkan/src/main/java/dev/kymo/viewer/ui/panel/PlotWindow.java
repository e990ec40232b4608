package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.TimelineInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What plots keep in the state, and which times they show.
final class PlotWindow {
    private static final double SHOW_ALL_S = 60;
    private static final double SHOW_ALL_FRAMES = 2000;
    private static final double AROUND_CURSOR_S = 30;
    private static final double AROUND_CURSOR_FRAMES = 1000;
    private static final double NS_PER_S = 1e9;
    /// Of the values' span, over and under them.
    private static final double MARGIN = 0.05;
    /// Of the whole time, before and after it, so that the cursor can be seen at both ends.
    private static final double TIME_MARGIN = 0.015;

    /// The times that all plots show, when the user has chosen some.
    ///
    /// @param timeline that they are on
    /// @param origin what `from` and `to` are relative to
    record Times(String timeline, long origin, double from, double to) {
        static final Times AUTOMATIC = new Times("", 0, 0, 1);

        /// The time on the timeline, held within what a long can say.
        long absolute(final double relative) {
            final long offset = (long) relative;
            final long sum = origin + offset;
            final boolean overflows = ((origin ^ sum) & (offset ^ sum)) < 0;
            return overflows ? (offset < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
        }
    }

    /// @param low value at the lower edge of a plot, `high` at the upper
    record Values(double low, double high) {
        /// The least and greatest with some room around; some room also where there is but one value.
        static Values around(final double least, final double most) {
            if (!(least <= most)) {
                return new Values(-1, 1);
            }
            final double margin = most > least ? (most - least) * MARGIN : Math.max(1, Math.abs(least) * 0.01);
            return new Values(least - margin, most + margin);
        }
    }

    /// @param values that the user has chosen; null for what there is
    /// @param hidden names of series
    record Single(@Nullable Values values, Set<String> hidden) {
        static final Single INITIAL = new Single(null, Set.of());

        Single {
            hidden = Set.copyOf(hidden);
        }

        Single with(final @Nullable Values chosen) {
            return new Single(chosen, hidden);
        }

        Single hiding(final Set<String> names) {
            return new Single(values, names);
        }
    }

    /// Of all plots, by the views' ids.
    record Plots(Map<String, Single> byId) {
        static final Plots INITIAL = new Plots(Map.of());

        Plots {
            byId = Map.copyOf(byId);
        }

        Single of(final String id) {
            return byId.getOrDefault(id, Single.INITIAL);
        }

        Plots with(final String id, final Single changed) {
            final Map<String, Single> all = new HashMap<>(byId);
            all.put(id, changed);
            return new Plots(all);
        }
    }

    private PlotWindow() {}

    /// What the user has chosen; else all of a short recording, of a long one what is around the cursor.
    static Times times(final Session session, final TimelineInfo timeline) {
        final Times chosen = session.state().slice(Times.class, Times.AUTOMATIC);
        if (chosen.timeline.equals(timeline.name())) {
            return chosen;
        }
        return automatic(timeline, session.state().time());
    }

    static Times automatic(final TimelineInfo timeline, final TimeState time) {
        final boolean sequence = timeline.type() == TimeType.SEQUENCE;
        final TimeState.Range range = timeline.range();
        final double all = sequence ? SHOW_ALL_FRAMES : SHOW_ALL_S * NS_PER_S;
        if (range.length() <= all) {
            final double length = range.length();
            final double margin = length * TIME_MARGIN;
            return length > 0
                    ? new Times(timeline.name(), range.from(), -margin, length + margin)
                    : new Times(timeline.name(), range.from(), -0.5, 0.5);
        }
        final double around = sequence ? AROUND_CURSOR_FRAMES : AROUND_CURSOR_S * NS_PER_S;
        // Where data begins and ends, so does the window: half a window of nothing helps nobody.
        final long cursor = range.clamp(time.time());
        final double toStart = (double) cursor - (double) range.from();
        final double toEnd = (double) range.to() - (double) cursor;
        final double from = -around + Math.max(0, around - toStart) - Math.max(0, around - toEnd);
        return new Times(timeline.name(), cursor, from, from + 2 * around);
    }
}
