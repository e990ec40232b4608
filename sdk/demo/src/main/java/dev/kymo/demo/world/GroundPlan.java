package dev.kymo.demo.world;

/// What the ground is used for, and how much sun and sky it gets: rasters over the terrain's square, bilinear in
/// between. Street edges stay sharp because distances are kept, not colours.
final class GroundPlan {
    private static final float CELL_M = 0.25f;
    /// Sun and sky are sampled this often a cell.
    private static final int LIGHT_SAMPLES = 6;

    private final float halfExtentM;
    private final int side;
    private final float[] streetOffset;
    private final float[] along;
    private final float[] sun;
    private final float[] sky;

    GroundPlan(final float halfExtentM, final Route route) {
        this.halfExtentM = halfExtentM;
        side = (int) Math.ceil(2 * halfExtentM / CELL_M) + 1;
        streetOffset = new float[side * side];
        along = new float[side * side];
        sun = new float[side * side];
        sky = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                final float x = column * CELL_M - halfExtentM;
                final float y = row * CELL_M - halfExtentM;
                final int nearest = route.nearest(x, y);
                streetOffset[row * side + column] = route.offset(nearest, x, y);
                along[row * side + column] = (float) (nearest * route.lengthM() / 2048);
            }
        }
    }

    /// Casts rays from every cell to the sun and to the sky; the world must be complete.
    void light(final World world) {
        final Ray ray = world.newRay();
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                final float x = column * CELL_M - halfExtentM;
                final float y = row * CELL_M - halfExtentM;
                final float z = world.terrain().height(x, y) + 0.05f;
                int seesSun = 0;
                float seesSky = 0;
                for (int i = 0; i < LIGHT_SAMPLES; i++) {
                    final float jx = Noise.hash(column, row, 2 * i) - 0.5f;
                    final float jy = Noise.hash(column, row, 2 * i + 1) - 0.5f;
                    ray.from(x + jx * CELL_M, y + jy * CELL_M, z);
                    seesSun += world.seesSun(ray, jx * 0.05f, jy * 0.05f) ? 1 : 0;
                    if (i % 2 == 0) {
                        seesSky += world.seesSky(ray, 4 * jx, 4 * jy);
                    }
                }
                sun[row * side + column] = seesSun / (float) LIGHT_SAMPLES;
                sky[row * side + column] = 2 * seesSky / LIGHT_SAMPLES;
            }
        }
    }

    /// Distance from the middle of the street; positive outside of the block, negative inside.
    float streetOffset(final float x, final float y) {
        return between(streetOffset, x, y);
    }

    /// Metres along the street to the nearest point on it.
    float along(final float x, final float y) {
        return between(along, x, y);
    }

    /// Share of sunlight that reaches the ground, 0 to 1.
    float sun(final float x, final float y) {
        return between(sun, x, y);
    }

    /// Share of the sky that the ground sees, 0 to 1.
    float sky(final float x, final float y) {
        return between(sky, x, y);
    }

    private float between(final float[] raster, final float x, final float y) {
        final float u = clampToGrid((x + halfExtentM) * (1 / CELL_M));
        final float v = clampToGrid((y + halfExtentM) * (1 / CELL_M));
        final int column = (int) u;
        final int row = (int) v;
        final int at = row * side + column;
        final float fx = u - column;
        final float fy = v - row;
        final float low = raster[at] + fx * (raster[at + 1] - raster[at]);
        final float high = raster[at + side] + fx * (raster[at + side + 1] - raster[at + side]);
        return low + fy * (high - low);
    }

    private float clampToGrid(final float value) {
        final float limit = side - 1.001f;
        return value < 0 ? 0 : value > limit ? limit : value;
    }
}
