package dev.kymo.rrd.lod;

/// The cube around a cloud, in cells: 2^27 per axis at the greatest depth, 2^d at depth d.
///
/// Numbers of cells are *flipped*: every other bit is inverted, x and z against y. So the first point of a
/// cell in Morton order, which stands for the cell where it is seen from afar, is not the one nearest to a
/// corner but one nearest to a place a third of the way in, and neighbouring cells' points do not bunch.
final class CloudCube {
    static final int DEPTH = 27;

    private static final int CELLS = 1 << DEPTH;
    private static final int FLIP_XZ = 0x2AAAAAA;
    private static final int FLIP_Y = 0x5555555;
    private static final long MORTON = 0x1249249249249249L;
    private static final int SPREAD_BITS = 7;
    private static final int[] SPREAD = new int[1 << SPREAD_BITS];

    static {
        for (int i = 0; i < SPREAD.length; i++) {
            SPREAD[i] = (int) morton(0, 0, i);
        }
    }

    final double x;
    final double y;
    final double z;
    final double edge;
    private final double cellsPerUnit;

    /// @param low least coordinates, `high` the greatest; all finite
    CloudCube(final double[] low, final double[] high) {
        x = low[0];
        y = low[1];
        z = low[2];
        final double extent = Math.max(high[0] - x, Math.max(high[1] - y, high[2] - z));
        edge = extent > 0 ? extent * (1 + 1e-9) : 1;
        cellsPerUnit = CELLS / edge;
    }

    int cellX(final float px) {
        return cell(px - x) ^ FLIP_XZ;
    }

    int cellY(final float py) {
        return cell(py - y) ^ FLIP_Y;
    }

    int cellZ(final float pz) {
        return cell(pz - z) ^ FLIP_XZ;
    }

    private int cell(final double offset) {
        return Math.min((int) (offset * cellsPerUnit), CELLS - 1);
    }

    /// The least x of a cell.
    double cornerX(final int flipped, final int depth) {
        return x + (flipped ^ (FLIP_XZ >>> (DEPTH - depth))) * edgeAt(depth);
    }

    double cornerY(final int flipped, final int depth) {
        return y + (flipped ^ (FLIP_Y >>> (DEPTH - depth))) * edgeAt(depth);
    }

    double cornerZ(final int flipped, final int depth) {
        return z + (flipped ^ (FLIP_XZ >>> (DEPTH - depth))) * edgeAt(depth);
    }

    double edgeAt(final int depth) {
        return Math.scalb(edge, -depth);
    }

    /// As [#morton], of three numbers of up to 7 bits.
    static int mortonOfFew(final int cx, final int cy, final int cz) {
        return SPREAD[cx] << 2 | SPREAD[cy] << 1 | SPREAD[cz];
    }

    /// Bits of three numbers of up to 21 bits, in turn: x, y, z from the highest.
    static long morton(final int cx, final int cy, final int cz) {
        return Long.expand(cx, MORTON << 2) | Long.expand(cy, MORTON << 1) | Long.expand(cz, MORTON);
    }
}
