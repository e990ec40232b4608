package dev.kymo.demo.world;

import java.util.Arrays;

/// Which solids stand in which cell of a uniform grid over the plane, and how high they reach there. Immutable.
final class Grid {
    private static final float CELL_M = 1.5f;

    private final Solids solids;
    private final float halfExtentM;
    private final int side;
    private final int[] firstItem;
    private final int[] items;
    private final float[] tops;
    private final float highest;

    Grid(final Solids solids, final float halfExtentM) {
        this.solids = solids;
        this.halfExtentM = halfExtentM;
        side = (int) Math.ceil(2 * halfExtentM / CELL_M);
        tops = new float[side * side];
        Arrays.fill(tops, Float.NEGATIVE_INFINITY);
        final int[] counts = new int[side * side + 1];
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < solids.count(); i++) {
            final float top = solids.centerZ(i) + solids.halfSizeZ(i);
            high = Math.max(high, top);
            for (int row = lowRow(i); row <= highRow(i); row++) {
                for (int column = lowColumn(i); column <= highColumn(i); column++) {
                    final int cell = row * side + column;
                    counts[cell + 1]++;
                    tops[cell] = Math.max(tops[cell], top);
                }
            }
        }
        highest = high;
        for (int cell = 0; cell < side * side; cell++) {
            counts[cell + 1] += counts[cell];
        }
        firstItem = counts;
        items = new int[counts[side * side]];
        final int[] next = Arrays.copyOf(counts, side * side);
        for (int i = 0; i < solids.count(); i++) {
            for (int row = lowRow(i); row <= highRow(i); row++) {
                for (int column = lowColumn(i); column <= highColumn(i); column++) {
                    items[next[row * side + column]++] = i;
                }
            }
        }
    }

    private int lowColumn(final int solid) {
        return cell(solids.centerX(solid) - solids.boundX(solid));
    }

    private int highColumn(final int solid) {
        return cell(solids.centerX(solid) + solids.boundX(solid));
    }

    private int lowRow(final int solid) {
        return cell(solids.centerY(solid) - solids.boundY(solid));
    }

    private int highRow(final int solid) {
        return cell(solids.centerY(solid) + solids.boundY(solid));
    }

    private int cell(final float coordinate) {
        return Math.clamp(Noise.floor((coordinate + halfExtentM) / CELL_M), 0, side - 1);
    }

    /// Shortens `ray` to the nearest solid that it enters, cell by cell along its way.
    ///
    /// @param any true to stop at the first solid found, whichever it is, as shadows want
    void meet(final Ray ray, final boolean any) {
        final float t0 = enter(ray);
        if (t0 > ray.t || (ray.dz >= 0 && ray.oz > highest)) {
            return;
        }
        int column = cell(ray.ox + t0 * ray.dx);
        int row = cell(ray.oy + t0 * ray.dy);
        final int stepX = ray.dx >= 0 ? 1 : -1;
        final int stepY = ray.dy >= 0 ? 1 : -1;
        final float perCellX = CELL_M / Math.abs(ray.dx);
        final float perCellY = CELL_M / Math.abs(ray.dy);
        float nextX = crossing(ray.ox, ray.dx, column + (stepX > 0 ? 1 : 0));
        float nextY = crossing(ray.oy, ray.dy, row + (stepY > 0 ? 1 : 0));
        float t = t0;
        while (t <= ray.t) {
            final float leave = nextX < nextY ? nextX : nextY;
            final int cell = row * side + column;
            final float lowestAt = ray.dz >= 0 ? t : leave < ray.t ? leave : ray.t;
            final float lowest = ray.oz + ray.dz * lowestAt;
            if (lowest <= tops[cell]) {
                tryCell(cell, ray);
                if (any && ray.solid != Ray.NOTHING) {
                    return;
                }
            } else if (ray.dz >= 0 && lowest > highest) {
                return;
            }
            t = leave;
            if (nextX < nextY) {
                nextX += perCellX;
                column += stepX;
                if (column < 0 || column >= side) {
                    return;
                }
            } else {
                nextY += perCellY;
                row += stepY;
                if (row < 0 || row >= side) {
                    return;
                }
            }
        }
    }

    private void tryCell(final int cell, final Ray ray) {
        final int end = firstItem[cell + 1];
        for (int at = firstItem[cell]; at < end; at++) {
            final int solid = items[at];
            if (ray.firstTry(solid)) {
                final float t = solids.entry(solid, ray);
                if (t < ray.t) {
                    ray.t = t;
                    ray.solid = solid;
                }
            }
        }
    }

    private float crossing(final float origin, final float direction, final int line) {
        return (line * CELL_M - halfExtentM - origin) / direction;
    }

    /// Distance to where a ray comes into the square of the grid: 0 when it starts there, infinity when it passes by.
    private float enter(final Ray ray) {
        final float limit = side * CELL_M - halfExtentM;
        final float west = (-halfExtentM - ray.ox) / ray.dx;
        final float east = (limit - ray.ox) / ray.dx;
        final float south = (-halfExtentM - ray.oy) / ray.dy;
        final float north = (limit - ray.oy) / ray.dy;
        final float enter = Math.max(0, Math.max(Math.min(west, east), Math.min(south, north)));
        final float leave = Math.min(Math.max(west, east), Math.max(south, north));
        return enter <= leave ? enter : Float.POSITIVE_INFINITY;
    }
}
