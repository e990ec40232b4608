package dev.kymo.perf.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel says this process has had read from, and written to, its disks. Any thread.
public final class DiskUse {
    private static final Path IO = Path.of("/proc/self/io");

    private DiskUse() {}

    /// Bytes that had to come from a disk so far, through mappings too; those in the page cache are not among them.
    public static long readBytes() throws IOException {
        return field("read_bytes:");
    }

    private static long field(final String name) throws IOException {
        for (final String line : Files.readAllLines(IO)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip());
            }
        }
        throw new IOException(IO + ": has no " + name);
    }
}
