package dev.kymo.sdk;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How many rows a sink gathers before it hands them over: whatever of the three is reached first ends a
/// batch.
///
/// | | environment | default |
/// |---|---|---|
/// | `tick` | `KYMO_FLUSH_TICK_SECS`, seconds, with a fraction | 0.008 |
/// | `bytes` | `KYMO_FLUSH_NUM_BYTES`, or with the suffix `k` or `m` for KiB or MiB | 1 MiB |
/// | `rows` | `KYMO_FLUSH_NUM_ROWS` | no limit |
///
/// Rows that are gathered are in this process alone, and lost when it dies.
///
/// @param tick how long the first row of a batch waits at most; 0 hands over each row by itself
/// @param bytes of rows in a batch, about; a larger row is a batch of its own
/// @param rows in a batch, at least 1
public record BatchPolicy(Duration tick, long bytes, long rows) {
    private static final Duration MAX_TICK = Duration.ofHours(1);

    /// 8 ms, 1 MiB, any number of rows.
    public static final BatchPolicy DEFAULT = new BatchPolicy(Duration.ofMillis(8), 1 << 20, Long.MAX_VALUE);
    /// Every row by itself, at once.
    public static final BatchPolicy NONE = new BatchPolicy(Duration.ZERO, 1 << 20, 1);

    static final String TICK_VARIABLE = "KYMO_FLUSH_TICK_SECS";
    static final String BYTES_VARIABLE = "KYMO_FLUSH_NUM_BYTES";
    static final String ROWS_VARIABLE = "KYMO_FLUSH_NUM_ROWS";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MAX_TICK_SECONDS = 3600;

    public BatchPolicy {
        if (tick.isNegative() || tick.compareTo(MAX_TICK) > 0) {
            throw new IllegalArgumentException("tick=" + tick + ", expected 0 to " + MAX_TICK);
        }
        if (bytes < 1 || rows < 1) {
            throw new IllegalArgumentException("bytes=" + bytes + ", rows=" + rows + ", expected at least 1");
        }
    }

    public BatchPolicy withTick(final Duration newTick) {
        return new BatchPolicy(newTick, bytes, rows);
    }

    public BatchPolicy withBytes(final long newBytes) {
        return new BatchPolicy(tick, newBytes, rows);
    }

    public BatchPolicy withRows(final long newRows) {
        return new BatchPolicy(tick, bytes, newRows);
    }

    /// The defaults, changed by the environment.
    ///
    /// @throws IllegalArgumentException when a variable is no number or out of range; names it
    public static BatchPolicy fromEnvironment() {
        return from(System.getenv(TICK_VARIABLE), System.getenv(BYTES_VARIABLE), System.getenv(ROWS_VARIABLE));
    }

    /// Whether the environment says anything of it.
    static boolean isInEnvironment() {
        return isSet(System.getenv(TICK_VARIABLE))
                || isSet(System.getenv(BYTES_VARIABLE))
                || isSet(System.getenv(ROWS_VARIABLE));
    }

    private static boolean isSet(final @Nullable String text) {
        return text != null && !text.isBlank();
    }

    static BatchPolicy from(final @Nullable String tick, final @Nullable String bytes, final @Nullable String rows) {
        BatchPolicy policy = DEFAULT;
        if (tick != null && !tick.isBlank()) {
            policy = policy.withTick(seconds(tick.strip()));
        }
        if (bytes != null && !bytes.isBlank()) {
            policy = policy.withBytes(number(BYTES_VARIABLE, bytes.strip(), true));
        }
        if (rows != null && !rows.isBlank()) {
            policy = policy.withRows(number(ROWS_VARIABLE, rows.strip(), false));
        }
        return policy;
    }

    private static Duration seconds(final String text) {
        try {
            final double seconds = Double.parseDouble(text);
            if (seconds >= 0 && seconds <= MAX_TICK_SECONDS) {
                return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
            }
        } catch (final NumberFormatException notANumber) {
            throw new IllegalArgumentException(TICK_VARIABLE + "=" + text + ", expected seconds, as 0.2", notANumber);
        }
        throw new IllegalArgumentException(TICK_VARIABLE + "=" + text + ", expected 0 to 3600 seconds");
    }

    private static long number(final String variable, final String text, final boolean hasSuffix) {
        final String lower = text.toLowerCase(Locale.ROOT);
        final int shift = !hasSuffix ? 0 : lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : 0;
        try {
            final long value = Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1));
            final long number = Math.multiplyExact(value, 1L << shift);
            if (number >= 1) {
                return number;
            }
        } catch (final NumberFormatException | ArithmeticException notANumber) {
            throw new IllegalArgumentException(
                    variable + "=" + text + ", expected a whole number, as 1000", notANumber);
        }
        throw new IllegalArgumentException(variable + "=" + text + ", expected at least 1");
    }
}
