package dev.kymo.demo.robot;

import dev.kymo.demo.world.Route;
import dev.kymo.demo.world.World;

/// Where a robot stands and how it is turned: on the ground, along its way. Set again and again by one thread.
public final class Pose {
    /// From its middle to its axles, and to its wheels.
    private static final float HALF_BASE_M = 0.4f;

    private final float[] rotation = new float[9];
    private float x;
    private float y;
    private float z;
    private float speedMS;
    private float yawRateRadS;

    /// Where the robot is after `timeS` of driving.
    public void set(final World world, final double timeS) {
        final Route route = world.route();
        final double place = route.placeAt(timeS);
        final float cos = route.cosYaw(place);
        final float sin = route.sinYaw(place);
        x = route.x(place);
        y = route.y(place);
        speedMS = route.speed(place);
        yawRateRadS = route.yawRate(place);
        final float ahead = ground(world, cos, sin);
        final float behind = ground(world, -cos, -sin);
        final float left = ground(world, -sin, cos);
        final float right = ground(world, sin, -cos);
        z = (ahead + behind + left + right) / 4;
        final float climb = (ahead - behind) / (2 * HALF_BASE_M);
        final float lean = (left - right) / (2 * HALF_BASE_M);
        axes(cos, sin, climb, lean);
    }

    private float ground(final World world, final float dx, final float dy) {
        return world.terrain().height(x + HALF_BASE_M * dx, y + HALF_BASE_M * dy);
    }

    /// Columns: forward, left, up.
    private void axes(final float cos, final float sin, final float climb, final float lean) {
        final float forward = 1 / (float) Math.sqrt(cos * cos + sin * sin + climb * climb);
        rotation[0] = cos * forward;
        rotation[1] = sin * forward;
        rotation[2] = climb * forward;
        final float lx = -sin;
        final float ly = cos;
        final float along = lx * rotation[0] + ly * rotation[1] + lean * rotation[2];
        final float px = lx - along * rotation[0];
        final float py = ly - along * rotation[1];
        final float pz = lean - along * rotation[2];
        final float left = 1 / (float) Math.sqrt(px * px + py * py + pz * pz);
        rotation[3] = px * left;
        rotation[4] = py * left;
        rotation[5] = pz * left;
        rotation[6] = rotation[1] * rotation[5] - rotation[2] * rotation[4];
        rotation[7] = rotation[2] * rotation[3] - rotation[0] * rotation[5];
        rotation[8] = rotation[0] * rotation[4] - rotation[1] * rotation[3];
    }

    public float x() {
        return x;
    }

    public float y() {
        return y;
    }

    public float z() {
        return z;
    }

    public float speedMS() {
        return speedMS;
    }

    public float yawRateRadS() {
        return yawRateRadS;
    }

    /// World from robot, column-major: forward, left, up. Borrowed; changes with the next [#set].
    public float[] rotation() {
        return rotation;
    }

    /// A direction of the robot's axes in the world's, one coordinate of it.
    float turned(final int axis, final float forward, final float left, final float up) {
        return rotation[axis] * forward + rotation[3 + axis] * left + rotation[6 + axis] * up;
    }

    /// The rotation as x, y, z, w into `xyzw`.
    public void quaternion(final float[] xyzw) {
        final float[] r = rotation;
        // w is far from zero: the robot never turns over, and half a turn about z is met by the second case
        final float trace = r[0] + r[4] + r[8];
        if (trace > 0) {
            final float s = 2 * (float) Math.sqrt(trace + 1);
            set(xyzw, (r[5] - r[7]) / s, (r[6] - r[2]) / s, (r[1] - r[3]) / s, s / 4);
        } else {
            final float s = 2 * (float) Math.sqrt(1 + r[8] - r[0] - r[4]);
            set(xyzw, (r[6] + r[2]) / s, (r[5] + r[7]) / s, s / 4, (r[1] - r[3]) / s);
        }
    }

    private static void set(final float[] xyzw, final float x, final float y, final float z, final float w) {
        xyzw[0] = x;
        xyzw[1] = y;
        xyzw[2] = z;
        xyzw[3] = w;
    }
}
