package dev.kymo.sdk;

/// Maps numbers to colours.
public enum Colormap {
    GRAYSCALE(1),
    INFERNO(2),
    MAGMA(3),
    PLASMA(4),
    TURBO(5),
    VIRIDIS(6),
    CYAN_TO_YELLOW(7),
    SPECTRAL(8),
    TWILIGHT(9),
    RVIZ_MAP(10),
    RVIZ_COSTMAP(11),
    COSTMAP(12);

    private final byte code;

    Colormap(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
