package dev.kymo.cli;

import static dev.kymo.cli.DrivenViewer.shows;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A whole session in a real window, from the start page to the next day's: opened by dialog, by recent files and by
/// a drop, looked at, arranged, closed, and found again as it was left. With the validation layer fatal. Screenshots
/// of every step are kept in `target/pictures` for people to look at.
final class SessionWindowTest {
    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final int FRAMES = 40;
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(700);
    /// From one look at the screen to the next.
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TOP_BAR = 34;
    private static final int TAB_BAR = 24;
    /// Of the entity panel's rows from its upper edge: tabs, filter, then rows of 22 pixels.
    private static final int FIRST_ROW = 71;

    private static final String LOG = "TEXT_LOG /";
    private static final String NOTES = "TEXT_DOCUMENT /notes";
    private static final String PLOT = "TIME_SERIES /plots";

    @TempDir
    private Path folder;

    private int step;

    private Path recording(final String name) throws IOException {
        final Path file = folder.resolve(name);
        OwnCase.write(file, "session", name, out -> {
            out.logStatic("notes", TextDocument.markdown("# Session\nOpened, used, **arranged**, closed, opened."));
            for (int frame = 0; frame <= FRAMES; frame++) {
                out.setTimeSequence("frame", frame);
                log(out, frame);
            }
        });
        return file;
    }

    private static void log(final RecordingStream out, final int frame) {
        out.log("cloud", WavyCloud.at(frame, 6));
        out.log("plots/sine", Scalars.of(Math.sin(frame * 0.2)));
        out.log("plots/ramp", Scalars.of(frame / (double) FRAMES));
        if (frame % 5 == 0) {
            out.log("log", TextLog.of(frame % 10 == 0 ? "INFO" : "WARN", "frame " + frame + " is done"));
        }
    }

    private Path picture(final String name) throws IOException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(pictures);
        return pictures.resolve(String.format("session-%02d-%s.png", ++step, name));
    }

    /// Keeps a picture of the screen once it stays as it is, but for the numbers in the top bar: the state is written
    /// when a frame has been made, the display shows it a little later.
    private void keep(final Desktop desktop, final String name) throws IOException {
        final Path png = picture(name);
        final AtomicReference<int[]> last = new AtomicReference<>(new int[0]);
        final AtomicLong changedNs = new AtomicLong(System.nanoTime());
        final boolean rests = Kymo.await(() -> {
            try {
                LockSupport.parkNanos(LOOK_NS);
                final int[] pixels = desktop.shoot(png).pixels();
                final int[] below = Arrays.copyOfRange(pixels, WIDTH * TOP_BAR, pixels.length);
                if (!Arrays.equals(below, last.getAndSet(below))) {
                    changedNs.set(System.nanoTime());
                }
                return System.nanoTime() - changedNs.get() > REST_NS
                        && Arrays.stream(below).distinct().limit(10).count() == 10;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        assertTrue(rests, name + " comes to rest");
    }

    @Test
    void shouldFindTheLayoutOfTheLastSessionAgain(final TestReporter reporter)
            throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording("first.rrd");
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final int[][] left;
            try (DrivenViewer viewer = DrivenViewer.start(desktop, folder)) {
                viewer.await("recording", "");
                keep(desktop, "start");
                openByDialog(desktop, viewer, file, reporter);
                look(desktop, viewer);
                playAndLoop(desktop, viewer);
                dockTheLogWithTheNotes(desktop, viewer);
                viewer.key("ctrl+shift+b");
                viewer.await("closed", "[LEFT]");
                keep(desktop, "arranged");
                left = places(viewer.await("lays out", s -> shows(s, LOG) && shows(s, PLOT) && shows(s, "3D")));
                viewer.quit();
            }
            try (DrivenViewer viewer = DrivenViewer.start(desktop, folder)) {
                viewer.await("recording", "");
                keep(desktop, "next-day");
                openRecent(viewer);
                viewer.await("has the layout", s -> shows(s, LOG) && shows(s, PLOT) && near(left, places(s)));
                keep(desktop, "as-it-was-left");
                assertFalse(shows(viewer.state(), NOTES), "the log is in front of it");
                viewer.key("ctrl+shift+r");
                viewer.await(
                        "has the layout of a first start",
                        s -> shows(s, NOTES)
                                && shows(s, "Entities")
                                && shows(s, LOG)
                                && WindowState.place(s, LOG)[1] > WindowState.place(s, "3D")[1]);
                keep(desktop, "reset");
                viewer.quit();
            }
        }
    }

    @Test
    void shouldTakeDroppedFilesAndGoOnWhateverTheyAreAndTheWindowDoes() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path first = recording("first.rrd");
        final Path second = recording("second.rrd");
        step = 50;
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT);
                DrivenViewer viewer = DrivenViewer.start(desktop, folder)) {
            viewer.await("recording", "");
            refuse(desktop, viewer);
            viewer.order("drop", first.toString(), second.toString());
            viewer.await("recording", "first.rrd");
            assertTrue(
                    viewer.state().get("notice").contains("2 files"),
                    viewer.state().get("notice"));
            viewer.await("lays out", s -> shows(s, PLOT));
            keep(desktop, "dropped");
            viewer.order("drop", cut(first).toString());
            final Map<String, String> damaged = viewer.await("recording", "cut.rrd");
            assertTrue(damaged.get("notice").contains("All that is whole is shown"), damaged.get("notice"));
            viewer.await("lays out", s -> shows(s, "3D"));
            keep(desktop, "damaged");
            resize(desktop, viewer);
            viewer.quit();
            assertEquals(
                    3,
                    Files.readAllLines(folder.resolve("config/kymo/recent.txt")).size(),
                    "what could not be opened is not remembered");
        }
    }

    @Test
    void shouldFindAFloatingViewWhereItWasLeft() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording("first.rrd");
        step = 70;
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final int[] left;
            try (DrivenViewer viewer = DrivenViewer.start(desktop, folder, file)) {
                viewer.await("lays out", s -> shows(s, LOG) && shows(s, PLOT) && shows(s, NOTES));
                viewer.await("has an eye", s -> s.containsKey("View3D"));
                keep(desktop, "docked");
                final int[] log = viewer.place(LOG);
                final int[] space = viewer.place("3D");
                final int plotWidth = viewer.place(PLOT)[2];
                viewer.drag(log[0] + 40, log[1] + TAB_BAR / 2, space[0] + 120, space[1] + 80);
                viewer.await("floats", s -> WindowState.place(s, PLOT)[2] > plotWidth + log[2] / 2);
                keep(desktop, "floating");
                left = viewer.place(LOG);
                viewer.quit();
            }
            try (DrivenViewer viewer = DrivenViewer.start(desktop, folder, file)) {
                viewer.await(
                        "has it where it was",
                        s -> shows(s, LOG)
                                && shows(s, PLOT)
                                && near(new int[][] {left}, new int[][] {WindowState.place(s, LOG)}));
                keep(desktop, "floating-again");
                viewer.key("ctrl+shift+r");
                viewer.await(
                        "docks it",
                        s -> shows(s, LOG) && WindowState.place(s, LOG)[1] > WindowState.place(s, "3D")[1] + 200);
                viewer.quit();
            }
        }
    }

    /// Where nobody manages windows, as on a bare display.
    @Test
    void shouldFillTheScreenAndComeBack() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording("first.rrd");
        step = 80;
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT);
                DrivenViewer viewer = DrivenViewer.start(desktop, folder, file, "--size", "1000x640")) {
            viewer.await("lays out", s -> shows(s, PLOT) && shows(s, "Time"));
            final int[] time = viewer.place("Time");
            assertEquals(1000, time[2]);
            viewer.key("F11");
            viewer.await("fills the screen", s -> shows(s, "Time") && WindowState.place(s, "Time")[2] == WIDTH);
            keep(desktop, "full-screen");
            viewer.order("iconify");
            viewer.order("restore");
            desktop.input("search", "--onlyvisible", "--class", "kymo", "windowfocus");
            viewer.key("F11");
            viewer.await("comes back", s -> shows(s, "Time") && Arrays.equals(time, WindowState.place(s, "Time")));
            viewer.key("Home");
            viewer.await("time", "0");
            viewer.quit();
        }
    }

    /// By the desktop's dialog, or where there is none by the prompt in its stead.
    private void openByDialog(
            final Desktop desktop, final DrivenViewer viewer, final Path file, final TestReporter reporter)
            throws IOException, InterruptedException {
        viewer.key("ctrl+o");
        final String dialog = viewer.await(
                        "asks for a file", s -> !s.getOrDefault("dialog", "").isEmpty())
                .get("dialog");
        if ("DESKTOP".equals(dialog)) {
            final boolean focused = Kymo.await(() -> {
                try {
                    return !"DESKTOP".equals(viewer.state().get("dialog")) || desktop.focus("Open File");
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            });
            assertTrue(focused, "the dialog's window");
        }
        // The toolkit may turn out to be missing only now
        final boolean prompt = !"DESKTOP".equals(viewer.state().get("dialog"));
        reporter.publishEntry(
                "file dialog", prompt ? "ImGui's prompt: GTK is missing, apt-get install libgtk-3-0" : "GTK's");
        if (!prompt) {
            viewer.key("ctrl+l");
        }
        desktop.input("type", "--delay", "15", file.toString());
        desktop.shoot(picture("dialog"));
        confirm(viewer);
        viewer.await("recording", "first.rrd");
        desktop.input("search", "--onlyvisible", "--class", "kymo", "windowfocus");
        viewer.await("lays out", s -> shows(s, PLOT) && shows(s, LOG) && shows(s, NOTES));
        viewer.await("has an eye", s -> s.containsKey("View3D"));
        keep(desktop, "opened");
    }

    /// The toolkit takes no answer while it still reads the folder.
    private static void confirm(final DrivenViewer viewer) {
        final long[] pressedNs = {System.nanoTime() - TimeUnit.SECONDS.toNanos(2)};
        final boolean closed = Kymo.await(() -> {
            try {
                final boolean isUp = !viewer.state().getOrDefault("dialog", "").isEmpty();
                if (isUp && System.nanoTime() - pressedNs[0] > TimeUnit.SECONDS.toNanos(1)) {
                    viewer.key("Return");
                    pressedNs[0] = System.nanoTime();
                }
                return !isUp;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        assertTrue(closed, "the dialog closes");
    }

    private void openRecent(final DrivenViewer viewer) throws IOException, InterruptedException {
        // the first of the list, below the programs that log: the page is 880 wide
        viewer.click((WIDTH - 880) / 2 + 30, 470);
        viewer.await("recording", "first.rrd");
    }

    private void look(final Desktop desktop, final DrivenViewer viewer) throws IOException, InterruptedException {
        final int[] space = viewer.place("3D");
        final String eye = viewer.state().get("View3D");
        final int x = space[0] + space[2] / 2;
        final int y = space[1] + space[3] / 2;
        viewer.drag(x, y, x + 120, y + 40);
        viewer.await("turns", s -> !eye.equals(s.get("View3D")));
        keep(desktop, "orbited");
        final int[] entities = viewer.place("Entities");
        viewer.click(entities[0] + 80, entities[1] + FIRST_ROW);
        viewer.await("selected", "/cloud");
        viewer.move(entities[0] + 80, 17);
        keep(desktop, "selected");
    }

    private void playAndLoop(final Desktop desktop, final DrivenViewer viewer)
            throws IOException, InterruptedException {
        final int[] time = viewer.place("Time");
        viewer.drag(time[0] + time[2] - 60, time[1] + 100, time[0] + time[2] / 2 + 80, time[1] + 100);
        viewer.await("scrubs to the middle", s -> {
            final long at = Long.parseLong(s.get("time"));
            return at > 10 && at < 35;
        });
        keep(desktop, "scrubbed");
        viewer.key("l");
        viewer.await("loop", "ALL");
        viewer.key("space");
        viewer.await("playing", "true");
        final AtomicLong last = new AtomicLong(Long.parseLong(viewer.state().get("time")));
        viewer.await("plays on from the start", s -> {
            final long at = Long.parseLong(s.get("time"));
            return last.getAndSet(at) > at;
        });
        desktop.shoot(picture("playing"));
        viewer.key("space");
        viewer.await("playing", "false");
    }

    /// Out of its place first, which goes to the others, then onto the notes.
    private void dockTheLogWithTheNotes(final Desktop desktop, final DrivenViewer viewer)
            throws IOException, InterruptedException {
        final int[] log = viewer.place(LOG);
        final int[] space = viewer.place("3D");
        final int plotWidth = viewer.place(PLOT)[2];
        viewer.drag(log[0] + 40, log[1] + TAB_BAR / 2, space[0] + 120, space[1] + 80);
        viewer.await("gives the log's place to the plot", s -> WindowState.place(s, PLOT)[2] > plotWidth + log[2] / 2);
        final int[] floating = viewer.place(LOG);
        final int[] notes = viewer.place(NOTES);
        viewer.hold(floating[0] + 40, floating[1] + TAB_BAR / 2, notes[0] + notes[2] / 2, notes[1] + notes[3] / 2);
        keep(desktop, "docking");
        viewer.release();
        viewer.await(
                "docks", s -> shows(s, LOG) && Arrays.equals(notes, WindowState.place(s, LOG)) && !shows(s, NOTES));
        keep(desktop, "docked");
    }

    private static int[][] places(final Map<String, String> state) {
        return new int[][] {
            WindowState.place(state, "3D"),
            WindowState.place(state, PLOT),
            WindowState.place(state, LOG),
            WindowState.place(state, "Time")
        };
    }

    /// But for what rounding to whole pixels makes of shares.
    private static boolean near(final int[][] wanted, final int[][] found) {
        for (int i = 0; i < wanted.length; i++) {
            for (int k = 0; k < wanted[i].length; k++) {
                if (Math.abs(wanted[i][k] - found[i][k]) > 4) {
                    return false;
                }
            }
        }
        return true;
    }

    private void refuse(final Desktop desktop, final DrivenViewer viewer) throws IOException, InterruptedException {
        final Path text = Files.writeString(folder.resolve("text.rrd"), "this is no recording");
        viewer.order("drop", text.toString());
        viewer.await(
                "says what a recording is",
                s -> s.get("notice").contains("not an .rrd file")
                        && s.get("notice").contains("Open a recording"));
        viewer.order("drop", folder.resolve("missing.rrd").toString());
        viewer.await("says that it is missing", s -> s.get("notice").contains("no such file"));
        viewer.order("drop", Files.createDirectory(folder.resolve("empty")).toString());
        viewer.await("says what folders it takes", s -> s.get("notice").contains("expected a folder with"));
        assertEquals("", viewer.state().get("recording"));
        keep(desktop, "refused");
    }

    private Path cut(final Path whole) throws IOException {
        final byte[] bytes = Files.readAllBytes(whole);
        return Files.write(folder.resolve("cut.rrd"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
    }

    private void resize(final Desktop desktop, final DrivenViewer viewer) throws IOException, InterruptedException {
        final int[] before = viewer.place("Time");
        for (final int[] size : new int[][] {{1, 1}, {7, 400}, {400, 7}, {64, 64}, {320, 240}}) {
            resizeTo(desktop, size[0], size[1]);
        }
        resizeTo(desktop, WIDTH, HEIGHT);
        viewer.await(
                "has its size again", s -> shows(s, "Time") && Arrays.equals(before, WindowState.place(s, "Time")));
        viewer.order("lose");
        desktop.input("search", "--class", "kymo", "windowunmap", "--sync");
        viewer.order("iconify");
        desktop.input("search", "--class", "kymo", "windowmap", "--sync");
        viewer.order("restore");
        desktop.input("search", "--onlyvisible", "--class", "kymo", "windowfocus");
        viewer.key("Home");
        viewer.await("time", "0");
        assertArrayEquals(before, viewer.place("Time"));
        keep(desktop, "restored");
    }

    private static void resizeTo(final Desktop desktop, final int width, final int height)
            throws IOException, InterruptedException {
        desktop.input(
                "search", "--class", "kymo", "windowsize", "--sync", Integer.toString(width), Integer.toString(height));
    }
}
