package dev.kymo.demo.robot;

import dev.kymo.demo.world.Material;
import dev.kymo.demo.world.Ray;
import dev.kymo.demo.world.World;

/// What the robot's camera sees: sunlight with shadows, light of the sky, haze. Edges are sampled more than
/// once. Used again for every picture, by one thread; rendering allocates nothing.
public final class CameraPicture {
    public static final int WIDTH = 320;
    public static final int HEIGHT = 240;
    /// In pixels; 75 degrees from left to right.
    public static final float FOCAL_LENGTH = 208.5f;
    /// Where the camera sits on the robot.
    public static final float MOUNT_X_M = 0.42f;

    public static final float MOUNT_Z_M = 1.05f;
    /// How far it looks down.
    public static final float PITCH_RAD = 0.06f;

    private static final float PITCH_COS = (float) Math.cos(PITCH_RAD);
    private static final float PITCH_SIN = (float) Math.sin(PITCH_RAD);
    private static final float REACH_M = 140;
    private static final float SUN_RED = 1.30f;
    private static final float SUN_GREEN = 1.17f;
    private static final float SUN_BLUE = 0.95f;
    private static final float SKY_RED = 0.33f;
    private static final float SKY_GREEN = 0.42f;
    private static final float SKY_BLUE = 0.56f;
    private static final float HAZE_RED = 0.66f;
    private static final float HAZE_GREEN = 0.76f;
    private static final float HAZE_BLUE = 0.86f;

    private final World world;
    private final Ray ray;
    private final Ray shadow;
    private final int[] met = new int[WIDTH * HEIGHT];
    private final float[] light = new float[3 * WIDTH * HEIGHT];
    private final byte[] pixels = new byte[3 * WIDTH * HEIGHT];

    public CameraPicture(final World world) {
        this.world = world;
        ray = world.newRay();
        shadow = world.newRay();
    }

    /// How the camera's axes (right, down, forward) are turned against the robot's: x, y, z, w.
    public static float[] mountQuaternion() {
        // Axes changed, then the look downwards about the camera's own x
        final float cos = (float) Math.cos(-PITCH_RAD / 2) / 2;
        final float sin = (float) Math.sin(-PITCH_RAD / 2) / 2;
        return new float[] {-cos + sin, cos - sin, -cos - sin, cos + sin};
    }

    /// Rows from the top, 3 bytes a pixel: red, green, blue. Valid until the next picture.
    public byte[] pixels() {
        return pixels;
    }

    /// Renders what is seen from where the robot stands at `timeS`.
    public void render(final Pose pose, final double timeS) {
        world.setTime(ray, timeS);
        world.setTime(shadow, timeS);
        ray.from(
                pose.x() + pose.turned(0, MOUNT_X_M, 0, MOUNT_Z_M),
                pose.y() + pose.turned(1, MOUNT_X_M, 0, MOUNT_Z_M),
                pose.z() + pose.turned(2, MOUNT_X_M, 0, MOUNT_Z_M));
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                final int pixel = row * WIDTH + column;
                look(pose, column + 0.5f, row + 0.5f);
                met[pixel] = ray.solid;
                light[3 * pixel] = ray.red;
                light[3 * pixel + 1] = ray.green;
                light[3 * pixel + 2] = ray.blue;
            }
        }
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                final int pixel = row * WIDTH + column;
                if (isEdge(row, column)) {
                    smooth(pose, row, column);
                }
                pixels[3 * pixel] = Tone.of(light[3 * pixel]);
                pixels[3 * pixel + 1] = Tone.of(light[3 * pixel + 1]);
                pixels[3 * pixel + 2] = Tone.of(light[3 * pixel + 2]);
            }
        }
    }

    private boolean isEdge(final int row, final int column) {
        final int here = met[row * WIDTH + column];
        return (column > 0 && met[row * WIDTH + column - 1] != here)
                || (column < WIDTH - 1 && met[row * WIDTH + column + 1] != here)
                || (row > 0 && met[(row - 1) * WIDTH + column] != here)
                || (row < HEIGHT - 1 && met[(row + 1) * WIDTH + column] != here);
    }

    private void smooth(final Pose pose, final int row, final int column) {
        final int pixel = row * WIDTH + column;
        float red = light[3 * pixel];
        float green = light[3 * pixel + 1];
        float blue = light[3 * pixel + 2];
        for (int i = 0; i < 3; i++) {
            look(pose, column + 0.2f + 0.3f * i, row + (i == 1 ? 0.85f : 0.15f + 0.1f * i));
            red += ray.red;
            green += ray.green;
            blue += ray.blue;
        }
        light[3 * pixel] = red / 4;
        light[3 * pixel + 1] = green / 4;
        light[3 * pixel + 2] = blue / 4;
    }

    /// Casts through a point of the image; the ray's colour becomes the light that comes from there.
    private void look(final Pose pose, final float u, final float v) {
        final float right = (u - WIDTH / 2f) / FOCAL_LENGTH;
        final float down = (v - HEIGHT / 2f) / FOCAL_LENGTH;
        final float inverse = 1 / (float) Math.sqrt(1 + right * right + down * down);
        final float forward = (PITCH_COS - down * PITCH_SIN) * inverse;
        final float up = (-down * PITCH_COS - PITCH_SIN) * inverse;
        final float left = -right * inverse;
        ray.toward(
                pose.turned(0, forward, left, up),
                pose.turned(1, forward, left, up),
                pose.turned(2, forward, left, up),
                REACH_M);
        world.cast(ray);
        if (ray.solid == Ray.NOTHING) {
            background();
        } else {
            shade();
        }
    }

    private void background() {
        if (ray.dz < 0) {
            final float far = Math.min(1, -ray.dz * 9);
            ray.red = HAZE_RED + far * (0.30f - HAZE_RED);
            ray.green = HAZE_GREEN + far * (0.42f - HAZE_GREEN);
            ray.blue = HAZE_BLUE + far * (0.20f - HAZE_BLUE);
            return;
        }
        final float height = Math.min(1, ray.dz * 1.9f);
        final float bend = height * (2 - height);
        ray.red = HAZE_RED + bend * (0.13f - HAZE_RED);
        ray.green = HAZE_GREEN + bend * (0.33f - HAZE_GREEN);
        ray.blue = HAZE_BLUE + bend * (0.80f - HAZE_BLUE);
        final float cloud = world.cloud(ray.dx / (ray.dz + 0.12f), ray.dy / (ray.dz + 0.12f));
        ray.red += cloud * (0.95f - ray.red);
        ray.green += cloud * (0.95f - ray.green);
        ray.blue += cloud * (0.97f - ray.blue);
    }

    private void shade() {
        world.normal(ray);
        world.albedo(ray);
        final float toSun = world.towardSun(ray.nx, ray.ny, ray.nz);
        float sun = 0;
        float sky = 0.62f + 0.38f * ray.nz;
        if (ray.solid == Ray.GROUND) {
            sun = toSun * world.groundSun(ray.x(), ray.y());
            sky *= 0.35f + 0.65f * world.groundSky(ray.x(), ray.y());
        } else if (toSun > 0) {
            shadow.from(ray.x() + 0.02f * ray.nx, ray.y() + 0.02f * ray.ny, ray.z() + 0.02f * ray.nz);
            sun = world.seesSun(shadow, 0, 0) ? toSun : 0;
        }
        final Material material = world.material(ray);
        if (material == Material.LEAF) {
            sun = 0.25f + 0.75f * sun;
        }
        final float glow = material == Material.LAMP ? 0.5f : 0;
        final float haze = 1 - 1 / (1 + ray.t * ray.t * 4.5e-5f);
        ray.red = hazy(ray.red * (SUN_RED * sun + SKY_RED * sky + glow), HAZE_RED, haze);
        ray.green = hazy(ray.green * (SUN_GREEN * sun + SKY_GREEN * sky + glow), HAZE_GREEN, haze);
        ray.blue = hazy(ray.blue * (SUN_BLUE * sun + SKY_BLUE * sky + glow), HAZE_BLUE, haze);
        if (material == Material.GLASS || material == Material.PAINT || material == Material.WATER) {
            shine(material);
        }
    }

    private static float hazy(final float light, final float haze, final float share) {
        return light + share * (haze - light);
    }

    /// The sky's mirror image, more of it the flatter one looks.
    private void shine(final Material material) {
        final float facing = -(ray.dx * ray.nx + ray.dy * ray.ny + ray.dz * ray.nz);
        final float up = ray.dz + 2 * facing * ray.nz;
        final float grazing = 1 - Math.clamp(facing, 0f, 1f);
        final float share = (material == Material.PAINT ? 0.05f : 0.12f) + 0.5f * grazing * grazing * grazing;
        final float sky = up > 0 ? 0.75f : 0.2f;
        ray.red += share * (sky * 0.85f - ray.red);
        ray.green += share * (sky * 0.95f - ray.green);
        ray.blue += share * (sky * 1.05f - ray.blue);
    }
}
