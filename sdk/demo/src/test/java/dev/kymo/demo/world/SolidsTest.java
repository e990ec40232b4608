package dev.kymo.demo.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Rays against each kind of solid, held against marching along the ray in small steps and asking whether the point
/// lies inside.
final class SolidsTest {
    private static final float STEP_M = 2e-3f;
    private static final float REACH_M = 30;
    private static final int RAYS = 400;
    private static final Paint PAINT = Paint.of(Material.STONE, 0x808080);

    @Test
    void shouldEnterBoxesWhereMarchingDoes() {
        final Solids solids = new Solids();
        solids.box(PAINT, new float[] {1, -2, 0.5f}, new float[] {2, 0.7f, 1.1f}, 0.6f);
        agree(solids, 11);
    }

    @Test
    void shouldEnterEllipsoidsWhereMarchingDoes() {
        final Solids solids = new Solids();
        solids.ellipsoid(PAINT, new float[] {0.5f, 1, 0}, new float[] {2, 0.8f, 1.4f}, -1.1f);
        agree(solids, 12);
    }

    @Test
    void shouldEnterCylindersWhereMarchingDoes() {
        final Solids solids = new Solids();
        solids.frustum(PAINT, 0.3f, -0.4f, -1.5f, 1.2f, 1.1f, 1.1f);
        agree(solids, 13);
    }

    @Test
    void shouldEnterConesWhereMarchingDoes() {
        final Solids solids = new Solids();
        solids.frustum(PAINT, 0.3f, -0.4f, -1.5f, 1.9f, 1.6f, 0.02f);
        agree(solids, 14);
    }

    @Test
    void shouldEnterConesThatWidenUpwardsWhereMarchingDoes() {
        final Solids solids = new Solids();
        solids.frustum(PAINT, -0.6f, 0.4f, -1, 1, 0.3f, 1.4f);
        agree(solids, 15);
    }

    @Test
    void shouldEnterWedgesWhereMarchingDoes() {
        final Solids solids = new Solids();
        final float length = (float) Math.hypot(1.2, 4);
        solids.convex(PAINT, new float[] {0.5f, 0.5f, -0.3f}, new float[] {2, 1, 1.2f}, 0.8f, new float[] {
            1, 0, 0, 2, 0, 1, 0, 1, 0, -1, 0, 1, 0, 0, -1, 0.2f, -1.2f / length, 0, 4 / length, 2.4f / length
        });
        agree(solids, 16);
    }

    private static void agree(final Solids solids, final long seed) {
        final Random random = new Random(seed);
        final Ray ray = new Ray(1);
        int hits = 0;
        for (int i = 0; i < RAYS; i++) {
            aim(ray, random, solids);
            final float expected = march(solids, ray);
            final float actual = solids.entry(0, ray);
            final String where = "seed=" + seed + ", ray=" + i + ", marched=" + expected + ", cast=" + actual;
            if (solids.contains(0, ray.ox, ray.oy, ray.oz)) {
                assertEquals(Float.POSITIVE_INFINITY, actual, where);
            } else if (expected == Float.POSITIVE_INFINITY) {
                // Marching steps over a corner that is thinner than a step; the ray may have found it
                assertTrue(actual == expected || chord(solids, ray, actual) < 3 * STEP_M, where);
            } else {
                hits++;
                assertEquals(expected, actual, 2 * STEP_M, where);
                normalPointsOut(solids, ray, actual, where);
            }
        }
        assertTrue(hits > RAYS / 5, "seed=" + seed + ": only " + hits + " rays met the solid");
    }

    private static void normalPointsOut(final Solids solids, final Ray ray, final float distance, final String where) {
        ray.t = distance;
        ray.solid = 0;
        solids.normal(0, ray);
        assertEquals(1, Math.sqrt(ray.nx * ray.nx + ray.ny * ray.ny + ray.nz * ray.nz), 1e-4, where);
        assertTrue(ray.nx * ray.dx + ray.ny * ray.dy + ray.nz * ray.dz < 0.02, where + ": the normal looks away");
        final float x = ray.x();
        final float y = ray.y();
        final float z = ray.z();
        assertTrue(!solids.contains(0, x + 0.02f * ray.nx, y + 0.02f * ray.ny, z + 0.02f * ray.nz), where);
    }

    private static void aim(final Ray ray, final Random random, final Solids solids) {
        ray.from(6 * gaussian(random), 6 * gaussian(random), 4 * gaussian(random));
        final float x = solids.centerX(0) + gaussian(random) - ray.ox;
        final float y = solids.centerY(0) + gaussian(random) - ray.oy;
        final float z = solids.centerZ(0) + gaussian(random) - ray.oz;
        final float inverse = 1 / (float) Math.sqrt(x * x + y * y + z * z);
        ray.toward(x * inverse, y * inverse, z * inverse, REACH_M);
    }

    private static float gaussian(final Random random) {
        return (float) random.nextGaussian();
    }

    private static float march(final Solids solids, final Ray ray) {
        for (float t = 0; t < REACH_M; t += STEP_M) {
            if (solids.contains(0, ray.ox + t * ray.dx, ray.oy + t * ray.dy, ray.oz + t * ray.dz)) {
                return t;
            }
        }
        return Float.POSITIVE_INFINITY;
    }

    /// How far the ray runs inside of the solid from `entry` on.
    private static float chord(final Solids solids, final Ray ray, final float entry) {
        float inside = 0;
        for (float t = entry - STEP_M; t < entry + 1; t += STEP_M / 8) {
            if (solids.contains(0, ray.ox + t * ray.dx, ray.oy + t * ray.dy, ray.oz + t * ray.dz)) {
                inside += STEP_M / 8;
            }
        }
        return inside;
    }
}
