package dev.kymo.demo.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// The whole world: the grid against every solid one after the other, and the ground against marching.
final class WorldTest {
    private static final World WORLD = World.of(7);
    private static final float REACH_M = 80;

    @Test
    void shouldFindThroughTheGridWhatTryingEverySolidFinds() {
        final long seed = 21;
        final Random random = new Random(seed);
        final Solids solids = WORLD.solids();
        final Grid grid = new Grid(solids, WORLD.terrain().halfExtentM());
        final Ray ray = WORLD.newRay();
        int hits = 0;
        for (int i = 0; i < 60_000; i++) {
            aim(ray, random);
            float expected = Float.POSITIVE_INFINITY;
            for (int k = 0; k < solids.count(); k++) {
                expected = Math.min(expected, solids.entry(k, ray));
            }
            grid.meet(ray, false);
            final float actual = ray.solid == Ray.NOTHING ? Float.POSITIVE_INFINITY : ray.t;
            assertEquals(expected, actual, "seed=" + seed + ", ray=" + i);
            hits += actual < REACH_M ? 1 : 0;
        }
        assertTrue(hits > 10_000, "hits=" + hits);
    }

    @Test
    void shouldSayInTheShadeWhatTheNearestSolidSays() {
        final long seed = 22;
        final Random random = new Random(seed);
        final Grid grid = new Grid(WORLD.solids(), WORLD.terrain().halfExtentM());
        final Ray ray = WORLD.newRay();
        final Ray same = WORLD.newRay();
        for (int i = 0; i < 60_000; i++) {
            aim(ray, random);
            same.from(ray.ox, ray.oy, ray.oz);
            same.toward(ray.dx, ray.dy, ray.dz, REACH_M);
            grid.meet(ray, true);
            grid.meet(same, false);
            assertEquals(same.solid == Ray.NOTHING, ray.solid == Ray.NOTHING, "seed=" + seed + ", ray=" + i);
        }
    }

    @Test
    void shouldMeetTheGroundWhereMarchingDoes() {
        final long seed = 23;
        final Random random = new Random(seed);
        final Terrain terrain = WORLD.terrain();
        final Ray ray = WORLD.newRay();
        int hits = 0;
        for (int i = 0; i < 2000; i++) {
            aim(ray, random);
            final float limit = terrain.halfExtentM();
            float expected = Float.POSITIVE_INFINITY;
            for (float t = 0; t < REACH_M && expected == Float.POSITIVE_INFINITY; t += 4e-3f) {
                final float x = ray.ox + t * ray.dx;
                final float y = ray.oy + t * ray.dy;
                if (Math.abs(x) > limit || Math.abs(y) > limit) {
                    break;
                }
                expected = ray.oz + t * ray.dz < terrain.height(x, y) ? t : expected;
            }
            terrain.meet(ray);
            final String where = "seed=" + seed + ", ray=" + i + ", marched=" + expected + ", cast=" + ray.t;
            if (expected == Float.POSITIVE_INFINITY) {
                assertTrue(ray.solid == Ray.NOTHING || isTouch(ray, terrain), where);
            } else {
                hits++;
                // A grazing ray runs within a millimetre of the ground for a while: then the height must agree
                assertTrue(Math.abs(expected - ray.t) < 0.02f || isTouch(ray, terrain), where);
                assertEquals(Ray.GROUND, ray.solid, where);
            }
        }
        assertTrue(hits > 800, "hits=" + hits);
    }

    private static boolean isTouch(final Ray ray, final Terrain terrain) {
        return ray.solid == Ray.GROUND && Math.abs(ray.z() - terrain.height(ray.x(), ray.y())) < 2e-3f;
    }

    @Test
    void shouldBeTheSameWorldForTheSameSeed() {
        final World again = World.of(7);
        final Random random = new Random(24);
        final Ray one = WORLD.newRay();
        final Ray other = again.newRay();
        for (int i = 0; i < 5000; i++) {
            aim(one, random);
            other.from(one.ox, one.oy, one.oz);
            other.toward(one.dx, one.dy, one.dz, REACH_M);
            WORLD.cast(one);
            again.cast(other);
            assertEquals(one.t, other.t);
            assertEquals(one.solid, other.solid);
        }
        assertEquals(WORLD.things(), again.things());
    }

    @Test
    void shouldKeepTheStreetFree() {
        final Route route = WORLD.route();
        final Ray ray = WORLD.newRay();
        for (int i = 0; i < 500; i++) {
            final double place = route.placeAlong(route.lengthM() * i / 500);
            final float x = route.x(place);
            final float y = route.y(place);
            for (float height = 0.3f; height < 2; height += 0.4f) {
                for (int side = -1; side <= 1; side += 2) {
                    ray.from(x, y, WORLD.terrain().height(x, y) + height);
                    ray.toward(side * route.sinYaw(place), -side * route.cosYaw(place), 0, 1.5f);
                    WORLD.cast(ray);
                    assertEquals(Ray.NOTHING, ray.solid, "x=" + x + ", y=" + y + ", height=" + height);
                }
            }
        }
    }

    @Test
    void shouldMeetPeopleWhereTheyWalk() {
        final Ray ray = WORLD.newRay();
        final float[] pose = new float[4];
        for (int person = 0; person < WORLD.people(); person++) {
            for (int second = 0; second < 60; second += 7) {
                WORLD.setTime(ray, second);
                WORLD.personAt(person, second, pose);
                ray.from(pose[0] + 1.5f, pose[1], pose[2] + 1.2f);
                ray.toward(-1, 0, 0, 5);
                WORLD.cast(ray);
                final int thing = WORLD.thing(ray);
                final String where = "person=" + person + ", second=" + second;
                if (thing >= 0 && WORLD.things().get(thing).movingIndex() == person) {
                    assertEquals(1.3, ray.t, 0.1, where);
                } else {
                    assertTrue(ray.t < 1.5, where + ": nothing in between and nobody there");
                }
            }
        }
    }

    @Test
    void shouldDriveSmoothlyAndComeBack() {
        final Route route = WORLD.route();
        final double lapS = route.lapS();
        for (double t = 0; t < lapS; t += 0.01) {
            final double here = route.placeAt(t);
            final double soon = route.placeAt(t + 0.01);
            final double moved = Math.hypot(route.x(soon) - route.x(here), route.y(soon) - route.y(here));
            assertEquals(route.speed(here) * 0.01, moved, 2e-3, "timeS=" + t);
            final double turned = route.cosYaw(here) * route.sinYaw(soon) - route.sinYaw(here) * route.cosYaw(soon);
            assertEquals(route.yawRate(here) * 0.01, turned, 1e-3, "timeS=" + t);
        }
    }

    private static void aim(final Ray ray, final Random random) {
        ray.from((float) random.nextGaussian() * 16, (float) random.nextGaussian() * 16, 0.6f + 3 * random.nextFloat());
        final double azimuth = random.nextDouble() * 2 * Math.PI;
        final double elevation = random.nextGaussian() * 0.25;
        ray.toward(
                (float) (Math.cos(azimuth) * Math.cos(elevation)),
                (float) (Math.sin(azimuth) * Math.cos(elevation)),
                (float) Math.sin(elevation),
                REACH_M);
    }
}
