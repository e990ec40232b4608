package dev.kymo.demo.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Builds the block: houses around the street, parked cars, lamp posts, trees, and in the middle a green with a
/// fountain, a kiosk, a loading ramp, hedges and a low wall.
final class Courtyard {
    private static final int[] FACADES = {0xE8D9B5, 0xD9A679, 0xC9CDD2, 0xB9553F, 0xE5C3A6, 0xAEBFA5, 0xDDCFCB, 0x9E4B3A
    };
    private static final int[] ROOFS = {0x8E4A36, 0x6B4038, 0x55575C, 0x9A5A3C};
    private static final int[] PAINTS = {0xC0392B, 0x2F6DB5, 0xE6E6E2, 0x2B2F33, 0xE1A730, 0x4E8A64, 0x9AA3AB};
    private static final int[] LEAVES = {0x5F9440, 0x78A53F, 0x4C8148, 0x92A63E, 0xC98F35};
    private static final float HOUSE_OFFSET_M = 13.2f;

    private final Terrain terrain;
    private final Route route;
    private final Random random;
    private final Solids solids = new Solids();
    private final List<Thing> things = new ArrayList<>();

    Courtyard(final Terrain terrain, final Route route, final long seed) {
        this.terrain = terrain;
        this.route = route;
        random = new Random(seed);
        houses();
        parkedCars();
        lampPosts();
        streetTrees();
        innerWall();
        green();
    }

    Solids solids() {
        return solids;
    }

    List<Thing> things() {
        return things;
    }

    private static float[] xyz(final float x, final float y, final float z) {
        return new float[] {x, y, z};
    }

    private float between(final float low, final float high) {
        return low + random.nextFloat() * (high - low);
    }

    private int pick(final int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private float rightX(final double place, final float offset) {
        return route.x(place) + offset * route.sinYaw(place);
    }

    private float rightY(final double place, final float offset) {
        return route.y(place) - offset * route.cosYaw(place);
    }

    private float yaw(final double place) {
        return (float) Math.atan2(route.sinYaw(place), route.cosYaw(place));
    }

    private void houses() {
        float along = 2;
        int number = 0;
        while (along < route.lengthM() - 5) {
            final float width = between(7.5f, 10.5f);
            final double place = route.placeAlong(along + width / 3);
            // On the outside of a bend, houses stand farther apart than metres along the street say
            final float spread = 1 + HOUSE_OFFSET_M * Math.max(0, route.yawRate(place) / route.speed(place));
            number++;
            if (number % 5 != 0) {
                house(place, width);
                along += (width + between(0.8f, 2.2f)) / spread;
            } else {
                grove(place);
                along += 6 / spread;
            }
        }
    }

    private void house(final double place, final float width) {
        final float depth = between(6.5f, 8);
        final float offset = HOUSE_OFFSET_M - 8 + depth / 2 + 4.2f;
        final float x = rightX(place, offset);
        final float y = rightY(place, offset);
        final float yaw = yaw(place);
        final float ground = terrain.height(x, y);
        final float height = random.nextInt(3) == 0 ? 8.6f : 5.9f;
        final int facade = pick(FACADES);
        final boolean isBrick = facade == 0xB9553F || facade == 0x9E4B3A;
        final Paint wall = Paint.of(isBrick ? Material.BRICK : Material.PLASTER, facade);
        solids.box(wall, xyz(x, y, ground + height / 2 - 0.25f), xyz(width / 2, depth / 2, height / 2 + 0.25f), yaw);
        gable(Paint.of(Material.ROOF, pick(ROOFS)), x, y, ground + height, yaw, width / 2 + 0.3f, depth / 2 + 0.45f);
        final float cx = x + 0.25f * width * (float) Math.cos(yaw);
        final float cy = y + 0.25f * width * (float) Math.sin(yaw);
        solids.box(
                Paint.of(Material.STONE, 0x8A5A48), xyz(cx, cy, ground + height + 2.1f), xyz(0.35f, 0.35f, 1.3f), yaw);
    }

    private void gable(
            final Paint paint,
            final float x,
            final float y,
            final float eaves,
            final float yaw,
            final float halfX,
            final float halfY) {
        final float rise = between(2.1f, 2.9f);
        final float length = (float) Math.hypot(rise, halfY);
        final float ny = rise / length;
        final float nz = halfY / length;
        final float out = rise * halfY / length;
        solids.convex(
                paint,
                xyz(x, y, eaves),
                xyz(halfX, halfY, rise),
                yaw,
                1,
                0,
                0,
                halfX,
                -1,
                0,
                0,
                halfX,
                0,
                ny,
                nz,
                out,
                0,
                -ny,
                nz,
                out,
                0,
                0,
                -1,
                0.12f);
    }

    private void grove(final double place) {
        for (int i = 0; i < 3; i++) {
            final double near = route.placeAlong(place / 2048 * route.lengthM() + (i - 1) * 1.6 + between(-0.4f, 0.4f));
            conifer(rightX(near, between(9.5f, 16)), rightY(near, between(9.5f, 16)), between(4.5f, 8));
        }
    }

    private void parkedCars() {
        final int bays = (int) (route.lengthM() / 6.2);
        int number = 0;
        for (int bay = 0; bay < bays; bay++) {
            if (random.nextInt(100) < 45) {
                number++;
                car(route.placeAlong(bay * 6.2 + 3.1), number);
            }
        }
    }

    private void car(final double place, final int number) {
        final float x = rightX(place, 4.15f);
        final float y = rightY(place, 4.15f);
        final float z = terrain.height(x, y);
        final float yaw = yaw(place) + between(-0.04f, 0.04f);
        final int thing = things.size();
        final boolean isVan = random.nextInt(5) == 0;
        final String name = (isVan ? "van " : "car ") + number;
        final float top = isVan ? 2.05f : 1.5f;
        things.add(new Thing(
                isVan ? "van" : "car",
                name,
                isVan ? 0xFFB84DFF : 0x4DC3FFFF,
                x,
                y,
                z + top / 2,
                2.2f,
                0.95f,
                top / 2,
                yaw,
                -1));
        final int color = pick(PAINTS);
        final Paint paint = Paint.of(Material.PAINT, color).ofThing(thing);
        solids.box(paint, xyz(x, y, z + 0.6f), xyz(2.15f, 0.88f, 0.33f), yaw);
        cabin(Paint.of(Material.GLASS, color).ofThing(thing), x, y, z + 0.93f, yaw, isVan ? 1.85f : 1.35f, top - 0.93f);
        final Paint tyre = Paint.of(Material.RUBBER, 0x1E1F21).ofThing(thing);
        final float cos = (float) Math.cos(yaw);
        final float sin = (float) Math.sin(yaw);
        for (int i = 0; i < 4; i++) {
            final float lx = i < 2 ? 1.35f : -1.35f;
            final float ly = i % 2 == 0 ? 0.83f : -0.83f;
            solids.ellipsoid(
                    tyre,
                    xyz(x + lx * cos - ly * sin, y + lx * sin + ly * cos, z + 0.33f),
                    xyz(0.34f, 0.13f, 0.34f),
                    yaw);
            final Paint light =
                    Paint.of(Material.LAMP, i < 2 ? 0xF7F4DF : 0xD2342A).ofThing(thing);
            final float fx = lx > 0 ? 2.14f : -2.14f;
            final float fy = ly * 0.75f;
            solids.box(
                    light,
                    xyz(x + fx * cos - fy * sin, y + fx * sin + fy * cos, z + 0.68f),
                    xyz(0.04f, 0.17f, 0.09f),
                    yaw);
        }
    }

    private void cabin(
            final Paint paint,
            final float x,
            final float y,
            final float z,
            final float yaw,
            final float halfX,
            final float height) {
        final float halfY = 0.82f;
        final float leanX = 0.5f;
        final float leanY = 0.14f;
        final float lengthX = (float) Math.hypot(height, leanX);
        final float lengthY = (float) Math.hypot(height, leanY);
        final float nx = height / lengthX;
        final float ny = height / lengthY;
        solids.convex(
                paint,
                xyz(x, y, z),
                xyz(halfX, halfY, height),
                yaw,
                nx,
                0,
                leanX / lengthX,
                nx * halfX,
                -nx,
                0,
                leanX / lengthX,
                nx * halfX,
                0,
                ny,
                leanY / lengthY,
                ny * halfY,
                0,
                -ny,
                leanY / lengthY,
                ny * halfY,
                0,
                0,
                1,
                height,
                0,
                0,
                -1,
                0);
    }

    private void lampPosts() {
        final Paint metal = Paint.of(Material.METAL, 0x4A5157);
        final Paint lamp = Paint.of(Material.LAMP, 0xFFF3CF);
        final int posts = 10;
        for (int i = 0; i < posts; i++) {
            final double place = route.placeAlong(route.lengthM() * (i + 0.5) / posts);
            final float offset = i % 2 == 0 ? 5.55f : -3.5f;
            final float x = rightX(place, offset);
            final float y = rightY(place, offset);
            final float z = terrain.height(x, y);
            solids.frustum(metal, x, y, z - 0.1f, z + 4.6f, 0.085f, 0.05f);
            solids.frustum(metal, x, y, z - 0.1f, z + 0.5f, 0.16f, 0.12f);
            final float reach = offset > 0 ? -0.7f : 0.7f;
            final float mx = rightX(place, offset + reach);
            final float my = rightY(place, offset + reach);
            solids.box(metal, xyz((x + mx) / 2, (y + my) / 2, z + 4.58f), xyz(0.04f, 0.4f, 0.04f), yaw(place));
            solids.ellipsoid(lamp, xyz(mx, my, z + 4.5f), xyz(0.3f, 0.18f, 0.11f), yaw(place));
        }
    }

    private void streetTrees() {
        for (float along = 4; along < route.lengthM(); along += 11) {
            final double place = route.placeAlong(along + between(-1, 1));
            broadleaf(rightX(place, 6.9f), rightY(place, 6.9f), between(0.85f, 1.15f));
        }
    }

    private void broadleaf(final float x, final float y, final float size) {
        final float z = terrain.height(x, y);
        solids.frustum(Paint.of(Material.BARK, 0x6A4E37), x, y, z - 0.2f, z + 2.9f * size, 0.2f * size, 0.11f * size);
        final int leaves = pick(LEAVES);
        final float top = z + 3.5f * size;
        solids.ellipsoid(
                Paint.of(Material.LEAF, leaves), xyz(x, y, top), xyz(1.35f * size, 1.3f * size, 1.25f * size), 0);
        for (int i = 0; i < 4; i++) {
            final double angle = i * Math.PI / 2 + between(-0.4f, 0.4f);
            final float out = between(0.65f, 0.95f) * size;
            final float radius = between(0.75f, 1) * size;
            solids.ellipsoid(
                    Paint.of(Material.LEAF, leaves),
                    xyz(
                            x + out * (float) Math.cos(angle),
                            y + out * (float) Math.sin(angle),
                            top + between(-0.55f, 0.6f) * size),
                    xyz(radius, radius, 0.85f * radius),
                    0);
        }
    }

    private void conifer(final float x, final float y, final float height) {
        final float z = terrain.height(x, y);
        solids.frustum(Paint.of(Material.BARK, 0x59402E), x, y, z - 0.2f, z + 0.3f * height, 0.17f, 0.13f);
        final Paint needles = Paint.of(Material.LEAF, 0x3E6E4A);
        for (int i = 0; i < 4; i++) {
            final float low = z + height * (0.16f + 0.19f * i);
            final float radius = height * (0.25f - 0.05f * i);
            solids.frustum(needles, x, y, low, low + height * 0.3f, radius, 0.02f);
        }
    }

    /// A low wall with gaps where the paths are, and hedges behind it here and there.
    private void innerWall() {
        final Paint stone = Paint.of(Material.STONE, 0xA79C8B);
        final Paint hedge = Paint.of(Material.LEAF, 0x547F3B);
        final float piece = 2.4f;
        int number = 0;
        for (float along = 0; along < route.lengthM(); along += piece) {
            number++;
            final double place = route.placeAlong(along + piece / 2);
            final float x = rightX(place, -5.3f);
            final float y = rightY(place, -5.3f);
            if (Math.abs(x - 0.35f * y) < 2.3f || Math.abs(y + 0.25f * x) < 2.3f || number % 11 == 0) {
                continue;
            }
            final float z = terrain.height(x, y);
            if (number / 8 % 2 == 0) {
                solids.box(stone, xyz(x, y, z + 0.2f), xyz(piece / 2, 0.16f, 0.42f), yaw(place));
            } else {
                solids.box(hedge, xyz(x, y, z + 0.3f), xyz(piece / 2, 0.38f, between(0.6f, 0.68f)), yaw(place));
            }
        }
    }

    private void green() {
        fountain();
        kiosk(-7.2f, 5.4f);
        ramp(7.6f, -4.6f);
        for (int i = 0; i < 8; i++) {
            final double angle = 2 * Math.PI * (i + 0.35) / 8;
            final float out = between(7.6f, 9.6f);
            final float x = out * (float) Math.cos(angle);
            final float y = 0.9f * out * (float) Math.sin(angle);
            if (Math.hypot(x + 7.2, y - 5.4) > 4 && Math.hypot(x - 7.6, y + 4.6) > 4.5) {
                broadleaf(x, y, between(0.9f, 1.3f));
            }
        }
        for (int i = 0; i < 4; i++) {
            bench(Math.PI * (i + 0.25) / 2, 4.7f);
        }
    }

    private void fountain() {
        final float z = terrain.height(0, 0);
        final Paint stone = Paint.of(Material.STONE, 0xC2B9A8);
        final int pieces = 14;
        for (int i = 0; i < pieces; i++) {
            final double angle = 2 * Math.PI * i / pieces;
            final float x = 2.3f * (float) Math.cos(angle);
            final float y = 2.3f * (float) Math.sin(angle);
            solids.box(stone, xyz(x, y, z + 0.2f), xyz(0.16f, 0.56f, 0.42f), (float) angle);
        }
        solids.frustum(Paint.of(Material.WATER, 0x4F9DB8), 0, 0, z - 0.3f, z + 0.42f, 2.2f, 2.2f);
        solids.frustum(stone, 0, 0, z, z + 1.3f, 0.3f, 0.18f);
        solids.frustum(stone, 0, 0, z + 1.3f, z + 1.55f, 0.25f, 0.85f);
        solids.ellipsoid(Paint.of(Material.WATER, 0xBFE3EE), xyz(0, 0, z + 1.75f), xyz(0.4f, 0.4f, 0.5f), 0);
    }

    private void kiosk(final float x, final float y) {
        final float z = terrain.height(x, y);
        final int thing = things.size();
        things.add(new Thing("kiosk", "kiosk", 0xB07CFFFF, x, y, z + 1.65f, 1.9f, 1.5f, 1.65f, 0.5f, -1));
        solids.box(Paint.of(Material.WOOD, 0x3F7F86).ofThing(thing), xyz(x, y, z + 1.2f), xyz(1.6f, 1.2f, 1.35f), 0.5f);
        solids.box(
                Paint.of(Material.CLOTH, 0xE8C547).ofThing(thing), xyz(x, y, z + 2.65f), xyz(1.9f, 1.5f, 0.1f), 0.5f);
        solids.convex(
                Paint.of(Material.ROOF, 0xC25B3C).ofThing(thing),
                xyz(x, y, z + 2.75f),
                xyz(1.8f, 1.4f, 0.6f),
                0.5f,
                0.316f,
                0,
                0.949f,
                0.569f,
                -0.316f,
                0,
                0.949f,
                0.569f,
                0,
                0.394f,
                0.919f,
                0.551f,
                0,
                -0.394f,
                0.919f,
                0.551f,
                0,
                0,
                -1,
                0);
    }

    /// A platform and the ramp that leads up to it, with crates.
    private void ramp(final float x, final float y) {
        final float z = terrain.height(x, y);
        final float yaw = 0.55f;
        final float cos = (float) Math.cos(yaw);
        final float sin = (float) Math.sin(yaw);
        final Paint concrete = Paint.of(Material.METAL, 0xB0AEA8);
        solids.box(concrete, xyz(x, y, z + 0.4f), xyz(1.5f, 1.2f, 0.6f), yaw);
        final float halfX = 2;
        final float rise = 1.2f;
        final float length = (float) Math.hypot(rise, 2 * halfX);
        solids.convex(
                Paint.of(Material.METAL, 0xC9C2B2),
                xyz(x - 3.5f * cos, y - 3.5f * sin, z - 0.2f),
                xyz(halfX, 1, rise),
                yaw,
                1,
                0,
                0,
                halfX,
                0,
                1,
                0,
                1,
                0,
                -1,
                0,
                1,
                0,
                0,
                -1,
                0.2f,
                -rise / length,
                0,
                2 * halfX / length,
                rise * halfX / length);
        final Paint crate = Paint.of(Material.WOOD, 0xB98A53);
        solids.box(crate, xyz(x + 0.5f * cos, y + 0.5f * sin, z + 1.4f), xyz(0.4f, 0.4f, 0.4f), yaw + 0.2f);
        solids.box(crate, xyz(x - 0.5f * sin, y + 0.5f * cos, z + 1.3f), xyz(0.3f, 0.3f, 0.3f), yaw - 0.3f);
    }

    private void bench(final double angle, final float out) {
        final float x = out * (float) Math.cos(angle);
        final float y = out * (float) Math.sin(angle);
        final float z = terrain.height(x, y);
        final float yaw = (float) angle;
        final Paint wood = Paint.of(Material.WOOD, 0x9A6B42);
        solids.box(wood, xyz(x, y, z + 0.45f), xyz(0.25f, 0.9f, 0.04f), yaw);
        final float bx = x + 0.24f * (float) Math.cos(angle);
        final float by = y + 0.24f * (float) Math.sin(angle);
        solids.box(wood, xyz(bx, by, z + 0.7f), xyz(0.03f, 0.9f, 0.2f), yaw);
        for (int i = -1; i <= 1; i += 2) {
            final float lx = x - i * 0.7f * (float) Math.sin(angle);
            final float ly = y + i * 0.7f * (float) Math.cos(angle);
            solids.box(Paint.of(Material.METAL, 0x3A3F44), xyz(lx, ly, z + 0.2f), xyz(0.2f, 0.05f, 0.24f), yaw);
        }
    }
}
