package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// The demo in a window for ten minutes (`-Dkymo.demo.seconds=N` for others): what the process holds stays what it is.
/// The recorder is in the same process, and its file grows; pages of it are the system's cache and do not count.
@Tag("long")
final class LongDemoTest {
    private static final long SECONDS = Long.getLong("kymo.demo.seconds", 600);
    /// Until programs are warm and caches full.
    private static final long SETTLED_S = Math.min(60, SECONDS / 2);

    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIB = 1 << 20;
    /// Native memory: compiled code, and the index, which has an entry for each chunk of the file.
    private static final long ANONYMOUS_GROWTH_MIB = 96;
    /// The Java heap: the goal that the window sets, and what the collector takes beyond it while it works.
    private static final long HEAP_MIB = 640;

    private static final int OBJECTS_MARGIN = 32;

    private static final List<String> FIGURES = List.of(
            "memory.gpu.allocated",
            "memory.gpu.objects",
            "memory.resident.anonymous",
            "memory.resident.shared",
            "memory.heap");

    @TempDir
    private Path folder;

    @Test
    void shouldHoldNoMoreAfterTenMinutesThanAfterOne(final TestReporter reporter)
            throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final WindowState window = WindowState.in(folder);
        try (Desktop desktop = Desktop.open(1280, 800)) {
            final Kymo.Running demo = start(desktop, window);
            try {
                window.await(demo, "follows the demo", s -> "true".equals(s.get("live")) && s.containsKey("panel.3D"));
                final List<Map<String, String>> looks = watch(window);
                window.await(demo, "goes on with the file", s -> "demo.rrd".equals(s.get("recording")));
                desktop.input("key", "ctrl+q");
                final Kymo.Outcome outcome = demo.end();
                reporter.publishEntry(figures(looks) + outcome.stderr());
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertFlat(looks, outcome.stderr());
            } finally {
                demo.process().destroy();
            }
        }
    }

    private Kymo.Running start(final Desktop desktop, final WindowState window) throws IOException {
        return Kymo.start(
                folder,
                Map.of(
                        "DISPLAY",
                        desktop.display(),
                        "WAYLAND_DISPLAY",
                        "",
                        "KYMO_GPU",
                        "software",
                        "KYMO_SHM_DIR",
                        folder.resolve("shm").toString()),
                "demo",
                "--seconds",
                SECONDS,
                "--size",
                "1280x800",
                "--no-config",
                "--frame-times",
                "--state-file",
                window.file(),
                "--out",
                folder.resolve("demo"));
    }

    /// What the window says of itself every second from when it has settled until the demo is over.
    private static List<Map<String, String>> watch(final WindowState window) {
        final long beganNs = System.nanoTime();
        final List<Map<String, String>> looks = new ArrayList<>();
        while (System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(SECONDS)) {
            LockSupport.parkNanos(LOOK_NS);
            final Map<String, String> state = window.read();
            if (!"true".equals(state.get("live"))) {
                break;
            }
            if (System.nanoTime() - beganNs > TimeUnit.SECONDS.toNanos(SETTLED_S) && state.containsKey("memory.heap")) {
                looks.add(state);
            }
        }
        return looks;
    }

    /// What was held: at first, at the end, and at most.
    private static String figures(final List<Map<String, String>> looks) {
        final StringBuilder table = new StringBuilder();
        for (final String name : FIGURES) {
            table.append(name)
                    .append(" first ")
                    .append(number(looks.getFirst(), name))
                    .append(" last ")
                    .append(number(looks.getLast(), name))
                    .append(" max ")
                    .append(max(looks, name))
                    .append('\n');
        }
        return table.toString();
    }

    private static void assertFlat(final List<Map<String, String>> looks, final String said) {
        assertTrue(looks.size() > 10, () -> "only " + looks.size() + " looks: " + said);
        final List<Map<String, String>> firstHalf = looks.subList(0, looks.size() / 2);
        final long anonymous = max(firstHalf, "memory.resident.anonymous");
        final long objects = max(firstHalf, "memory.gpu.objects");
        for (final Map<String, String> look : looks) {
            assertEquals(
                    looks.getFirst().get("memory.gpu.allocated"),
                    look.get("memory.gpu.allocated"),
                    () -> "GPU: " + said);
            assertTrue(number(look, "memory.gpu.objects") <= objects + OBJECTS_MARGIN, () -> look + said);
            assertTrue(
                    number(look, "memory.resident.anonymous") <= anonymous + ANONYMOUS_GROWTH_MIB * MIB,
                    () -> anonymous + " bytes became " + look + said);
            assertTrue(number(look, "memory.resident.shared") <= HEAP_MIB * MIB, () -> look + said);
        }
    }

    private static long number(final Map<String, String> look, final String name) {
        return Long.parseLong(look.get(name));
    }

    private static long max(final List<Map<String, String>> looks, final String name) {
        return looks.stream().mapToLong(look -> number(look, name)).max().orElse(0);
    }
}
