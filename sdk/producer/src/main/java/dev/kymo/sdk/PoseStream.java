package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;

/// An entity made ready for a place and a rotation at a time (`Transform3D:translation` and
/// `Transform3D:quaternion`). Nothing else of the transform is set or cleared: who logs a scale or a matrix on the
/// same entity too clears it first, by [Transform3D#identity].
///
/// Any thread may use it, one at a time; rows have the times that the calling thread has set. Over shared memory a
/// call allocates nothing.
public final class PoseStream {
    private final PreparedRows rows;
    private final float[] translation = new float[3];
    private final float[] quaternion = new float[4];
    private final ArrayData[] instances = {
        Instances.floats(Transform3D.TRANSLATION, translation), Instances.floats(Transform3D.QUATERNION, quaternion)
    };

    PoseStream(final RecordingStream recording, final EntityPath entity) {
        rows = new PreparedRows(recording, entity, Transform3D.TRANSLATION, Transform3D.QUATERNION);
    }

    /// Logs one row: the place in scene units, and the rotation as x, y, z, w (normalised).
    public Commit log(
            final float x,
            final float y,
            final float z,
            final float qx,
            final float qy,
            final float qz,
            final float qw) {
        if (!rows.isEnabled()) {
            return Commit.DROPPED;
        }
        // The cells are made once, over arrays that this object owns: so threads take turns.
        synchronized (translation) {
            translation[0] = x;
            translation[1] = y;
            translation[2] = z;
            quaternion[0] = qx;
            quaternion[1] = qy;
            quaternion[2] = qz;
            quaternion[3] = qw;
            return rows.log(instances);
        }
    }

    public EntityPath entity() {
        return rows.entity();
    }
}
