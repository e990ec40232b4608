package dev.kymo.perf.run;

import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What was measured on.
///
/// @param cpu as the kernel names it
/// @param driver the Vulkan device and driver, or why there is none
/// @param hugePages the kernel's setting for transparent huge pages, the one in force in brackets
/// @param shmHugePages the same for shared memory
/// @param load of the last minute, when the suite began
/// @param speed while it ran
public record Machine(
        String cpu,
        int cores,
        String jdk,
        String driver,
        String kernel,
        long memoryBytes,
        String hugePages,
        String shmHugePages,
        double load,
        MachineSpeed speed) {
    private static final String UNKNOWN = "unknown";

    /// This machine.
    ///
    /// @param withDriver whether to ask Vulkan, which takes a moment
    public static Machine here(final boolean withDriver) {
        return new Machine(
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                withDriver ? vulkanDriver() : UNKNOWN,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                totalMemoryBytes(),
                text("/sys/kernel/mm/transparent_hugepage/enabled"),
                text("/sys/kernel/mm/transparent_hugepage/shmem_enabled"),
                MachineLoad.loadAverage(),
                MachineSpeed.UNKNOWN);
    }

    private static String vulkanDriver() {
        try (GpuDevice device = GpuDevice.open(DeviceOptions.fromEnvironment())) {
            return device.info().describe();
        } catch (final RuntimeException e) {
            return "none: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    private static long totalMemoryBytes() {
        final String kilobytes = field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) << 10;
    }

    private static String field(final String file, final String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(UNKNOWN);
    }

    private static String text(final String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (final IOException isNotLinux) {
            return UNKNOWN;
        }
    }

    /// The same machine with the load of now.
    public Machine now() {
        return with(MachineLoad.loadAverage(), speed);
    }

    /// The same machine, as fast as it was.
    Machine with(final MachineSpeed found) {
        return with(load, found);
    }

    private Machine with(final double newLoad, final MachineSpeed newSpeed) {
        return new Machine(cpu, cores, jdk, driver, kernel, memoryBytes, hugePages, shmHugePages, newLoad, newSpeed);
    }

    /// One line for people.
    public String describe() {
        return String.format(
                Locale.ROOT, "%s, %d cores, %.0f GiB, %s, %s", cpu, cores, memoryBytes / 0x1p30, kernel, jdk);
    }
}
