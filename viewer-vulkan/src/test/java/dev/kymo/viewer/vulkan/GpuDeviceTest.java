package dev.kymo.viewer.vulkan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GpuDeviceTest {
    @Test
    void shouldDescribeEachDevice() {
        TestVulkan.abortWithoutVulkan();
        final List<DeviceInfo> devices = GpuDevice.list();
        assertFalse(devices.isEmpty());
        for (final DeviceInfo device : devices) {
            assertFalse(device.name().isBlank());
            assertTrue(device.describe().contains(device.name()), device.describe());
        }
        assertTrue(devices.stream().anyMatch(DeviceInfo::usable), devices.toString());
    }

    @Test
    void shouldNameTheDevicesWhenNoneFits() {
        TestVulkan.abortWithoutVulkan();
        final String name = GpuDevice.list().getFirst().name();
        final VulkanUnavailableException refused = assertThrows(
                VulkanUnavailableException.class,
                () -> GpuDevice.open(new DeviceOptions("no such device", false, true)));
        assertTrue(refused.getMessage().contains("no such device"), refused.getMessage());
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
    }

    @Test
    void shouldPreferHardwareAndRefuseDevicesThatLackSomething() {
        final DeviceInfo software = device(0, DeviceInfo.Type.SOFTWARE, List.of());
        final DeviceInfo old = device(1, DeviceInfo.Type.DISCRETE, List.of("Vulkan 1.3"));
        final DeviceInfo integrated = device(2, DeviceInfo.Type.INTEGRATED, List.of());
        final List<DeviceInfo> all = List.of(software, old, integrated);
        assertEquals(integrated, DeviceProbe.choose(all, null));
        assertEquals(software, DeviceProbe.choose(all, "software"));
        assertEquals(integrated, DeviceProbe.choose(all, "hardware"));
        assertEquals(integrated, DeviceProbe.choose(all, "2"));
        final VulkanUnavailableException refused =
                assertThrows(VulkanUnavailableException.class, () -> DeviceProbe.choose(all, "1"));
        assertTrue(refused.getMessage().contains("lacks Vulkan 1.3"), refused.getMessage());
    }

    private static DeviceInfo device(final int index, final DeviceInfo.Type type, final List<String> missing) {
        return new DeviceInfo(index, "gpu", type, "driver", "1.3.0", 0, 0, true, true, missing);
    }

    @Test
    void shouldBringBytesToTheDeviceAndBackThroughAllStagingSlots() {
        final GpuDevice device = TestVulkan.open();
        final long seed = 42;
        final int words = 9 << 20;
        try (Arena arena = Arena.ofConfined();
                GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, words * 4L + 12);
                GpuBuffer back = device.createBuffer(GpuMemoryTag.READBACK, GpuBuffer.Kind.READBACK, words * 4L + 12)) {
            final MemorySegment source = arena.allocate(words * 4L, 4);
            final SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < words; i++) {
                source.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt());
            }
            device.staging().upload(source, buffer, 12);
            device.staging().upload(MemorySegment.ofArray(new int[] {7, 8, 9}), buffer, 0);
            source.fill((byte) 0);
            final CommandList commands = device.begin();
            commands.copyBuffer(buffer, 0, back, 0, back.sizeBytes());
            commands.barrier(CommandList.Access.TRANSFER_WRITE, CommandList.Access.HOST_READ);
            device.await(device.submit(commands));
            back.invalidate();
            final SplittableRandom again = new SplittableRandom(seed);
            assertEquals(9, back.mapped().getAtIndex(ValueLayout.JAVA_INT, 2));
            for (int i = 0; i < words; i++) {
                assertEquals(
                        again.nextInt(), back.mapped().getAtIndex(ValueLayout.JAVA_INT, 3 + i), "seed 42, word " + i);
            }
            assertEquals(words * 4L + 12, device.memoryBytes(GpuMemoryTag.POINTS));
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldRefuseUploadsPastTheEnd() {
        final GpuDevice device = TestVulkan.open();
        try (GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, 16)) {
            final MemorySegment data = MemorySegment.ofArray(new int[4]);
            assertThrows(IndexOutOfBoundsException.class, () -> device.staging().upload(data, buffer, 4));
            assertThrows(IndexOutOfBoundsException.class, () -> device.staging().upload(data, buffer, -4));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, Long.MAX_VALUE));
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldKeepClosedBuffersUntilTheirUploadIsDone() {
        final GpuDevice device = TestVulkan.open();
        for (int i = 0; i < 200; i++) {
            final GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, 4096);
            device.staging().upload(MemorySegment.ofArray(new byte[4096]), buffer, 0);
            buffer.close();
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldReportLeaks() {
        final GpuDevice device = TestVulkan.open();
        device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, 4096);
        device.close();
        assertNotEquals(List.of(), device.validationMessages());
    }

    @Test
    void shouldReportMissingBarriers() {
        final GpuDevice device = TestVulkan.open();
        final GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, 4096);
        final CommandList commands = device.begin();
        commands.fill(buffer, 0, 4096, 1);
        commands.fill(buffer, 0, 4096, 2);
        device.await(device.submit(commands));
        buffer.close();
        device.close();
        assertTrue(
                device.validationMessages().toString().contains("SYNC-HAZARD"), device.validationMessages()::toString);
    }

    @Test
    void shouldSayWhatToInstallWhenThereIsNoDriver() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("kymo.root"), ".mvn", "java.flags"),
                "-cp",
                System.getProperty("java.class.path"),
                NoDriverProbe.class.getName());
        child.environment().put("VK_ICD_FILENAMES", "/nonexistent");
        child.environment().put("VK_DRIVER_FILES", "/nonexistent");
        final Process process = child.redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("no Vulkan"), said);
        assertTrue(said.contains("libvulkan1 mesa-vulkan-drivers"), said);
    }
}
