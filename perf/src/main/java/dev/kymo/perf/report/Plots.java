package dev.kymo.perf.report;

import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.side.Sample;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Plots as inline SVG. Text takes the page's colour, so that they do in light and dark.
final class Plots {
    private static final int WIDTH = 560;
    private static final int ROW_HEIGHT = 26;
    private static final int LABEL_WIDTH = 130;
    private static final int VALUE_WIDTH = 90;
    private static final int PLOT_HEIGHT = 250;
    private static final int LEFT = 62;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 34;
    private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 99.99};
    private static final double NINES = 4;
    private static final int STEPS = 160;

    private Plots() {}

    /// A bar per side, on a logarithmic scale when the sides lie far apart.
    static String bars(final List<CaseResult> results, final List<String> sides) {
        final int height = results.size() * ROW_HEIGHT + 6;
        final StringBuilder svg = open(height, "one bar per side");
        double most = 0;
        double least = Double.MAX_VALUE;
        for (final CaseResult result : results) {
            final double value = result.median(result.metric());
            most = Math.max(most, value);
            least = Math.min(least, value > 0 ? value : least);
        }
        final boolean isLog = most / least > 30;
        final double room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
        int row = 0;
        for (final CaseResult result : results) {
            final double value = result.median(result.metric());
            final double share =
                    isLog ? (Math.log10(value / least) + 0.25) / (Math.log10(most / least) + 0.25) : value / most;
            final double length = Math.clamp(share, 0.004, 1) * room;
            final int y = row++ * ROW_HEIGHT + 4;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x='%d' y='%d' text-anchor='end' class='l'>%s</text>"
                            + "<rect x='%d' y='%d' width='%.1f' height='%d' rx='3' fill='%s'/>"
                            + "<text x='%.1f' y='%d' class='v'>%s</text>",
                    LABEL_WIDTH - 8,
                    y + 14,
                    Html.escape(result.side()),
                    LABEL_WIDTH,
                    y,
                    length,
                    ROW_HEIGHT - 8,
                    Palette.of(result.side(), sides),
                    LABEL_WIDTH + length + 6,
                    y + 14,
                    Figures.metric(result.metric(), value)));
        }
        svg.append("</svg>");
        if (isLog) {
            svg.append("<p class='note'>logarithmic scale</p>");
        }
        return svg.toString();
    }

    /// Latency over percentile, a line per side, both axes logarithmic: each nine is as wide as the one before.
    static String percentiles(final List<CaseResult> results, final List<String> sides) {
        double least = Double.MAX_VALUE;
        double most = 1;
        for (final CaseResult result : results) {
            final Histogram histogram = result.latencies();
            least = Math.min(least, ns(histogram, 0));
            most = Math.max(most, ns(histogram, 100));
        }
        final double low = Math.floor(Math.log10(Math.max(least, 0.1)));
        final double high = Math.max(low + 1, Math.ceil(Math.log10(most)));
        final StringBuilder svg = open(PLOT_HEIGHT, "latency over percentile");
        for (double decade = low; decade <= high; decade++) {
            final double y = y(Math.pow(10, decade), low, high);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='g'/>"
                            + "<text x='%d' y='%.1f' text-anchor='end' class='t'>%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 6,
                    y + 4,
                    axisTime(Math.pow(10, decade))));
        }
        for (final double percentile : PERCENTILES) {
            final double x = x(percentile);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' class='g'/>"
                            + "<text x='%.1f' y='%d' text-anchor='%s' class='t'>%s</text>",
                    x,
                    x,
                    TOP,
                    PLOT_HEIGHT - BOTTOM,
                    x,
                    PLOT_HEIGHT - BOTTOM + 18,
                    percentile > 99.9 ? "end" : "middle",
                    percentile == 0 ? "least" : "p" + trimmed(percentile)));
        }
        // Kymo last, so that it lies on top.
        for (final CaseResult result : results.reversed()) {
            svg.append(line(result, sides, low, high));
        }
        return svg.append("</svg>").toString();
    }

    private static String line(final CaseResult result, final List<String> sides, final double low, final double high) {
        final StringBuilder points = new StringBuilder();
        final double count = result.latencies().getTotalCount();
        for (int step = 0; step <= STEPS; step++) {
            final double nines = NINES * step / STEPS;
            // What lies beyond the last sample is not known.
            if (Math.pow(10, nines) > count) {
                break;
            }
            final double percentile = 100 - 100 / Math.pow(10, nines);
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(percentile),
                    y(Math.max(0.1, ns(result.latencies(), percentile)), low, high)));
        }
        return "<polyline fill='none' stroke-width='" + (result.side().equals("kymo") ? "2.6" : "1.7") + "' stroke='"
                + Palette.of(result.side(), sides) + "' points='"
                + points.toString().strip() + "'/>";
    }

    private static double ns(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / (double) Sample.PER_NS;
    }

    private static double x(final double percentile) {
        final double nines = Math.min(NINES, -Math.log10(1 - percentile / 100));
        return LEFT + nines / NINES * (WIDTH - LEFT - RIGHT);
    }

    private static double y(final double ns, final double low, final double high) {
        final double share = (Math.log10(ns) - low) / (high - low);
        return PLOT_HEIGHT - BOTTOM - share * (PLOT_HEIGHT - BOTTOM - TOP);
    }

    private static String axisTime(final double ns) {
        return Figures.time(ns).replaceAll("\\.0+ ", " ");
    }

    private static String trimmed(final double percentile) {
        return percentile == Math.rint(percentile) ? Integer.toString((int) percentile) : Double.toString(percentile);
    }

    private static StringBuilder open(final int height, final String label) {
        return new StringBuilder(
                "<svg viewBox='0 0 " + WIDTH + " " + height + "' role='img' aria-label='" + label + "' class='plot'>");
    }
}
