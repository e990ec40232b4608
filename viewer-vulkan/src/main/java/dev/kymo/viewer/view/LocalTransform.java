package dev.kymo.viewer.view;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.joml.Matrix3d;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Reads Transform3D: from an entity's coordinates to its parent's. Of its parts, in this order: translation,
/// axis and angle, quaternion, scale, 3×3 matrix; each as logged last. One thread.
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
    private int newestAnswer;

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
        finish(
                transform,
                relation != LatestAtResult.NO_ANSWER
                        && answers.bytes(relation).get(ValueLayout.JAVA_BYTE, answers.bytesAt(relation))
                                == CHILD_FROM_PARENT);
        return newest(answers, entity);
    }

    /// Of one row of a chunk, whatever is in others: what it does not have is not there.
    ///
    /// @param parentFromEntity is set
    void read(final Chunk chunk, final int row, final Matrix4d parentFromEntity) {
        final Matrix4d transform = parentFromEntity.identity();
        final ArrayData translation = first(chunk, row, SceneComponents.TRANSLATION, VECTOR3);
        if (translation != null) {
            transform.translate(translation.getFloat(0), translation.getFloat(1), translation.getFloat(2));
        }
        final ArrayData axisAngle = whole(chunk, row, SceneComponents.AXIS_ANGLE, AXIS_ANGLE);
        if (axisAngle != null) {
            turn(axisAngle, transform);
        }
        final ArrayData quaternion = first(chunk, row, SceneComponents.QUATERNION, VECTOR4);
        if (quaternion != null) {
            turn(
                    quaternion.getFloat(0),
                    quaternion.getFloat(1),
                    quaternion.getFloat(2),
                    quaternion.getFloat(3),
                    transform);
        }
        final ArrayData scale = first(chunk, row, SceneComponents.SCALE, VECTOR3);
        if (scale != null) {
            transform.scale(scale.getFloat(0), scale.getFloat(1), scale.getFloat(2));
        }
        final ArrayData matrix = first(chunk, row, SceneComponents.MATRIX, MATRIX3);
        if (matrix != null) {
            final float[] nine = new float[9];
            for (int i = 0; i < nine.length; i++) {
                nine[i] = matrix.getFloat(i);
            }
            columns.set(nine[0], nine[1], nine[2], nine[3], nine[4], nine[5], nine[6], nine[7], nine[8]);
            transform.mul(factor.set(columns));
        }
        final ArrayData relation = whole(chunk, row, SceneComponents.RELATION, Datatype.UINT8);
        finish(transform, relation != null && relation.getByte(0) == CHILD_FROM_PARENT);
    }

    /// The row's values of a component where there are some and none is null.
    private static @Nullable ArrayData whole(
            final Chunk chunk, final int row, final int component, final Datatype type) {
        final ComponentColumn column =
                chunk.component(SceneComponents.ALL.get(component)).orElse(null);
        if (column == null || !column.has(row)) {
            return null;
        }
        final ArrayData values = column.instances(row);
        return values.length() > 0 && values.type().equals(type) && values.nullCount() == 0 ? values : null;
    }

    private static @Nullable ArrayData first(
            final Chunk chunk, final int row, final int component, final Datatype type) {
        final ArrayData values = whole(chunk, row, component, type);
        return values == null ? null : values.list(0);
    }

    private static void finish(final Matrix4d transform, final boolean isInverse) {
        if (isInverse && transform.determinant() != 0) {
            transform.invert();
        }
        if (!transform.isFinite()) {
            transform.identity();
        }
    }

    private void turn(final ArrayData axisAngle, final Matrix4d transform) {
        final ArrayData axis = axisAngle.structField(0).list(0);
        direction.set(axis.getFloat(0), axis.getFloat(1), axis.getFloat(2));
        // As logged it need not be of length 1, and without a direction there is nothing to turn about.
        if (direction.lengthSquared() > 0) {
            transform.rotate(axisAngle.structField(1).getFloat(0), direction.normalize());
        }
    }

    private void turn(final float x, final float y, final float z, final float w, final Matrix4d transform) {
        rotation.set(x, y, z, w);
        if (rotation.lengthSquared() > 0) {
            transform.rotate(rotation.normalize());
        }
    }

    private void rotate(final LatestAtResult answers, final int entity, final Matrix4d transform) {
        final int axisAngle = SceneRows.findWhole(answers, entity, SceneComponents.AXIS_ANGLE, AXIS_ANGLE);
        if (axisAngle != LatestAtResult.NO_ANSWER) {
            turn(answers.instances(axisAngle), transform);
        }
        final int quaternion = SceneRows.findWhole(answers, entity, SceneComponents.QUATERNION, VECTOR4);
        if (quaternion != LatestAtResult.NO_ANSWER) {
            turn(
                    answers.float32(quaternion, 0),
                    answers.float32(quaternion, 1),
                    answers.float32(quaternion, 2),
                    answers.float32(quaternion, 3),
                    transform);
        }
    }

    private long newest(final LatestAtResult answers, final int entity) {
        long newest = Long.MIN_VALUE;
        newestAnswer = LatestAtResult.NO_ANSWER;
        boolean isOne = true;
        int seen = LatestAtResult.NO_ANSWER;
        for (int component = 0; component < SceneComponents.VIEW_COORDINATES; component++) {
            final int answer = answers.answer(entity, component);
            if (answer != LatestAtResult.NO_ANSWER && answers.isFound(answer) && !answers.isStatic(answer)) {
                if (seen == answer - 1 && component != SceneComponents.FRAME && answers.isOfSameRowAsBefore(answer)) {
                    seen = answer;
                    continue;
                }
                final long time = answers.time(answer);
                if (component == SceneComponents.FRAME) {
                    newest = Math.max(newest, time);
                    continue;
                }
                seen = answer;
                if (newestAnswer == LatestAtResult.NO_ANSWER || time > newest) {
                    newest = time;
                    newestAnswer = answer;
                    isOne = true;
                } else if (time == newest) {
                    isOne &= answers.row(answer) == answers.row(newestAnswer)
                            && Objects.equals(answers.chunk(answer), answers.chunk(newestAnswer));
                }
            }
        }
        if (!isOne) {
            newestAnswer = LatestAtResult.NO_ANSWER;
        }
        return newest;
    }

    /// Of the Transform3D that was read last, an answer whose row is the newest; [LatestAtResult#NO_ANSWER]
    /// when there is none with a time, or it takes ids to say which.
    int newestAnswer() {
        return newestAnswer;
    }
}
