package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.PlotCurves.Curve;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.view.HistogramRows;
import dev.kymo.viewer.view.ReducedSeries;
import dev.kymo.viewer.view.SeriesStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Percentiles of histograms over time: five lines for each entity, calm to alarming.
final class HistogramCurves implements CurveSource {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "max"};
    private static final int[] COLOURS = {0x6FCC85FF, 0x6EADFEFF, 0xDFC351FF, 0xF29857FF, 0xE6797BFF};
    private static final float WIDTH = 1.5f;

    private record Key(long changes, List<EntityPath> entities, PlotWindow.Times times, int columns) {}

    private final Map<EntityPath, HistogramRows> rows = new HashMap<>();
    private List<Curve> curves = List.of();
    private String timeline = "";
    private @Nullable Key shownFor;

    @Override
    public List<Curve> of(
            final Session session, final List<EntityPath> entities, final PlotWindow.Times times, final int columns) {
        final Key key = new Key(session.changes(), entities, times, columns);
        if (key.equals(shownFor)) {
            return curves;
        }
        if (!times.timeline().equals(timeline)) {
            rows.clear();
            timeline = times.timeline();
        }
        final List<Curve> made = new ArrayList<>();
        for (final EntityPath entity : entities) {
            final List<ReducedSeries> lines = rows.computeIfAbsent(entity, path -> new HistogramRows(path, timeline))
                    .reduce(
                            session.reader(),
                            times.absolute(Math.floor(times.from())),
                            times.absolute(Math.ceil(times.to())),
                            columns,
                            times.origin(),
                            PERCENTILES);
            final String unit = HistogramRows.unit(session.reader(), entity, timeline);
            final String prefix = entities.size() == 1 || entity.isRoot()
                    ? ""
                    : entity.parts().getLast() + " ";
            for (int i = lines.size() - 1; i >= 0; i--) {
                final String name = prefix + NAMES[i] + (unit.isEmpty() ? "" : " (" + unit + ")");
                made.add(new Curve(new SeriesStyle(entity, i, name, COLOURS[i], WIDTH, false), lines.get(i)));
            }
        }
        curves = List.copyOf(made);
        shownFor = key;
        return curves;
    }

    @Override
    public void forget() {
        rows.clear();
        curves = List.of();
        shownFor = null;
    }
}
