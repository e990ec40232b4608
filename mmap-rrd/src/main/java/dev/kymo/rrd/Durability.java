package dev.kymo.rrd;

import java.time.Duration;

/// When what was written is forced to the disk. Death of the process loses nothing that was stored, whatever
/// is chosen; this is about loss of power.
///
/// @param intervalNs between two forces; 0 forces every chunk, negative never
public record Durability(long intervalNs) {
    /// The system decides; the file is never forced.
    public static final Durability NONE = new Durability(-1);
    /// A chunk that was stored is on the disk.
    public static final Durability EVERY_CHUNK = new Durability(0);

    /// Forced by the first chunk that is stored once `interval` has passed since the last time.
    public static Durability every(final Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval=" + interval + ", expected a positive one");
        }
        return new Durability(interval.toNanos());
    }
}
