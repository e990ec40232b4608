package dev.kymo.demo.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.demo.world.World;
import org.junit.jupiter.api.Test;

final class PoseTest {
    private static final World WORLD = World.of(7);

    @Test
    void shouldTurnTheSameWayAsMatrixAndAsQuaternion() {
        final Pose pose = new Pose();
        final float[] xyzw = new float[4];
        for (double t = 0; t < WORLD.route().lapS(); t += 0.37) {
            pose.set(WORLD, t);
            pose.quaternion(xyzw);
            for (int axis = 0; axis < 3; axis++) {
                final float[] unit = {axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0};
                final float[] column = {
                    pose.rotation()[3 * axis], pose.rotation()[3 * axis + 1], pose.rotation()[3 * axis + 2]
                };
                assertArrayEquals(column, rotate(xyzw, unit), 1e-5f, "timeS=" + t + ", axis=" + axis);
            }
        }
    }

    @Test
    void shouldLookAlongTheWayAndStandOnTheGround() {
        final Pose pose = new Pose();
        for (double t = 0; t < WORLD.route().lapS(); t += 0.37) {
            pose.set(WORLD, t);
            final double place = WORLD.route().placeAt(t);
            assertEquals(WORLD.route().cosYaw(place), pose.rotation()[0], 0.02, "timeS=" + t);
            assertEquals(WORLD.route().sinYaw(place), pose.rotation()[1], 0.02, "timeS=" + t);
            assertEquals(WORLD.terrain().height(pose.x(), pose.y()), pose.z(), 0.03, "timeS=" + t);
        }
    }

    @Test
    void shouldMountTheCameraForwardAndALittleDown() {
        final float[] mount = CameraPicture.mountQuaternion();
        final float cos = (float) Math.cos(CameraPicture.PITCH_RAD);
        final float sin = (float) Math.sin(CameraPicture.PITCH_RAD);
        assertArrayEquals(new float[] {0, -1, 0}, rotate(mount, new float[] {1, 0, 0}), 1e-6f, "right");
        assertArrayEquals(new float[] {-sin, 0, -cos}, rotate(mount, new float[] {0, 1, 0}), 1e-6f, "down");
        assertArrayEquals(new float[] {cos, 0, -sin}, rotate(mount, new float[] {0, 0, 1}), 1e-6f, "forward");
    }

    private static float[] rotate(final float[] q, final float[] v) {
        final float tx = 2 * (q[1] * v[2] - q[2] * v[1]);
        final float ty = 2 * (q[2] * v[0] - q[0] * v[2]);
        final float tz = 2 * (q[0] * v[1] - q[1] * v[0]);
        return new float[] {
            v[0] + q[3] * tx + q[1] * tz - q[2] * ty,
            v[1] + q[3] * ty + q[2] * tx - q[0] * tz,
            v[2] + q[3] * tz + q[0] * ty - q[1] * tx
        };
    }
}
