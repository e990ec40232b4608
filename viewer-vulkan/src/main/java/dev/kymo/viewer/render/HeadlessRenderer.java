package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import dev.kymo.viewer.vulkan.GpuTimer;
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
    private final GpuTimer timer;
    private final PhaseTimes<RenderPhase> times = new PhaseTimes<>(RenderPhase.class);
    private @Nullable RenderTarget target;
    private @Nullable GpuBuffer readback;
    /// What `readback` shows.
    private @Nullable FrameDrawData drawn;
    private long drawnRevision;
    private boolean hasMore;

    /// Smooth lines and edges where the device can (4 samples per pixel).
    public HeadlessRenderer(final GpuDevice device) {
        this(device, device.info().samples4());
    }

    /// @param antialias whether lines and edges are smoothed; points are the same either way
    public HeadlessRenderer(final GpuDevice device, final boolean antialias) {
        this.device = device;
        this.samples = antialias && device.info().samples4() ? 4 : 1;
        scene = new SceneRenderer(device, samples);
        timer = new GpuTimer(device, RenderPhase.deviceParts());
    }

    /// Draws the frame and waits for it.
    ///
    /// @param width pixels, 1 to [RenderTarget#SIZE_MAX]; `height` likewise
    public Picture render(final FrameDrawData frame, final int width, final int height) {
        final Picture seen = draw(frame, target(width, height), readback(width, height));
        final MemorySegment rgba =
                Arena.ofAuto().allocate(seen.rgba().byteSize(), Integer.BYTES).copyFrom(seen.rgba());
        return new Picture(width, height, rgba);
    }

    /// [#render] for whoever draws many and keeps none: allocates nothing that the collector has to find first.
    ///
    /// A frame in which nothing has changed since it was drawn last is not drawn again.
    ///
    /// @return valid until the next call, or until this is closed
    public Picture renderToLook(final FrameDrawData frame, final int width, final int height) {
        final RenderTarget into = target(width, height);
        final GpuBuffer pixels = readback(width, height);
        if (frame.equals(drawn) && frame.revision() == drawnRevision && !hasMore) {
            return new Picture(width, height, pixels.mapped());
        }
        return draw(frame, into, pixels);
    }

    private Picture draw(final FrameDrawData frame, final RenderTarget into, final GpuBuffer pixels) {
        drawn = null;
        final long beganNs = System.nanoTime();
        final PointShare share = scene.next(frame, into.width(), into.height());
        final CommandList commands = device.begin();
        try {
            timer.begin(commands);
            scene.record(commands, frame, share, into, timer);
            commands.makeReadable(into);
            timer.endPart(commands);
            commands.readPicture(into, pixels);
            timer.end(commands);
        } catch (RuntimeException failure) {
            scene.forget();
            commands.close();
            throw failure;
        }
        final long ticket = device.submit(commands);
        final long submittedNs = System.nanoTime();
        device.await(ticket);
        pixels.invalidate();
        times.add(RenderPhase.UPLOAD, scene.uploadNs());
        times.add(RenderPhase.RECORD, submittedNs - beganNs - scene.uploadNs());
        times.add(RenderPhase.WAIT, System.nanoTime() - submittedNs);
        final long deviceNs = timer.takeNs();
        if (deviceNs != GpuTimer.NONE) {
            RenderPhase.addDevice(times, deviceNs, timer);
        }
        drawn = frame;
        drawnRevision = frame.revision();
        hasMore = share.hasMore();
        return new Picture(into.width(), into.height(), pixels.mapped());
    }

    /// Whether the last frame drew its points only in part ([FrameDrawData#refining]) and would show
    /// more if it were drawn again.
    public boolean hasMore() {
        return hasMore;
    }

    /// Of the frames that were drawn; one that was there already costs nothing, and is not among them.
    public PhaseTimes<RenderPhase> times() {
        return times;
    }

    private RenderTarget target(final int width, final int height) {
        RenderTarget current = target;
        if (current == null || current.width() != width || current.height() != height) {
            if (current != null) {
                target = null;
                drawn = null;
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
        timer.close();
        if (target != null) {
            target.close();
        }
        if (readback != null) {
            readback.close();
        }
    }
}
