package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import java.util.Arrays;
import java.util.List;
import org.joml.Vector3d;

/// Where things are, by a sample of them: what a camera is framed on. Robust: a few strays far out do not count.
///
/// Samples lie group by group, so that those of what has moved are replaced and the rest stays.
final class Bounds {
    private static final double STRAY_FRACTION = 0.02;
    private static final int FIRST_ROOM = 256;

    private final List<EntityPath> owners;
    private double[] x = new double[FIRST_ROOM];
    private double[] y = new double[FIRST_ROOM];
    private double[] z = new double[FIRST_ROOM];
    private int[] ownerOf = new int[FIRST_ROOM];
    private boolean[] ofCloud = new boolean[FIRST_ROOM];
    private int count;
    private double[] requiredXyz = new double[FIRST_ROOM];
    private int requiredCount;
    private double[] scratch = {};
    /// Lowest and highest along the axes, strays apart; not a number until somebody asks.
    private final double[] lows = new double[3];

    private final double[] highs = new double[3];
    private boolean isKnown;

    /// @param owners by number
    Bounds(final List<EntityPath> owners) {
        this.owners = owners;
    }

    /// Where a group of samples is.
    ///
    /// @param at of the first sample; `requiredAt` of the first that is required
    record Group(int at, int requiredAt) {}

    EntityPath ownerOf(final int index) {
        return owners.get(ownerOf[index]);
    }

    /// Whether a sample is a point of a cloud.
    boolean isOfCloud(final int index) {
        return ofCloud[index];
    }

    /// Puts samples behind the others.
    ///
    /// @param owner whose they are, by number
    /// @param required places that must be in the picture, be there ever so many others
    Group add(final int owner, final Samples samples, final Samples required) {
        final Group group = new Group(count, requiredCount);
        final int more = samples.count() + required.count();
        if (count + more > x.length) {
            final int room = Math.max(count + more, x.length * 2);
            x = Arrays.copyOf(x, room);
            y = Arrays.copyOf(y, room);
            z = Arrays.copyOf(z, room);
            ownerOf = Arrays.copyOf(ownerOf, room);
            ofCloud = Arrays.copyOf(ofCloud, room);
        }
        Arrays.fill(ownerOf, count, count + more, owner);
        Arrays.fill(ofCloud, count, count + samples.count(), true);
        Arrays.fill(ofCloud, count + samples.count(), count + more, false);
        count += more;
        requiredCount += required.count();
        if (requiredCount * 3 > requiredXyz.length) {
            requiredXyz = Arrays.copyOf(requiredXyz, requiredCount * 6);
        }
        replace(group, samples, required);
        return group;
    }

    /// Puts others, as many as there were, in the place of a group's samples.
    void replace(final Group group, final Samples samples, final Samples required) {
        copy(samples, group.at);
        copy(required, group.at + samples.count());
        for (int i = 0; i < required.count(); i++) {
            final int to = (group.requiredAt + i) * 3;
            requiredXyz[to] = required.x(i);
            requiredXyz[to + 1] = required.y(i);
            requiredXyz[to + 2] = required.z(i);
        }
        isKnown = false;
    }

    private void copy(final Samples samples, final int to) {
        for (int i = 0; i < samples.count(); i++) {
            x[to + i] = samples.x(i);
            y[to + i] = samples.y(i);
            z[to + i] = samples.z(i);
        }
    }

    /// Forgets a group and all behind it.
    void cut(final Group group) {
        count = group.at;
        requiredCount = group.requiredAt;
        isKnown = false;
    }

    /// Where the next group will be.
    Group end() {
        return new Group(count, requiredCount);
    }

    boolean isEmpty() {
        return count == 0;
    }

    Vector3d centre() {
        measure();
        return new Vector3d((lows[0] + highs[0]) / 2, (lows[1] + highs[1]) / 2, (lows[2] + highs[2]) / 2);
    }

    /// Half the diagonal of the box that holds all but strays.
    double radius() {
        measure();
        final double radius = new Vector3d(highs[0] - lows[0], highs[1] - lows[1], highs[2] - lows[2]).length() / 2;
        return radius > 0 ? radius : 1;
    }

    private void measure() {
        if (!isKnown) {
            measure(x, 0);
            measure(y, 1);
            measure(z, 2);
            isKnown = true;
        }
    }

    private void measure(final double[] values, final int axis) {
        final double[] some = scratch();
        System.arraycopy(values, 0, some, 0, count);
        final int strays = (int) (count * STRAY_FRACTION);
        lows[axis] = Selection.nth(some, 0, count, strays);
        highs[axis] = Selection.nth(some, strays, count, count - 1 - strays);
    }

    private double[] scratch() {
        if (scratch.length < count) {
            scratch = new double[x.length];
        }
        return scratch;
    }

    /// How many samples there are.
    int count() {
        return count;
    }

    Vector3d sample(final int index) {
        return sample(index, new Vector3d());
    }

    Vector3d sample(final int index, final Vector3d into) {
        return into.set(x[index], y[index], z[index]);
    }

    int requiredCount() {
        return requiredCount;
    }

    Vector3d required(final int index, final Vector3d into) {
        return into.set(requiredXyz[index * 3], requiredXyz[index * 3 + 1], requiredXyz[index * 3 + 2]);
    }

    /// The lowest value along a direction, strays apart.
    double lowest(final Vector3d direction) {
        final double[] along = scratch();
        for (int i = 0; i < count; i++) {
            along[i] = x[i] * direction.x + y[i] * direction.y + z[i] * direction.z;
        }
        return Selection.nth(along, 0, count, strays(count));
    }

    /// How many of so many are left out at an end of a direction.
    static int strays(final int count) {
        return (int) (count * STRAY_FRACTION / 2);
    }

    double highest(final Vector3d direction) {
        return -lowest(new Vector3d(direction).negate());
    }
}
