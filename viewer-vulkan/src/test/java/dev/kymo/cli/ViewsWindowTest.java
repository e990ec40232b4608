package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Image;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The views that a window opens by itself, used with a real mouse and keyboard, with the validation layer fatal:
/// what is clicked in one shows in the others. Screenshots are kept in `target/window` for people to look at.
final class ViewsWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int FRAMES = 60;
    private static final int TAB_BAR = 24;
    private static final int PLOT_MARGIN = 50;

    @TempDir
    private Path folder;

    private WindowState window() {
        return WindowState.in(folder);
    }

    /// A cloud and an image that move with the frame, so that each frame looks different.
    private Path recording() throws IOException {
        final Path file = folder.resolve("views.rrd");
        OwnCase.write(file, "views", "views", out -> {
            out.logStatic(
                    "notes",
                    TextDocument.markdown("# Views\nA test of **all** kinds:\n- `3D`\n- image\n- plots, log, text"));
            out.logStatic("plots/sine", SeriesLines.update().names("sine").colors(0x6EADFEFF));
            for (int frame = 0; frame <= FRAMES; frame++) {
                out.setTimeSequence("frame", frame);
                log(out, frame);
            }
        });
        return file;
    }

    private static void log(final RecordingStream out, final int frame) {
        out.log("world/cloud", WavyCloud.at(frame, 4));
        final byte[] rgb = new byte[3 * 64 * 48];
        for (int i = 0; i < 64 * 48; i++) {
            rgb[i * 3] = (byte) (i % 64 == frame ? 255 : 40);
            rgb[i * 3 + 1] = (byte) (i % 64 * 3);
        }
        out.log("camera", Image.rgb8(rgb, 64, 48));
        out.log("plots/sine", Scalars.of(Math.sin(frame * 0.2)));
        out.log("plots/ramp", Scalars.of(frame / (double) FRAMES));
        if (frame % 5 == 0) {
            out.log("log", TextLog.of(frame % 10 == 0 ? "INFO" : "WARN", "frame " + frame + " is done"));
        }
    }

    /// Waits until that many pixels of the place are other ones, and keeps the picture.
    private static Desktop.Shot awaitChange(
            final Desktop desktop, final String name, final Desktop.Shot before, final int[] place, final int pixels)
            throws IOException {
        final Desktop.Shot[] last = {before};
        final Path png = ShownWindow.kept(name);
        final boolean changed = Kymo.await(() -> {
            try {
                last[0] = desktop.shoot(png);
                int count = 0;
                for (int y = place[1] + TAB_BAR; y < place[1] + place[3]; y++) {
                    for (int x = place[0]; x < place[0] + place[2]; x++) {
                        count += before.at(x, y) == last[0].at(x, y) ? 0 : 1;
                    }
                }
                return count > pixels;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        assertTrue(changed, name + ": fewer than " + pixels + " pixels changed");
        return last[0];
    }

    /// The state is written when a frame has been made, the display shows it a little later.
    private static boolean isDrawn(final Desktop.Shot shot, final int[] place) {
        final Set<Integer> colours = new HashSet<>();
        for (int y = place[1] + TAB_BAR; y < place[1] + place[3]; y++) {
            for (int x = place[0]; x < place[0] + place[2]; x++) {
                colours.add(shot.at(x, y));
            }
        }
        return colours.size() > 20;
    }

    @Test
    void shouldOpenAViewOfEveryKindAndShowInAllWhatIsClickedInOne() throws IOException, InterruptedException {
        ShownWindow.of(folder, recording(), WIDTH, HEIGHT, this::use);
    }

    private void use(final Desktop desktop, final Kymo.Running viewer) throws IOException, InterruptedException {
        final Map<String, String> opened = window().await(
                        viewer,
                        "opens all views",
                        s -> s.containsKey("View3D")
                                && s.containsKey("panel.TIME_SERIES /plots")
                                && s.containsKey("panel.IMAGE_2D /camera")
                                && s.containsKey("panel.TEXT_LOG /")
                                && s.containsKey("panel.TEXT_DOCUMENT /notes")
                                && WindowState.place(s, "3D")[2] < WIDTH * 2 / 3
                                && WindowState.place(s, "3D")[1] > 0);
        assertEquals(Integer.toString(FRAMES), opened.get("time"));
        final int[] space = WindowState.place(opened, "3D");
        final int[] plot = WindowState.place(opened, "TIME_SERIES /plots");
        assertTrue(plot[1] >= space[1] + space[3], "plots are below space");
        assertTrue(WindowState.place(opened, "IMAGE_2D /camera")[0] >= space[0] + space[2], "images are beside space");
        final Desktop.Shot start = desktop.shoot(ShownWindow.kept("views"));
        final Desktop.Shot first = isDrawn(start, space) ? start : awaitChange(desktop, "views", start, space, 500);
        seek(desktop, viewer, plot, space, first);
        filter(desktop, viewer, WindowState.place(opened, "TEXT_LOG /"));
        close(desktop, viewer, plot);
    }

    /// A click into the plot goes to that time, in space too; so does a drag of the cursor's line.
    private void seek(
            final Desktop desktop,
            final Kymo.Running viewer,
            final int[] plot,
            final int[] space,
            final Desktop.Shot before)
            throws IOException, InterruptedException {
        final int x = plot[0] + PLOT_MARGIN + (plot[2] - PLOT_MARGIN) / 3;
        final int y = plot[1] + TAB_BAR + 30;
        desktop.click(x, y);
        final long at = Long.parseLong(window().await(viewer, "goes to the click", s -> !"60".equals(s.get("time")))
                .get("time"));
        assertTrue(at > 10 && at < 30, "time: " + at);
        awaitChange(desktop, "views-clicked", before, space, 500);
        desktop.drag(x, y, x + (plot[2] - PLOT_MARGIN) / 3, y);
        final long later =
                Long.parseLong(window().await(viewer, "drags the cursor", s -> Long.parseLong(s.get("time")) > at + 12)
                        .get("time"));
        assertTrue(later < 50, "time: " + later);
        assertFalse(window().read().containsKey("Times"), "the cursor was dragged, not the window of time");
    }

    private void filter(final Desktop desktop, final Kymo.Running viewer, final int[] log)
            throws IOException, InterruptedException {
        final Desktop.Shot before = desktop.shoot(ShownWindow.kept("views-unfiltered"));
        desktop.click(log[0] + 60, log[1] + TAB_BAR + 15);
        desktop.input("type", "--delay", "60", "frame 35");
        window().await(viewer, "filters", s -> s.getOrDefault("LogFilter", "").contains("text=frame 35,"));
        awaitChange(desktop, "views-filtered", before, log, 300);
        // the one line that is left: a click on its time goes there
        desktop.click(log[0] + 24, log[1] + TAB_BAR + 44);
        window().await(viewer, "goes to the line", s -> "35".equals(s.get("time")));
        desktop.input("key", "Escape");
    }

    /// A closed view stays closed, and its place goes to the others.
    private void close(final Desktop desktop, final Kymo.Running viewer, final int[] plot)
            throws IOException, InterruptedException {
        final int[] log = WindowState.place(window().read(), "TEXT_LOG /");
        desktop.input("mousemove", Integer.toString(plot[0] + 60), Integer.toString(plot[1] + 12), "click", "2");
        window().await(viewer, "closes the plot", s -> !s.containsKey("panel.TIME_SERIES /plots"));
        window().await(
                        viewer,
                        "gives its place away",
                        s -> WindowState.place(s, "TEXT_LOG /")[2] > log[2] + plot[2] / 2);
        desktop.shoot(ShownWindow.kept("views-closed"));
    }
}
