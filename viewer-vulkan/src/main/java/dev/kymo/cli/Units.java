package dev.kymo.cli;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them in tables.
final class Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final double STEP = 1000;

    private Units() {}

    static String bytes(final double bytes) {
        double left = bytes;
        int unit = 0;
        while (left >= STEP - 0.5 && unit < BYTES.length - 1) {
            left /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || left >= 100 ? "%.0f %s" : "%.1f %s", left, BYTES[unit]);
    }

    static String count(final long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String percent(final double part) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * part);
    }

    /// The two largest units that are not 0.
    static String duration(final Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + "d " + duration.toHoursPart() + "h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h " + duration.toMinutesPart() + "m";
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + "m " + duration.toSecondsPart() + "s";
        }
        return duration.toSeconds() + "s";
    }
}
