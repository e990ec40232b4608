package dev.kymo.rrd.lod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Divides a cloud's cube into cells of at most so many points each, in Morton order: by counting in a grid
/// of 128³ cells,
/// and again in grids of 16³ inside of those that hold too many. A cell of the greatest depth may hold any
/// number.
final class CellDivision {
    private static final int FIRST_LEVELS = 7;
    private static final int FURTHER_LEVELS = 4;
    private static final int EMPTY = -1;

    /// A cell with points, by its flipped number at its depth.
    ///
    /// @param first points in the cells before it
    record Bucket(int depth, int x, int y, int z, long first, int count) {
        /// The depth at which this cell and one before it first lie in different cells.
        int partsFrom(final Bucket before) {
            final int mine = CloudCube.DEPTH - depth;
            final int theirs = CloudCube.DEPTH - before.depth;
            final int different = ((x << mine) ^ (before.x << theirs))
                    | ((y << mine) ^ (before.y << theirs))
                    | ((z << mine) ^ (before.z << theirs));
            return Integer.numberOfLeadingZeros(different) - (Integer.SIZE - CloudCube.DEPTH) + 1;
        }
    }

    /// A grid of cells in Morton order. `table` has the number of the grid inside of a cell as -2 - number;
    /// once cells are
    /// numbered, the number of the cell's bucket, or [#EMPTY].
    private static final class Grid {
        private final int depth;
        private final int levels;
        private final int shift;
        private final int x;
        private final int y;
        private final int z;
        private final int[] table;
        private int[][] counting;
        private int[] counts = {};

        private Grid(final int depth, final int levels, final int x, final int y, final int z, final int workers) {
            this.depth = depth;
            this.levels = levels;
            this.x = x;
            this.y = y;
            this.z = z;
            shift = CloudCube.DEPTH - depth - levels;
            table = new int[1 << (3 * levels)];
            counting = new int[workers][table.length];
            Arrays.fill(table, EMPTY);
        }

        private int at(final int cx, final int cy, final int cz) {
            final int mask = (1 << levels) - 1;
            return CloudCube.mortonOfFew((cx >>> shift) & mask, (cy >>> shift) & mask, (cz >>> shift) & mask);
        }

        private void sum() {
            counts = counting[0];
            for (int worker = 1; worker < counting.length; worker++) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += counting[worker][i];
                }
            }
            counting = new int[0][];
        }
    }

    private final CloudCube cube;
    private final int bucketPointsMax;
    private final int workers;
    private final Grid first;
    private final List<Grid> grids = new ArrayList<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private long points;

    private CellDivision(final CloudCube cube, final int bucketPointsMax, final int workers) {
        this.cube = cube;
        this.bucketPointsMax = bucketPointsMax;
        this.workers = workers;
        first = new Grid(0, FIRST_LEVELS, 0, 0, 0, workers);
        grids.add(first);
    }

    static CellDivision of(final SourceParts source, final CloudCube cube, final int bucketPointsMax, final int workers)
            throws IOException {
        final CellDivision division = new CellDivision(cube, bucketPointsMax, workers);
        int counted = 0;
        while (counted < division.grids.size()) {
            final int from = counted;
            source.forEach(false, (worker, _, count, xyz, _) -> division.count(worker, from, xyz, count));
            counted = division.grids.size();
            for (int grid = from; grid < counted; grid++) {
                division.grids.get(grid).sum();
                division.divideFurther(division.grids.get(grid));
            }
        }
        division.number(division.grids.getFirst(), 0, 0);
        return division;
    }

    private void count(final int worker, final int from, final float[] xyz, final int count) {
        if (from == 0) {
            countFirst(worker, xyz, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            final float px = xyz[3 * i];
            final float py = xyz[3 * i + 1];
            final float pz = xyz[3 * i + 2];
            if (!isFinite(px, py, pz)) {
                continue;
            }
            final int cx = cube.cellX(px);
            final int cy = cube.cellY(py);
            final int cz = cube.cellZ(pz);
            int number = 0;
            while (true) {
                final Grid grid = grids.get(number);
                final int at = grid.at(cx, cy, cz);
                if (number >= from) {
                    grid.counting[worker][at]++;
                    break;
                }
                if (grid.table[at] == EMPTY) {
                    break;
                }
                number = -2 - grid.table[at];
            }
        }
    }

    private void countFirst(final int worker, final float[] xyz, final int count) {
        final Grid grid = first;
        final int[] counts = grid.counting[worker];
        for (int i = 0; i < 3 * count; i += 3) {
            final float px = xyz[i];
            final float py = xyz[i + 1];
            final float pz = xyz[i + 2];
            if (isFinite(px, py, pz)) {
                counts[grid.at(cube.cellX(px), cube.cellY(py), cube.cellZ(pz))]++;
            }
        }
    }

    /// Zero times anything else is no number.
    static boolean isFinite(final float x, final float y, final float z) {
        return x * 0 + y * 0 + z * 0 == 0;
    }

    private void divideFurther(final Grid grid) {
        final int depth = grid.depth + grid.levels;
        if (depth == CloudCube.DEPTH) {
            return;
        }
        for (int at = 0; at < grid.counts.length; at++) {
            if (grid.counts[at] > bucketPointsMax) {
                grid.table[at] = -2 - grids.size();
                grids.add(new Grid(
                        depth,
                        Math.min(FURTHER_LEVELS, CloudCube.DEPTH - depth),
                        (grid.x << grid.levels) | part(at, grid.levels, 2),
                        (grid.y << grid.levels) | part(at, grid.levels, 1),
                        (grid.z << grid.levels) | part(at, grid.levels, 0),
                        workers));
            }
        }
    }

    /// One axis of a Morton number.
    private static int part(final int morton, final int levels, final int bit) {
        int value = 0;
        for (int level = 0; level < levels; level++) {
            value |= ((morton >>> (3 * level + bit)) & 1) << level;
        }
        return value;
    }

    /// Makes buckets of what lies below a cell `down` levels into the grid, that begins at `at`.
    private void number(final Grid grid, final int down, final int at) {
        final int length = 1 << (3 * (grid.levels - down));
        long total = 0;
        for (int i = at; i < at + length; i++) {
            total += grid.counts[i];
        }
        if (total == 0) {
            return;
        }
        final boolean isCell = down == grid.levels;
        if (total <= bucketPointsMax || (isCell && grid.depth + down == CloudCube.DEPTH)) {
            final int cell = at >>> (3 * (grid.levels - down));
            Arrays.fill(grid.table, at, at + length, buckets.size());
            buckets.add(new Bucket(
                    grid.depth + down,
                    (grid.x << down) | part(cell, down, 2),
                    (grid.y << down) | part(cell, down, 1),
                    (grid.z << down) | part(cell, down, 0),
                    points,
                    Math.toIntExact(total)));
            points += total;
        } else if (isCell) {
            number(grids.get(-2 - grid.table[at]), 0, 0);
        } else {
            for (int child = 0; child < 8; child++) {
                number(grid, down + 1, at + child * (length / 8));
            }
        }
    }

    /// In Morton order.
    List<Bucket> buckets() {
        return buckets;
    }

    /// All that are finite.
    long points() {
        return points;
    }

    /// The number of the bucket of a point that is finite.
    ///
    /// @throws IOException when there was none when points were counted
    int bucketOf(final float px, final float py, final float pz) throws IOException {
        final int cx = cube.cellX(px);
        final int cy = cube.cellY(py);
        final int cz = cube.cellZ(pz);
        Grid grid = first;
        while (true) {
            final int found = grid.table[grid.at(cx, cy, cz)];
            if (found >= 0) {
                return found;
            }
            if (found == EMPTY) {
                throw new IOException("the cloud changed while it was read");
            }
            grid = grids.get(-2 - found);
        }
    }
}
