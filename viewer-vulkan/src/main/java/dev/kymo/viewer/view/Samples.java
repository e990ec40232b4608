package dev.kymo.viewer.view;

import java.util.Arrays;
import org.joml.Vector3d;

/// Places in the world that one thing is at: three numbers each, all finite.
final class Samples {
    private double[] xyz;
    private int count;

    Samples(final int room) {
        xyz = new double[room * 3];
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /// One that is not finite is left out.
    void add(final double x, final double y, final double z) {
        if (!Double.isFinite(x + y + z)) {
            return;
        }
        if (count * 3 == xyz.length) {
            xyz = Arrays.copyOf(xyz, Math.max(3, xyz.length * 2));
        }
        xyz[count * 3] = x;
        xyz[count * 3 + 1] = y;
        xyz[count * 3 + 2] = z;
        count++;
    }

    void add(final Vector3d point) {
        if (point.isFinite()) {
            add(point.x, point.y, point.z);
        }
    }

    double x(final int index) {
        return xyz[index * 3];
    }

    double y(final int index) {
        return xyz[index * 3 + 1];
    }

    double z(final int index) {
        return xyz[index * 3 + 2];
    }
}
