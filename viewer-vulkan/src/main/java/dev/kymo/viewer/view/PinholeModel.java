package dev.kymo.viewer.view;

import org.joml.Matrix3d;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// A camera without lens distortion, as a `Pinhole` describes it.
///
/// @param axes what the axes of the camera's entity mean
record PinholeModel(
        double fx, double fy, double cx, double cy, double width, double height, ViewAxes axes, float planeDistance) {
    /// @return null when there is no Pinhole here, or one without a focal length
    static @Nullable PinholeModel of(final Cells cells, final double imageWidth, final double imageHeight) {
        final float[] k = cells.floats("Pinhole:image_from_camera", 9);
        if (k == null || !(k[0] > 0 && k[4] > 0)) {
            return null;
        }
        final float[] resolution = cells.floats("Pinhole:resolution", 2);
        final ViewAxes axes = cells.any("Pinhole:camera_xyz")
                .flatMap(cell -> ViewAxes.of(cell.instances()))
                .orElse(ViewAxes.RDF);
        final float[] distance = cells.floats("Pinhole:image_plane_distance", 1);
        // Column-major: the principal point is in the third column. Without a resolution it is taken to be the middle.
        final double width = resolution != null ? resolution[0] : imageWidth > 0 ? imageWidth : 2.0 * k[6];
        final double height = resolution != null ? resolution[1] : imageHeight > 0 ? imageHeight : 2.0 * k[7];
        if (!(width > 0 && height > 0)) {
            return null;
        }
        return new PinholeModel(
                k[0], k[4], k[6], k[7], width, height, axes, distance == null || !(distance[0] > 0) ? 0 : distance[0]);
    }

    /// The point at `depth` (along the optical axis) behind image coordinates (u, v), in the entity's
    /// coordinates. As calibration tools have it, pixel (0, 0) has its centre at (0, 0) and its corner at
    /// (-0.5, -0.5).
    Vector3d point(final double u, final double v, final double depth) {
        return axes.fromRdf().transform(new Vector3d((u - cx) * depth / fx, (v - cy) * depth / fy, depth));
    }

    /// From right-down-forward coordinates of the camera to the entity's.
    Matrix4d entityFromRdf() {
        return new Matrix4d(new Matrix3d(axes.fromRdf()));
    }
}
