package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What local processes log, in a real window while they log it, with the validation layer fatal. Screenshots are
/// kept in `target/window` for people to look at.
final class LiveWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int STATUS_BAR = 24;
    /// Rows that were shown later than in the second frame, and their share in percent.
    private static final Pattern OVER_TWO = Pattern.compile("(\\d+) rows \\(([0-9.]+) %\\)");

    private static final double LATE_PERCENT_MAX = 25;
    /// Of the start page's first live program.
    private static final int[] FIRST_PROGRAM = {300, 355};

    /// Left, top, width and height of what the 3D view covers in every layout of the demo.
    private static final int[] SCENE = {300, 70, 360, 260};

    @TempDir
    private Path folder;

    private WindowState window() {
        return WindowState.in(folder);
    }

    private static Set<Integer> colours(final Desktop.Shot shot, final int[] place) {
        final Set<Integer> colours = new HashSet<>();
        for (int y = place[1]; y < place[1] + place[3]; y++) {
            for (int x = place[0]; x < place[0] + place[2]; x++) {
                colours.add(shot.at(x, y));
            }
        }
        return colours;
    }

    private Kymo.Running start(final Desktop desktop, final Object... command) throws IOException {
        final List<Object> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "--size", WIDTH + "x" + HEIGHT, "--no-config", "--frame-times", "--state-file", window().file()));
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
                all.toArray());
    }

    @Test
    void shouldShowTheDemoAsItHappensAndThenItsFile() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path out = folder.resolve("demo");
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final Kymo.Running demo = start(desktop, "demo", "--seconds", "9", "--out", out);
            try {
                final Map<String, String> live = window().await(
                                demo,
                                "follows the demo",
                                s -> "true".equals(s.get("live"))
                                        && "true".equals(s.get("follow"))
                                        && s.get("story").startsWith("0 committed rows lost of ")
                                        && s.containsKey("panel.3D"));
                assertEquals("demo, live", live.get("recording"));
                // Lines and boxes come before the first turn of the LiDAR
                awaitShot(desktop, "demo-live", seen -> bright(seen, SCENE) > 6_000);
                window().await(
                                demo,
                                "knows what a log call costs",
                                s -> !s.getOrDefault("logCallP99Us", "").isEmpty());
                window().await(demo, "tells of the stall", s -> s.get("marks").startsWith("stall@"));
                final Map<String, String> ended =
                        window().await(demo, "goes on with the file", s -> "demo.rrd".equals(s.get("recording")));
                assertTrue(ended.get("story").matches("0 committed rows lost of [0-9,]+"), ended.get("story"));
                goToStall(desktop, demo);
                desktop.input("key", "ctrl+q");
                final Kymo.Outcome outcome = demo.end();
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertEquals(List.of(out.resolve("demo.rrd").toString()), outcome.lines());
                assertTrue(outcome.stderr().contains(" 0 lost, 0 twice, "), outcome.stderr());
                assertTrue(outcome.stderr().contains("next: ./kymo view "), outcome.stderr());
                assertShownInTime(outcome.stderr());
            } finally {
                demo.process().destroy();
            }
        }
    }

    /// By the exit report: what can be asked for when a frame begins is in that frame, so rows wait for the end of
    /// the one that is under way at most. From its commit on a row may wait for the recorder too, on a busy machine
    /// for longer than a frame now and then.
    private static void assertShownInTime(final String report) {
        assertTrue(report.contains("live rows, to the end of the first frame"), report);
        final Matcher lines = OVER_TWO.matcher(report);
        assertTrue(lines.find() && Double.parseDouble(lines.group(2)) < LATE_PERCENT_MAX, report);
        assertTrue(lines.find() && "0".equals(lines.group(1)), report);
    }

    /// By the button in the status bar, the only amber thing there.
    private void goToStall(final Desktop desktop, final Kymo.Running demo) throws IOException, InterruptedException {
        final Desktop.Shot shot = awaitShot(desktop, "demo-ended", seen -> amber(seen) > 0);
        desktop.click(amber(shot) + 4, HEIGHT - STATUS_BAR / 2);
        desktop.input("mousemove", "640", "15");
        final Map<String, String> there =
                window().await(demo, "goes to the stall", s -> s.get("marks").equals("stall@" + s.get("time")));
        assertEquals("false", there.get("follow"));
        final int[] view = WindowState.place(there, "3D");
        awaitShot(desktop, "demo-stall", seen -> colours(seen, view).size() > 500);
    }

    /// Pixels of points and boxes: the ground and its grid are dark.
    private static int bright(final Desktop.Shot shot, final int[] place) {
        int count = 0;
        for (int y = place[1]; y < place[1] + place[3]; y++) {
            for (int x = place[0]; x < place[0] + place[2]; x++) {
                final int pixel = shot.at(x, y);
                final int most = Math.max(pixel & 0xFF, Math.max(pixel >> 8 & 0xFF, pixel >> 16 & 0xFF));
                count += most > 150 ? 1 : 0;
            }
        }
        return count;
    }

    private static int amber(final Desktop.Shot shot) {
        for (int x = 0; x < WIDTH; x++) {
            for (int y = HEIGHT - STATUS_BAR; y < HEIGHT; y++) {
                final int pixel = shot.at(x, y);
                // Small letters are never quite of their colour
                if ((pixel & 0xFF) > 150 && (pixel >> 8 & 0xFF) > 90 && (pixel >> 16 & 0xFF) < 70) {
                    return x;
                }
            }
        }
        return -1;
    }

    /// The state is written when a frame has been made, the display shows it a little later.
    private static Desktop.Shot awaitShot(
            final Desktop desktop, final String name, final Predicate<Desktop.Shot> wanted) {
        final AtomicReference<Desktop.Shot> last = new AtomicReference<>();
        final boolean came = Kymo.await(() -> {
            try {
                last.set(desktop.shoot(ShownWindow.kept(name)));
                return wanted.test(last.get());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        assertTrue(came, "never seen: look at " + name + ".png in target/window");
        return last.get();
    }

    @Test
    void shouldEndTheDemoInOrderWhenItsWindowIsClosedEarly() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path out = folder.resolve("closed");
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final Kymo.Running demo = start(desktop, "demo", "--seconds", "60", "--out", out);
            try {
                window().await(demo, "counts", s -> s.getOrDefault("story", "").matches(".* lost of [1-9][0-9,]* .*"));
                desktop.input("key", "ctrl+q");
                final Kymo.Outcome outcome = demo.end();
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertTrue(outcome.stderr().contains("the demo was stopped"), outcome.stderr());
                assertTrue(outcome.stderr().contains(" 0 lost, 0 twice, "), outcome.stderr());
            } finally {
                demo.process().destroy();
            }
        }
    }

    @Test
    void shouldAttachToAProgramThatTheStartPageLists() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final AtomicBoolean isLogging = new AtomicBoolean(true);
        final Thread logger = Thread.ofPlatform().daemon().start(() -> log(isLogging));
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final Kymo.Running viewer = start(desktop, "view");
            try {
                window().await(viewer, "lists the program", s -> "1".equals(s.get("producers")));
                desktop.shoot(ShownWindow.kept("start-live"));
                desktop.click(FIRST_PROGRAM[0], FIRST_PROGRAM[1]);
                final Map<String, String> attached = window().await(
                                viewer,
                                "attaches",
                                s -> "live".equals(s.get("recording"))
                                        && "step".equals(s.get("timeline"))
                                        && "true".equals(s.get("follow"))
                                        && s.containsKey("panel.3D")
                                        && s.keySet().stream().anyMatch(key -> key.startsWith("panel.TIME_SERIES")));
                final long then = Long.parseLong(attached.get("time"));
                window().await(viewer, "goes on", s -> Long.parseLong(s.get("time")) > then + 20);
                desktop.input("mousemove", "640", "15");
                final int[] view = WindowState.place(window().read(), "3D");
                awaitShot(desktop, "attached", seen -> colours(seen, view).size() > 100);
                desktop.input("key", "ctrl+q");
                final Kymo.Outcome outcome = viewer.end();
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertFalse(outcome.stderr().contains("error: Vulkan"), outcome.stderr());
            } finally {
                viewer.process().destroy();
            }
        } finally {
            isLogging.set(false);
            logger.join();
        }
    }

    /// A wave that moves, and a number.
    private void log(final AtomicBoolean isLogging) {
        try (RecordingStream out = RecordingStream.builder("live_test")
                .sharedMemory(RingConfig.fromEnvironment()
                        .withDirectory(folder.resolve("shm"))
                        .withRingBytes(1 << 20)
                        .withPayloadBytes(8 << 20))
                .open()) {
            for (int step = 0; isLogging.get(); step++) {
                final float[] xyz = new float[3 * 900];
                final int[] colours = new int[900];
                for (int i = 0; i < colours.length; i++) {
                    xyz[i * 3] = i % 30 * 0.1f;
                    xyz[i * 3 + 1] = Math.floorDiv(i, 30) * 0.1f;
                    xyz[i * 3 + 2] = (float) Math.sin(step * 0.1 + i % 30 * 0.2) * 0.4f;
                    colours[i] = java.awt.Color.HSBtoRGB(i / 900f, 0.8f, 1f) << 8 | 0xFF;
                }
                out.setTimeSequence("step", step);
                out.log("wave", Points3D.of(xyz).colors(colours));
                out.log("height", Scalars.of(Math.sin(step * 0.1)));
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
