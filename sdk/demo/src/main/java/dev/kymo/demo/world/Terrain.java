package dev.kymo.demo.world;

/// Gently rolling ground: a square of heights around the origin, bilinear in between. Immutable.
public final class Terrain {
    private static final float CELL_M = 0.5f;
    /// A ray this near above the ground has reached it.
    private static final float TOUCH_M = 1e-3f;
    /// Progress of a ray that grazes the ground, where the safe step would go to nothing.
    private static final float MIN_STEP_M = 5e-3f;

    private static final int MAX_STEPS = 400;

    private final float halfExtentM;
    private final int side;
    private final float[] heights;
    private final float lowest;
    private final float highest;
    private final float steepest;

    private Terrain(final float halfExtentM, final int side, final float[] heights) {
        this.halfExtentM = halfExtentM;
        this.side = side;
        this.heights = heights;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        float rise = 0;
        float run = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                final float here = heights[y * side + x];
                low = Math.min(low, here);
                high = Math.max(high, here);
                if (x > 0) {
                    rise = Math.max(rise, Math.abs(here - heights[y * side + x - 1]));
                }
                if (y > 0) {
                    run = Math.max(run, Math.abs(here - heights[(y - 1) * side + x]));
                }
            }
        }
        lowest = low;
        highest = high;
        // The gradient of a bilinear patch lies within those of its edges
        steepest = (float) Math.hypot(rise, run) / CELL_M;
    }

    /// Waves of a few wavelengths, at most `reliefM` up or down, over the square from `-halfExtentM` to `halfExtentM`.
    static Terrain rolling(final float halfExtentM, final float reliefM, final long seed) {
        final int side = (int) Math.ceil(2 * halfExtentM / CELL_M) + 1;
        final float[] heights = new float[side * side];
        final float phase = (seed & 0xffff) * 1e-3f;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                final double px = x * CELL_M - halfExtentM;
                final double py = y * CELL_M - halfExtentM;
                final double wave = 0.5 * Math.sin(px * 0.11 + phase) * Math.cos(py * 0.13 - phase)
                        + 0.3 * Math.sin((px + py) * 0.07 + 2 * phase)
                        + 0.2 * Math.cos((px - 0.6 * py) * 0.19 + phase);
                heights[y * side + x] = (float) (reliefM * wave);
            }
        }
        return new Terrain(halfExtentM, side, heights);
    }

    /// The square of ground reaches from minus this to this, along x and y.
    public float halfExtentM() {
        return halfExtentM;
    }

    /// Height of the ground; outside of the square that of its nearest edge.
    public float height(final float x, final float y) {
        final float u = clampToGrid((x + halfExtentM) * (1 / CELL_M));
        final float v = clampToGrid((y + halfExtentM) * (1 / CELL_M));
        final int column = (int) u;
        final int row = (int) v;
        final float fx = u - column;
        final float fy = v - row;
        final int at = row * side + column;
        final float[] h = heights;
        final float south = h[at] + fx * (h[at + 1] - h[at]);
        final float north = h[at + side] + fx * (h[at + side + 1] - h[at + side]);
        return south + fy * (north - south);
    }

    private float clampToGrid(final float value) {
        return Math.clamp(value, 0f, side - 1.001f);
    }

    /// Shortens `ray` to where it meets the ground, if it does before its present end, and says so.
    ///
    /// Every step is one that cannot pass through the ground, from the steepest slope there is.
    boolean meet(final Ray ray) {
        final float dz = ray.dz;
        final float horizontal = (float) Math.sqrt(ray.dx * ray.dx + ray.dy * ray.dy);
        final float closing = steepest * horizontal - dz;
        if (closing <= 0) {
            return false;
        }
        float t = 0;
        if (ray.oz > highest) {
            if (dz >= 0) {
                return false;
            }
            t = (highest - ray.oz) / dz;
        }
        float end = Math.min(ray.t, exit(ray));
        if (dz > 0) {
            end = Math.min(end, (highest - ray.oz) / dz);
        } else if (dz < 0) {
            end = Math.min(end, (lowest - ray.oz) / dz + MIN_STEP_M);
        }
        float clearance = clearance(ray, t);
        if (clearance < 0) {
            return false;
        }
        final float inverseClosing = 1 / closing;
        for (int step = 0; step < MAX_STEPS && t <= end; step++) {
            if (clearance < TOUCH_M) {
                return ray.endOnGround(t, end);
            }
            final float before = t;
            t += Math.max(clearance * inverseClosing, MIN_STEP_M);
            final float next = clearance(ray, t);
            if (next < 0) {
                return ray.endOnGround(before + (t - before) * clearance / (clearance - next), end);
            }
            clearance = next;
        }
        return false;
    }

    /// The upward unit normal at x, y, into `ray`.
    void normal(final Ray ray, final float x, final float y) {
        final float slopeX = (height(x + 0.2f, y) - height(x - 0.2f, y)) * 2.5f;
        final float slopeY = (height(x, y + 0.2f) - height(x, y - 0.2f)) * 2.5f;
        final float inverse = 1 / (float) Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
        ray.nx = -slopeX * inverse;
        ray.ny = -slopeY * inverse;
        ray.nz = inverse;
    }

    private float clearance(final Ray ray, final float t) {
        return ray.oz + t * ray.dz - height(ray.ox + t * ray.dx, ray.oy + t * ray.dy);
    }

    private float exit(final Ray ray) {
        final float exitX = ray.dx > 0
                ? (halfExtentM - ray.ox) / ray.dx
                : ray.dx < 0 ? (-halfExtentM - ray.ox) / ray.dx : Float.POSITIVE_INFINITY;
        final float exitY = ray.dy > 0
                ? (halfExtentM - ray.oy) / ray.dy
                : ray.dy < 0 ? (-halfExtentM - ray.oy) / ray.dy : Float.POSITIVE_INFINITY;
        return Math.min(exitX, exitY);
    }
}
