package dev.kymo.viewer.render;

import static dev.kymo.viewer.render.TestScene.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A device and a renderer for the tests of one class, closed clean after them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RendererTest {
    protected GpuDevice device;
    protected HeadlessRenderer renderer;

    @BeforeAll
    final void open() {
        device = TestVulkan.open();
        renderer = new HeadlessRenderer(device);
    }

    @AfterAll
    final void close() {
        if (renderer != null) {
            renderer.close();
            TestVulkan.closeClean(device);
        }
    }

    protected final Picture render(final FrameDrawData frame) {
        return renderer.render(frame, WIDTH, HEIGHT);
    }

    protected static void assertPixel(final int expected, final Picture picture, final int x, final int y) {
        assertEquals(
                Integer.toHexString(expected),
                Integer.toHexString(picture.pixel(x, y)),
                "pixel (" + x + ", " + y + ")");
    }
}
