package dev.kymo.viewer.ui.window;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// What the process holds, looked at once a second: the numbers that must not grow while a window is open for long.
/// One thread, the window's.
///
/// | name | bytes of |
/// |---|---|
/// | `resident.anonymous`, `resident.shared`, `resident.file` | memory of the process, as `/proc` has it; mapped files
/// are the system's cache |
/// | `heap` | Java objects, after the last collection |
/// | `offheap.TAG` | memory of the store, by tag |
/// | `gpu.used`, `gpu.allocated` | device memory of buffers and images, and what has been taken from the driver for
/// them |
/// | `gpu.objects` | no bytes: Vulkan's buffers, images, pipelines, command lists and descriptor sets |
public final class MemoryTrend {
    private static final double INTERVAL_S = 1;
    private static final double SETTLED_S = 60;
    private static final long KIB = 1024;
    private static final double MIB = 1 << 20;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Map<String, String> RESIDENT =
            Map.of("RssAnon:", "resident.anonymous", "RssShmem:", "resident.shared", "RssFile:", "resident.file");
    private static final String OBJECTS = "gpu.objects";

    private static final class Trend {
        private final long first;
        private long settled = -1;
        private long last;
        private long max;

        private Trend(final long first) {
            this.first = first;
        }

        private void add(final double atS, final long value) {
            settled = settled < 0 && atS >= SETTLED_S ? value : settled;
            last = value;
            max = Math.max(max, value);
        }
    }

    private final Map<String, Trend> trends = new LinkedHashMap<>();
    private double lookedAtS = -INTERVAL_S;
    private double firstAtS = -1;
    private boolean isReadable = true;

    /// To be called every frame.
    ///
    /// @param nowS seconds since the window opened
    /// @param offHeap bytes by tag; asked once a second
    void look(final double nowS, final GpuDevice device, final Supplier<Map<String, Long>> offHeap) {
        if (nowS - lookedAtS < INTERVAL_S) {
            return;
        }
        lookedAtS = nowS;
        firstAtS = firstAtS < 0 ? nowS : firstAtS;
        lookAtProcess();
        add("heap", heapBytes());
        offHeap.get().forEach((tag, bytes) -> add("offheap." + tag, bytes));
        long used = 0;
        for (final GpuMemoryTag tag : GpuMemoryTag.values()) {
            used += device.memoryBytes(tag);
        }
        add("gpu.used", used);
        add("gpu.allocated", device.allocatedBytes());
        add(OBJECTS, device.objectCount());
    }

    private void add(final String name, final long value) {
        trends.computeIfAbsent(name, _ -> new Trend(value)).add(lookedAtS - firstAtS, value);
    }

    private void lookAtProcess() {
        if (!isReadable) {
            return;
        }
        try {
            for (final String line : Files.readAllLines(STATUS)) {
                final String[] words = line.split("\\s+", -1);
                final String name = RESIDENT.get(words[0]);
                if (name != null && words.length > 1) {
                    add(name, Long.parseLong(words[1]) * KIB);
                }
            }
        } catch (final IOException | NumberFormatException notLinux) {
            // Not asked again: what is not known is left out
            isReadable = false;
        }
    }

    private static long heapBytes() {
        long bytes = 0;
        for (final MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            final MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            bytes += usage == null ? 0 : usage.getUsed();
        }
        return bytes;
    }

    /// The numbers of the last look, by name.
    public Map<String, Long> newest() {
        final Map<String, Long> values = new LinkedHashMap<>();
        trends.forEach((name, trend) -> values.put(name, trend.last));
        return Collections.unmodifiableMap(values);
    }

    /// A table: at first, after a minute, at last, at most.
    public String report() {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "memory over %.0f s, MiB:%n%-20s %10s %10s %10s %10s%n",
                Math.max(0, lookedAtS - firstAtS),
                "",
                "first",
                "at 60 s",
                "last",
                "max"));
        trends.forEach((name, trend) -> text.append(String.format(
                Locale.ROOT,
                "%-20s %10s %10s %10s %10s%n",
                name,
                number(name, trend.first),
                number(name, trend.settled),
                number(name, trend.last),
                number(name, trend.max))));
        return text.toString();
    }

    private static String number(final String name, final long value) {
        if (value < 0) {
            return "-";
        }
        return OBJECTS.equals(name) ? Long.toString(value) : String.format(Locale.ROOT, "%.1f", value / MIB);
    }
}
