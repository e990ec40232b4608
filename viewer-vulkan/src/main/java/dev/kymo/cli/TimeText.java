package dev.kymo.cli;

import dev.kymo.store.model.TimeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import picocli.CommandLine;

/// Times as people write them: `42`, `1.5s`, `200ms`, `2026-11-20T12:00:00Z`.
final class TimeText {
    private static final Map<String, Long> UNIT_NS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "min", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private TimeText() {}

    /// For options; what can't be read is wrong usage.
    static final class Converter implements CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(final String text) {
            try {
                return parse(text);
            } catch (final CommandException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    /// A time as the integer a timeline stores: a plain integer as it is, a number with a unit as nanoseconds,
    /// RFC 3339 as
    /// nanoseconds since the epoch.
    ///
    /// @throws CommandException that says what would be understood
    static long parse(final String text) {
        try {
            return Long.parseLong(text);
        } catch (final NumberFormatException e) {
            // not a plain integer: read on
        }
        int unitAt = text.length();
        while (unitAt > 0 && Character.isLetter(text.charAt(unitAt - 1))) {
            unitAt--;
        }
        final Long unitNs = UNIT_NS.get(text.substring(unitAt));
        if (unitNs != null && unitAt > 0) {
            try {
                return new BigDecimal(text.substring(0, unitAt))
                        .multiply(BigDecimal.valueOf(unitNs))
                        .toBigInteger()
                        .longValueExact();
            } catch (final ArithmeticException | NumberFormatException e) {
                throw misread(text, e);
            }
        }
        try {
            final Instant instant = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (final DateTimeParseException | ArithmeticException e) {
            throw misread(text, e);
        }
    }

    private static CommandException misread(final String text, final Exception cause) {
        return new CommandException(
                "time " + text + ": expected an integer, a duration such as 1.5s or 200ms, or a time such as"
                        + " 2026-11-20T12:00:00Z",
                cause);
    }

    /// A stored time for people: sequences as they are, durations in seconds, timestamps in RFC 3339.
    static String show(final long time, final TimeType type) {
        return switch (type) {
            case SEQUENCE -> Long.toString(time);
            case DURATION -> BigDecimal.valueOf(time, 9).stripTrailingZeros().toPlainString() + "s";
            case TIMESTAMP ->
                Instant.ofEpochSecond(Math.floorDiv(time, 1_000_000_000L), Math.floorMod(time, 1_000_000_000L))
                        .toString();
        };
    }
}
