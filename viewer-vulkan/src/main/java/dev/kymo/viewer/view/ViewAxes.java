package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.util.Optional;
import org.joml.Matrix3d;
import org.joml.Vector3d;

/// What the axes of a coordinate system mean: unit vectors to the right, up and forward.
record ViewAxes(Vector3d right, Vector3d up, Vector3d forward) {
    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int RIGHT = 3;
    private static final int LEFT = 4;
    private static final int FORWARD = 5;
    private static final int BACK = 6;

    /// X right, Y forward, Z up: what a world without ViewCoordinates is taken for.
    static final ViewAxes Z_UP = new ViewAxes(new Vector3d(1, 0, 0), new Vector3d(0, 0, 1), new Vector3d(0, 1, 0));

    /// X right, Y down, Z forward: pixels of a camera.
    static final ViewAxes RDF = new ViewAxes(new Vector3d(1, 0, 0), new Vector3d(0, -1, 0), new Vector3d(0, 0, 1));

    /// From a ViewCoordinates component (3 bytes, one direction per axis); empty when it is none.
    static Optional<ViewAxes> of(final ArrayData component) {
        if (component.length() != 1 || !component.type().equals(Datatype.vector(3, Datatype.UINT8))) {
            return Optional.empty();
        }
        final ArrayData directions = component.list(0);
        final Vector3d right = new Vector3d();
        final Vector3d up = new Vector3d();
        final Vector3d forward = new Vector3d();
        for (int axis = 0; axis < 3; axis++) {
            switch (directions.getByte(axis)) {
                case UP -> up.setComponent(axis, 1);
                case DOWN -> up.setComponent(axis, -1);
                case RIGHT -> right.setComponent(axis, 1);
                case LEFT -> right.setComponent(axis, -1);
                case FORWARD -> forward.setComponent(axis, 1);
                case BACK -> forward.setComponent(axis, -1);
                default -> {
                    return Optional.empty();
                }
            }
        }
        final boolean complete = right.lengthSquared() == 1 && up.lengthSquared() == 1 && forward.lengthSquared() == 1;
        return complete ? Optional.of(new ViewAxes(right, up, forward)) : Optional.empty();
    }

    /// Whether no camera can show these axes as they are meant, only their mirror image.
    boolean isLeftHanded() {
        return new Vector3d(right).cross(forward).dot(up) < 0;
    }

    /// Turns coordinates of a camera's pixels (right, down, forward) into these.
    Matrix3d fromRdf() {
        return new Matrix3d(right, new Vector3d(up).negate(), forward);
    }

    /// What the ViewCoordinates nearest to the root say; [#Z_UP] where there are none.
    static ViewAxes nearestToRoot(final SceneRows rows) {
        ViewAxes found = Z_UP;
        int foundDepth = Integer.MAX_VALUE;
        final LatestAtResult answers = rows.answers();
        for (int i = 0; i < rows.count(); i++) {
            final int depth = rows.path(i).parts().size();
            if (depth < foundDepth && answers.isFound(i, SceneComponents.VIEW_COORDINATES)) {
                final int answer = answers.answer(i, SceneComponents.VIEW_COORDINATES);
                final ViewAxes its = of(answers.instances(answer)).orElse(null);
                if (its != null) {
                    found = its;
                    foundDepth = depth;
                }
            }
        }
        return found;
    }
}
