package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.ValueLayout;
import org.joml.Matrix3d;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;

/// Reads Transform3D: from an entity's coordinates to its parent's. Of its parts, in this order: translation, axis and
/// angle, quaternion, scale, 3×3 matrix; each as logged last. One thread.
final class LocalTransform {
    private static final Datatype VECTOR3 = Datatype.vector(3, Datatype.FLOAT32);
    private static final Datatype VECTOR4 = Datatype.vector(4, Datatype.FLOAT32);
    private static final Datatype MATRIX3 = Datatype.vector(9, Datatype.FLOAT32);
    private static final Datatype AXIS_ANGLE = Datatype.struct(
            Field.required("axis", Datatype.vector(3, Datatype.FLOAT32)), Field.required("angle", Datatype.FLOAT32));
    private static final int CHILD_FROM_PARENT = 2;

    private final Vector3d direction = new Vector3d();
    private final Quaterniond rotation = new Quaterniond();
    private final Matrix3d columns = new Matrix3d();
    private final Matrix4d factor = new Matrix4d();

    /// @param answers to a query whose first components are [SceneComponents#TRANSFORM]
    /// @param parentFromEntity is set
    /// @return the newest time of a row that it is made of; [Long#MIN_VALUE] for none, or static ones alone
    long read(final LatestAtResult answers, final int entity, final Matrix4d parentFromEntity) {
        final Matrix4d transform = parentFromEntity.identity();
        final int translation = SceneRows.findWhole(answers, entity, SceneComponents.TRANSLATION, VECTOR3);
        if (translation != LatestAtResult.NO_ANSWER) {
            transform.translate(
                    answers.float32(translation, 0), answers.float32(translation, 1), answers.float32(translation, 2));
        }
        rotate(answers, entity, transform);
        final int scale = SceneRows.findWhole(answers, entity, SceneComponents.SCALE, VECTOR3);
        if (scale != LatestAtResult.NO_ANSWER) {
            transform.scale(answers.float32(scale, 0), answers.float32(scale, 1), answers.float32(scale, 2));
        }
        final int matrix = SceneRows.findWhole(answers, entity, SceneComponents.MATRIX, MATRIX3);
        if (matrix != LatestAtResult.NO_ANSWER) {
            transform.mul(factor.set(columns.set(
                    answers.float32(matrix, 0),
                    answers.float32(matrix, 1),
                    answers.float32(matrix, 2),
                    answers.float32(matrix, 3),
                    answers.float32(matrix, 4),
                    answers.float32(matrix, 5),
                    answers.float32(matrix, 6),
                    answers.float32(matrix, 7),
                    answers.float32(matrix, 8))));
        }
        final int relation = SceneRows.findWhole(answers, entity, SceneComponents.RELATION, Datatype.UINT8);
        if (relation != LatestAtResult.NO_ANSWER
                && answers.bytes(relation).get(ValueLayout.JAVA_BYTE, answers.bytesAt(relation)) == CHILD_FROM_PARENT
                && transform.determinant() != 0) {
            transform.invert();
        }
        if (!transform.isFinite()) {
            transform.identity();
        }
        return newest(answers, entity);
    }

    private void rotate(final LatestAtResult answers, final int entity, final Matrix4d transform) {
        final int axisAngle = SceneRows.findWhole(answers, entity, SceneComponents.AXIS_ANGLE, AXIS_ANGLE);
        if (axisAngle != LatestAtResult.NO_ANSWER) {
            final ArrayData instances = answers.instances(axisAngle);
            final ArrayData axis = instances.structField(0).list(0);
            direction.set(axis.getFloat(0), axis.getFloat(1), axis.getFloat(2));
            // As logged it need not be of length 1, and without a direction there is nothing to turn about.
            if (direction.lengthSquared() > 0) {
                transform.rotate(instances.structField(1).getFloat(0), direction.normalize());
            }
        }
        final int quaternion = SceneRows.findWhole(answers, entity, SceneComponents.QUATERNION, VECTOR4);
        if (quaternion != LatestAtResult.NO_ANSWER) {
            rotation.set(
                    answers.float32(quaternion, 0),
                    answers.float32(quaternion, 1),
                    answers.float32(quaternion, 2),
                    answers.float32(quaternion, 3));
            if (rotation.lengthSquared() > 0) {
                transform.rotate(rotation.normalize());
            }
        }
    }

    private static long newest(final LatestAtResult answers, final int entity) {
        long newest = Long.MIN_VALUE;
        for (int component = 0; component < SceneComponents.VIEW_COORDINATES; component++) {
            final int answer = answers.answer(entity, component);
            if (answer != LatestAtResult.NO_ANSWER && answers.isFound(answer) && !answers.isStatic(answer)) {
                newest = Math.max(newest, answers.time(answer));
            }
        }
        return newest;
    }
}
