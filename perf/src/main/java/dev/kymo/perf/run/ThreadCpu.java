package dev.kymo.perf.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/// Processor time of some of this process's threads, told apart by their names as the kernel has them
/// (`/proc/self/task/*/comm`, cut at 15 characters): to the nanosecond, from the scheduler.
public final class ThreadCpu {
    private static final Path TASKS = Path.of("/proc/self/task");

    private final BiPredicate<String, Long> counted;

    /// @param counted whether threads of that name and kernel id count
    private ThreadCpu(final BiPredicate<String, Long> counted) {
        this.counted = counted;
    }

    /// The threads of a Vulkan driver that draws by the processor (Mesa's lavapipe): those that rasterize
    /// have a name, the others that of the thread which opened the device, as every thread has that does not
    /// get one of its own; the JVM and Kymo name all of theirs. A driver of a GPU has no such threads: what it
    /// does happens in the calls.
    ///
    /// To be called by the thread that opens the device and makes frames.
    public static ThreadCpu ofDriver() throws IOException {
        final Path self = Path.of("/proc/thread-self").toRealPath();
        final long ownId = Long.parseLong(self.getFileName().toString());
        final String ownName = Files.readString(self.resolve("comm")).strip();
        final long firstId = ProcessHandle.current().pid();
        return new ThreadCpu((name, id) -> name.startsWith("llvmpipe")
                || name.startsWith(ownName + ":")
                || (name.equals(ownName) && id != ownId && id != firstId));
    }

    /// The threads of the JVM that compile.
    public static ThreadCpu ofCompilers() {
        return new ThreadCpu((name, _) -> name.startsWith("C1 Comp") || name.startsWith("C2 Comp"));
    }

    /// All that these threads have used so far. Those that have ended are not among them.
    public long usedNs() {
        long all = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (final Path task : tasks) {
                all += usedNs(task);
            }
        } catch (final IOException e) {
            throw new IllegalStateException("the kernel does not say what threads use", e);
        }
        return all;
    }

    private long usedNs(final Path task) {
        try {
            if (!counted.test(
                    Files.readString(task.resolve("comm")).strip(),
                    Long.parseLong(task.getFileName().toString()))) {
                return 0;
            }
            final String schedule = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        } catch (final IOException hasEnded) {
            return 0;
        }
    }
}
