package dev.kymo.viewer.render;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a picture is taken from, in world coordinates of any unit. Immutable.
///
/// Depth is reversed: 1 at the near plane; 0 infinitely far (perspective) or at the far plane (orthographic).
public final class Camera {
    private static final double NEAR_PER_DISTANCE = 1e-3;

    private final double[] eye;
    private final double[] right;
    private final double[] up;
    private final double[] forward;
    private final boolean orthographic;
    /// tan of half the vertical field of view, or half the height in world units
    private final double halfHeight;

    private final double near;
    private final double far;

    private Camera(
            final double[] eye,
            final double[] target,
            final double[] up,
            final boolean orthographic,
            final double halfHeight,
            final double near,
            final double far) {
        this.eye = Matrices.requireFinite3(eye, "eye");
        final double[] to = Matrices.subtract(Matrices.requireFinite3(target, "target"), this.eye);
        forward = Matrices.dot(to, to) > 0 ? Matrices.normalize(to) : new double[] {0, 0, -1};
        this.up = Matrices.perpendicular(forward, Matrices.requireFinite3(up, "up"));
        right = Matrices.cross(forward, this.up);
        this.orthographic = orthographic;
        this.halfHeight = halfHeight;
        this.near = near;
        this.far = far;
    }

    /// A pinhole at `eye` that looks at `target`; things nearer than a thousandth of that distance are not
    /// shown.
    ///
    /// @param up the direction that points up in the picture; need not be at right angles to the view
    /// @param verticalFovRadians more than 0, less than π
    public static Camera perspective(
            final double[] eye, final double[] target, final double[] up, final double verticalFovRadians) {
        final double[] to = Matrices.subtract(target, eye);
        final double distance = Math.sqrt(Matrices.dot(to, to));
        return perspective(eye, target, up, verticalFovRadians, Math.max(distance * NEAR_PER_DISTANCE, 1e-9));
    }

    /// @param near distance of the near plane, more than 0; there is no far plane
    public static Camera perspective(
            final double[] eye,
            final double[] target,
            final double[] up,
            final double verticalFovRadians,
            final double near) {
        if (!(verticalFovRadians > 0 && verticalFovRadians < Math.PI && near > 0)) {
            throw new IllegalArgumentException("verticalFovRadians=" + verticalFovRadians + ", near=" + near);
        }
        return new Camera(eye, target, up, false, Math.tan(verticalFovRadians / 2), near, Double.POSITIVE_INFINITY);
    }

    /// Parallel rays. What is shown lies between `near` and `far` along the view from `eye`, either may be
    /// negative.
    ///
    /// @param height of the picture in world units
    public static Camera orthographic(
            final double[] eye,
            final double[] target,
            final double[] up,
            final double height,
            final double near,
            final double far) {
        if (!(height > 0 && far > near && Double.isFinite(height + near + far))) {
            throw new IllegalArgumentException("height=" + height + ", near=" + near + ", far=" + far);
        }
        return new Camera(eye, target, up, true, height / 2, near, far);
    }

    public double[] eye() {
        return eye.clone();
    }

    /// Whether another camera takes the same pictures.
    boolean isSame(final @Nullable Camera other) {
        return other != null
                && orthographic == other.orthographic
                && halfHeight == other.halfHeight
                && near == other.near
                && far == other.far
                && Arrays.equals(eye, other.eye)
                && Arrays.equals(right, other.right)
                && Arrays.equals(up, other.up)
                && Arrays.equals(forward, other.forward);
    }

    /// Unit vectors to the right, up and into the picture.
    public double[] right() {
        return right.clone();
    }

    public double[] up() {
        return up.clone();
    }

    public double[] forward() {
        return forward.clone();
    }

    public boolean isOrthographic() {
        return orthographic;
    }

    /// The planes that what is seen lies in front of: near, left, right, bottom, top; (a, b, c, d) each,
    /// with `a x + b y + c z + d` the distance in front of it.
    public double[][] frustum(final int width, final int height) {
        final double across = halfHeight * width / height;
        final double[][] planes = new double[5][];
        planes[0] = plane(forward, near);
        planes[1] = side(right, across);
        planes[2] = side(Matrices.scale(right, -1), across);
        planes[3] = side(up, halfHeight);
        planes[4] = side(Matrices.scale(up, -1), halfHeight);
        return planes;
    }

    /// @param inwards from the plane to the middle of the picture
    /// @param half of the picture, at distance 1 or anywhere
    private double[] side(final double[] inwards, final double half) {
        if (orthographic) {
            return plane(inwards, -half);
        }
        final double[] normal = new double[3];
        final double length = Math.hypot(1, half);
        for (int axis = 0; axis < 3; axis++) {
            normal[axis] = (inwards[axis] + half * forward[axis]) / length;
        }
        return plane(normal, 0);
    }

    private double[] plane(final double[] normal, final double offset) {
        return new double[] {normal[0], normal[1], normal[2], -Matrices.dot(normal, eye) - offset};
    }

    /// The camera a while later, if it went on as it has since `before`: the eye moved `times` as far as
    /// from there.
    public Camera ahead(final Camera before, final double times) {
        final double[] moved = Matrices.subtract(eye, before.eye);
        final double[] turned = Matrices.subtract(forward, before.forward);
        final double[] to = new double[3];
        final double[] from = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            from[axis] = eye[axis] + times * moved[axis];
            to[axis] = from[axis] + forward[axis] + times * turned[axis];
        }
        return new Camera(from, to, up, orthographic, halfHeight, near, far);
    }

    /// Half the picture's height in world units at distance 1 (perspective) or at any distance (orthographic).
    double halfHeight() {
        return halfHeight;
    }

    /// Where a point of the world is in a picture of `width` × `height` pixels: x and y in pixels from the top
    /// left corner, then the distance along the view. The point is before the near plane when that is less
    /// than `near`: then x and y mean nothing.
    public double[] project(final double x, final double y, final double z, final int width, final int height) {
        final double[] offset = {x - eye[0], y - eye[1], z - eye[2]};
        final double depth = Matrices.dot(forward, offset);
        final double w = orthographic ? 1 : depth;
        final double pixelsPerUnit = height / 2.0 / halfHeight;
        return new double[] {
            width / 2.0 + Matrices.dot(right, offset) / w * pixelsPerUnit,
            height / 2.0 - Matrices.dot(up, offset) / w * pixelsPerUnit,
            depth
        };
    }

    public double near() {
        return near;
    }

    /// Clip coordinates of objects in a picture of that size, as f32 ready for shaders. The eye is subtracted
    /// from the object's place in f64, so that things near a far-travelled eye do not tremble.
    float[] clipFromObject(final double[] worldFromObject, final int width, final int height) {
        final float[] clip = new float[Matrices.LENGTH];
        clipFromObject(Matrices.check(worldFromObject), 0, width, height, clip);
        return clip;
    }

    /// The same of the matrix that lies at `from`, without allocating.
    void clipFromObject(
            final double[] worldFromObject, final int from, final int width, final int height, final float[] clip) {
        final double sy = 1 / halfHeight;
        final double sx = sy * height / width;
        for (int column = 0; column < 4; column++) {
            final int at = from + column * 4;
            final double one = column == 3 ? 1 : 0;
            final double x = column == 3 ? worldFromObject[at] - eye[0] : worldFromObject[at];
            final double y = column == 3 ? worldFromObject[at + 1] - eye[1] : worldFromObject[at + 1];
            final double z = column == 3 ? worldFromObject[at + 2] - eye[2] : worldFromObject[at + 2];
            final double depth = forward[0] * x + forward[1] * y + forward[2] * z;
            clip[column * 4] = (float) (sx * (right[0] * x + right[1] * y + right[2] * z));
            clip[column * 4 + 1] = (float) (-sy * (up[0] * x + up[1] * y + up[2] * z));
            clip[column * 4 + 2] = (float) (orthographic ? (far * one - depth) / (far - near) : near * one);
            clip[column * 4 + 3] = (float) (orthographic ? one : depth);
        }
    }

    /// Clip coordinates of one point of the world, relative to the eye in f64.
    float[] clipOf(final double[] world, final int width, final int height) {
        final float[] origin = clipFromObject(Matrices.translation(world[0], world[1], world[2]), width, height);
        return new float[] {origin[12], origin[13], origin[14], origin[15]};
    }

    /// The sides of a box for shaders that know clip coordinates only: six times four numbers, whose product
    /// with a point's clip coordinates is 0 or more inside. Relative to the eye, so that what is far from the
    /// world's origin is cut as exactly as what is near.
    float[] clipPlanes(final ClipBox box, final int width, final int height) {
        final float[] all = new float[ClipBox.SIDES * 4];
        int at = 0;
        for (final double[] plane : box.planes()) {
            // Of a point at e + x right + y up + depth forward
            final double alongRight = plane[0] * right[0] + plane[1] * right[1] + plane[2] * right[2];
            final double alongUp = plane[0] * up[0] + plane[1] * up[1] + plane[2] * up[2];
            final double alongForward = plane[0] * forward[0] + plane[1] * forward[1] + plane[2] * forward[2];
            final double atEye = plane[0] * eye[0] + plane[1] * eye[1] + plane[2] * eye[2] + plane[3];
            all[at++] = (float) (alongRight * halfHeight * width / height);
            all[at++] = (float) (-alongUp * halfHeight);
            // Clip z is (far w - depth) / (far - near) where rays are parallel, else near; w is 1, or the
            // depth
            all[at++] = (float) (orthographic ? -alongForward * (far - near) : atEye / near);
            all[at++] = (float) (orthographic ? atEye + alongForward * far : alongForward);
        }
        return all;
    }

    /// Pixels that a world unit covers at distance 1 (perspective) or at any distance (orthographic).
    public double pixelsPerUnit(final int height) {
        return height / 2.0 / halfHeight;
    }

    /// Change of clip z per unit of movement towards the eye; w changes by [#clipWTowardsEye].
    double clipZTowardsEye() {
        return orthographic ? 1 / (far - near) : 0;
    }

    double clipWTowardsEye() {
        return orthographic ? 0 : -1;
    }

    /// Clip z as `a + b * depth` along the view.
    double[] clipZOfDepth() {
        return orthographic ? new double[] {far / (far - near), -1 / (far - near)} : new double[] {near, 0};
    }
}
