package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.viewer.vulkan.DeviceInfo;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.VulkanUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kymo doctor`: what this machine has, what it lacks, and what to do about it.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "What this machine has and lacks for Kymo, and what to do. Exit 1 when something needed is missing.",
        footer = {"", "Examples:", "  kymo doctor", "  kymo doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    private static final long SHM_WANTED_BYTES = 256L << 20;

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    /// One thing that was looked at.
    ///
    /// @param fix what to do; empty when nothing has to be done
    private record Finding(String what, Level level, String found, String fix) {}

    private enum Level {
        OK,
        NOTE,
        MISSING
    }

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        java();
        vulkan();
        sharedMemory();
        hugePages();
        limits();
        if (json) {
            printJson();
        } else {
            for (final Finding finding : findings) {
                Console.out()
                        .printf(
                                java.util.Locale.ROOT,
                                "%-8s %-16s %s%n",
                                finding.level.name().toLowerCase(java.util.Locale.ROOT),
                                finding.what,
                                finding.found);
                if (!finding.fix.isEmpty()) {
                    Console.out().println("         " + " ".repeat(17) + "→ " + finding.fix);
                }
            }
        }
        Console.out().flush();
        return findings.stream().anyMatch(f -> f.level == Level.MISSING) ? Main.EXIT_FAILED : 0;
    }

    private void add(final String what, final Level level, final String found, final String fix) {
        findings.add(new Finding(what, level, found, fix));
    }

    private void java() {
        add("jdk", Level.OK, System.getProperty("java.vm.name") + " " + Runtime.version(), "");
        final List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
        final boolean flagged = arguments.stream().anyMatch(a -> a.contains("jdk.internal.misc"));
        add(
                "jvm flags",
                flagged ? Level.OK : Level.MISSING,
                flagged ? "as in .mvn/java.flags" : "not set",
                flagged ? "" : "start Kymo with its launcher, ./kymo");
    }

    private void vulkan() {
        final List<DeviceInfo> devices;
        try {
            devices = GpuDevice.list();
        } catch (final VulkanUnavailableException e) {
            add(
                    "vulkan",
                    Level.MISSING,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "sudo apt-get install -y libvulkan1 mesa-vulkan-drivers");
            return;
        }
        boolean usable = false;
        for (final DeviceInfo device : devices) {
            usable |= device.usable();
            add("vulkan device", device.usable() ? Level.OK : Level.NOTE, device.describe(), "");
        }
        if (!usable) {
            add(
                    "vulkan",
                    Level.MISSING,
                    devices.isEmpty() ? "no device" : "no device that has all that is needed",
                    "install a driver: the GPU's own, or sudo apt-get install -y mesa-vulkan-drivers (software)");
        } else if (devices.stream().noneMatch(d -> d.usable() && d.type() != DeviceInfo.Type.SOFTWARE)) {
            add("gpu", Level.NOTE, "only a software device: pictures are made by the CPU", "");
        }
    }

    private void sharedMemory() throws IOException {
        final Path shm = Path.of("/dev/shm");
        if (!Files.isDirectory(shm) || !Files.isWritable(shm)) {
            add("shared memory", Level.MISSING, shm + " is not there or not writable", "mount a tmpfs at /dev/shm");
            return;
        }
        final FileStore store = Files.getFileStore(shm);
        final long freeBytes = store.getUsableSpace();
        final boolean enough = freeBytes >= SHM_WANTED_BYTES;
        add(
                "shared memory",
                enough ? Level.OK : Level.NOTE,
                (freeBytes >> 20) + " MiB free of " + (store.getTotalSpace() >> 20) + " MiB in " + shm,
                enough
                        ? ""
                        : "each logging process takes about 72 MiB: mount -o remount,size=1G /dev/shm (containers:"
                                + " --shm-size=1g), or set KYMO_PAYLOAD_BYTES lower");
    }

    private void hugePages() {
        final String setting = firstLine(Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled"));
        final boolean never = setting.contains("[never]");
        add(
                "huge pages",
                never ? Level.NOTE : Level.OK,
                "for shared memory: " + (setting.isEmpty() ? "unknown" : setting),
                never
                        ? "optional, faster first touch: echo advise > /sys/kernel/mm/transparent_hugepage/shmem_enabled"
                        : "");
    }

    private void limits() {
        final String maps = firstLine(Path.of("/proc/sys/vm/max_map_count"));
        add("mappings", Level.OK, "at most " + maps + " per process", "");
        final Runtime runtime = Runtime.getRuntime();
        add(
                "machine",
                Level.OK,
                runtime.availableProcessors() + " cores, Java heap up to " + (runtime.maxMemory() >> 20) + " MiB",
                "");
    }

    /// In one read: files below /proc/sys answer only the first one.
    private static String firstLine(final Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            final byte[] bytes = new byte[4096];
            final int count = Math.max(0, in.read(bytes));
            return new String(bytes, 0, count, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (final IOException e) {
            return "";
        }
    }

    private void printJson() throws IOException {
        try (JsonGenerator generator = new JsonFactory().createGenerator(Console.out())) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.writeStartObject();
            generator.writeArrayFieldStart("findings");
            for (final Finding finding : findings) {
                generator.writeStartObject();
                generator.writeStringField("what", finding.what);
                generator.writeStringField("level", finding.level.name().toLowerCase(java.util.Locale.ROOT));
                generator.writeStringField("found", finding.found);
                generator.writeStringField("fix", finding.fix);
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        Console.out().println();
    }
}
