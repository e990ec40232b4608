package dev.kymo.perf.report;

import java.util.Locale;

/// Figures as people read them: three significant digits with a unit.
final class Figures {
    private static final double THOUSAND = 1000;
    private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};
    private static final String[] RATE_UNITS = {"B/s", "kB/s", "MB/s", "GB/s"};

    private Figures() {}

    static String time(final double ns) {
        return scaled(ns, TIME_UNITS);
    }

    static String rate(final double bytesPerSecond) {
        return scaled(bytesPerSecond, RATE_UNITS);
    }

    private static String scaled(final double value, final String[] units) {
        double left = value;
        int unit = 0;
        while (Math.abs(left) >= THOUSAND && unit < units.length - 1) {
            left /= THOUSAND;
            unit++;
        }
        return digits(left) + " " + units[unit];
    }

    /// Three significant digits, no exponent.
    static String digits(final double value) {
        final double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1e6) {
            return digits(value / 1e6) + " M";
        }
        final int places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }

    static String ratio(final double value) {
        return "× " + digits(value);
    }

    /// A metric's value with its unit.
    static String metric(final String metric, final double value) {
        return switch (metric) {
            case "typical", "mean", "p50", "p90", "p99", "p999", "max", "cpu_ns_per_op" -> time(value);
            case "bytes_per_s" -> rate(value);
            case "alloc_bytes_per_op" -> digits(value) + " B";
            default ->
                metric.endsWith("_ns")
                        ? time(value)
                        : metric.endsWith("_per_s") ? digits(value) + " /s" : digits(value);
        };
    }
}
