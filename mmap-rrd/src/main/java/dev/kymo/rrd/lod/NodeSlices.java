package dev.kymo.rrd.lod;

import java.util.ArrayList;
import java.util.List;

/// One node of the octree, or several in its place, one below the other and the coarsest first, when it has
/// too many points to be drawn or loaded at once: a cloud that fills space has 64³ cells in a node and not
/// 64².
final class NodeSlices {
    private final CloudCube cube;
    private final int level;
    private final int x;
    private final int y;
    private final int z;
    /// By how many levels coarser than the node's grid: all that are at least so much coarser come first.
    private static final int STEPS = 3;

    private final int[] counts = new int[STEPS];
    private final List<LodNode> slices = new ArrayList<>();
    private final List<Integer> coarser = new ArrayList<>();

    NodeSlices(final CloudCube cube, final int level, final int x, final int y, final int z) {
        this.cube = cube;
        this.level = level;
        this.x = x;
        this.y = y;
        this.z = z;
    }

    private int stepOf(final int parts) {
        return Math.clamp((long) level + CellTree.GRID_BITS - parts, 0, STEPS - 1);
    }

    /// Tells of a point, by the depth from which on it stands for cells.
    void count(final int parts) {
        counts[stepOf(parts)]++;
    }

    /// To be called when all points are counted.
    void decide() {
        long total = 0;
        for (final int count : counts) {
            total += count;
        }
        if (total <= CellTree.SLICE_POINTS_MAX) {
            coarser.add(0);
            return;
        }
        for (int step = STEPS - 1; step >= 0; step--) {
            if (counts[step] > 0) {
                coarser.add(step);
            }
        }
    }

    int size() {
        return coarser.size();
    }

    int sliceOf(final int parts) {
        return coarser.size() == 1 ? 0 : coarser.indexOf(stepOf(parts));
    }

    /// Makes the next slice.
    ///
    /// @param slice its number, in turn
    void put(
            final int slice,
            final NodePoints out,
            final int[] records,
            final int[] chosen,
            final int from,
            final int to) {
        append(Math.scalb(cube.edgeAt(level), coarser.get(slice) - CellTree.GRID_BITS), out, records, chosen, from, to);
    }

    /// Makes slices of all points of a leaf, whatever they stand for.
    ///
    /// @param depth of the cells in which points are not told apart
    void putLeaf(
            final NodePoints out,
            final int[] records,
            final int[] chosen,
            final int from,
            final int to,
            final int depth) {
        for (int begin = from; begin < to; begin += CellTree.SLICE_POINTS_MAX) {
            append(
                    cube.edgeAt(Math.max(depth, level + CellTree.GRID_BITS)),
                    out,
                    records,
                    chosen,
                    begin,
                    Math.min(to, begin + CellTree.SLICE_POINTS_MAX));
        }
    }

    private void append(
            final double spacing,
            final NodePoints out,
            final int[] records,
            final int[] chosen,
            final int from,
            final int to) {
        final LodNode node = new LodNode(
                cube.cornerX(x, level), cube.cornerY(y, level), cube.cornerZ(z, level), cube.edgeAt(level), spacing);
        out.put(node, records, chosen, from, to);
        if (!slices.isEmpty()) {
            slices.getLast().children.add(node);
        }
        slices.add(node);
    }

    /// What the nodes below become children of.
    LodNode last() {
        return slices.getLast();
    }

    /// The node that stands for all of them, after all children were added.
    LodNode whole() {
        for (int i = slices.size() - 2; i >= 0; i--) {
            slices.get(i).include(slices.get(i + 1).box);
        }
        return slices.getFirst();
    }
}
