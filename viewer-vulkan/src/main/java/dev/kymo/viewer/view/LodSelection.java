package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.Matrices;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Chooses the nodes of a cloud that a frame shows: from the root on the node whose absence would be seen
/// most, until nothing that is missing is larger than a stated number of pixels, or the points that may be
/// drawn are used up. Of a node that is not there yet nothing below is chosen: the nodes above stand for
/// it. The same inputs choose the same.
///
/// Kept and used again from one frame to the next; one thread.
final class LodSelection {
    private static final int OCTANTS = 0xFF;

    private final LodFile tree;
    private final int[] parents;
    private final int[] octants;
    private final int[] withoutChildren;
    private final int[] fine;
    private int[] chosen = new int[256];
    private int chosenCount;
    private int[] wanted = new int[256];
    private int wantedCount;
    private long points;
    private boolean limited;
    private int[] heap = new int[256];
    private double[] errors = new double[256];
    private int heapSize;

    LodSelection(final LodFile tree) {
        this.tree = tree;
        parents = new int[tree.nodes()];
        octants = new int[tree.nodes()];
        withoutChildren = new int[tree.nodes()];
        fine = new int[tree.nodes()];
        for (int node = 0; node < tree.nodes(); node++) {
            int below = 0;
            for (int i = 0; i < tree.children(node); i++) {
                final int child = tree.firstChild(node) + i;
                parents[child] = node;
                octants[child] = octantsOf(node, child);
                below |= octants[child];
            }
            withoutChildren[node] = OCTANTS & ~below;
        }
    }

    /// The octants of its parent's cube that a node has finer points for: one, or all when it has the same
    /// cube.
    private int octantsOf(final int parent, final int child) {
        if (tree.edge(child) > 0.75 * tree.edge(parent)) {
            return OCTANTS;
        }
        int octant = 0;
        for (int axis = 0; axis < 3; axis++) {
            final double middle = tree.corner(child, axis) + tree.edge(child) / 2;
            octant |= middle > tree.corner(parent, axis) + tree.edge(parent) / 2 ? 1 << axis : 0;
        }
        return 1 << octant;
    }

    /// What a camera sees of the cloud.
    private static final class Sight {
        private final double[][] planes;
        private final Vector3d eye;
        private final Vector3d forward;
        private final double scale;
        private final double pixelsPerUnit;
        private final boolean orthographic;
        private final double near;
        private final double narrowest;

        private Sight(
                final Camera camera,
                final @Nullable ClipBox clip,
                final Matrix4d worldFromObject,
                final int width,
                final int height) {
            planes = planes(camera.frustum(width, height), clip);
            for (final double[] plane : planes) {
                final org.joml.Vector4d inObject = worldFromObject.transformTranspose(
                        new org.joml.Vector4d(plane[0], plane[1], plane[2], plane[3]));
                plane[0] = inObject.x;
                plane[1] = inObject.y;
                plane[2] = inObject.z;
                plane[3] = inObject.w;
            }
            scale = Matrices.scaleOf(worldFromObject.get(new double[16]));
            final double[] at = camera.eye();
            final double[] to = camera.forward();
            eye = new Matrix4d(worldFromObject).invert().transformPosition(new Vector3d(at[0], at[1], at[2]));
            // Depth of a point of the object along the view is in the world's units
            final org.joml.Vector4d depth = worldFromObject.transformTranspose(
                    new org.joml.Vector4d(to[0], to[1], to[2], -(to[0] * at[0] + to[1] * at[1] + to[2] * at[2])));
            forward = new Vector3d(depth.x, depth.y, depth.z);
            pixelsPerUnit = camera.pixelsPerUnit(height);
            orthographic = camera.isOrthographic();
            near = camera.near();
            final double halfHeight = height / 2.0 / pixelsPerUnit;
            narrowest = 1 / Math.sqrt(1 + halfHeight * halfHeight * (1 + (double) width * width / height / height));
        }

        private static double[][] planes(final double[][] seen, final @Nullable ClipBox clip) {
            if (clip == null) {
                return seen;
            }
            final double[][] inside = clip.planes();
            final double[][] all = Arrays.copyOf(seen, seen.length + inside.length);
            System.arraycopy(inside, 0, all, seen.length, inside.length);
            return all;
        }

        private boolean sees(final LodFile tree, final int node) {
            for (final double[] plane : planes) {
                final double x = tree.box(node, plane[0] > 0 ? 3 : 0);
                final double y = tree.box(node, plane[1] > 0 ? 4 : 1);
                final double z = tree.box(node, plane[2] > 0 ? 5 : 2);
                if (plane[0] * x + plane[1] * y + plane[2] * z + plane[3] < 0) {
                    return false;
                }
            }
            return true;
        }

        /// Pixels between points `spacing` apart where a node is nearest to the eye.
        private double pixels(final LodFile tree, final int node, final double spacing) {
            if (orthographic) {
                return spacing * scale * pixelsPerUnit;
            }
            double square = 0;
            double depth = 0;
            for (int axis = 0; axis < 3; axis++) {
                final double at = eye.get(axis);
                final double low = tree.box(node, axis);
                final double high = tree.box(node, axis + 3);
                final double outside = Math.max(0, Math.max(low - at, at - high));
                square += outside * outside;
                depth += forward.get(axis) * ((forward.get(axis) > 0 ? low : high) - at);
            }
            final double least = Math.max(near, Math.max(depth, Math.sqrt(square) * scale * narrowest));
            return spacing * scale * pixelsPerUnit / least;
        }
    }

    /// @param clip outside of which nothing is shown; null for none
    /// @param isThere whether a node that has points can be drawn
    void choose(
            final Camera camera,
            final @Nullable ClipBox clip,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality,
            final IntPredicate isThere) {
        chosenCount = 0;
        wantedCount = 0;
        points = 0;
        limited = false;
        heapSize = 0;
        if (tree.nodes() == 0) {
            return;
        }
        final Sight sight = new Sight(camera, clip, worldFromObject, width, height);
        push(0, Double.POSITIVE_INFINITY);
        while (heapSize > 0) {
            final int node = heap[0];
            pop();
            if (!sight.sees(tree, node)) {
                continue;
            }
            final int count = tree.count(node);
            if (points + count > quality.pointsMax() && chosenCount > 0) {
                limited = true;
                break;
            }
            points += count;
            if (count > 0 && !isThere.test(node)) {
                wanted = add(wanted, wantedCount++, node);
                continue;
            }
            chosen = add(chosen, chosenCount++, node);
            fine[node] = withoutChildren[node];
            if (node > 0) {
                fine[parents[node]] |= octants[node];
            }
            for (int i = 0; i < tree.children(node); i++) {
                final int child = tree.firstChild(node) + i;
                final double error = sight.pixels(tree, child, tree.spacing(node));
                if (error > quality.spacingPixels()) {
                    push(child, error);
                }
            }
        }
    }

    private static int[] add(final int[] list, final int count, final int value) {
        final int[] larger = count < list.length ? list : Arrays.copyOf(list, 2 * count);
        larger[count] = value;
        return larger;
    }

    /// The largest error first; of equal ones the node with the smaller number.
    private boolean isBefore(final int node, final double error, final int other) {
        return error > errors[other] || (error == errors[other] && node < heap[other]);
    }

    private void push(final int node, final double error) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
            errors = Arrays.copyOf(errors, 2 * heapSize);
        }
        int at = heapSize++;
        while (at > 0 && isBefore(node, error, (at - 1) / 2)) {
            heap[at] = heap[(at - 1) / 2];
            errors[at] = errors[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = node;
        errors[at] = error;
    }

    private void pop() {
        final int node = heap[--heapSize];
        final double error = errors[heapSize];
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && isBefore(heap[child + 1], errors[child + 1], child)) {
                child++;
            }
            if (isBefore(node, error, child)) {
                break;
            }
            heap[at] = heap[child];
            errors[at] = errors[child];
            at = child;
        }
        heap[at] = node;
        errors[at] = error;
    }

    /// Nodes to be drawn.
    int chosenCount() {
        return chosenCount;
    }

    int chosen(final int i) {
        return chosen[i];
    }

    /// The octants of a chosen node in which its points stand for themselves: finer nodes are drawn there,
    /// or there are none.
    int fineOctants(final int node) {
        return fine[node];
    }

    /// Those of them where finer nodes are drawn.
    int refinedOctants(final int node) {
        return fine[node] & ~withoutChildren[node];
    }

    /// Nodes that should be there, the one that is missed most first.
    int wantedCount() {
        return wantedCount;
    }

    int wanted(final int i) {
        return wanted[i];
    }

    /// Points of nodes that are chosen or wanted.
    long points() {
        return points;
    }

    /// Whether the points that may be drawn were too few for what is to be seen.
    boolean isLimited() {
        return limited;
    }
}
