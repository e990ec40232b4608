package dev.kymo.demo.machine;

import java.nio.file.Path;
import java.util.Locale;

/// What this machine is, as Markdown, from `/proc`.
public final class MachineDescription {
    private MachineDescription() {}

    /// What is not known is said so.
    public static String markdown(final Path proc) {
        return String.join(
                "\n",
                "# This machine",
                "",
                "| | |",
                "|---|---|",
                "| processor | " + valueOf(proc.resolve("cpuinfo"), "model name") + " |",
                "| cores | " + Runtime.getRuntime().availableProcessors() + " |",
                "| memory | " + memory(proc) + " |",
                "| kernel | " + kernel(proc) + " |",
                "",
                "Series under `/machine` are read from `/proc` 25 times a second. Rates are over the last fifth of a",
                "second, shares of a processor's time over the last second.",
                "");
    }

    private static String memory(final Path proc) {
        final String kib = valueOf(proc.resolve("meminfo"), "MemTotal").replace(" kB", "");
        return kib.matches("[0-9]{1,15}")
                ? String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(kib) / 1048576.0)
                : kib;
    }

    private static String kernel(final Path proc) {
        try (ProcFile version = new ProcFile(proc.resolve("version"))) {
            if (version.read() && version.nextLine() && version.skip("Linux version")) {
                return "Linux " + version.word();
            }
        }
        return "not known";
    }

    /// The value of the first line `key : value`.
    private static String valueOf(final Path path, final String key) {
        try (ProcFile file = new ProcFile(path)) {
            file.read();
            while (file.nextLine()) {
                if (file.skip(key)) {
                    return file.rest();
                }
            }
        }
        return "not known";
    }
}
