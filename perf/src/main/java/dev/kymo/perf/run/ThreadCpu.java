package dev.kymo.perf.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/// Processor time of some of this process's threads, told apart by their names as the kernel has them
/// (`/proc/self/task/*/comm`, cut at 15 characters): to the nanosecond, from the scheduler.
public final class ThreadCpu {
    private static final Path TASKS = Path.of("/proc/self/task");

    private final Predicate<String> counted;

    /// @param counted whether threads of that name count
    public ThreadCpu(final Predicate<String> counted) {
        this.counted = counted;
    }

    /// The threads of a Vulkan driver that draws by the processor (Mesa's lavapipe): none of the JVM's or Kymo's are
    /// named like these. A driver of a GPU has no such threads; what it does happens in the calls.
    public static ThreadCpu ofDriver() {
        return new ThreadCpu(name -> name.startsWith("llvmpipe")
                || name.contains(":cs")
                || name.contains("vk")
                || name.contains("lvp")
                || name.contains("disk$"));
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
            if (!counted.test(Files.readString(task.resolve("comm")).strip())) {
                return 0;
            }
            final String schedule = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        } catch (final IOException hasEnded) {
            return 0;
        }
    }
}
