package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must be true of a tree, looked at point by point.
final class LodModel {
    /// A point is in the middle of its step, and rounded once more as it was brought there.
    private static final double PLACE_ERROR = Math.scalb(1.001, -LodDescriptor.PLACE_BITS - 1);

    private final LodFile tree;
    private final float[] xyz;
    private final int[] rgba;
    private final List<int[]> numbers = new ArrayList<>();

    private LodModel(final LodFile tree, final float[] xyz, final int[] rgba) {
        this.tree = tree;
        this.xyz = xyz;
        this.rgba = rgba;
    }

    /// Fails unless every finite point of the cloud is in exactly one node, in its place and colour, no
    /// node is coarser than it says, and boxes hold what they are said to hold.
    static void check(final LodFile tree, final float[] xyz, final int[] rgba) throws IOException {
        final LodModel model = new LodModel(tree, xyz, rgba);
        model.checkPoints();
        if (tree.nodes() > 0) {
            model.checkBelow(0, new ArrayList<>());
        }
    }

    /// Fails unless every point that a tree has while it grows is in one node, in its place and colour,
    /// and nodes that lie
    /// in the file are the finished tree's.
    static void checkPartial(final LodFile partial, final LodFile whole, final float[] xyz, final int[] rgba)
            throws IOException {
        assertTrue(partial.isPartial() && !whole.isPartial());
        assertEquals(
                partial.points(), new LodModel(partial, xyz, rgba).checkNodes().cardinality());
        final Map<Long, Integer> places = new HashMap<>();
        for (int node = 0; node < whole.nodes(); node++) {
            places.put(whole.placeInFile(node), node);
        }
        for (int node = 0; node < partial.nodes(); node++) {
            if (partial.placeInFile(node) != LodFile.NOWHERE) {
                final Integer same = places.get(partial.placeInFile(node));
                assertTrue(same != null && partial.count(node) == whole.count(same), "node " + node);
            }
        }
    }

    private void checkPoints() throws IOException {
        int finite = 0;
        for (int i = 0; i < rgba.length; i++) {
            finite += Float.isFinite(xyz[3 * i]) && Float.isFinite(xyz[3 * i + 1]) && Float.isFinite(xyz[3 * i + 2])
                    ? 1
                    : 0;
        }
        assertEquals(finite, checkNodes().cardinality(), "points in nodes");
        assertEquals(finite, tree.points());
        assertEquals(rgba.length - finite, tree.notFinite());
    }

    /// @return which points are in nodes
    private BitSet checkNodes() throws IOException {
        final BitSet seen = new BitSet();
        try (Arena arena = Arena.ofConfined()) {
            for (int node = 0; node < tree.nodes(); node++) {
                final int count = tree.count(node);
                final MemorySegment points = arena.allocate(tree.bytes(node) + 1, 8);
                tree.read(node, points);
                final int[] found = new int[count];
                for (int i = 0; i < count; i++) {
                    final int number = points.getAtIndex(ValueLayout.JAVA_INT, 3L * count + i);
                    assertFalse(seen.get(number), "point " + number + " is in two nodes");
                    seen.set(number);
                    found[i] = number;
                    assertEquals(rgba[number], points.getAtIndex(ValueLayout.JAVA_INT, 2L * count + i));
                    final long place = points.getAtIndex(ValueLayout.JAVA_LONG, i);
                    for (int axis = 0; axis < 3; axis++) {
                        final float coordinate = xyz[3 * number + axis];
                        assertEquals(
                                coordinate,
                                tree.coordinate(node, place, axis),
                                tree.edge(node) * PLACE_ERROR,
                                "point " + number + " of node " + node);
                        assertTrue(tree.box(node, axis) <= coordinate && coordinate <= tree.box(node, axis + 3));
                    }
                }
                numbers.add(found);
            }
        }
        return seen;
    }

    /// @param above points of the nodes above
    /// @return all points of a node and below it
    private List<Integer> checkBelow(final int node, final List<Integer> above) {
        final List<Integer> seen = new ArrayList<>(above);
        final List<Integer> below = new ArrayList<>();
        for (final int number : numbers.get(node)) {
            seen.add(number);
            below.add(number);
        }
        for (int child = 0; child < tree.children(node); child++) {
            final int number = tree.firstChild(node) + child;
            for (int axis = 0; axis < 3; axis++) {
                assertTrue(tree.box(node, axis) <= tree.box(number, axis)
                        && tree.box(number, axis + 3) <= tree.box(node, axis + 3));
            }
            below.addAll(checkBelow(number, seen));
        }
        if (tree.children(node) > 0 && numbers.get(node).length > 0) {
            final Set<List<Long>> represented = cells(node, seen);
            final Set<List<Long>> occupied = cells(node, below);
            occupied.removeAll(represented);
            assertEquals(0, occupied.size(), "cells of node " + node + " that nothing stands for");
        }
        return below;
    }

    /// The cells of a node's spacing that points lie in.
    private Set<List<Long>> cells(final int node, final List<Integer> points) {
        final long perEdge = Math.round(tree.edge(node) / tree.spacing(node));
        final Set<List<Long>> cells = new HashSet<>();
        for (final int number : points) {
            final List<Long> cell = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                final double share = (xyz[3 * number + axis] - tree.corner(node, axis)) / tree.edge(node);
                cell.add(Math.clamp((long) Math.floor(share * perEdge), -1, perEdge));
            }
            if (!cell.contains(-1L) && !cell.contains(perEdge)) {
                cells.add(cell);
            }
        }
        return cells;
    }
}
