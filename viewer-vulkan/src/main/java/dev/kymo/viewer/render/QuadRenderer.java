package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws pictures and plain colours on four corners: in the world, and over everything.
final class QuadRenderer implements AutoCloseable {
    private static final int BYTES = 16 * Float.BYTES + 4 * Float.BYTES + Long.BYTES + 4 * Integer.BYTES;
    private static final int VERTICES = 6;

    /// A part of a texture, in texels.
    record Texels(float left, float top, float right, float bottom) {}

    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final Pipeline opaque;
    private final Pipeline transparent;
    private final Pipeline overlay;

    QuadRenderer(final GpuDevice device, final int samples) {
        opaque = pipeline(device, samples, Pipeline.Depth.TEST_AND_WRITE);
        transparent = pipeline(device, samples, Pipeline.Depth.TEST);
        overlay = pipeline(device, samples, Pipeline.Depth.IGNORE);
    }

    private static Pipeline pipeline(final GpuDevice device, final int samples, final Pipeline.Depth depth) {
        return Pipeline.graphics(device, "quad.vert", "quad.frag", BYTES, samples, depth, true, 0);
    }

    void recordOpaque(final FrameContext context) {
        context.commands().bind(opaque);
        for (final ImageQuadDrawData quad : context.frame().quads()) {
            if (!quad.isTransparent()) {
                recordQuad(context, quad);
            }
        }
    }

    /// From far to near, as each lets the ones behind shine through.
    void recordTransparent(final FrameContext context) {
        final List<ImageQuadDrawData> sorted = new ArrayList<>();
        for (final ImageQuadDrawData quad : context.frame().quads()) {
            if (quad.isTransparent()) {
                sorted.add(quad);
            }
        }
        final Camera camera = context.frame().camera();
        sorted.sort(Comparator.comparingDouble(quad -> -distanceOf(camera, quad)));
        context.commands().bind(transparent);
        for (final ImageQuadDrawData quad : sorted) {
            recordQuad(context, quad);
        }
    }

    private static double distanceOf(final Camera camera, final ImageQuadDrawData quad) {
        final double[] a = Matrices.subtract(quad.corner(0), camera.eye());
        final double[] c = Matrices.subtract(quad.corner(2), camera.eye());
        return Matrices.dot(camera.forward(), a) + Matrices.dot(camera.forward(), c);
    }

    void bindOverlay(final FrameContext context) {
        context.commands().bind(overlay);
    }

    /// After [#bindOverlay].
    void recordRect(final FrameContext context, final ImageRectDrawData rect) {
        final Texture texture = rect.texture();
        final Texels all = texture == null ? null : new Texels(0, 0, texture.width(), texture.height());
        recordRect(context, texture, all, rect.left(), rect.top(), rect.width(), rect.height(), rect.tint());
    }

    /// Part of a texture over the picture; after [#bindOverlay].
    void recordRect(
            final FrameContext context,
            final @Nullable Texture texture,
            final @Nullable Texels part,
            final double left,
            final double top,
            final double width,
            final double height,
            final int tint) {
        final float x0 = (float) (left / context.width() * 2 - 1);
        final float x1 = (float) ((left + width) / context.width() * 2 - 1);
        final float y0 = (float) (top / context.height() * 2 - 1);
        final float y1 = (float) ((top + height) / context.height() * 2 - 1);
        parameters.start();
        parameters.put(x0).put(y0).put(0f).put(1f);
        parameters.put(x1).put(y0).put(0f).put(1f);
        parameters.put(x1).put(y1).put(0f).put(1f);
        parameters.put(x0).put(y1).put(0f).put(1f);
        draw(context, texture, part, tint);
    }

    private void recordQuad(final FrameContext context, final ImageQuadDrawData quad) {
        parameters.start();
        for (int corner = 0; corner < 4; corner++) {
            parameters.put(context.clipOf(quad.corner(corner)));
        }
        final Texture texture = quad.texture();
        final Texels all = texture == null ? null : new Texels(0, 0, texture.width(), texture.height());
        draw(context, texture, all, quad.tint());
    }

    private void draw(
            final FrameContext context, final @Nullable Texture texture, final @Nullable Texels part, final int tint) {
        final Texels texels = part == null ? new Texels(0, 0, 0, 0) : part;
        parameters.put(texels.left).put(texels.top).put(texels.right).put(texels.bottom);
        parameters.putAddress(texture == null ? 0 : texture.address());
        parameters.put(texture == null ? 0 : texture.width()).put(texture == null ? 0 : texture.height());
        parameters.put(tint).put(texture == null ? 0 : texture.format().ordinal());
        context.commands().pushConstants(parameters.end());
        context.commands().draw(VERTICES);
    }

    @Override
    public void close() {
        opaque.close();
        transparent.close();
        overlay.close();
    }
}
