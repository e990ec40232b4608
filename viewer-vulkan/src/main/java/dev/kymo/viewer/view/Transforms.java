package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import java.util.HashMap;
import java.util.Map;
import org.joml.Matrix3d;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Where entities are: the product of the transforms along the entity tree, each as it was at the asked time.
///
/// Of one Transform3D, in this order: translation, axis and angle, quaternion, scale, 3×3 matrix; each as
/// logged last.
final class Transforms {
    private static final Datatype AXIS_ANGLE = Datatype.struct(
            Field.required("axis", Datatype.vector(3, Datatype.FLOAT32)), Field.required("angle", Datatype.FLOAT32));
    private static final int CHILD_FROM_PARENT = 2;

    private final StoreReader reader;
    private final String timeline;
    private final @Nullable RowTrace trace;
    private final Map<Key, Matrix4d> known = new HashMap<>();

    private record Key(EntityPath entity, long time) {}

    Transforms(final StoreReader reader, final String timeline) {
        this(reader, timeline, null);
    }

    /// @param trace keeps what is asked; null for nobody
    Transforms(final StoreReader reader, final String timeline, final @Nullable RowTrace trace) {
        this.trace = trace;
        this.reader = reader;
        this.timeline = timeline;
    }

    /// The transform from an entity's coordinates to the root's, as of `time`. Not to be changed by the caller.
    Matrix4d worldFrom(final EntityPath entity, final long time) {
        final Key key = new Key(entity, time);
        Matrix4d found = known.get(key);
        if (found == null) {
            final EntityPath parent = entity.parent();
            final Matrix4d local = parentFrom(new Cells(reader, entity, new TimeCursor(timeline, time), trace));
            found = parent == null ? local : new Matrix4d(worldFrom(parent, time)).mul(local);
            known.put(key, found);
        }
        return found;
    }

    private static Matrix4d parentFrom(final Cells cells) {
        final Matrix4d transform = new Matrix4d();
        final float[] translation = cells.floats("Transform3D:translation", 3);
        if (translation != null) {
            transform.translate(translation[0], translation[1], translation[2]);
        }
        final ArrayData axisAngle = cells.instances("Transform3D:rotation_axis_angle", AXIS_ANGLE);
        if (axisAngle != null) {
            final ArrayData axis = axisAngle.structField(0).list(0);
            final Vector3d direction = new Vector3d(axis.getFloat(0), axis.getFloat(1), axis.getFloat(2));
            // As logged it need not be of length 1, and without a direction there is nothing to turn about.
            if (direction.lengthSquared() > 0) {
                transform.rotate(axisAngle.structField(1).getFloat(0), direction.normalize());
            }
        }
        final float[] quaternion = cells.floats("Transform3D:quaternion", 4);
        if (quaternion != null) {
            final Quaterniond rotation = new Quaterniond(quaternion[0], quaternion[1], quaternion[2], quaternion[3]);
            if (rotation.lengthSquared() > 0) {
                transform.rotate(rotation.normalize());
            }
        }
        final float[] scale = cells.floats("Transform3D:scale", 3);
        if (scale != null) {
            transform.scale(scale[0], scale[1], scale[2]);
        }
        final float[] matrix = cells.floats("Transform3D:mat3x3", 9);
        if (matrix != null) {
            final Matrix3d columns = new Matrix3d(
                    matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5], matrix[6], matrix[7], matrix[8]);
            transform.mul(new Matrix4d(columns));
        }
        final ArrayData relation = cells.instances("Transform3D:relation", Datatype.UINT8);
        if (relation != null && relation.getByte(0) == CHILD_FROM_PARENT && transform.determinant() != 0) {
            transform.invert();
        }
        return transform.isFinite() ? transform : new Matrix4d();
    }
}
