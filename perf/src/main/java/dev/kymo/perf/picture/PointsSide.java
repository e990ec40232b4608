package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.VulkanUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Random points in a cube, one dot each, 1920×1080, brute force. One operation is one frame, read back.
public final class PointsSide implements Side {
    public static final String DOTS = "dots-full-hd";

    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final float DOT = -0.5f;

    private @Nullable GpuDevice device;
    private @Nullable HeadlessRenderer renderer;
    private @Nullable PointDrawData points;
    private @Nullable FrameDrawData frame;
    private int frames;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException {
        final int count = bench.size(1_000_000, 10_000_000);
        frames = bench.size(5, 15);
        final GpuDevice opened = open();
        device = opened;
        renderer = new HeadlessRenderer(opened, false);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment xyz = arena.allocate(count * 12L, 8);
            final MemorySegment colours = arena.allocate(count * 4L, 8);
            final SplittableRandom random = new SplittableRandom(bench.seed());
            for (int i = 0; i < count; i++) {
                for (int axis = 0; axis < 3; axis++) {
                    xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + axis, (float) random.nextDouble(-1, 1));
                }
                colours.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt() | 0xFF);
            }
            points = PointDrawData.upload(opened, xyz, colours, null, 0, DOT);
        }
        final FrameDrawData drawn = new FrameDrawData(Camera.perspective(
                new double[] {1.6, 1.5, 2.2}, new double[3], new double[] {0, 1, 0}, Math.toRadians(50), 0.1));
        frame = drawn.add(points, Matrices.identity());
        return count;
    }

    static GpuDevice open() throws UnavailableException {
        try {
            return GpuDevice.open(DeviceOptions.fromEnvironment());
        } catch (final VulkanUnavailableException e) {
            throw new UnavailableException("Vulkan: " + e.getMessage());
        }
    }

    @Override
    public void round(final Sample sample) {
        for (int i = 0; i < frames; i++) {
            sample.start();
            final long beganNs = System.nanoTime();
            renderer.render(frame, WIDTH, HEIGHT);
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
    }

    @Override
    public void close() {
        if (points != null) {
            points.close();
        }
        if (renderer != null) {
            renderer.close();
        }
        if (device != null) {
            device.close();
        }
    }
}
