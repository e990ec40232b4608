package dev.kymo.sdk;

final class Span {
    /// A whole row, of depth 0 and in lane 0 until they are set.
    ///
    /// @param startNs nanoseconds since the Unix epoch
    /// @param durationNs at least 0
    public static Span of(final long startNs, final long durationNs) {
        if (durationNs < 0) {
            throw new IllegalArgumentException("durationNs=" + durationNs + ", expected at least 0");
        }
        return update().start(startNs).duration(durationNs).depth(0).lane(0);
    }
}
