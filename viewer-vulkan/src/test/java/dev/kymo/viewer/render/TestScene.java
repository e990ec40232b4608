package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Small scenes and what to expect of them.
final class TestScene {
    static final int WIDTH = 320;
    static final int HEIGHT = 200;
    static final int RED = 0xFF0000FF;
    static final int GREEN = 0x00FF00FF;
    static final int BLUE = 0x0000FFFF;
    static final int BACKGROUND = 0x102030FF;

    private TestScene() {}

    /// On the z axis, looking along -z, y up: 10 units before the origin.
    static Camera camera() {
        return Camera.perspective(
                new double[] {0, 0, 10}, new double[3], new double[] {0, 1, 0}, Math.toRadians(60), 0.01);
    }

    static FrameDrawData frame() {
        return new FrameDrawData(camera()).background(BACKGROUND, BACKGROUND);
    }

    static PointDrawData points(final GpuDevice device, final float radius, final int colour, final float... xyz) {
        return PointDrawData.upload(device, MemorySegment.ofArray(xyz), null, null, colour, radius);
    }

    static PointDrawData points(final GpuDevice device, final float[] xyz, final int @Nullable [] colours) {
        return PointDrawData.upload(
                device,
                MemorySegment.ofArray(xyz),
                colours == null ? null : MemorySegment.ofArray(colours),
                null,
                RED,
                -0.5f);
    }

    static LineDrawData line(final GpuDevice device, final float radius, final int colour, final float... ends) {
        return LineDrawData.upload(device, MemorySegment.ofArray(ends), null, null, colour, radius);
    }

    static int count(final Picture picture, final int colour) {
        int count = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                count += picture.pixel(x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }
}
