package dev.kymo.viewer.ui.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Round numbers with short labels for the axis of a plot: `1.5`, `250k`, `2M`.
final class ValueTicks {
    private static final int TICKS_MAX = 100;
    private static final String[] UNITS = {"", "k", "M", "G", "T"};
    /// From here on thousands are counted by units.
    private static final double UNITS_FROM = 1e4;

    record Tick(double value, String label) {}

    private ValueTicks() {}

    /// @param wanted at most about so many
    static List<Tick> between(final double low, final double high, final double wanted) {
        final double least = (high - low) / Math.max(1, wanted);
        if (!(least > 0) || !Double.isFinite(least)) {
            return List.of();
        }
        final double power = Math.pow(10, Math.floor(Math.log10(least)));
        final double step =
                least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
        final double largest = Math.max(Math.abs(low), Math.abs(high));
        final List<Tick> ticks = new ArrayList<>();
        final double first = Math.ceil(low / step);
        for (int i = 0; i < TICKS_MAX && (first + i) * step <= high; i++) {
            final double value = (first + i) * step;
            ticks.add(new Tick(value, label(value, step, largest)));
        }
        return ticks;
    }

    /// All of an axis in the same unit, with the digits that tell neighbours apart.
    private static String label(final double value, final double step, final double largest) {
        if (value == 0) {
            return "0";
        }
        if (largest >= 1e16 || largest < 1e-5) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int unit = 0;
        double scale = 1;
        while (largest >= UNITS_FROM && largest / scale >= 1000 && unit < UNITS.length - 1) {
            scale *= 1000;
            unit++;
        }
        final int decimals = (int) Math.clamp(Math.ceil(-Math.log10(step / scale) - 1e-9), 0, 12);
        return String.format(Locale.ROOT, "%." + decimals + "f%s", value / scale, UNITS[unit])
                .replace('-', '\u2212');
    }
}
