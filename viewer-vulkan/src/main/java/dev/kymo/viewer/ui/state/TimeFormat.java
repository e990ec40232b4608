package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.TimeType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as people read them: `#1 234`, `+12.500 s`, `22:13:21.250`.
public final class TimeFormat {
    private static final long NS_PER_S = 1_000_000_000L;
    /// All fonts have it, and lines are not broken there.
    private static final char SPACE = '\u00a0';

    private TimeFormat() {}

    /// @param decimals of seconds, 0 to 9; not for sequences
    public static String show(final TimeType type, final long time, final int decimals) {
        return switch (type) {
            case SEQUENCE -> "#" + grouped(time);
            case DURATION -> duration(time, decimals);
            case TIMESTAMP -> timestamp(time, decimals);
        };
    }

    /// With the digits that the value itself needs, 3 at least; the date included.
    public static String full(final TimeType type, final long time) {
        int decimals = 3;
        while (decimals < 9 && Math.floorMod(time, (long) Math.pow(10, 9 - decimals)) != 0) {
            decimals += 3;
        }
        return type == TimeType.TIMESTAMP ? date(time) + " " + timestamp(time, decimals) : show(type, time, decimals);
    }

    /// Digits in groups of three, spaced.
    public static String grouped(final long number) {
        final String digits = Long.toString(number).replace("-", "");
        final StringBuilder text = new StringBuilder(number < 0 ? "\u2212" : "");
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0) {
                text.append(SPACE);
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    private static String duration(final long ns, final int decimals) {
        final String sign = ns < 0 ? "\u2212" : "";
        final long seconds = Math.abs(ns / NS_PER_S);
        final long rest = Math.abs(ns % NS_PER_S);
        final String fraction = fraction(rest, decimals);
        if (seconds < 60) {
            return sign + seconds + fraction + " s";
        }
        if (seconds < 3600) {
            return sign + String.format(Locale.ROOT, "%d:%02d%s", seconds / 60, seconds % 60, fraction);
        }
        return sign
                + String.format(
                        Locale.ROOT, "%d:%02d:%02d%s", seconds / 3600, seconds / 60 % 60, seconds % 60, fraction);
    }

    private static String timestamp(final long ns, final int decimals) {
        final ZonedDateTime moment = moment(ns);
        return DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).format(moment)
                + fraction(moment.getNano(), decimals);
    }

    /// Year, month and day, UTC.
    public static String date(final long ns) {
        return LocalDate.from(moment(ns)).toString();
    }

    private static ZonedDateTime moment(final long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_S), Math.floorMod(ns, NS_PER_S))
                .atZone(ZoneOffset.UTC);
    }

    private static String fraction(final long ns, final int decimals) {
        return decimals <= 0 ? "" : "." + String.format(Locale.ROOT, "%09d", ns).substring(0, Math.min(9, decimals));
    }

    /// Bytes with a unit: `1.2 MiB`.
    public static String bytes(final long bytes) {
        final String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = (double) bytes;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }
}
