package dev.kymo.viewer.render;

/// An endless grid on a plane, fading with distance; every tenth line is stronger.
///
/// @param origin a point where lines cross
/// @param normal at right angles to the plane
/// @param spacing between fine lines in world units, or 0: a power of ten that fits the eye's height
/// @param colour `0xRRGGBBAA` of strong lines near by
public record GridDrawData(double[] origin, double[] normal, double spacing, int colour) {
    /// Seen against the default background without asking for attention.
    public static final int SUBTLE = 0x8892A080;

    public GridDrawData {
        origin = Matrices.requireFinite3(origin, "origin");
        normal = Matrices.normalize(Matrices.requireFinite3(normal, "normal"));
        if (!(spacing >= 0) || !Double.isFinite(normal[0])) {
            throw new IllegalArgumentException("spacing=" + spacing + ", or a normal of length 0");
        }
    }

    /// The plane z = 0, adaptive.
    public static GridDrawData ground() {
        return new GridDrawData(new double[3], new double[] {0, 0, 1}, 0, SUBTLE);
    }
}
