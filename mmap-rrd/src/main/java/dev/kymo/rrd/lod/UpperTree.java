package dev.kymo.rrd.lod;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The levels above the division's cells. Cells come in Morton order, each with the points that it leaves
/// to the levels above; a node is written when the first cell comes that does not lie in it, so only one
/// node of each level is open.
final class UpperTree {
    /// A node that still takes points and children.
    private static final class Open {
        private final int level;
        private final int x;
        private final int y;
        private final int z;
        private final List<LodNode> children = new ArrayList<>();
        private final UpperPoints points = new UpperPoints(0);

        private Open(final int level, final int x, final int y, final int z) {
            this.level = level;
            this.x = x;
            this.y = y;
            this.z = z;
        }

        private boolean holds(final CellDivision.Bucket cell) {
            final int down = cell.depth() - level;
            return cell.x() >>> down == x && cell.y() >>> down == y && cell.z() >>> down == z;
        }
    }

    private final CloudCube cube;
    private final LodWriter writer;
    private final List<Open> open = new ArrayList<>();
    private @Nullable LodNode root;

    UpperTree(final CloudCube cube, final LodWriter writer) {
        this.cube = cube;
        this.writer = writer;
    }

    /// Takes what a cell's tree leaves to the levels above.
    ///
    /// @param made the cell's own nodes
    void add(final CellDivision.Bucket cell, final UpperPoints points, final @Nullable LodNode made)
            throws IOException {
        if (cell.depth() == 0) {
            root = made;
            return;
        }
        while (!open.isEmpty()
                && (open.getLast().level >= cell.depth() || !open.getLast().holds(cell))) {
            closeLast();
        }
        while (open.size() < cell.depth()) {
            final int down = cell.depth() - open.size();
            open.add(new Open(open.size(), cell.x() >>> down, cell.y() >>> down, cell.z() >>> down));
        }
        for (int i = 0; i < points.count(); i++) {
            final int level = Math.max(0, points.part(i) - CellTree.GRID_BITS);
            open.get(level).points.add(points.records(), i, points.part(i));
        }
        if (made != null) {
            open.getLast().children.add(made);
        }
    }

    private void closeLast() throws IOException {
        final Open last = open.removeLast();
        final UpperPoints held = last.points;
        final int all = held.count();
        if (all == 0 && last.children.isEmpty()) {
            return;
        }
        final NodeSlices slices = new NodeSlices(cube, last.level, last.x, last.y, last.z);
        for (int i = 0; i < all; i++) {
            slices.count(held.part(i));
        }
        slices.decide();
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, (long) all * LodDescriptor.POINT_BYTES)) {
            final NodePoints points = new NodePoints(block.segment());
            final int[] chosen = new int[all];
            final List<LodNode> made = new ArrayList<>();
            for (int slice = 0; slice < slices.size(); slice++) {
                int count = 0;
                for (int i = 0; i < all; i++) {
                    if (slices.sliceOf(held.part(i)) == slice) {
                        chosen[count++] = i;
                    }
                }
                slices.put(slice, points, held.records(), chosen, 0, count);
                made.add(slices.last());
            }
            writer.write(block.segment().asSlice(0, points.used()), made);
        }
        last.children.forEach(slices.last()::add);
        final LodNode whole = slices.whole();
        if (open.isEmpty()) {
            root = whole;
        } else {
            open.getLast().children.add(whole);
        }
    }

    /// The tree as far as there is one: nodes that still get points have those that came so far.
    ///
    /// @return null when there is none, as of a cloud that is one cell
    @Nullable
    LodNode partial() {
        LodNode below = null;
        for (final Open each : open.reversed()) {
            if (each.points.count() == 0 && each.children.isEmpty() && below == null) {
                continue;
            }
            final NodeSlices one = new NodeSlices(cube, each.level, each.x, each.y, each.z);
            one.decide();
            final int count = each.points.count();
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, (long) count * LodDescriptor.POINT_BYTES)) {
                final NodePoints points = new NodePoints(block.segment());
                final int[] all = new int[count];
                Arrays.setAll(all, i -> i);
                one.put(0, points, each.points.records(), all, 0, count);
                final LodNode made = one.whole();
                made.offset = LodDescriptor.HEADER_BYTES;
                made.points = block.segment().asSlice(0, points.used()).toArray(ValueLayout.JAVA_BYTE);
                each.children.forEach(made::add);
                if (below != null) {
                    made.add(below);
                }
                below = made;
            }
        }
        return below;
    }

    /// Closes all nodes after the last cell.
    ///
    /// @return null for a cloud without points
    @Nullable
    LodNode finish() throws IOException {
        while (!open.isEmpty()) {
            closeLast();
        }
        return root;
    }
}
