package dev.kymo.viewer.vulkan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Opens real devices for tests, with the validation layer fatal.
///
/// A machine with neither loader nor driver skips the tests and says so; on one that has them, failing to open is a
/// failure. Devices are software ones, whose pixels are known, unless the environment's KYMO_TEST_GPU says otherwise.
public final class TestVulkan {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib64"),
            Path.of("/usr/lib"),
            Path.of("/usr/local/lib"));
    private static final List<Path> DRIVERS = List.of(
            Path.of("/usr/share/vulkan/icd.d"), Path.of("/etc/vulkan/icd.d"), Path.of("/usr/local/share/vulkan/icd.d"));

    private TestVulkan() {}

    public static GpuDevice open() {
        return open(true);
    }

    public static GpuDevice open(final boolean use64BitAtomics) {
        abortWithoutVulkan();
        final String wanted = System.getenv("KYMO_TEST_GPU");
        return GpuDevice.open(new DeviceOptions(wanted == null ? "software" : wanted, true, use64BitAtomics));
    }

    public static void abortWithoutVulkan() {
        if (!holds(LIBRARIES, "libvulkan.so.1") || !holds(DRIVERS, ".json")) {
            Assumptions.abort("no Vulkan on this machine: needs libvulkan1 and mesa-vulkan-drivers");
        }
    }

    private static boolean holds(final List<Path> folders, final String ending) {
        for (final Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> file.toString().endsWith(ending))) {
                    return true;
                }
            } catch (IOException unreadable) {
                throw new IllegalStateException("cannot list " + folder, unreadable);
            }
        }
        return false;
    }

    /// Closes the device and fails if the validation layer said anything, leaks included, or memory is still counted.
    public static void closeClean(final GpuDevice device) {
        device.close();
        assertEquals(List.of(), device.validationMessages(), "validation messages");
        for (final GpuMemoryTag tag : GpuMemoryTag.values()) {
            assertEquals(0, device.memoryBytes(tag), "bytes still held for " + tag);
        }
    }
}
