package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.PointListRenderer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The same points by Vulkan's point primitive on the same driver. Before anything is timed its picture is compared
/// with Kymo's. One operation is one frame, read back.
final class PointListSide implements Side {
    private static final double IDENTICAL_AT_LEAST = 0.995;

    private final float[] clip = PointScene.clipFromWorld();
    private @Nullable GpuDevice device;
    private @Nullable PointListRenderer renderer;
    private double identical;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException, IOException {
        close();
        final GpuDevice opened = PointsSide.open();
        device = opened;
        try (Arena arena = Arena.ofConfined()) {
            final PointScene scene = PointScene.of(bench, arena);
            final PointListRenderer made =
                    new PointListRenderer(opened, PointScene.WIDTH, PointScene.HEIGHT, scene.xyz(), scene.rgba());
            renderer = made;
            identical = compare(opened, scene, made.render(clip));
            if (identical < IDENTICAL_AT_LEAST) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "pictures differ: %.2f %% of the pixels are identical, expected %.1f %%",
                        100 * identical,
                        100 * IDENTICAL_AT_LEAST));
            }
            return scene.count();
        }
    }

    private static double compare(final GpuDevice device, final PointScene scene, final MemorySegment drawn) {
        try (HeadlessRenderer kymo = new HeadlessRenderer(device, false);
                PointDrawData points =
                        PointDrawData.upload(device, scene.xyz(), scene.rgba(), null, 0, PointsSide.DOT)) {
            // The background is another one where there are no points at all: here they lie behind the camera.
            final double[] behind = PointScene.camera().forward();
            final MemorySegment empty = picture(
                    kymo, points, Matrices.translation(-1000 * behind[0], -1000 * behind[1], -1000 * behind[2]));
            final MemorySegment full = picture(kymo, points, Matrices.identity());
            return PointListRenderer.identicalShare(drawn, full, empty);
        }
    }

    private static MemorySegment picture(
            final HeadlessRenderer renderer, final PointDrawData points, final double[] worldFromObject) {
        final FrameDrawData frame = new FrameDrawData(PointScene.camera());
        return renderer.render(frame.add(points, worldFromObject), PointScene.WIDTH, PointScene.HEIGHT)
                .rgba();
    }

    @Override
    public void round(final Sample sample, final int units) {
        for (int i = 0; i < units; i++) {
            sample.start();
            final long beganNs = System.nanoTime();
            renderer.render(clip);
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
        sample.figure("identical_pixels", identical);
    }

    @Override
    public void close() throws IOException {
        if (renderer != null) {
            renderer.close();
            renderer = null;
        }
        if (device != null) {
            device.close();
            device = null;
        }
    }
}
