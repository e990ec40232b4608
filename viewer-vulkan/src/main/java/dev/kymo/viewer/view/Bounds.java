package dev.kymo.viewer.view;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.joml.Matrix4d;
import org.joml.Vector3d;

/// Where things are, by a sample of them: what a camera is framed on. Robust: a few strays far out do not count.
final class Bounds {
    private static final int SAMPLES_PER_OBJECT = 4096;
    private static final double STRAY_FRACTION = 0.02;

    private double[] x = new double[1024];
    private double[] y = new double[1024];
    private double[] z = new double[1024];
    private int count;
    private final List<Vector3d> required = new ArrayList<>();

    void add(final double px, final double py, final double pz) {
        if (!Double.isFinite(px + py + pz)) {
            return;
        }
        if (count == x.length) {
            x = Arrays.copyOf(x, count * 2);
            y = Arrays.copyOf(y, count * 2);
            z = Arrays.copyOf(z, count * 2);
        }
        x[count] = px;
        y[count] = py;
        z[count] = pz;
        count++;
    }

    /// A place that must be in the picture, be there ever so many others.
    void require(final Vector3d point) {
        if (point.isFinite()) {
            required.add(point);
            add(point);
        }
    }

    List<Vector3d> required() {
        return required;
    }

    void add(final Vector3d point) {
        add(point.x, point.y, point.z);
    }

    /// Evenly spaced ones of the positions (3 floats each), brought to the world.
    void add(final MemorySegment positions, final Matrix4d worldFromObject) {
        final long points = positions.byteSize() / (3 * Float.BYTES);
        final long step = Math.max(1, points / SAMPLES_PER_OBJECT);
        final Vector3d point = new Vector3d();
        for (long i = 0; i < points; i += step) {
            final long at = i * 3 * Float.BYTES;
            point.set(
                    positions.get(Layouts.FLOAT, at),
                    positions.get(Layouts.FLOAT, at + Float.BYTES),
                    positions.get(Layouts.FLOAT, at + 2 * Float.BYTES));
            add(worldFromObject.transformPosition(point));
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    Vector3d centre() {
        return new Vector3d(middle(x), middle(y), middle(z));
    }

    /// Half the diagonal of the box that holds all but strays.
    double radius() {
        final double radius = new Vector3d(extent(x), extent(y), extent(z)).length() / 2;
        return radius > 0 ? radius : 1;
    }

    /// How many samples there are.
    int count() {
        return count;
    }

    Vector3d sample(final int index) {
        return new Vector3d(x[index], y[index], z[index]);
    }

    /// The lowest value along a direction, strays apart.
    double lowest(final Vector3d direction) {
        final double[] along = new double[count];
        for (int i = 0; i < count; i++) {
            along[i] = x[i] * direction.x + y[i] * direction.y + z[i] * direction.z;
        }
        Arrays.sort(along);
        return along[(int) (count * STRAY_FRACTION / 2)];
    }

    double highest(final Vector3d direction) {
        return -lowest(new Vector3d(direction).negate());
    }

    private double low(final double[] values) {
        final double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) (count * STRAY_FRACTION)];
    }

    private double high(final double[] values) {
        final double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[count - 1 - (int) (count * STRAY_FRACTION)];
    }

    private double middle(final double[] values) {
        return (low(values) + high(values)) / 2;
    }

    private double extent(final double[] values) {
        return high(values) - low(values);
    }
}
