package dev.kymo.sdk;

/// How points are shaded.
public enum PointShading {
    /// Darker towards the rim, like a small ball.
    GRADIENT(1),
    FLAT(2);

    private final byte code;

    PointShading(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
