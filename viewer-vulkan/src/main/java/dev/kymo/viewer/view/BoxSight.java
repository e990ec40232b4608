package dev.kymo.viewer.view;

import dev.kymo.viewer.render.Camera;
import org.joml.Matrix4d;
import org.joml.Vector3d;

/// Whether what is in a box may be in a camera's picture. One thread.
final class BoxSight {
    /// Around the picture, for points that cover more than the place where they are.
    static final double MARGIN_PIXELS = 16;

    private static final int CORNERS = 8;

    private final double[][] planes;
    private final double[] eye;
    private final double[] forward;
    private final double pixelsPerUnit;
    private final boolean isOrthographic;
    private final Vector3d[] corners = new Vector3d[CORNERS];

    /// @param width of the picture in pixels; `height` likewise
    BoxSight(final Camera camera, final int width, final int height) {
        planes = camera.frustum(width, height);
        eye = camera.eye();
        forward = camera.forward();
        pixelsPerUnit = camera.pixelsPerUnit(height);
        isOrthographic = camera.isOrthographic();
        for (int i = 0; i < CORNERS; i++) {
            corners[i] = new Vector3d();
        }
    }

    /// @param low corner of the box in the object's coordinates; `high` likewise
    /// @param radius of the points in the world; up to [#MARGIN_PIXELS] of the picture besides
    /// @return false when none of it can be seen; true sometimes when none is
    boolean sees(final Vector3d low, final Vector3d high, final Matrix4d worldFromObject, final double radius) {
        double depth = 0;
        for (int i = 0; i < CORNERS; i++) {
            final Vector3d corner = worldFromObject.transformPosition(corners[i].set(
                    (i & 1) == 0 ? low.x : high.x, (i & 2) == 0 ? low.y : high.y, (i & 4) == 0 ? low.z : high.z));
            depth = Math.max(
                    depth,
                    (corner.x - eye[0]) * forward[0]
                            + (corner.y - eye[1]) * forward[1]
                            + (corner.z - eye[2]) * forward[2]);
        }
        final double margin = radius + MARGIN_PIXELS * (isOrthographic ? 1 : depth) / pixelsPerUnit;
        for (final double[] plane : planes) {
            if (isBehind(plane, margin)) {
                return false;
            }
        }
        return true;
    }

    private boolean isBehind(final double[] plane, final double margin) {
        for (final Vector3d corner : corners) {
            // What is not a number is not behind
            if (!(plane[0] * corner.x + plane[1] * corner.y + plane[2] * corner.z + plane[3] < -margin)) {
                return false;
            }
        }
        return true;
    }
}
