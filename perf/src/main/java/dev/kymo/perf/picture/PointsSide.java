package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.VulkanUnavailableException;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Random points in a cube, or those of an airborne scan, one dot each, 1920×1080, brute force. One operation is one
/// frame, read back.
public final class PointsSide implements Side {
    public static final String DOTS = "dots-full-hd";
    /// The same of a real cloud.
    public static final String AUTZEN = "autzen10m";
    /// That cloud seen from above and turned, as CloudCompare's test of the frame rate turns it: once about the
    /// picture's vertical.
    public static final String TURN = "autzen-turn";

    /// A radius so small that each point is one pixel.
    static final float DOT = -0.5f;

    private static final int TURN_FRAMES = 50;

    private final OpenedTogether opened = new OpenedTogether();
    private @Nullable HeadlessRenderer renderer;
    private @Nullable PointDrawData points;
    private boolean isTurning;

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        close();
        isTurning = bench.name().equals(TURN);
        final GpuDevice device = opened.add(open(), GpuDevice::close);
        renderer = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        try (Arena arena = Arena.ofConfined()) {
            final PointScene scene = PointScene.of(bench, arena);
            scene.keep(bench);
            points = opened.add(
                    PointDrawData.upload(device, scene.xyz(), scene.rgba(), null, 0, DOT), PointDrawData::close);
            return scene.count();
        }
    }

    static GpuDevice open() throws UnavailableException {
        try {
            return GpuDevice.open(DeviceOptions.fromEnvironment());
        } catch (final VulkanUnavailableException e) {
            throw new UnavailableException("Vulkan: " + e.getMessage());
        }
    }

    @Override
    public void round(final Sample sample, final int units) {
        for (int i = 0; i < units; i++) {
            sample.start();
            final long beganNs = System.nanoTime();
            // A frame of its own: one that has been drawn is not drawn again
            final FrameDrawData frame = new FrameDrawData(
                            isTurning ? PointScene.turned((double) i / units) : PointScene.camera())
                    .add(points, Matrices.identity());
            renderer.renderToLook(frame, PointScene.WIDTH, PointScene.HEIGHT);
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
    }

    @Override
    public int leastUnits() {
        return isTurning ? TURN_FRAMES : 1;
    }

    @Override
    public void close() {
        opened.close();
    }
}
