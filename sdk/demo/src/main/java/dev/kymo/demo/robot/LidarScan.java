package dev.kymo.demo.robot;

import dev.kymo.demo.world.Material;
import dev.kymo.demo.world.Ray;
import dev.kymo.demo.world.World;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One turn of a LiDAR with 128 beams: the points it hits, in its own axes (x forward, y left, z up), and
/// their colours. Used again for every turn, by one thread; casting allocates nothing.
public final class LidarScan {
    /// Where the LiDAR sits on the robot, above its origin.
    public static final float MOUNT_Z_M = 1.35f;

    private static final int BEAMS = 128;
    private static final int COLUMNS = 1024;
    private static final float LOWEST_RAD = (float) Math.toRadians(-26);
    private static final float HIGHEST_RAD = (float) Math.toRadians(13);
    private static final float REACH_M = 75;
    /// Nearer than this the robot itself is in the way.
    private static final float MIN_RANGE_M = 0.5f;

    private final World world;
    private final Ray ray;
    private final float[] beamCos = new float[BEAMS];
    private final float[] beamSin = new float[BEAMS];
    private final float[] columnCos = new float[COLUMNS];
    private final float[] columnSin = new float[COLUMNS];
    private final float[] positions = new float[3 * BEAMS * COLUMNS];
    private final int[] colors = new int[BEAMS * COLUMNS];
    private final int[] hits;
    private int points;

    public LidarScan(final World world) {
        this.world = world;
        ray = world.newRay();
        hits = new int[world.things().size()];
        for (int i = 0; i < BEAMS; i++) {
            final double share = i / (double) (BEAMS - 1);
            // Denser around the horizon, where a step of angle is the longest way
            final double bent = share + 0.09 * Math.sin(2 * Math.PI * share);
            final double elevation = LOWEST_RAD + (HIGHEST_RAD - LOWEST_RAD) * bent;
            beamCos[i] = (float) Math.cos(elevation);
            beamSin[i] = (float) Math.sin(elevation);
        }
        for (int i = 0; i < COLUMNS; i++) {
            final double azimuth = -2 * Math.PI * i / COLUMNS;
            columnCos[i] = (float) Math.cos(azimuth);
            columnSin[i] = (float) Math.sin(azimuth);
        }
    }

    /// A whole turn from where the robot stands at `timeS`.
    public void turn(final Pose pose, final double timeS) {
        world.setTime(ray, timeS);
        Arrays.fill(hits, 0);
        points = 0;
        ray.from(
                pose.x() + pose.turned(0, 0, 0, MOUNT_Z_M),
                pose.y() + pose.turned(1, 0, 0, MOUNT_Z_M),
                pose.z() + pose.turned(2, 0, 0, MOUNT_Z_M));
        for (int column = 0; column < COLUMNS; column++) {
            for (int beam = 0; beam < BEAMS; beam++) {
                fire(pose, beamCos[beam] * columnCos[column], beamCos[beam] * columnSin[column], beamSin[beam]);
            }
        }
    }

    private void fire(final Pose pose, final float forward, final float left, final float up) {
        ray.toward(
                pose.turned(0, forward, left, up),
                pose.turned(1, forward, left, up),
                pose.turned(2, forward, left, up),
                REACH_M);
        world.cast(ray);
        if (ray.solid == Ray.NOTHING || ray.t < MIN_RANGE_M) {
            return;
        }
        final int at = points++;
        positions[3 * at] = ray.t * forward;
        positions[3 * at + 1] = ray.t * left;
        positions[3 * at + 2] = ray.t * up;
        colors[at] = color();
        final int thing = world.thing(ray);
        if (thing >= 0) {
            hits[thing]++;
        }
    }

    /// The material's colour, lightened with height so that roofs and crowns stand out from above, and dimmed
    /// by how little light comes back from a surface that is met at a slant.
    private int color() {
        world.normal(ray);
        world.albedo(ray);
        final Material material = world.material(ray);
        final float slant = Math.abs(ray.nx * ray.dx + ray.ny * ray.dy + ray.nz * ray.dz);
        final float intensity = material.reflectivity() * (0.35f + 0.65f * slant);
        final float height = Math.clamp(ray.z() * 0.11f, 0f, 1f);
        final float bright = 0.75f + 0.75f * intensity + 0.5f * height;
        // Towards warm with height
        return Tone.rgba(
                ray.red * bright * (1 + 0.25f * height) + 0.012f,
                ray.green * bright + 0.016f,
                ray.blue * bright * (1 - 0.1f * height) + 0.024f);
    }

    /// Rays a turn.
    public static int rays() {
        return BEAMS * COLUMNS;
    }

    /// Points of the last turn.
    public int points() {
        return points;
    }

    /// x, y, z of each point, valid until the next turn.
    public MemorySegment positions() {
        return MemorySegment.ofArray(positions).asSlice(0, 3L * Float.BYTES * points);
    }

    /// `0xRRGGBBAA` of each point, valid until the next turn.
    public MemorySegment colors() {
        return MemorySegment.ofArray(colors).asSlice(0, (long) Integer.BYTES * points);
    }

    /// How many points of the last turn lie on a thing; see [World#things].
    public int hits(final int thing) {
        return hits[thing];
    }

    float coordinate(final int point, final int axis) {
        return positions[3 * point + axis];
    }

    int color(final int point) {
        return colors[point];
    }
}
