package dev.kymo.viewer.render;

/// A box of the world, its edges along the axes, that clouds are shown inside of.
///
/// @param lowX least coordinates, `highX` greatest, likewise y and z; finite, none less than its least
public record ClipBox(double lowX, double lowY, double lowZ, double highX, double highY, double highZ) {
    static final int SIDES = 6;

    public ClipBox {
        if (!(highX >= lowX && highY >= lowY && highZ >= lowZ)
                || !Double.isFinite(lowX + lowY + lowZ + highX + highY + highZ)) {
            throw new IllegalArgumentException("box from " + lowX + ", " + lowY + ", " + lowZ + " to " + highX + ", "
                    + highY + ", " + highZ + ": expected finite numbers, none less than its least");
        }
    }

    public boolean contains(final double x, final double y, final double z) {
        return x >= lowX && x <= highX && y >= lowY && y <= highY && z >= lowZ && z <= highZ;
    }

    /// The planes of its sides: (a, b, c, d) each, with `a x + b y + c z + d` the distance inside of it.
    public double[][] planes() {
        return new double[][] {
            {1, 0, 0, -lowX}, {-1, 0, 0, highX},
            {0, 1, 0, -lowY}, {0, -1, 0, highY},
            {0, 0, 1, -lowZ}, {0, 0, -1, highZ}
        };
    }
}
