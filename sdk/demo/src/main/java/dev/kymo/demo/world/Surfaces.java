package dev.kymo.demo.world;

/// What colour everything has, where a ray met it: patterns by material, without light. Details finer than
/// what a pixel sees at a distance fade into their mean.
final class Surfaces {
    private static final float[] ASPHALT = rgb(0x66696E);
    private static final float[] LINE = rgb(0xE9E6DA);
    private static final float[] COBBLE = rgb(0x8C8379);
    private static final float[] KERB = rgb(0xBDB6A8);
    private static final float[] SLAB = rgb(0xB3A998);
    private static final float[] GRASS = rgb(0x6E9A3C);
    private static final float[] DRY_GRASS = rgb(0xA2AF55);
    private static final float[] DARK_GRASS = rgb(0x4F7F36);
    private static final float[] GRAVEL = rgb(0xD2C19C);
    private static final float[] WINDOW = rgb(0x3D5468);
    private static final float[] FRAME = rgb(0xEFEBE1);
    private static final float[] DOOR = rgb(0x6B4A33);
    private static final float[] PLINTH = rgb(0x8B8680);
    private static final float[] CAR_GLASS = rgb(0x27323C);

    private static final float STREET_M = 3.0f;
    private static final float PARKING_M = 5.2f;
    private static final float PAVEMENT_M = 7.4f;
    private static final float INNER_PAVEMENT_M = -4.9f;
    private static final float PLAZA_M = 6;

    private final Solids solids;
    private final GroundPlan plan;

    Surfaces(final Solids solids, final GroundPlan plan) {
        this.solids = solids;
        this.plan = plan;
    }

    private static float[] rgb(final int sRgb) {
        return new float[] {Paint.linear(sRgb >> 16), Paint.linear(sRgb >> 8), Paint.linear(sRgb)};
    }

    void paint(final Ray ray) {
        if (ray.solid == Ray.GROUND) {
            ground(ray, ray.x(), ray.y());
        } else if (ray.solid >= Ray.MOVING) {
            base(ray, ray.moving, ray.solid - Ray.MOVING, 1);
        } else if (ray.solid >= 0) {
            solid(ray, ray.solid);
        }
    }

    private void ground(final Ray ray, final float x, final float y) {
        final float d = plan.streetOffset(x, y);
        if (Math.abs(d) < STREET_M) {
            street(ray, x, y, d);
        } else if (d > 0 && d < PARKING_M) {
            final float bay = fraction(plan.along(x, y) / 6.2f);
            final boolean isLine = bay < 0.02f && fade(ray, 40) > 0.3f;
            if (isLine) {
                set(ray, LINE, 0.9f);
            } else {
                set(ray, d < STREET_M + 0.16f ? KERB : COBBLE, 1 + fade(ray, 12) * bricks(x, y, 0.22f, 0.22f));
            }
        } else if (d > INNER_PAVEMENT_M && d < PAVEMENT_M) {
            final boolean isKerb = d > 0 ? d < PARKING_M + 0.16f : d > -STREET_M - 0.16f;
            set(ray, isKerb ? KERB : SLAB, 1 + fade(ray, 16) * bricks(x, y, 0.8f, 0.8f));
        } else {
            green(ray, x, y, d);
        }
    }

    private void street(final Ray ray, final float x, final float y, final float d) {
        final float edge = Math.abs(Math.abs(d) - (STREET_M - 0.28f));
        final boolean isDash = Math.abs(d) < 0.08f && fraction(plan.along(x, y) / 3) < 0.5f;
        if (edge < 0.06f || isDash) {
            set(ray, LINE, 0.95f + 0.1f * Noise.smooth(x * 3, y * 3));
        } else {
            final float grain = fade(ray, 9) * 0.14f * (Noise.hash((int) (x * 30), (int) (y * 30), 3) - 0.5f);
            set(ray, ASPHALT, 0.88f + 0.2f * Noise.smooth(x * 0.45f, y * 0.45f) + grain);
        }
    }

    private static void green(final Ray ray, final float x, final float y, final float d) {
        final float fromCenter = (float) Math.sqrt(x * x + y * y);
        if (d < 0 && fromCenter < PLAZA_M) {
            final float ring = fraction(fromCenter / 1.2f) < 0.12f ? 0.75f : 1;
            set(ray, SLAB, ring * (0.95f + 0.1f * Noise.smooth(x * 2, y * 2)));
        } else if (d < 0 && (Math.abs(x - 0.35f * y) < 1.05f || Math.abs(y + 0.25f * x) < 1.05f)) {
            set(ray, GRAVEL, 0.9f + fade(ray, 10) * 0.3f * (Noise.hash((int) (x * 25), (int) (y * 25), 5) - 0.5f));
        } else {
            final float patch = Noise.smooth(x * 0.22f, y * 0.22f);
            final float tuft = Noise.smooth(x * 1.7f, y * 1.7f);
            final float blade = fade(ray, 12) * 0.45f * (Noise.hash((int) (x * 22), (int) (y * 22), 1) - 0.5f);
            final float mown = d < 0 && fraction((x + y) / 3.4f) < 0.5f ? 0.1f : 0;
            final float shade = 0.86f + 0.22f * tuft + blade + mown;
            if (patch > 0.5f) {
                mix(ray, GRASS, DRY_GRASS, (patch - 0.5f) * 1.5f, shade);
            } else {
                mix(ray, GRASS, DARK_GRASS, (0.5f - patch) * 1.8f, shade);
            }
        }
    }

    private void solid(final Ray ray, final int i) {
        switch (solids.material(i)) {
            case PLASTER, BRICK -> wall(ray, i);
            case ROOF -> {
                final float rows = fraction(ray.z() / 0.24f) < 0.2f ? -0.25f : 0.04f;
                base(ray, solids, i, 1 + fade(ray, 18) * rows + 0.12f * (Noise.smooth(ray.x(), ray.y()) - 0.5f));
            }
            case LEAF -> {
                final float clump = Noise.smooth(ray.x() * 2.3f + ray.z(), ray.y() * 2.3f - ray.z());
                final float leaf = Noise.hash((int) (ray.x() * 14), (int) (ray.y() * 14), (int) (ray.z() * 14));
                base(ray, solids, i, 0.62f + 0.5f * clump + fade(ray, 18) * 0.5f * (leaf - 0.5f));
            }
            case BARK, WOOD -> {
                final float grain = Noise.smooth((ray.x() + ray.y()) * 9, ray.z() * 1.5f);
                base(ray, solids, i, 0.8f + 0.4f * grain);
            }
            case STONE -> base(ray, solids, i, 1 + fade(ray, 20) * stones(ray, i));
            case WATER -> base(ray, solids, i, 0.9f + 0.25f * Noise.smooth(ray.x() * 4, ray.y() * 4));
            case GLASS -> {
                if (ray.nz > 0.8f) {
                    base(ray, solids, i, 1);
                } else {
                    set(ray, CAR_GLASS, 1);
                }
            }
            default -> base(ray, solids, i, 1);
        }
    }

    private void wall(final Ray ray, final int i) {
        if (Math.abs(ray.nz) > 0.5f || solids.halfSizeZ(i) < 1.6f) {
            base(ray, solids, i, 1);
            return;
        }
        final float px = ray.x() - solids.centerX(i);
        final float py = ray.y() - solids.centerY(i);
        final float lx = px * solids.cosYaw(i) + py * solids.sinYaw(i);
        final float ly = py * solids.cosYaw(i) - px * solids.sinYaw(i);
        final boolean isEnd = Math.abs(ray.nx * solids.cosYaw(i) + ray.ny * solids.sinYaw(i)) > 0.5f;
        final float u = isEnd ? ly : lx;
        final float v = ray.z() - (solids.centerZ(i) - solids.halfSizeZ(i)) - 0.5f;
        final float across = Math.abs(fraction(u / 2.3f) - 0.5f) * 2.3f;
        final float floor = fraction(v / 2.75f) * 2.75f;
        final boolean isTop = v > 2 * solids.halfSizeZ(i) - 0.9f;
        if (!isEnd && Math.abs(u - 1.15f) < 0.6f && v < 2.2f) {
            set(ray, Math.abs(u - 1.15f) > 0.5f || v > 2.1f ? FRAME : DOOR, 1);
        } else if (!isTop && across < 0.62f && floor > 0.85f && floor < 2.25f) {
            final boolean isFrame = across > 0.53f || floor < 0.94f || floor > 2.16f || across < 0.03f;
            set(ray, isFrame ? FRAME : WINDOW, isFrame ? 1 : 0.75f + 0.5f * (floor - 0.85f));
        } else if (v < 0.55f) {
            set(ray, PLINTH, 1);
        } else if (solids.material(i) == Material.BRICK) {
            base(ray, solids, i, 1 + fade(ray, 16) * 1.4f * bricks(u, v, 0.42f, 0.14f));
        } else {
            base(ray, solids, i, 0.95f + 0.1f * Noise.smooth(u * 0.8f, v * 0.8f));
        }
    }

    private float stones(final Ray ray, final int i) {
        final float along =
                (ray.x() - solids.centerX(i)) * solids.cosYaw(i) + (ray.y() - solids.centerY(i)) * solids.sinYaw(i);
        return bricks(along, ray.z(), 0.5f, 0.22f);
    }

    /// Running bond: the change of brightness at u, v of rows of stones with joints between.
    private static float bricks(final float u, final float v, final float width, final float height) {
        final int row = Noise.floor(v / height);
        final float shifted = u / width + (row & 1) * 0.5f;
        final int stone = Noise.floor(shifted);
        final float joint = 0.03f / height;
        if (shifted - stone < 0.03f / width || v / height - row < joint) {
            return -0.28f;
        }
        return 0.22f * (Noise.hash(stone, row, 11) - 0.5f);
    }

    /// 1 near by, 0 from `distanceM` on.
    private static float fade(final Ray ray, final float distanceM) {
        return Math.max(0, 1 - ray.t / distanceM);
    }

    private static float fraction(final float value) {
        return value - Noise.floor(value);
    }

    private static void base(final Ray ray, final Solids from, final int i, final float shade) {
        ray.red = from.color(i, 0) * shade;
        ray.green = from.color(i, 1) * shade;
        ray.blue = from.color(i, 2) * shade;
    }

    private static void set(final Ray ray, final float[] rgb, final float shade) {
        ray.red = rgb[0] * shade;
        ray.green = rgb[1] * shade;
        ray.blue = rgb[2] * shade;
    }

    private static void mix(final Ray ray, final float[] a, final float[] b, final float share, final float shade) {
        ray.red = (a[0] + share * (b[0] - a[0])) * shade;
        ray.green = (a[1] + share * (b[1] - a[1])) * shade;
        ray.blue = (a[2] + share * (b[2] - a[2])) * shade;
    }
}
