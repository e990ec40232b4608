package dev.kymo.viewer.render;

/// 4×4 matrices of doubles, column-major: element (row, column) is at `column * 4 + row`; points are columns.
public final class Matrices {
    static final int LENGTH = 16;

    private Matrices() {}

    public static double[] identity() {
        return translation(0, 0, 0);
    }

    public static double[] translation(final double x, final double y, final double z) {
        return new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1};
    }

    /// The transform that applies `second`, then `first`.
    public static double[] multiply(final double[] first, final double[] second) {
        check(first);
        check(second);
        final double[] product = new double[LENGTH];
        for (int column = 0; column < 4; column++) {
            for (int row = 0; row < 4; row++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += first[k * 4 + row] * second[column * 4 + k];
                }
                product[column * 4 + row] = sum;
            }
        }
        return product;
    }

    /// How long a unit of the object is in the world: the cube root of the change of volume.
    public static double scaleOf(final double[] m) {
        final double determinant = m[0] * (m[5] * m[10] - m[6] * m[9])
                - m[4] * (m[1] * m[10] - m[2] * m[9])
                + m[8] * (m[1] * m[6] - m[2] * m[5]);
        return Math.cbrt(Math.abs(determinant));
    }

    static double[] check(final double[] matrix) {
        if (matrix.length != LENGTH) {
            throw new IllegalArgumentException("matrix of " + matrix.length + " elements, expected " + LENGTH);
        }
        return matrix;
    }

    static double[] cross(final double[] a, final double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    static double dot(final double[] a, final double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double[] subtract(final double[] a, final double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    static double[] scale(final double[] v, final double by) {
        return new double[] {v[0] * by, v[1] * by, v[2] * by};
    }

    static double[] normalize(final double[] v) {
        final double length = Math.sqrt(dot(v, v));
        return new double[] {v[0] / length, v[1] / length, v[2] / length};
    }

    /// A unit vector at right angles to `unit`, nearest to `wish` where that says anything.
    static double[] perpendicular(final double[] unit, final double[] wish) {
        final double along = dot(unit, wish);
        final double[] rest = {wish[0] - along * unit[0], wish[1] - along * unit[1], wish[2] - along * unit[2]};
        if (dot(rest, rest) > 1e-12 * dot(wish, wish)) {
            return normalize(rest);
        }
        // Parallel, or zero: any other direction will do
        final double[] other = Math.abs(unit[0]) < 0.6 ? new double[] {1, 0, 0} : new double[] {0, 1, 0};
        return perpendicular(unit, other);
    }

    static double[] requireFinite3(final double[] v, final String what) {
        if (v.length != 3 || !Double.isFinite(v[0] + v[1] + v[2])) {
            throw new IllegalArgumentException(
                    what + "=" + java.util.Arrays.toString(v) + ", expected 3 finite numbers");
        }
        return v.clone();
    }
}
