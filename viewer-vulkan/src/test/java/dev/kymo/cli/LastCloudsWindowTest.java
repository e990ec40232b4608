package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Transform3D;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clouds of the last moments in a real window: which of them are there is seen by their colours.
/// Screenshots are kept in `target/pictures`.
final class LastCloudsWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int FRAMES = 24;
    private static final int LAST = 3;
    private static final int POINTS = 5000;
    private static final int PIXELS_MIN = 30;
    /// As in [CloudStyleWindowTest].
    private static final int BUTTON_RIGHT = 34 + 2 * 28 - 13;

    private static final int BUTTON_TOP = 24 + 8 + 11;
    private static final int BOX_X = 18;
    private static final int BOX_Y = 20 + 3 * 27;

    @TempDir
    private Path folder;

    private static int colour(final int frame) {
        return (255 - 7 * frame) << 24 | (40 + 9 * frame) << 16 | 255 << 8 | 0xFF;
    }

    /// Squares beside each other, as the sensor goes along.
    private Path recording() throws IOException {
        final Path file = folder.resolve("drive.rrd");
        OwnCase.write(file, "drive", "drive", out -> {
            for (int frame = 0; frame < FRAMES; frame++) {
                out.setTimeSequence("frame", frame);
                out.log("car", Transform3D.fromTranslation(frame, 0, 0));
                final float[] xyz = new float[3 * POINTS];
                for (int i = 0; i < POINTS; i++) {
                    xyz[3 * i] = i % 71 / 100f;
                    final int line = i / 71;
                    xyz[3 * i + 1] = line / 30f;
                }
                out.log("car/lidar", Points3D.of(xyz).colors(colour(frame)));
            }
        });
        return file;
    }

    private static Path kept(final String name) throws IOException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(pictures);
        return pictures.resolve(name + ".png");
    }

    /// Frames whose clouds are in a picture, by many pixels of their colour.
    private static Set<Integer> shown(final Desktop.Shot shot) {
        final int[] pixels = new int[FRAMES];
        for (final int each : shot.pixels()) {
            for (int frame = 0; frame < FRAMES; frame++) {
                final int rgba = colour(frame);
                final int abgr = Integer.reverseBytes(rgba);
                pixels[frame] += each == abgr ? 1 : 0;
            }
        }
        final Set<Integer> shown = new TreeSet<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            if (pixels[frame] >= PIXELS_MIN) {
                shown.add(frame);
            }
        }
        return shown;
    }

    private static Set<Integer> upTo(final int time, final int last) {
        final Set<Integer> rows = new TreeSet<>();
        for (int frame = Math.max(0, time - last + 1); frame <= time; frame++) {
            rows.add(frame);
        }
        return rows;
    }

    private static void awaitRows(final Desktop desktop, final String name, final Set<Integer> expected) {
        final Set<Integer> found = new TreeSet<>();
        final boolean isThere = Kymo.await(() -> {
            found.clear();
            try {
                found.addAll(shown(desktop.shoot(kept("last-window-" + name))));
            } catch (final IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            return found.equals(expected);
        });
        assertTrue(isThere, name + ": rows " + found + " are shown, expected " + expected);
    }

    @Test
    void shouldShowRowsThatComeAndGoAsTimePlays() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording();
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT);
                DrivenViewer viewer = DrivenViewer.start(
                        desktop, folder, file, "--size", WIDTH + "x" + HEIGHT, "--last", Integer.toString(LAST))) {
            viewer.await("CloudSpan", "CloudSpan[lastNs=0, lastSteps=" + LAST + "]");
            awaitRows(desktop, "end", upTo(FRAMES - 1, LAST));
            viewer.key("Home");
            viewer.await("time", "0");
            viewer.key("r");
            awaitRows(desktop, "start", upTo(0, LAST));
            for (int i = 1; i <= 4; i++) {
                viewer.key("Right");
                viewer.await("time", Integer.toString(i));
            }
            viewer.key("r");
            awaitRows(desktop, "stepped", upTo(4, LAST));
            viewer.key("space");
            viewer.await("plays", s -> Integer.parseInt(s.get("time")) > 8);
            viewer.key("space");
            viewer.await("playing", "false");
            final int time = Integer.parseInt(viewer.state().get("time"));
            viewer.key("r");
            awaitRows(desktop, "played", upTo(time, LAST));
            final int[] view = viewer.place("3D");
            final int x = view[0] + view[2] - BUTTON_RIGHT;
            final int y = view[1] + BUTTON_TOP;
            viewer.click(x, y);
            desktop.shoot(kept("last-window-menu"));
            viewer.click(x + BOX_X, y + BOX_Y);
            viewer.await("CloudSpan", "CloudSpan[lastNs=0, lastSteps=0]");
            awaitRows(desktop, "off", upTo(time, 1));
            viewer.click(x + BOX_X, y + BOX_Y);
            viewer.await("CloudSpan", "CloudSpan[lastNs=0, lastSteps=10]");
            viewer.key("Escape");
            viewer.key("r");
            awaitRows(desktop, "ten", upTo(time, 10));
            viewer.quit();
        }
    }

    @Test
    void shouldMakeTheSamePictureOfTheLastCloudsEachTime() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording();
        final Path first = kept("last-headless");
        final Path second = folder.resolve("second.png");
        try (Kymo kymo = Kymo.loop(folder)) {
            for (final Path picture : new Path[] {first, second}) {
                final Kymo.Outcome outcome = kymo.run(
                        "view", file, "--headless", "--screenshot", picture, "--at", "frame=12", "--last", "5");
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertTrue((outcome.stdout() + outcome.stderr()).contains(5 * POINTS + " points"), outcome.stderr());
            }
            assertEquals(-1, Files.mismatch(first, second));
            assertEquals(upTo(12, 5), shown(Desktop.read(first)));
            final Kymo.Outcome other =
                    kymo.run("view", file, "--headless", "--screenshot", second, "--at", "frame=12", "--last", "5s");
            assertTrue(other.stderr().contains("--last is not for timeline frame"), other.stderr());
            assertEquals(upTo(12, 1), shown(Desktop.read(second)));
            final Kymo.Outcome wrong = kymo.run("view", file, "--last", "5x");
            assertEquals(2, wrong.exitCode());
            assertTrue(wrong.stderr().contains("10s") && wrong.stderr().contains("5x"), wrong.stderr());
        }
    }
}
