package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.lod.LodFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.joml.Matrix4d;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which nodes a picture gets.
final class LodSelectionTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int POINTS = 400_000;
    private static final LodQuality ALL = new LodQuality(Long.MAX_VALUE, 1, false);

    @TempDir
    private Path folder;

    private LodFile tree;

    @BeforeEach
    void build() throws IOException {
        final int[] rgba = new int[POINTS];
        tree = Terrain.tree(folder, Terrain.make(rgba), rgba);
    }

    @AfterEach
    void close() throws IOException {
        tree.close();
    }

    private LodSelection choose(final Eye eye, final LodQuality quality, final BitSet missing) {
        final LodSelection selection = new LodSelection(tree);
        selection.choose(eye.camera(), null, new Matrix4d(), WIDTH, HEIGHT, quality, node -> !missing.get(node));
        return selection;
    }

    private static BitSet chosen(final LodSelection selection) {
        final BitSet chosen = new BitSet();
        for (int i = 0; i < selection.chosenCount(); i++) {
            chosen.set(selection.chosen(i));
        }
        return chosen;
    }

    private int parentOf(final int child) {
        for (int node = 0; node < child; node++) {
            if (child >= tree.firstChild(node) && child < tree.firstChild(node) + tree.children(node)) {
                return node;
            }
        }
        return -1;
    }

    @Test
    void shouldLeaveOutNothingThatIsSeenAndLargerThanAsked() {
        for (final Eye eye : Terrain.stations()) {
            final BitSet chosen = chosen(choose(eye, ALL, new BitSet()));
            for (int node = 1; node < tree.nodes(); node++) {
                final int parent = parentOf(node);
                assertTrue(!chosen.get(node) || chosen.get(parent), "node " + node + " without the one above it");
                if (chosen.get(parent) && !chosen.get(node)) {
                    assertTrue(isSmallOrUnseen(eye, node, tree.spacing(parent)), "node " + node + " is missing");
                }
            }
        }
    }

    /// By looking at places all over the node's box.
    private boolean isSmallOrUnseen(final Eye eye, final int node, final double spacing) {
        for (double x = 0; x <= 1; x += 0.2) {
            for (double y = 0; y <= 1; y += 0.2) {
                for (double z = 0; z <= 1; z += 0.2) {
                    if (isLargeAndSeen(eye, between(node, 0, x), between(node, 1, y), between(node, 2, z), spacing)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isLargeAndSeen(
            final Eye eye, final double x, final double y, final double z, final double spacing) {
        final double[] at = eye.camera().project(x, y, z, WIDTH, HEIGHT);
        return at[2] > eye.camera().near()
                && at[0] >= 0
                && at[0] < WIDTH
                && at[1] >= 0
                && at[1] < HEIGHT
                && spacing * eye.camera().pixelsPerUnit(HEIGHT) / at[2] > ALL.spacingPixels();
    }

    private double between(final int node, final int axis, final double share) {
        return tree.box(node, axis) + share * (tree.box(node, axis + 3) - tree.box(node, axis));
    }

    @Test
    void shouldDrawNoMoreThanAllowedAndTheCoarsestFirst() {
        for (final Eye eye : Terrain.stations()) {
            final LodSelection free = choose(eye, ALL, new BitSet());
            final LodSelection limited = choose(eye, new LodQuality(60_000, 1, false), new BitSet());
            assertTrue(limited.isLimited() || limited.points() == free.points());
            assertTrue(limited.points() <= 60_000, "points " + limited.points());
            for (int i = 0; i < limited.chosenCount(); i++) {
                assertEquals(free.chosen(i), limited.chosen(i), "what is missed most comes first");
            }
        }
    }

    @Test
    void shouldLetANodeStandForWhatIsMissingBelowIt() {
        final Eye eye = Terrain.stations()[0];
        final LodSelection whole = choose(eye, ALL, new BitSet());
        final int absent = whole.chosen(whole.chosenCount() / 3);
        final BitSet missing = new BitSet();
        missing.set(absent);
        final LodSelection selection = choose(eye, ALL, missing);
        assertEquals(1, selection.wantedCount());
        assertEquals(absent, selection.wanted(0));
        final int parent = parentOf(absent);
        final int octant = whole.fineOctants(parent) & ~selection.fineOctants(parent);
        assertEquals(1, Integer.bitCount(octant), "its octant is drawn coarse");
        final BitSet below = chosen(whole);
        below.andNot(chosen(selection));
        for (int node = below.nextSetBit(0); node >= 0; node = below.nextSetBit(node + 1)) {
            int above = node;
            while (above > absent) {
                above = parentOf(above);
            }
            assertEquals(absent, above, "node " + node + " is not below the missing one");
        }
    }
}
