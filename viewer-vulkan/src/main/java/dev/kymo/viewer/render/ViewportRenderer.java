package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.DeviceInfo;
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
    /// For passing frames of a device that draws by the processor: four samples of every pixel take it as
    /// long as half a million points do.
    private @Nullable SceneRenderer plainScene;
    private final GpuTimer timer;
    private final PhaseTimes<RenderPhase> times = new PhaseTimes<>(RenderPhase.class);
    private @Nullable RenderTarget target;
    private long newestDeviceNs;
    private boolean hasMore;

    public ViewportRenderer(final GpuDevice device) {
        this.device = device;
        samples = device.info().samples4() ? 4 : 1;
        scene = new SceneRenderer(device, samples);
        timer = new GpuTimer(device, RenderPhase.deviceParts());
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
        final PointShare share = scene.next(frame, picture.width(), picture.height());
        final boolean isPlain = samples > 1
                && (frame.isPassing() || share.isPart())
                && device.info().type() == DeviceInfo.Type.SOFTWARE;
        final SceneRenderer recording = isPlain ? plainScene() : scene;
        final CommandList commands = device.begin();
        try {
            timer.begin(commands);
            recording.record(commands, frame, share, isPlain ? picture.plain() : picture, timer);
            commands.makeSampled(picture);
            timer.endPart(commands);
            timer.end(commands);
        } catch (RuntimeException failure) {
            scene.forget();
            commands.close();
            throw failure;
        }
        device.submit(commands);
        hasMore = share.hasMore();
        times.add(RenderPhase.UPLOAD, recording.uploadNs());
        times.add(RenderPhase.RECORD, System.nanoTime() - beganNs - recording.uploadNs());
        // Of a frame before: this one is under way
        final long deviceNs = timer.takeNs();
        if (deviceNs != GpuTimer.NONE) {
            RenderPhase.addDevice(times, deviceNs, timer);
            newestDeviceNs = deviceNs;
        }
    }

    /// Whether the last frame drew its points only in part ([FrameDrawData#refining]) and would show
    /// more if it were drawn again.
    public boolean hasMore() {
        return hasMore;
    }

    /// What the device took for a frame, of which it has not been said yet: one before the last; 0 when it is
    /// not known yet.
    public long takeDeviceNs() {
        final long taken = newestDeviceNs;
        newestDeviceNs = 0;
        return taken;
    }

    private SceneRenderer plainScene() {
        SceneRenderer made = plainScene;
        if (made == null) {
            made = new SceneRenderer(device, 1, scene);
            plainScene = made;
        }
        return made;
    }

    /// Of the frames drawn so far; nobody waits for them.
    public PhaseTimes<RenderPhase> times() {
        return times;
    }

    @Override
    public void close() {
        if (plainScene != null) {
            plainScene.close();
        }
        scene.close();
        timer.close();
        if (target != null) {
            target.close();
        }
    }
}
