package dev.kymo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// A small disk in memory, mounted in a namespace that lives as long as a process that holds it: whatever
/// becomes of the test, nothing stays mounted. Takes root.
final class SmallDisk implements AutoCloseable {
    private final Process holder;
    private final Path root;

    private SmallDisk(final Process holder, final Path root) {
        this.holder = holder;
        this.root = root;
    }

    /// Aborts the test where this may not be done.
    ///
    /// @param folder an empty one, which is only seen as it is from outside
    static SmallDisk mount(final Path folder, final long bytes) throws IOException {
        final Process holder = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "bash",
                        "-c",
                        "mount -t tmpfs -o size=$2 kymo-test \"$1\" && echo mounted && exec cat",
                        "holder",
                        folder.toString(),
                        Long.toString(bytes))
                .redirectErrorStream(true)
                .start();
        final String said = holder.inputReader(StandardCharsets.UTF_8).readLine();
        final Path root = Path.of("/proc", Long.toString(holder.pid()), "root" + folder);
        if (!"mounted".equals(said) || !Files.isDirectory(root)) {
            holder.destroyForcibly();
            Assumptions.abort("no file system can be mounted here (takes root and unshare): " + said);
        }
        return new SmallDisk(holder, root);
    }

    /// Where it is, for every process.
    Path root() {
        return root;
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
