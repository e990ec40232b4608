package dev.kymo.cli;

import dev.kymo.store.model.TimeType;
import java.math.BigDecimal;
import java.math.BigInteger;
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

    private static final int MAX_DIGITS = 19;

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
    /// RFC 3339 as nanoseconds since the epoch.
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
                return nanoseconds(new BigDecimal(text.substring(0, unitAt)), unitNs);
            } catch (final ArithmeticException | NumberFormatException e) {
                throw misread(text, e);
            }
        }
        try {
            final Instant instant = OffsetDateTime.parse(text).toInstant();
            // Not in 64 bits: the seconds of the earliest times do not fit, and with their nanoseconds they do.
            return BigInteger.valueOf(instant.getEpochSecond())
                    .multiply(BigInteger.valueOf(1_000_000_000L))
                    .add(BigInteger.valueOf(instant.getNano()))
                    .longValueExact();
        } catch (final DateTimeParseException | ArithmeticException e) {
            throw misread(text, e);
        }
    }

    private static long nanoseconds(final BigDecimal number, final long unitNs) {
        final BigDecimal nanoseconds = number.multiply(BigDecimal.valueOf(unitNs));
        // Of 1e-99999999 and 1e99999999 all digits would be worked out.
        final long digits = (long) nanoseconds.precision() - nanoseconds.scale();
        if (digits > MAX_DIGITS) {
            throw new ArithmeticException("does not fit 64 bits");
        }
        return digits <= 0 ? 0 : nanoseconds.toBigInteger().longValueExact();
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
