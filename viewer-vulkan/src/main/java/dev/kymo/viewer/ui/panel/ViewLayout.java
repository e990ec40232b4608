package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.view.ViewKind;
import java.util.ArrayList;
import java.util.List;

/// Where views go until the user moves them: space large and high, images and documents beside it, plots and
/// logs low. Pure; the same views and size give the same places.
sealed interface ViewLayout {
    /// Views that share a place.
    ///
    /// @param front index of the one that is seen
    record Tabs(List<View> views, int front) implements ViewLayout {
        Tabs(final List<View> views) {
            this(views, 0);
        }
    }

    /// Two parts.
    ///
    /// @param sideBySide else one over the other
    /// @param share of the first, 0 to 1
    record Split(boolean sideBySide, float share, ViewLayout first, ViewLayout second) implements ViewLayout {}

    /// Narrower than this, a view shows nothing worth its place. UI pixels.
    float WIDTH_MIN = 200;
    /// Lower than this, likewise.
    float HEIGHT_MIN = 130;

    /// @param views at least one
    /// @param width of all, in UI pixels
    static ViewLayout of(final List<View> views, final float width, final float height) {
        final List<View> space = of(views, ViewKind.SPATIAL_3D);
        final List<View> flat = new ArrayList<>(of(views, ViewKind.IMAGE_2D));
        flat.addAll(of(views, ViewKind.TEXT_DOCUMENT));
        final List<View> plots = new ArrayList<>(of(views, ViewKind.TIME_SERIES));
        plots.addAll(of(views, ViewKind.HISTOGRAM));
        plots.addAll(of(views, ViewKind.SPANS));
        final List<View> logs = of(views, ViewKind.TEXT_LOG);
        if (space.isEmpty() && flat.isEmpty()) {
            return plotsOverLogs(plots, logs, width, height);
        }
        if (plots.isEmpty() && logs.isEmpty()) {
            return high(space, flat, width, height);
        }
        final float lowShare = plots.isEmpty() ? 0.3f : 0.4f;
        return new Split(
                false,
                1 - lowShare,
                high(space, flat, width, height * (1 - lowShare)),
                low(plots, logs, width, height * lowShare));
    }

    private static List<View> of(final List<View> views, final ViewKind kind) {
        return views.stream().filter(view -> view.proposal().kind() == kind).toList();
    }

    private static ViewLayout plotsOverLogs(
            final List<View> plots, final List<View> logs, final float width, final float height) {
        if (logs.isEmpty()) {
            return grid(plots, width, height, 2.4f);
        }
        return plots.isEmpty()
                ? new Tabs(logs)
                : new Split(false, 0.7f, grid(plots, width, height * 0.7f, 2.4f), new Tabs(logs));
    }

    private static ViewLayout high(
            final List<View> space, final List<View> flat, final float width, final float height) {
        if (space.isEmpty()) {
            return grid(flat, width, height, 1.4f);
        }
        if (flat.isEmpty()) {
            return new Tabs(space);
        }
        final float share = 0.64f;
        return new Split(true, share, new Tabs(space), stack(flat, height, false, HEIGHT_MIN));
    }

    /// Plots and, right of them, the log.
    private static ViewLayout low(
            final List<View> plots, final List<View> logs, final float width, final float height) {
        if (plots.isEmpty()) {
            return new Tabs(logs);
        }
        if (logs.isEmpty()) {
            return grid(plots, width, height, 2);
        }
        final int cells = Math.max(2, (int) (width / WIDTH_MIN));
        final float logShare = cells <= 3 ? 0.42f : 0.34f;
        return new Split(true, 1 - logShare, grid(plots, width * (1 - logShare), height, 2), new Tabs(logs));
    }

    /// As many rows and columns as bring cells nearest to `aspect`; where cells would be too small, views share
    /// them.
    private static ViewLayout grid(final List<View> views, final float width, final float height, final float aspect) {
        final int columnsMax = Math.max(1, (int) (width / WIDTH_MIN));
        final int rowsMax = Math.max(1, (int) (height / HEIGHT_MIN));
        final int cells = Math.min(views.size(), columnsMax * rowsMax);
        int best = 1;
        double bestError = Double.POSITIVE_INFINITY;
        for (int columns = 1; columns <= Math.min(columnsMax, cells); columns++) {
            final int rows = (cells + columns - 1) / columns;
            final double error = Math.abs(Math.log(width / columns / (height / rows) / aspect));
            if (rows <= rowsMax && error < bestError) {
                bestError = error;
                best = columns;
            }
        }
        final int rows = (cells + best - 1) / best;
        final List<ViewLayout> made = new ArrayList<>();
        for (final List<View> row : chunks(views, rows)) {
            made.add(stack(row, width, true, WIDTH_MIN));
        }
        return joined(made, false);
    }

    /// Side by side, or one over the other.
    private static ViewLayout stack(
            final List<View> views, final float length, final boolean sideBySide, final float lengthMin) {
        final int cells = Math.min(views.size(), Math.max(1, (int) (length / lengthMin)));
        final List<ViewLayout> made = new ArrayList<>();
        chunks(views, cells).forEach(each -> made.add(new Tabs(each)));
        return joined(made, sideBySide);
    }

    /// `count` parts of equal length, the first ones longer by one where it does not come out even.
    private static List<List<View>> chunks(final List<View> views, final int count) {
        final List<List<View>> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < count; i++) {
            final int length = (views.size() - from + count - i - 1) / (count - i);
            parts.add(List.copyOf(views.subList(from, from + length)));
            from += length;
        }
        return parts;
    }

    private static ViewLayout joined(final List<ViewLayout> parts, final boolean sideBySide) {
        ViewLayout all = parts.getLast();
        for (int i = parts.size() - 2; i >= 0; i--) {
            all = new Split(sideBySide, 1f / (parts.size() - i), parts.get(i), all);
        }
        return all;
    }
}
