package dev.kymo.rrd.lod;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a tree that is being built: its points are written already.
final class LodNode {
    final double x;
    final double y;
    final double z;
    final double edge;
    final float spacing;
    final float[] box = {
        Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY
    };
    final List<LodNode> children = new ArrayList<>();
    long offset;
    int count;
    long checksum;
    /// Its points, where they are in no file yet.
    byte @Nullable [] points;

    LodNode(final double x, final double y, final double z, final double edge, final double spacing) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.edge = edge;
        this.spacing = (float) spacing;
    }

    void add(final LodNode child) {
        children.add(child);
        include(child.box);
    }

    void include(final float[] other) {
        for (int axis = 0; axis < 3; axis++) {
            box[axis] = Math.min(box[axis], other[axis]);
            box[axis + 3] = Math.max(box[axis + 3], other[axis + 3]);
        }
    }

    void include(final float px, final float py, final float pz) {
        box[0] = Math.min(box[0], px);
        box[1] = Math.min(box[1], py);
        box[2] = Math.min(box[2], pz);
        box[3] = Math.max(box[3], px);
        box[4] = Math.max(box[4], py);
        box[5] = Math.max(box[5], pz);
    }
}
