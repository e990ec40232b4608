package dev.kymo.viewer.render;

import java.lang.foreign.MemorySegment;

/// The push constants of draw.glsl, for points and lines.
final class DrawParameters {
    static final int BYTES = 16 * Float.BYTES + 4 * Long.BYTES + 4 * Integer.BYTES;

    private DrawParameters() {}

    static MemorySegment write(
            final ParameterBlock block,
            final FrameContext context,
            final double[] worldFromObject,
            final InstanceBuffers.Chunk chunk,
            final int colour,
            final float radius) {
        return block.start()
                .put(context.clipFromObject(worldFromObject))
                .putAddress(context.frameInfo())
                .putAddress(chunk.positions().address())
                .putAddress(chunk.coloursAddress())
                .putAddress(chunk.radiiAddress())
                .put(chunk.count())
                .put(colour)
                .put(radius)
                .put((float) Matrices.scaleOf(worldFromObject))
                .end();
    }

    /// For a node of a cloud's levels of detail.
    static MemorySegment write(
            final ParameterBlock block, final FrameContext context, final FrameDrawData.PlacedNode node) {
        return block.start()
                .put(context.clipFromObject(node.worldFromPlace()))
                .putAddress(context.frameInfo())
                .putAddress(node.data().placesAddress())
                .putAddress(node.data().coloursAddress())
                .putAddress(node.fineOctants())
                .put(node.data().count())
                .put(node.radii().radius())
                .put(node.radii().apart())
                .put((float) node.scale())
                .end();
    }
}
