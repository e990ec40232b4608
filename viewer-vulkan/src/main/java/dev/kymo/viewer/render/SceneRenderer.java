package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import dev.kymo.viewer.vulkan.GpuTimer;
import dev.kymo.viewer.vulkan.RenderTarget;
import java.lang.foreign.Arena;

/// Records whole frames: points by compute, then everything else on top of their colour and depth, so that all
/// things hide each other as they should. The same frame gives the same bytes. One thread, the device's.
public final class SceneRenderer implements AutoCloseable {
    private static final int FRAME_INFO_BYTES =
            2 * Long.BYTES + 6 * Float.BYTES + (CellLevels.COUNT + 2) * Integer.BYTES + ClipBox.SIDES * 4 * Float.BYTES;

    private static final float[] EVERYWHERE = new float[ClipBox.SIDES * 4];

    private final ParameterBlock frameInfo = new ParameterBlock(Arena.ofAuto(), FRAME_INFO_BYTES);
    private final int samples;
    private final GpuBuffer frameInfoBuffer;
    private final PointRenderer points;
    private final boolean ownsPoints;
    private final BackgroundRenderer background;
    private final LineRenderer lines;
    private final QuadRenderer quads;
    private final GridRenderer grid;
    private final TextRenderer texts;
    private long uploadNs;

    /// @param samples per pixel of the targets, 1 or (where the device has it) 4, which smooths lines and
    ///     edges
    public SceneRenderer(final GpuDevice device, final int samples) {
        this(device, samples, new PointRenderer(device), true);
    }

    /// One that goes on with what another has drawn of points.
    ///
    /// @param other closed after this one
    SceneRenderer(final GpuDevice device, final int samples, final SceneRenderer other) {
        this(device, samples, other.points, false);
    }

    private SceneRenderer(
            final GpuDevice device, final int samples, final PointRenderer points, final boolean ownsPoints) {
        this.samples = samples;
        this.points = points;
        this.ownsPoints = ownsPoints;
        frameInfoBuffer = device.createBuffer(GpuMemoryTag.FRAME, GpuBuffer.Kind.DEVICE, FRAME_INFO_BYTES);
        background = new BackgroundRenderer(device, samples);
        lines = new LineRenderer(device, samples);
        quads = new QuadRenderer(device, samples);
        grid = new GridRenderer(device, samples);
        texts = new TextRenderer(device);
    }

    /// What of the frame's points is to be drawn next; [#record] must follow, and the commands be
    /// submitted, or [#forget] be called.
    PointShare next(final FrameDrawData frame, final int width, final int height) {
        return points.next(frame, width, height);
    }

    /// Nothing is drawn into what has been drawn.
    void forget() {
        points.forget();
    }

    /// Records `frame` into `target`, all of which it covers. Nothing that the frame borrows may be closed
    /// before the command list is submitted.
    ///
    /// @param share of its points, as [#next] has said
    /// @param timer of the list; it is told the end of each part of the device's work before [RenderPhase#PICTURE]
    void record(
            final CommandList commands,
            final FrameDrawData frame,
            final PointShare share,
            final RenderTarget target,
            final GpuTimer timer) {
        if (target.samples() != samples) {
            throw new IllegalArgumentException(
                    "target of " + target.samples() + " samples, this renderer draws " + samples);
        }
        final FrameContext context =
                new FrameContext(commands, frame, target.width(), target.height(), frameInfoBuffer.address());
        final long beganNs = System.nanoTime();
        // glyphs, and what has changed of batches, are uploaded before rendering starts
        texts.prepare(frame.texts());
        for (final PointBatch batch : frame.batches()) {
            batch.send(frame.camera(), target.width(), target.height());
        }
        uploadNs = System.nanoTime() - beganNs;
        points.clear(context, share);
        timer.endPart(commands);
        writeFrameInfo(context, share);
        points.draw(context, share);
        timer.endPart(commands);
        points.fill(context, share);
        timer.endPart(commands);
        commands.beginRendering(target);
        background.record(context, points.pixels(context.width(), context.height()), points.stamp(), share.isFilled());
        quads.recordOpaque(context);
        lines.record(context);
        grid.record(context);
        quads.recordTransparent(context);
        quads.bindOverlay(context);
        for (final ImageRectDrawData rect : frame.rects()) {
            quads.recordRect(context, rect);
        }
        texts.record(context, quads);
        commands.endRendering();
    }

    /// What of the last [#record] was handing over what has changed.
    long uploadNs() {
        return uploadNs;
    }

    private void writeFrameInfo(final FrameContext context, final PointShare share) {
        final Camera camera = context.frame().camera();
        // the frame before may still be reading
        context.commands().barrier(CommandList.Access.ALL, CommandList.Access.ALL);
        final ClipBox clip = context.frame().style().clip();
        final CellLevels cells = new CellLevels(context.width(), context.height());
        context.commands()
                .update(
                        frameInfoBuffer,
                        0,
                        frameInfo
                                .start()
                                .putAddress(points.pixels(context.width(), context.height())
                                        .address())
                                .putAddress(points.largeSplatsAddress())
                                .put((float) context.width())
                                .put((float) context.height())
                                .put((float) camera.pixelsPerUnit(context.height()))
                                .put(context.frame().uiScale())
                                .put((float) camera.clipZTowardsEye())
                                .put((float) camera.clipWTowardsEye())
                                .put(firstInto(cells, share, 1))
                                .put(firstInto(cells, share, 2))
                                .put(firstInto(cells, share, 3))
                                .put(firstInto(cells, share, 4))
                                .put(cells.entries())
                                .put(points.stamp())
                                .put(
                                        clip == null
                                                ? EVERYWHERE
                                                : camera.clipPlanes(clip, context.width(), context.height()))
                                .end());
        context.commands().barrier(CommandList.Access.TRANSFER_WRITE, CommandList.Access.ALL);
    }

    /// Of the cells of a level that points are put into.
    private static int firstInto(final CellLevels cells, final PointShare share, final int level) {
        return share.isPart() ? cells.firstKept(level) : cells.first(level);
    }

    @Override
    public void close() {
        if (ownsPoints) {
            points.close();
        }
        background.close();
        lines.close();
        quads.close();
        grid.close();
        texts.close();
        frameInfoBuffer.close();
    }
}
