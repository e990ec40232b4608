package dev.kymo.viewer.view;

import dev.kymo.viewer.render.Camera;
import org.joml.Vector3d;
import org.joml.Vector3dc;

/// Where a 3D view is looked at from: part of the layout. Immutable.
///
/// @param position world coordinates
/// @param target what it looks at and turns about
/// @param up the world's up: the horizon stays level
public record Eye(Vector3dc position, Vector3dc target, Vector3dc up) {
    static final double FIELD_OF_VIEW = Math.toRadians(45);
    private static final double PITCH_MAX = Math.toRadians(89);

    /// The eye that sees all of a scene, from behind, above and a little to the side.
    public static Eye framing(final Scene scene, final int width, final int height) {
        final ViewAxes axes = scene.axes();
        final Vector3d back = new Vector3d(axes.forward())
                .mul(-0.80)
                .fma(0.52, axes.up())
                .fma(0.38, axes.right())
                .normalize();
        final Framing framing = Framing.fit(scene.bounds(), back, axes.up(), FIELD_OF_VIEW, (double) width / height);
        return new Eye(framing.eye(), framing.target(), axes.up());
    }

    Camera camera() {
        return Camera.perspective(array(position), array(target), array(up), FIELD_OF_VIEW);
    }

    private static double[] array(final Vector3dc v) {
        return new double[] {v.x(), v.y(), v.z()};
    }

    public double distance() {
        return position.distance(target);
    }

    private Vector3d forward() {
        return new Vector3d(target).sub(position).normalize();
    }

    private Vector3d right() {
        return forward().cross(up).normalize();
    }

    /// Turns about the target.
    ///
    /// @param yaw radians, to the left when positive; `pitch` upwards, ends short of straight up and down
    public Eye orbit(final double yaw, final double pitch) {
        final Vector3d back = forward().negate();
        final double elevation = Math.asin(Math.clamp(back.dot(up), -1.0, 1.0));
        final double turned = Math.clamp(elevation + pitch, -PITCH_MAX, PITCH_MAX);
        back.rotateAxis(elevation - turned, right().x, right().y, right().z);
        back.rotateAxis(yaw, up.x(), up.y(), up.z());
        return new Eye(new Vector3d(target).fma(distance(), back.normalize()), target, up);
    }

    /// Moves eye and target together.
    ///
    /// @param rightward world units; `upward` along the picture, `onward` into it
    public Eye move(final double rightward, final double upward, final double onward) {
        final Vector3d step = right().mul(rightward);
        final Vector3d above = right().cross(forward());
        step.fma(upward, above).fma(onward, forward());
        return new Eye(new Vector3d(position).add(step), new Vector3d(target).add(step), up);
    }

    /// World units that one pixel covers at the target, in a picture of that height.
    public double unitsPerPixel(final int height) {
        return 2 * Math.tan(FIELD_OF_VIEW / 2) * distance() / height;
    }

    /// Comes nearer to the target (factor below 1) or goes back; at `nearest` it goes on and takes the target along.
    public Eye zoom(final double factor, final double nearest) {
        final double wanted = distance() * factor;
        if (wanted < nearest) {
            return new Eye(new Vector3d(target).fma(-nearest, forward()), target, up).move(0, 0, nearest - wanted);
        }
        return new Eye(new Vector3d(target).fma(-wanted, forward()), target, up);
    }

    /// Looks at a point from the same side.
    public Eye lookAt(final Vector3dc point, final double distance) {
        return new Eye(new Vector3d(point).fma(-distance, forward()), point, up);
    }

    /// Between this (0) and another eye (1).
    public Eye towards(final Eye other, final double share) {
        return new Eye(
                new Vector3d(position).lerp(other.position, share),
                new Vector3d(target).lerp(other.target, share),
                other.up);
    }
}
