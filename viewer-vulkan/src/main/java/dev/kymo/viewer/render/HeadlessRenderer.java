package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import dev.kymo.viewer.vulkan.RenderTarget;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Renders frames without a window. Keeps its targets from one frame to the next of the same size. One thread, the
/// device's; close it, and all draw data, before the device.
public final class HeadlessRenderer implements AutoCloseable {
    private static final int BYTES_PER_PIXEL = 4;

    private final GpuDevice device;
    private final int samples;
    private final SceneRenderer scene;
    private @Nullable RenderTarget target;
    private @Nullable GpuBuffer readback;

    /// Smooth lines and edges where the device can (4 samples per pixel).
    public HeadlessRenderer(final GpuDevice device) {
        this(device, device.info().samples4());
    }

    /// @param antialias whether lines and edges are smoothed; points are the same either way
    public HeadlessRenderer(final GpuDevice device, final boolean antialias) {
        this.device = device;
        this.samples = antialias && device.info().samples4() ? 4 : 1;
        scene = new SceneRenderer(device, samples);
    }

    /// Draws the frame and waits for it.
    ///
    /// @param width pixels, 1 to [RenderTarget#SIZE_MAX]; `height` likewise
    public Picture render(final FrameDrawData frame, final int width, final int height) {
        final Picture seen = renderToLook(frame, width, height);
        final MemorySegment rgba =
                Arena.ofAuto().allocate(seen.rgba().byteSize(), Integer.BYTES).copyFrom(seen.rgba());
        return new Picture(width, height, rgba);
    }

    /// [#render] for whoever draws many and keeps none: allocates nothing that the collector has to find first.
    ///
    /// @return valid until the next call, or until this is closed
    public Picture renderToLook(final FrameDrawData frame, final int width, final int height) {
        final RenderTarget drawn = target(width, height);
        final GpuBuffer pixels = readback(width, height);
        final CommandList commands = device.begin();
        try {
            scene.record(commands, frame, drawn);
            commands.readPicture(drawn, pixels);
        } catch (RuntimeException failure) {
            commands.close();
            throw failure;
        }
        device.await(device.submit(commands));
        pixels.invalidate();
        return new Picture(width, height, pixels.mapped());
    }

    private RenderTarget target(final int width, final int height) {
        RenderTarget current = target;
        if (current == null || current.width() != width || current.height() != height) {
            if (current != null) {
                target = null;
                current.close();
            }
            current = new RenderTarget(device, width, height, samples);
            target = current;
        }
        return current;
    }

    private GpuBuffer readback(final int width, final int height) {
        final long bytes = (long) width * height * BYTES_PER_PIXEL;
        GpuBuffer current = readback;
        if (current == null || current.sizeBytes() != bytes) {
            if (current != null) {
                readback = null;
                current.close();
            }
            current = device.createBuffer(GpuMemoryTag.READBACK, GpuBuffer.Kind.READBACK, bytes);
            readback = current;
        }
        return current;
    }

    @Override
    public void close() {
        scene.close();
        if (target != null) {
            target.close();
        }
        if (readback != null) {
            readback.close();
        }
    }
}
