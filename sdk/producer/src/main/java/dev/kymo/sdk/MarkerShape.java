package dev.kymo.sdk;

/// How a value of a plot is marked.
public enum MarkerShape {
    CIRCLE(1),
    DIAMOND(2),
    SQUARE(3),
    CROSS(4),
    PLUS(5),
    UP(6),
    DOWN(7),
    LEFT(8),
    RIGHT(9),
    ASTERISK(10);

    private final byte code;

    MarkerShape(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
