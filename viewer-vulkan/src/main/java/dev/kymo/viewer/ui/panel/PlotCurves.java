package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.view.ReducedSeries;
import dev.kymo.viewer.view.SeriesReducer;
import dev.kymo.viewer.view.SeriesStyle;
import dev.kymo.viewer.view.TimeCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lines of one plot, reduced to its pixels: anew only when data, window or width have changed.
final class PlotCurves implements CurveSource {
    /// A series and the points of it that are shown.
    record Curve(SeriesStyle style, ReducedSeries points) {}

    private record Source(EntityPath entity, int instance) {}

    private record StyleKey(long changes, List<EntityPath> entities, String timeline) {}

    private record Key(StyleKey styles, PlotWindow.Times times, int columns) {}

    private final Map<Source, SeriesReducer> reducers = new HashMap<>();
    private List<SeriesStyle> styles = List.of();
    private List<Curve> curves = List.of();
    private String timeline = "";
    private @Nullable StyleKey styledFor;
    private @Nullable Key shownFor;

    @Override
    public List<Curve> of(
            final Session session, final List<EntityPath> entities, final PlotWindow.Times times, final int columns) {
        final StyleKey styleKey = new StyleKey(session.changes(), entities, times.timeline());
        final Key key = new Key(styleKey, times, columns);
        if (key.equals(shownFor)) {
            return curves;
        }
        if (!times.timeline().equals(timeline)) {
            reducers.clear();
            timeline = times.timeline();
        }
        final StoreReader reader = session.reader();
        if (!styleKey.equals(styledFor)) {
            // As they are at the end: a plot shows all times at once.
            styles = SeriesStyle.of(reader, entities, new TimeCursor(timeline, Long.MAX_VALUE));
            styledFor = styleKey;
        }
        final long from = times.absolute(Math.floor(times.from()));
        final long to = times.absolute(Math.ceil(times.to()));
        final List<Curve> reduced = new ArrayList<>();
        for (final SeriesStyle style : styles) {
            final SeriesReducer reducer = reducers.computeIfAbsent(
                    new Source(style.entity(), style.instance()),
                    source -> new SeriesReducer(source.entity, source.instance, timeline));
            reduced.add(new Curve(style, reducer.reduce(reader, from, to, columns, times.origin())));
        }
        curves = List.copyOf(reduced);
        shownFor = key;
        return curves;
    }

    /// The values that the window shows, with room around them.
    static PlotWindow.Values values(final List<Curve> curves, final Set<String> hidden, final PlotWindow.Times times) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (final Curve curve : curves) {
            if (hidden.contains(curve.style.name())) {
                continue;
            }
            final double[] x = curve.points.x();
            final double[] y = curve.points.y();
            for (int i = 0; i < x.length; i++) {
                if (x[i] >= times.from() && x[i] <= times.to() && Double.isFinite(y[i])) {
                    least = Math.min(least, y[i]);
                    most = Math.max(most, y[i]);
                }
            }
        }
        return PlotWindow.Values.around(least, most);
    }

    /// A point of a curve.
    ///
    /// @param time relative to the window's origin
    record Nearest(Curve curve, double time, double value) {}

    /// The point that is nearest to a place, if one is within so many pixels.
    static @Nullable Nearest nearest(
            final List<Curve> curves,
            final Set<String> hidden,
            final PlotFrame frame,
            final float x,
            final float y,
            final float pixelsMax) {
        Nearest best = null;
        double bestDistance = pixelsMax;
        for (final Curve curve : curves) {
            if (hidden.contains(curve.style.name())) {
                continue;
            }
            final double[] times = curve.points.x();
            final double from = frame.timeAt(x - pixelsMax);
            final double to = frame.timeAt(x + pixelsMax);
            final int found = java.util.Arrays.binarySearch(times, from);
            for (int i = found < 0 ? -found - 1 : found; i < times.length && times[i] <= to; i++) {
                final double value = curve.points.y()[i];
                final double distance = Math.hypot(frame.x(times[i]) - x, frame.y(value) - y);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = new Nearest(curve, times[i], value);
                }
            }
        }
        return best;
    }

    @Override
    public void forget() {
        reducers.clear();
        styles = List.of();
        curves = List.of();
        styledFor = null;
        shownFor = null;
    }
}
