package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.joml.Matrix4d;

/// A cloud that is drawn by its levels of detail, as [dev.kymo.perf] flies about it: the viewer's own choice
/// of nodes and its own shaders, without a recording and a window. It lies in this package because a cloud's
/// nodes are nobody else's business; no part of the product. One thread, the device's; closed before the
/// device.
public final class FlownCloud implements AutoCloseable {
    /// As in a window that has a gigabyte.
    private static final long MEMORY_BYTES = 384L << 20;
    /// A dot.
    private static final float RADIUS = -0.5f;

    private static final long POLL_NS = 200_000;

    private final LodCloud cloud;
    private final LodPace pace = new LodPace();
    private final Matrix4d place = new Matrix4d();
    private long composingNs;

    /// @param tree closed with this
    public FlownCloud(final GpuDevice device, final LodFile tree) {
        cloud = new LodCloud(device, tree, MEMORY_BYTES, RADIUS, () -> {});
    }

    /// A frame of a moving eye: what is there already of what it wants, as in a window.
    ///
    /// @param pointsMax how many points there is time for
    public FrameDrawData move(final Camera camera, final int width, final int height, final long pointsMax) {
        final FrameDrawData frame = new FrameDrawData(camera).passing(true);
        cloud.draw(frame, place, width, height, LodQuality.moving(pointsMax));
        return frame;
    }

    /// The same with as many points as a window has time for, by what [#took] says.
    public FrameDrawData moveAtPace(final Camera camera, final int width, final int height) {
        final long beganNs = System.nanoTime();
        final FrameDrawData frame = new FrameDrawData(camera).passing(true);
        cloud.draw(frame, place, width, height, pace.changed(beganNs));
        composingNs = System.nanoTime() - beganNs;
        return frame;
    }

    /// Notes what a frame of [#moveAtPace] took.
    ///
    /// @param deviceNs by the device's clock
    public void took(final long deviceNs) {
        pace.chosen(cloud.isLimited());
        pace.took(deviceNs > 0 ? deviceNs + composingNs : 0);
    }

    /// [#move] once all that it wants is there: it depends on the camera alone.
    public FrameDrawData moved(
            final Camera camera, final int width, final int height, final long pointsMax, final CloudStyle style) {
        final FrameDrawData frame = new FrameDrawData(camera).style(style);
        cloud.drawSettled(frame, place, width, height, LodQuality.moving(pointsMax));
        return frame;
    }

    /// A frame of an eye that rests, with all that it wants.
    public FrameDrawData rest(final Camera camera, final int width, final int height, final CloudStyle style) {
        final FrameDrawData frame = new FrameDrawData(camera).style(style);
        cloud.drawSettled(frame, place, width, height, LodQuality.RESTING);
        return frame;
    }

    /// The same drawn over several frames, as a window does: this one adds its share to what frames
    /// before it have drawn.
    ///
    /// @param pointsMax of the share
    public FrameDrawData refine(
            final Camera camera, final int width, final int height, final long pointsMax, final CloudStyle style) {
        final FrameDrawData frame = new FrameDrawData(camera).style(style);
        cloud.draw(frame, place, width, height, LodQuality.RESTING);
        return frame.refining(pointsMax, cloud.isSettled());
    }

    /// Waits until nodes that the last frame has asked for are there.
    public void awaitLoaded(final Camera camera, final int width, final int height, final long pointsMax)
            throws IOException {
        while (!cloud.isSettled()) {
            LockSupport.parkNanos(POLL_NS);
            move(camera, width, height, pointsMax);
        }
        if (cloud.failure() != null) {
            throw new IOException(cloud.failure());
        }
    }

    /// Whether the last frame had all that it wanted.
    public boolean isComplete() {
        return cloud.isSettled();
    }

    /// Points of the last frame.
    public long drawnPoints() {
        return cloud.drawnPoints();
    }

    /// Bytes of nodes on the device.
    public long heldBytes() {
        return cloud.heldBytes();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
