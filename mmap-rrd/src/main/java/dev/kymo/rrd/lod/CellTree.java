package dev.kymo.rrd.lod;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The part of the tree that lies in one cell of the division, made of that cell's points alone.
///
/// Points are sorted in Morton order. The first point of every cell, of any depth, stands for the cell: so
/// a point stands
/// for cells from the depth on at which it and the one before it lie in different ones ([#parts]). A node
/// `level` deep has
/// the points that stand for cells of the depth `level + GRID_BITS`, and for none that is larger; a node
/// with few points
/// below it has them all.
///
/// One thread; used again for the next cell.
final class CellTree {
    /// A node sees its points in a grid of 64 cells per axis.
    static final int GRID_BITS = 6;

    /// A node that has no more points in it and below it has no children.
    static final int LEAF_POINTS_MAX = 10_000;

    /// A node with more points is several, one below the other, the coarsest first.
    static final int SLICE_POINTS_MAX = 40_000;

    private final CloudCube cube;
    private int[] records = {};
    private long[] keys = {};
    private byte[] parts = {};
    private int[] order = {};
    private int[] taken = {};
    private final KeySort sort = new KeySort();
    private CellDivision.@Nullable Bucket cell;
    private @Nullable NodePoints out;
    private int numberBits;
    private int digits;

    CellTree(final CloudCube cube) {
        this.cube = cube;
    }

    /// Room for the records of the next cell.
    int[] records(final int count) {
        if (keys.length < count) {
            records = new int[count * PointSpill.RECORD_INTS];
            keys = new long[count];
            parts = new byte[count];
            order = new int[count];
            taken = new int[count];
        }
        return records;
    }

    /// Builds the nodes of a cell whose records have been put into [#records].
    ///
    /// @param firstParts the depth from which on the cell is another than the one before it; 0 for the
    ///     first
    /// @param points gets the points of the nodes
    /// @return null when the levels above take all points
    @Nullable
    LodNode build(final CellDivision.Bucket bucket, final int firstParts, final NodePoints points) {
        cell = bucket;
        out = points;
        sort(bucket, firstParts);
        int rest = 0;
        for (int i = 0; i < bucket.count(); i++) {
            if (bucket.depth() == 0 || parts[i] >= bucket.depth() + GRID_BITS) {
                order[rest++] = i;
            }
        }
        return node(bucket.depth(), bucket.x(), bucket.y(), bucket.z(), 0, rest);
    }

    /// The points of the cell that was built last which belong to the levels above.
    UpperPoints upper() {
        final CellDivision.Bucket bucket = java.util.Objects.requireNonNull(cell);
        final int least = bucket.depth() == 0 ? 0 : bucket.depth() + GRID_BITS;
        int count = 0;
        for (int i = 0; i < bucket.count(); i++) {
            count += parts[i] < least ? 1 : 0;
        }
        final UpperPoints upper = new UpperPoints(count);
        if (count > 0) {
            for (int i = 0; i < bucket.count(); i++) {
                if (parts[i] < least) {
                    upper.add(records, numberOf(i), parts[i]);
                }
            }
        }
        return upper;
    }

    private void sort(final CellDivision.Bucket bucket, final int firstParts) {
        final int count = bucket.count();
        numberBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        digits = Math.min(CloudCube.DEPTH - bucket.depth(), (Long.SIZE - 1 - numberBits) / 3);
        final int shift = CloudCube.DEPTH - bucket.depth() - digits;
        final int mask = (1 << digits) - 1;
        for (int i = 0; i < count; i++) {
            final int record = i * PointSpill.RECORD_INTS;
            final int cx = cube.cellX(Float.intBitsToFloat(records[record])) >>> shift;
            final int cy = cube.cellY(Float.intBitsToFloat(records[record + 1])) >>> shift;
            final int cz = cube.cellZ(Float.intBitsToFloat(records[record + 2])) >>> shift;
            keys[i] = CloudCube.morton(cx & mask, cy & mask, cz & mask) << numberBits | i;
        }
        sort.sort(keys, count, numberBits, 3 * digits);
        orderEqual(count);
        parts[0] = (byte) firstParts;
        for (int i = 1; i < count; i++) {
            final long different = (keys[i] ^ keys[i - 1]) >>> numberBits;
            final int common = digits - (Long.SIZE - Long.numberOfLeadingZeros(different) + 2) / 3;
            parts[i] = (byte) (bucket.depth() + common + 1);
        }
    }

    /// Brings points that the keys do not tell apart into the order of the cloud: they came in any.
    private void orderEqual(final int count) {
        for (int from = 0; from < count; ) {
            final long code = keys[from] >>> numberBits;
            int to = from + 1;
            while (to < count && keys[to] >>> numberBits == code) {
                to++;
            }
            if (to - from > 1) {
                for (int i = from; i < to; i++) {
                    final int record = numberOf(i);
                    keys[i] = (long) records[record * PointSpill.RECORD_INTS + 4] << Integer.SIZE | record;
                }
                Arrays.sort(keys, from, to);
                for (int i = from; i < to; i++) {
                    keys[i] = code << numberBits | (keys[i] & 0xFFFFFFFFL);
                }
            }
            from = to;
        }
    }

    private int numberOf(final int sorted) {
        return (int) (keys[sorted] & ((1L << numberBits) - 1));
    }

    /// @param from of `order`: the points in the cell that are in no node yet, up to before `to`
    private @Nullable LodNode node(
            final int level, final int x, final int y, final int z, final int from, final int to) {
        if (from == to) {
            return null;
        }
        final int deepest = cellDepth() + digits;
        if (to - from <= LEAF_POINTS_MAX || level + GRID_BITS > deepest) {
            return leaf(level, x, y, z, from, to);
        }
        final NodeSlices slices = new NodeSlices(cube, level, x, y, z);
        int own = 0;
        int rest = from;
        for (int i = from; i < to; i++) {
            if (parts[order[i]] <= level + GRID_BITS) {
                slices.count(parts[order[i]]);
                taken[own++] = order[i];
            } else {
                order[rest++] = order[i];
            }
        }
        slices.decide();
        for (int slice = 0; slice < slices.size(); slice++) {
            int count = 0;
            for (int i = 0; i < own; i++) {
                if (slices.sliceOf(parts[taken[i]]) == slice) {
                    order[rest + count++] = numberOf(taken[i]);
                }
            }
            slices.put(slice, points(), records, order, rest, rest + count);
        }
        final int digitShift = numberBits + 3 * (digits - (level + 1 - cellDepth()));
        int begin = from;
        while (begin < rest) {
            final int child = (int) (keys[order[begin]] >>> digitShift) & 7;
            int end = begin + 1;
            while (end < rest && ((int) (keys[order[end]] >>> digitShift) & 7) == child) {
                end++;
            }
            final LodNode made =
                    node(level + 1, x << 1 | child >>> 2, y << 1 | (child >>> 1 & 1), z << 1 | (child & 1), begin, end);
            if (made != null) {
                slices.last().add(made);
            }
            begin = end;
        }
        return slices.whole();
    }

    private LodNode leaf(final int level, final int x, final int y, final int z, final int from, final int to) {
        for (int i = from; i < to; i++) {
            order[i] = numberOf(order[i]);
        }
        final NodeSlices slices = new NodeSlices(cube, level, x, y, z);
        slices.putLeaf(points(), records, order, from, to, cellDepth() + digits);
        return slices.whole();
    }

    private int cellDepth() {
        return java.util.Objects.requireNonNull(cell).depth();
    }

    private NodePoints points() {
        return java.util.Objects.requireNonNull(out);
    }
}
