package dev.kymo.ring;

import java.time.Duration;

/// What a commit does when the ring or the payload area is full and a recorder owns it.
///
/// (While nobody owns the ring the question does not arise: the oldest rows give way.)
///
/// @param timeoutNs how long the caller may be held up; 0 drops and counts at once
public record Overflow(long timeoutNs) {
    /// Drop the new row and count it; the caller is never held up.
    public static final Overflow DROP = new Overflow(0);

    public Overflow {
        if (timeoutNs < 0) {
            throw new IllegalArgumentException("timeoutNs=" + timeoutNs + " is negative");
        }
    }

    /// Wait for room for up to `timeout`, then drop and count: for batch jobs.
    public static Overflow block(final Duration timeout) {
        return new Overflow(timeout.toNanos());
    }
}
