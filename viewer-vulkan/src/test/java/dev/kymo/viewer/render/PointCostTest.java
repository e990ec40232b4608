package dev.kymo.viewer.render;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What ten million points cost per frame, written to `target/point-cost.txt`. No validation: it would be measured.
@Tag("long")
final class PointCostTest {
    private static final int COUNT = 10_000_000;
    private static final int FRAMES = 15;
    private static final long SEED = 3;

    @Test
    void shouldRenderTenMillionPointsInFullHd() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final StringBuilder report = new StringBuilder();
        final DeviceOptions software = new DeviceOptions("software", false, true);
        try (GpuDevice device = GpuDevice.open(software);
                Arena arena = Arena.ofConfined()) {
            report.append(device.info().describe()).append('\n');
            final MemorySegment xyz = arena.allocate(COUNT * 12L, 8);
            final MemorySegment colours = arena.allocate(COUNT * 4L, 8);
            final SplittableRandom random = new SplittableRandom(SEED);
            for (int i = 0; i < COUNT; i++) {
                for (int k = 0; k < 3; k++) {
                    xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + k, (float) random.nextDouble(-1, 1));
                }
                colours.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt() | 0xFF);
            }
            measure(device, "64-bit, dots, 1 sample", false, xyz, colours, -0.5f, report);
            measure(device, "64-bit, dots, 4 samples", true, xyz, colours, -0.5f, report);
            measure(device, "64-bit, radius 1.5 pixels, 1 sample", false, xyz, colours, -1.5f, report);
            measure(device, "64-bit, world radius 0.001, 1 sample", false, xyz, colours, 0.001f, report);
            try (GpuDevice device32 = GpuDevice.open(software.with64BitAtomics(false))) {
                measure(device32, "32-bit, dots, 1 sample", false, xyz, colours, -0.5f, report);
            }
            measure(device, "background only, 1 sample", false, xyz.asSlice(0, 0), colours.asSlice(0, 0), 0, report);
            measure(device, "background only, 4 samples", true, xyz.asSlice(0, 0), colours.asSlice(0, 0), 0, report);
        }
        Files.writeString(
                Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "point-cost.txt"), report);
        assertTrue(report.length() > 0);
    }

    private static void measure(
            final GpuDevice device,
            final String what,
            final boolean antialias,
            final MemorySegment xyz,
            final MemorySegment colours,
            final float radius,
            final StringBuilder report) {
        final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final long uploadStart = System.nanoTime();
        try (HeadlessRenderer renderer = new HeadlessRenderer(device, antialias);
                PointDrawData points = PointDrawData.upload(device, xyz, colours, null, 0, radius)) {
            final double uploadMs = (System.nanoTime() - uploadStart) / 1e6;
            final FrameDrawData frame = new FrameDrawData(Camera.perspective(
                    new double[] {1.6, 1.5, 2.2}, new double[3], new double[] {0, 1, 0}, Math.toRadians(50), 0.1));
            frame.background(TestScene.BACKGROUND, TestScene.BACKGROUND);
            if (points.count() > 0) {
                frame.add(points, Matrices.identity());
            }
            final double[] cpuMs = new double[FRAMES];
            final double[] wallMs = new double[FRAMES];
            int lit = 0;
            for (int i = 0; i < FRAMES; i++) {
                final long cpu = system.getProcessCpuTime();
                final long wall = System.nanoTime();
                final Picture picture = renderer.render(frame, 1920, 1080);
                wallMs[i] = (System.nanoTime() - wall) / 1e6;
                cpuMs[i] = (system.getProcessCpuTime() - cpu) / 1e6;
                lit = i > 0 ? lit : 1920 * 1080 - TestScene.count(picture, TestScene.BACKGROUND);
            }
            Arrays.sort(cpuMs);
            Arrays.sort(wallMs);
            report.append(String.format(
                    Locale.ROOT,
                    "%-40s CPU ms min %.0f median %.0f | wall ms min %.0f median %.0f | upload %.0f ms | lit %d | %d MiB%n",
                    what,
                    cpuMs[0],
                    cpuMs[FRAMES / 2],
                    wallMs[0],
                    wallMs[FRAMES / 2],
                    uploadMs,
                    lit,
                    device.memoryBytes(GpuMemoryTag.POINTS) >> 20));
        }
    }
}
