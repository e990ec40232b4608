package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.joml.Matrix4d;
import org.joml.Vector3d;

/// Where things are, by a sample of them: what a camera is framed on. Robust: a few strays far out do not count.
final class Bounds {
    private static final double STRAY_FRACTION = 0.02;

    private double[] x = new double[1024];
    private double[] y = new double[1024];
    private double[] z = new double[1024];
    private int[] ownerOf = new int[1024];
    private int count;
    private final List<EntityPath> owners = new ArrayList<>(List.of(EntityPath.ROOT));
    private final List<Vector3d> required = new ArrayList<>();

    /// Whose the samples are that come from now on.
    void owner(final EntityPath entity) {
        if (!owners.getLast().equals(entity)) {
            owners.add(entity);
        }
    }

    EntityPath ownerOf(final int index) {
        return owners.get(ownerOf[index]);
    }

    void add(final double px, final double py, final double pz) {
        if (!Double.isFinite(px + py + pz)) {
            return;
        }
        if (count == x.length) {
            x = Arrays.copyOf(x, count * 2);
            y = Arrays.copyOf(y, count * 2);
            z = Arrays.copyOf(z, count * 2);
            ownerOf = Arrays.copyOf(ownerOf, count * 2);
        }
        x[count] = px;
        y[count] = py;
        z[count] = pz;
        ownerOf[count] = owners.size() - 1;
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

    /// Positions (3 floats each), brought to the world.
    void add(final float[] positions, final Matrix4d worldFromObject) {
        final Vector3d point = new Vector3d();
        for (int i = 0; i < positions.length; i += 3) {
            add(worldFromObject.transformPosition(point.set(positions[i], positions[i + 1], positions[i + 2])));
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
