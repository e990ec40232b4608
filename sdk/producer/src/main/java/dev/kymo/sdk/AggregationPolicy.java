package dev.kymo.sdk;

/// What a line plot draws where several values fall on one column of pixels.
public enum AggregationPolicy {
    OFF(1),
    AVERAGE(2),
    MAX(3),
    MIN(4),
    MIN_MAX(5),
    MIN_MAX_AVERAGE(6);

    private final byte code;

    AggregationPolicy(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
