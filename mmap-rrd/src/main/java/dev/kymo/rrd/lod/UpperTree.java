package dev.kymo.rrd.lod;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
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
        private int[] records = new int[1024 * PointSpill.RECORD_INTS];
        private byte[] parts = new byte[1024];
        private int count;

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

        private void add(final int[] from, final int record, final int part) {
            if (count == parts.length) {
                records = Arrays.copyOf(records, records.length * 2);
                parts = Arrays.copyOf(parts, parts.length * 2);
            }
            System.arraycopy(
                    from,
                    record * PointSpill.RECORD_INTS,
                    records,
                    count * PointSpill.RECORD_INTS,
                    PointSpill.RECORD_INTS);
            parts[count++] = (byte) part;
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
    void add(final CellDivision.Bucket cell, final CellTree tree, final int[] records, final @Nullable LodNode made)
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
        for (int i = 0; i < tree.upperCount(); i++) {
            final int level = Math.max(0, tree.upperParts(i) - CellTree.GRID_BITS);
            open.get(level).add(records, tree.upperRecord(i), tree.upperParts(i));
        }
        if (made != null) {
            open.getLast().children.add(made);
        }
    }

    private void closeLast() throws IOException {
        final Open last = open.removeLast();
        if (last.count == 0 && last.children.isEmpty()) {
            return;
        }
        final NodeSlices slices = new NodeSlices(cube, last.level, last.x, last.y, last.z);
        for (int i = 0; i < last.count; i++) {
            slices.count(last.parts[i]);
        }
        slices.decide();
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, (long) last.count * LodDescriptor.POINT_BYTES)) {
            final NodePoints points = new NodePoints(block.segment());
            final int[] chosen = new int[last.count];
            final List<LodNode> made = new ArrayList<>();
            for (int slice = 0; slice < slices.size(); slice++) {
                int count = 0;
                for (int i = 0; i < last.count; i++) {
                    if (slices.sliceOf(last.parts[i]) == slice) {
                        chosen[count++] = i;
                    }
                }
                slices.put(slice, points, last.records, chosen, 0, count);
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
