package dev.kymo.demo.world;

/// Gently rolling ground: a square of heights around the origin, bilinear in between. Immutable.
public final class Terrain {
    private static final float CELL_M = 0.5f;
    /// A ray this near above the ground has reached it.
    private static final float TOUCH_M = 1e-3f;
    /// Progress of a ray that grazes the ground, where the safe step would go to nothing.
    private static final float MIN_STEP_M = 5e-3f;

    private static final int MAX_STEPS = 400;
    private static final int MAX_SECANTS = 24;
    private static final float MIN_FALL = 1e-3f;

    private final float halfExtentM;
    private final int side;
    private final float[] heights;
    private final float highest;
    private final float steepest;

    private Terrain(final float halfExtentM, final int side, final float[] heights) {
        this.halfExtentM = halfExtentM;
        this.side = side;
        this.heights = heights;
        float high = Float.NEGATIVE_INFINITY;
        float rise = 0;
        float run = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                final float here = heights[y * side + x];
                high = Math.max(high, here);
                if (x > 0) {
                    rise = Math.max(rise, Math.abs(here - heights[y * side + x - 1]));
                }
                if (y > 0) {
                    run = Math.max(run, Math.abs(here - heights[(y - 1) * side + x]));
                }
            }
        }
        highest = high;
        // The gradient of a bilinear patch lies within those of its edges
        steepest = (float) Math.hypot(rise, run) / CELL_M;
    }

    /// Waves of a few wavelengths, at most `reliefM` up or down, over the square from `-halfExtentM` to
    /// `halfExtentM`.
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
        // Math.clamp minds the sign of zero, which costs more than all the rest of a look-up
        final float limit = side - 1.001f;
        return value < 0 ? 0 : value > limit ? limit : value;
    }

    /// Shortens `ray` to where it meets the ground, if it does before its present end, and says so.
    boolean meet(final Ray ray) {
        final float dz = ray.dz;
        final float steepestClimb = steepest * (float) Math.sqrt(ray.dx * ray.dx + ray.dy * ray.dy);
        if (dz >= steepestClimb) {
            return false;
        }
        float t = 0;
        if (ray.oz > highest) {
            if (dz >= 0) {
                return false;
            }
            t = (highest - ray.oz) / dz;
        }
        final float clearance = clearance(ray, t);
        if (clearance < 0 || t > ray.t) {
            return false;
        }
        return dz < -1.05f * steepestClimb
                ? descend(ray, t, clearance)
                : march(ray, t, clearance, 1 / (steepestClimb - dz));
    }

    /// For a ray that goes down everywhere faster than the ground does: its clearance only falls, so secants
    /// find the one place where it is zero.
    private boolean descend(final Ray ray, final float start, final float startClearance) {
        float t = start;
        float clearance = startClearance;
        float fall = -ray.dz;
        for (int step = 0; step < MAX_SECANTS && Math.abs(clearance) > TOUCH_M; step++) {
            final float next = t + clearance / fall;
            final float nextClearance = clearance(ray, next);
            if (next != t) {
                fall = Math.max((clearance - nextClearance) / (next - t), MIN_FALL);
            }
            t = next;
            clearance = nextClearance;
        }
        if (Math.abs(ray.ox + t * ray.dx) > halfExtentM || Math.abs(ray.oy + t * ray.dy) > halfExtentM) {
            return false;
        }
        return ray.endOnGround(t, ray.t);
    }

    /// For a ray that may run along the ground: every step is one that cannot pass through the ground, from
    /// the steepest slope there is.
    private boolean march(
            final Ray ray, final float start, final float startClearance, final float safeStepPerClearance) {
        float end = Math.min(ray.t, exit(ray));
        if (ray.dz > 0) {
            end = Math.min(end, (highest - ray.oz) / ray.dz);
        }
        float t = start;
        float clearance = startClearance;
        for (int step = 0; step < MAX_STEPS && t <= end; step++) {
            if (clearance < TOUCH_M) {
                return ray.endOnGround(t, end);
            }
            final float before = t;
            t += Math.max(clearance * safeStepPerClearance, MIN_STEP_M);
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
