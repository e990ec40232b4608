package dev.kymo.ring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a commit does when the ring or the payload area is full.
///
/// While nobody owns the ring, the oldest rows give way, whatever the policy, except with [#spill]: then none does.
///
/// @param timeoutNs how long the caller may be held up; 0 drops (or spills) at once
/// @param spills whether the row goes to a file of the producer's own instead of being dropped
/// @param spillDirectory the folder of such files; null for the default, see [SpillDirectory]
public record Overflow(
        long timeoutNs, boolean spills, @Nullable Path spillDirectory) {
    /// Drop the new row and count it; the caller is never held up.
    public static final Overflow DROP = new Overflow(0, false, null);

    private static final String BLOCK_PREFIX = "block:";

    public Overflow {
        if (timeoutNs < 0) {
            throw new IllegalArgumentException("timeoutNs=" + timeoutNs + " is negative");
        }
    }

    /// Wait for room for up to `timeout`, then drop and count: for batch jobs.
    public static Overflow block(final Duration timeout) {
        return new Overflow(timeout.toNanos(), false, null);
    }

    /// Append the row to a file in the default folder, `KYMO_SPILL_DIR`, that the recorder files later: for those
    /// who may lose nothing. Costs a write to the page cache per row while there is no room.
    public static Overflow spill() {
        return new Overflow(0, true, null);
    }

    /// The same in a folder of the caller's. A recorder looks there as long as it finds the producer's shared
    /// memory; after a restart of the machine it looks only in its default folder.
    public static Overflow spill(final Path directory) {
        return new Overflow(0, true, directory);
    }

    /// `drop`, `block:200ms` (or `s`) or `spill`.
    ///
    /// @throws IllegalArgumentException for anything else; names the setting
    static Overflow parse(final String setting, final @Nullable String text) {
        if (text == null || text.isBlank()) {
            return DROP;
        }
        final String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("drop")) {
            return DROP;
        }
        if (lower.equals("spill")) {
            return spill();
        }
        if (lower.startsWith(BLOCK_PREFIX)) {
            final String timeout = lower.substring(BLOCK_PREFIX.length());
            try {
                if (timeout.endsWith("ms")) {
                    return block(Duration.ofMillis(Long.parseLong(timeout.substring(0, timeout.length() - 2))));
                }
                if (timeout.endsWith("s")) {
                    return block(Duration.ofSeconds(Long.parseLong(timeout.substring(0, timeout.length() - 1))));
                }
            } catch (final NumberFormatException | ArithmeticException notATime) {
                throw unexpected(setting, text, notATime);
            }
        }
        throw unexpected(setting, text, null);
    }

    private static IllegalArgumentException unexpected(
            final String setting, final String text, final @Nullable Exception cause) {
        return new IllegalArgumentException(
                setting + "=" + text + ", expected drop, block:200ms (or block:2s) or spill", cause);
    }
}
