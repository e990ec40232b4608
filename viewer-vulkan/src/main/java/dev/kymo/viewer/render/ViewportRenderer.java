package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuTimer;
import dev.kymo.viewer.vulkan.RenderTarget;
import org.jspecify.annotations.Nullable;

/// Renders frames into a picture that a window then shows. The same frame gives the same pixels as
/// [HeadlessRenderer]. One thread, the device's; close it, and all draw data, before the device.
public final class ViewportRenderer implements AutoCloseable {
    private final GpuDevice device;
    private final int samples;
    private final SceneRenderer scene;
    private final GpuTimer timer;
    private final PhaseTimes<RenderPhase> times = new PhaseTimes<>(RenderPhase.class);
    private @Nullable RenderTarget target;

    public ViewportRenderer(final GpuDevice device) {
        this.device = device;
        samples = device.info().samples4() ? 4 : 1;
        scene = new SceneRenderer(device, samples);
        timer = new GpuTimer(device);
    }

    /// The picture of that size, a new one when the size has changed: then what [#render] drew before is lost,
    /// and nothing that will be submitted may still show it.
    ///
    /// @param width pixels, 1 to [RenderTarget#SIZE_MAX]; `height` likewise
    public RenderTarget target(final int width, final int height) {
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

    /// A picture of the caller's, who closes it: for views that share this renderer.
    public RenderTarget newTarget(final int width, final int height) {
        return new RenderTarget(device, width, height, samples);
    }

    /// Draws the frame, without waiting for it; commands submitted later may sample the picture.
    public void render(final FrameDrawData frame, final RenderTarget picture) {
        final long beganNs = System.nanoTime();
        final CommandList commands = device.begin();
        try {
            timer.begin(commands);
            scene.record(commands, frame, picture);
            commands.makeSampled(picture);
            timer.end(commands);
        } catch (RuntimeException failure) {
            commands.close();
            throw failure;
        }
        device.submit(commands);
        times.add(RenderPhase.UPLOAD, scene.uploadNs());
        times.add(RenderPhase.RECORD, System.nanoTime() - beganNs - scene.uploadNs());
        // Of a frame before: this one is under way
        final long deviceNs = timer.takeNs();
        if (deviceNs != GpuTimer.NONE) {
            times.add(RenderPhase.DEVICE, deviceNs);
        }
    }

    /// Of the frames drawn so far; nobody waits for them.
    public PhaseTimes<RenderPhase> times() {
        return times;
    }

    @Override
    public void close() {
        scene.close();
        timer.close();
        if (target != null) {
            target.close();
        }
    }
}
