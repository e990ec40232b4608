package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;

/// An entity made ready for a fixed number of points at a time (`Points3D:positions`): the markers of a rig, the feet
/// of a robot. A cloud is better claimed ([RecordingStream#claimPoints]).
///
/// Any thread may use it, one at a time; rows have the times that the calling thread has set. Over shared memory a
/// call allocates nothing, save the array that variable arguments make: hand over one of your own, it is copied.
public final class PointsStream {
    private static final int DIMENSIONS = 3;

    private final PreparedRows rows;
    private final float[] positions;
    private final ArrayData[] instances;

    PointsStream(final RecordingStream recording, final EntityPath entity, final int pointCount) {
        if (pointCount < 1) {
            throw new IllegalArgumentException("pointCount=" + pointCount + ", expected at least 1");
        }
        rows = new PreparedRows(recording, entity, Points3D.POSITIONS);
        positions = new float[Math.multiplyExact(pointCount, DIMENSIONS)];
        instances = new ArrayData[] {Instances.floats(Points3D.POSITIONS, positions)};
    }

    /// Logs one row.
    ///
    /// @param xyz three floats for each point
    /// @throws IllegalArgumentException when there are more or fewer
    public Commit log(final float... xyz) {
        if (xyz.length != positions.length) {
            throw new IllegalArgumentException(
                    "entity " + entity() + ": xyz.length=" + xyz.length + ", expected=points*3=" + positions.length);
        }
        if (!rows.isEnabled()) {
            return Commit.DROPPED;
        }
        // The cell is made once, over an array that this object owns: so threads take turns.
        synchronized (positions) {
            System.arraycopy(xyz, 0, positions, 0, xyz.length);
            return rows.log(instances);
        }
    }

    public EntityPath entity() {
        return rows.entity();
    }
}
