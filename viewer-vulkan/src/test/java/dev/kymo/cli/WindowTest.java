package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Scalars;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The viewer's window on a real display, driven by a real mouse and keyboard, with the validation layer fatal.
/// Screenshots are kept in `target/window` for people to look at.
final class WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    /// Of the entity panel's rows from its upper edge: tabs, filter, then rows of 22 pixels.
    private static final int FIRST_ROW = 71;

    private static final int TAB_BAR = 24;
    private static final int SETTLE_TRIES = 40;
    private static final long SEED = 7;
    private static final int SCANS = 10;
    private static final int SCAN_POINTS = 100_000;
    /// More than are drawn without levels of detail.
    private static final int LARGE_CLOUD_POINTS = 2_100_000;

    @TempDir
    private Path folder;

    private WindowState window() {
        return WindowState.in(folder);
    }

    private Path recording() throws IOException {
        final Path file = folder.resolve("window.rrd");
        OwnCase.write(file, "window", "window", out -> {
            final SplittableRandom random = new SplittableRandom(SEED);
            for (int frame = 0; frame <= 40; frame++) {
                final float[] xyz = new float[3 * 3000];
                final int[] colours = new int[3000];
                for (int i = 0; i < colours.length; i++) {
                    final double angle = random.nextDouble() * 2 * Math.PI;
                    final double tube = random.nextDouble() * 2 * Math.PI;
                    final double radius = 3 + Math.cos(tube) + frame * 0.02;
                    xyz[i * 3] = (float) (radius * Math.cos(angle));
                    xyz[i * 3 + 1] = (float) (radius * Math.sin(angle));
                    xyz[i * 3 + 2] = (float) Math.sin(tube);
                    colours[i] = java.awt.Color.HSBtoRGB((float) (angle / 2 / Math.PI), 0.8f, 1f) << 8 | 0xFF;
                }
                out.setTimeSequence("frame", frame);
                out.log("torus", Points3D.of(xyz).colors(colours));
                out.log("value", Scalars.of(frame));
            }
        });
        return file;
    }

    private static Set<Integer> colours(final Desktop.Shot shot, final int[] place) {
        final Set<Integer> colours = new HashSet<>();
        for (int y = place[1] + TAB_BAR; y < place[1] + place[3]; y++) {
            for (int x = place[0]; x < place[0] + place[2]; x++) {
                colours.add(shot.at(x, y));
            }
        }
        return colours;
    }

    private static int differences(final Desktop.Shot before, final Desktop.Shot after, final int[] place) {
        int count = 0;
        for (int y = place[1]; y < place[1] + place[3]; y++) {
            for (int x = place[0]; x < place[0] + place[2]; x++) {
                count += before.at(x, y) == after.at(x, y) ? 0 : 1;
            }
        }
        return count;
    }

    /// The state is written when a frame has been made, the display shows it a little later.
    private static void awaitChange(
            final Desktop desktop, final String name, final Desktop.Shot before, final int[] place, final int pixels)
            throws IOException {
        final Path png = ShownWindow.kept(name);
        final boolean changed = Kymo.await(() -> {
            try {
                return differences(before, desktop.shoot(png), place) > pixels;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        assertTrue(changed, name + ": fewer than " + pixels + " pixels changed");
    }

    @Test
    void shouldShowARecordingAndObeyMouseAndKeyboard() throws IOException, InterruptedException {
        final Path file = recording();
        final String said = ShownWindow.of(
                folder, file, WIDTH, HEIGHT, (desktop, viewer) -> use(desktop, viewer, file), "--frame-times");
        assertTrue(said.contains("total"), said);
    }

    private void use(final Desktop desktop, final Kymo.Running viewer, final Path file)
            throws IOException, InterruptedException {
        // The first frame lays the panels out, the next ones draw them in their places.
        final Map<String, String> opened = window().await(
                        viewer,
                        "opens",
                        s -> s.containsKey("panel.3D")
                                && s.containsKey("View3D")
                                && WindowState.place(s, "3D")[2] < WIDTH * 2 / 3);
        assertEquals("40", opened.get("time"));
        final int[] view = WindowState.place(opened, "3D");
        desktop.click(view[0] + 40, view[1] + view[3] - 60);
        desktop.input("key", "r");
        // away from the panel: what is under the mouse is outlined
        desktop.input("mousemove", "400", "17");
        window().await(viewer, "sees everything", this::isStill);
        final int[] size = {view[2], view[3] - TAB_BAR};
        final Path png = folder.resolve("headless.png");
        final Kymo.Outcome headless = Kymo.start(
                        folder,
                        Map.of("KYMO_GPU", "software"),
                        "view",
                        file,
                        "--headless",
                        "--screenshot",
                        png,
                        "--size",
                        size[0] + "x" + size[1])
                .end();
        assertEquals(0, headless.exitCode(), headless.stderr());
        final Desktop.Shot drawn = Desktop.read(png);
        Desktop.Shot first = desktop.shoot(ShownWindow.kept("opened"));
        // On a busy machine the window may still be on its way to the moment that the picture shows
        for (int tries = 0; tries < SETTLE_TRIES && differentPixels(first, view, drawn) > 0; tries++) {
            first = desktop.shoot(ShownWindow.kept("opened"));
        }
        assertTrue(
                colours(first, view).size() > 200,
                "colours: " + colours(first, view).size());
        assertEquals(0, differentPixels(first, view, drawn), "pixels that differ between window and file");
        orbit(desktop, viewer, view, first);
        selectAndScrub(desktop, viewer);
        resize(desktop, viewer);
    }

    /// Whether the eye has stopped moving, by the file not having been written for a while.
    private boolean isStill(final Map<String, String> seen) {
        try {
            return System.currentTimeMillis()
                                    - Files.getLastModifiedTime(window().file()).toMillis()
                            > 700
                    && seen.containsKey("View3D");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In the middle of the picture, where neither captions nor the panel's buttons are.
    private static int differentPixels(final Desktop.Shot screen, final int[] view, final Desktop.Shot headless) {
        int different = 0;
        for (int y = headless.height() / 5; y < headless.height() - 50; y++) {
            // two columns at each side are under the splitters between panels
            for (int x = 2; x < headless.width() - 2; x++) {
                if (screen.at(view[0] + x, view[1] + TAB_BAR + y) != headless.at(x, y)) {
                    different++;
                }
            }
        }
        return different;
    }

    private void orbit(final Desktop desktop, final Kymo.Running viewer, final int[] view, final Desktop.Shot before)
            throws IOException, InterruptedException {
        final String eye = window().read().get("View3D");
        final int x = view[0] + view[2] / 2;
        final int y = view[1] + view[3] / 2;
        desktop.drag(x, y, x + 120, y + 40);
        window().await(viewer, "turns", s -> !eye.equals(s.get("View3D")));
        awaitChange(desktop, "turned", before, view, 5000);
    }

    private void selectAndScrub(final Desktop desktop, final Kymo.Running viewer)
            throws IOException, InterruptedException {
        final int[] selection = WindowState.place(window().read(), "Selection");
        final Desktop.Shot before = desktop.shoot(ShownWindow.kept("unselected"));
        final int[] entities = WindowState.place(window().read(), "Entities");
        desktop.click(entities[0] + 80, entities[1] + FIRST_ROW);
        window().await(viewer, "selects", s -> "/torus".equals(s.get("selected")));
        desktop.input("mousemove", "5", "5");
        awaitChange(desktop, "selected", before, selection, 500);
        final int[] time = WindowState.place(window().read(), "Time");
        desktop.drag(time[0] + time[2] - 60, time[1] + 100, time[0] + time[2] / 2 + 80, time[1] + 100);
        window().await(viewer, "scrubs to the middle", s -> {
            final long at = Long.parseLong(s.get("time"));
            return at > 10 && at < 35;
        });
        desktop.input("key", "Home");
        window().await(viewer, "goes to the start", s -> "0".equals(s.get("time")));
        desktop.input("key", "Right", "Right", "Right", "Left");
        window().await(viewer, "steps", s -> "2".equals(s.get("time")));
        desktop.input("key", "space");
        window().await(viewer, "plays to the end", s -> "40".equals(s.get("time")) && "false".equals(s.get("playing")));
        desktop.shoot(ShownWindow.kept("played"));
    }

    private void resize(final Desktop desktop, final Kymo.Running viewer) throws IOException, InterruptedException {
        final int[] before = WindowState.place(window().read(), "3D");
        desktop.input("search", "--class", "kymo", "windowsize", "1000", "640");
        window().await(
                        viewer,
                        "resizes",
                        s -> WindowState.place(s, "3D")[2] != before[2] && WindowState.place(s, "Time")[1] < 640);
        desktop.input("key", "ctrl+shift+b");
        window().await(viewer, "folds the left side", s -> s.get("closed").contains("LEFT"));
        desktop.shoot(ShownWindow.kept("resized"));
    }

    /// Levels of detail are built while nothing is touched, and no row comes.
    @Test
    void shouldShowLevelsOfDetailOnceTheyAreBuilt() throws IOException, InterruptedException {
        final Path file = folder.resolve("cloud.rrd");
        OwnCase.write(file, "window", "cloud", out -> {
            final SplittableRandom random = new SplittableRandom(SEED);
            final float[] xyz = new float[3 * LARGE_CLOUD_POINTS];
            for (int i = 0; i < xyz.length; i++) {
                xyz[i] = (float) random.nextDouble() * (i % 3 == 2 ? 1 : 10);
            }
            out.setTimeSequence("frame", 0);
            out.log("cloud", Points3D.of(xyz));
        });
        ShownWindow.of(
                folder,
                file,
                WIDTH,
                HEIGHT,
                (_, viewer) -> window().await(viewer, "shows levels", s -> "done".equals(s.get("progress"))));
    }

    /// Of clouds that are too many for a frame a sample comes first; nobody touches the window then.
    @Test
    void shouldRefineCloudsWhileNothingIsTouched() throws IOException, InterruptedException {
        final Path file = folder.resolve("scans.rrd");
        OwnCase.write(file, "window", "scans", out -> {
            final SplittableRandom random = new SplittableRandom(SEED);
            final float[] xyz = new float[3 * SCAN_POINTS];
            for (int frame = 0; frame < SCANS; frame++) {
                for (int i = 0; i < xyz.length; i++) {
                    xyz[i] = (float) random.nextDouble() * (i % 3 == 2 ? 1 : 10);
                }
                out.setTimeSequence("frame", frame);
                out.log("scan", Points3D.of(xyz));
            }
        });
        ShownWindow.of(
                folder,
                file,
                WIDTH,
                HEIGHT,
                (_, viewer) -> window().await(viewer, "shows all points", s -> "done".equals(s.get("progress"))),
                "--last",
                Integer.toString(SCANS));
    }

    @Test
    void shouldSayWhatToDoWithoutADisplay() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Kymo.Outcome outcome = Kymo.start(
                        folder, Map.of("DISPLAY", "", "WAYLAND_DISPLAY", ""), "view", recording(), "--no-config")
                .end();
        assertEquals(1, outcome.exitCode(), outcome.stderr());
        assertTrue(outcome.stderr().contains("--headless --screenshot"), outcome.stderr());
        assertFalse(outcome.stderr().contains("Exception"), outcome.stderr());
        assertFalse(outcome.stderr().contains("XDG_RUNTIME_DIR"), outcome.stderr());
    }
}
