package dev.kymo.perf.report;

import java.util.List;
import java.util.Locale;

/// What a frame of a flight costs over how many points the cloud has, as an SVG file that is read without a page around
/// it: points on a logarithmic scale, milliseconds on a linear one.
public final class FlightChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 330;
    private static final int LEFT = 56;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 46;
    private static final double HEADROOM = 1.15;
    private static final double MARGIN = 1.5;
    private static final int STEPS = 5;

    /// A line.
    ///
    /// @param ms one for each cloud
    public record Line(String name, String colour, List<Double> ms) {}

    private final String title;
    private final List<Long> points;
    private final List<Line> lines;
    private final double low;
    private final double high;
    private final double most;

    /// @param points of the clouds, the smallest first
    public FlightChart(final String title, final List<Long> points, final List<Line> lines) {
        this.title = title;
        this.points = List.copyOf(points);
        this.lines = List.copyOf(lines);
        low = Math.log10(points.getFirst() / MARGIN);
        high = Math.log10(points.getLast() * MARGIN);
        most = HEADROOM
                * lines.stream()
                        .flatMap(line -> line.ms.stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
    }

    public String svg() {
        final StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' "
                        + "font-family='sans-serif' font-size='12'>%n<rect width='100%%' height='100%%' fill='white'/>%n"
                        + "<text x='%d' y='22' font-size='14' fill='#222'>%s</text>%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT,
                LEFT,
                Html.escape(title)));
        final double step = step(most);
        for (double ms = 0; ms <= most; ms += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
                            + "<text x='%d' y='%.1f' text-anchor='end' fill='#555'>%.0f ms</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(ms),
                    y(ms),
                    LEFT - 6,
                    y(ms) + 4,
                    ms));
        }
        for (final long each : points) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#ddd'/>"
                            + "<text x='%.1f' y='%d' text-anchor='middle' fill='#555'>%s</text>%n",
                    x(each),
                    x(each),
                    TOP,
                    HEIGHT - BOTTOM,
                    x(each),
                    HEIGHT - BOTTOM + 18,
                    millions(each)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' text-anchor='middle' fill='#555'>points in the cloud</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - BOTTOM + 36));
        double above = Double.NEGATIVE_INFINITY;
        for (final Line line : lines.stream()
                .sorted((a, b) -> Double.compare(b.ms.getLast(), a.ms.getLast()))
                .toList()) {
            // Names keep apart though lines end close together
            above = Math.max(above + 15, y(line.ms.getLast()) + 4);
            draw(svg, line, above);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(final StringBuilder svg, final Line line, final double nameAt) {
        final StringBuilder corners = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            final double x = x(points.get(i));
            final double y = y(line.ms.get(i));
            corners.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(
                    String.format(Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, line.colour));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline fill='none' stroke-width='2' stroke='%s' points='%s'/>"
                        + "<text x='%d' y='%.1f' fill='%s'>%s</text>%n",
                line.colour,
                corners.toString().strip(),
                WIDTH - RIGHT + 8,
                nameAt,
                line.colour,
                Html.escape(line.name)));
    }

    private static double step(final double most) {
        final double rough = most / STEPS;
        final double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        return rough / decade < 2 ? 2 * decade : rough / decade < 5 ? 5 * decade : 10 * decade;
    }

    private static String millions(final long points) {
        return points < 100_000_000
                ? String.format(Locale.ROOT, "%.1f M", points / 1e6)
                : String.format(Locale.ROOT, "%.0f M", points / 1e6);
    }

    private double x(final long count) {
        return LEFT + (Math.log10((double) count) - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }

    private double y(final double ms) {
        return HEIGHT - BOTTOM - ms / most * (HEIGHT - TOP - BOTTOM);
    }
}
