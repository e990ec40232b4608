package dev.kymo.demo.world;

import java.util.ArrayList;
import java.util.List;

/// Those who walk along the pavements. Each is three solids in every ray's own set, since rays of different
/// threads see them at different times.
final class People {
    private static final int SOLIDS_EACH = 3;
    private static final float AROUND_M = 0.3f;
    private static final int[] COATS = {0xC8553D, 0x2E6F95, 0xE0A458, 0x5B8E7D, 0x8E5572, 0xD9D2C3};

    private final Route route;
    private final Terrain terrain;
    private final int firstThing;

    /// Where each starts, how far off the middle of the street, and metres a second (negative: against the
    /// traffic).
    private final float[] startM;

    private final float[] offsetM;
    private final float[] walkM;

    People(final Route route, final Terrain terrain, final List<Thing> things) {
        this.route = route;
        this.terrain = terrain;
        firstThing = things.size();
        final int count = COATS.length;
        startM = new float[count];
        offsetM = new float[count];
        walkM = new float[count];
        for (int i = 0; i < count; i++) {
            startM[i] = (float) (route.lengthM() * (i + 0.35) / count);
            offsetM[i] = i % 2 == 0 ? 6.2f : -4.0f;
            walkM[i] = (i % 3 == 0 ? 1.25f : -1.05f) + 0.06f * i;
            things.add(new Thing("person", "person " + (i + 1), 0xFF6B6BFF, 0, 0, 0.9f, 0.3f, 0.3f, 0.9f, 0, i));
        }
    }

    int count() {
        return startM.length;
    }

    void join(final Ray ray) {
        final Paint trousers = Paint.of(Material.CLOTH, 0x34404F);
        final Paint skin = Paint.of(Material.SKIN, 0xE3B697);
        final List<Paint> coats = new ArrayList<>();
        for (final int coat : COATS) {
            coats.add(Paint.of(Material.CLOTH, coat));
        }
        for (int i = 0; i < count(); i++) {
            final int thing = firstThing + i;
            ray.moving.frustum(trousers.ofThing(thing), 0, 0, 0, 0.85f, 0.14f, 0.19f);
            ray.moving.frustum(coats.get(i).ofThing(thing), 0, 0, 0.8f, 1.5f, 0.24f, 0.17f);
            ray.moving.ellipsoid(skin.ofThing(thing), new float[] {0, 0, 1.66f}, new float[] {0.12f, 0.11f, 0.15f}, 0);
        }
        move(ray, 0);
    }

    void at(final int person, final double timeS, final float[] pose) {
        final double place = route.placeAlong(startM[person] + walkM[person] * timeS);
        final float cos = route.cosYaw(place);
        final float sin = route.sinYaw(place);
        pose[0] = route.x(place) + offsetM[person] * sin;
        pose[1] = route.y(place) - offsetM[person] * cos;
        pose[2] = terrain.height(pose[0], pose[1]);
        pose[3] = (float) Math.atan2(walkM[person] > 0 ? sin : -sin, walkM[person] > 0 ? cos : -cos);
    }

    void move(final Ray ray, final double timeS) {
        for (int i = 0; i < count(); i++) {
            final double place = route.placeAlong(startM[i] + walkM[i] * timeS);
            final float cos = route.cosYaw(place);
            final float sin = route.sinYaw(place);
            final float x = route.x(place) + offsetM[i] * sin;
            final float y = route.y(place) - offsetM[i] * cos;
            final float z = terrain.height(x, y);
            ray.moving.place(SOLIDS_EACH * i, x, y, z + 0.425f, cos, sin);
            ray.moving.place(SOLIDS_EACH * i + 1, x, y, z + 1.15f, cos, sin);
            ray.moving.place(SOLIDS_EACH * i + 2, x, y, z + 1.66f, cos, sin);
        }
    }

    void meet(final Ray ray) {
        final Solids moving = ray.moving;
        final float limit = AROUND_M * AROUND_M * (ray.dx * ray.dx + ray.dy * ray.dy);
        for (int i = 0; i < moving.count(); i += SOLIDS_EACH) {
            final float side = (moving.centerX(i) - ray.ox) * ray.dy - (moving.centerY(i) - ray.oy) * ray.dx;
            if (side * side > limit) {
                continue;
            }
            for (int k = i; k < i + SOLIDS_EACH; k++) {
                final float t = moving.entry(k, ray);
                if (t < ray.t) {
                    ray.t = t;
                    ray.solid = Ray.MOVING + k;
                }
            }
        }
    }
}
