package dev.kymo.cli;

import static dev.kymo.cli.DrivenViewer.shows;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the user changes of a real window is undone and done again by its keys: a view that was moved, an
/// entity that was hidden, a side that was folded away, a view that was closed, a layout that was reset.
/// Pictures are kept in `target/pictures` for people to look at.
final class UndoWindowTest {
    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final int TAB_BAR = 24;
    private static final int FIRST_ROW = 71;
    private static final int EYE = 18;
    private static final String LOG = "TEXT_LOG /";
    private static final String PLOT = "TIME_SERIES /plots";
    private static final String NOTES = "TEXT_DOCUMENT /notes";

    @TempDir
    private Path folder;

    private Path recording() throws IOException {
        final Path file = folder.resolve("undo.rrd");
        OwnCase.write(file, "undo", "undo.rrd", out -> {
            out.logStatic("notes", TextDocument.markdown("# Undo\nMoved, hidden, folded, closed, and back."));
            for (int frame = 0; frame <= 20; frame++) {
                out.setTimeSequence("frame", frame);
                out.log("cloud", WavyCloud.at(frame, 6));
                out.log("plots/sine", Scalars.of(Math.sin(frame * 0.2)));
                out.log("plots/ramp", Scalars.of(frame / 20.0));
                out.log("log", TextLog.of("INFO", "frame " + frame));
            }
        });
        return file;
    }

    private static void picture(final Desktop desktop, final String name) throws IOException, InterruptedException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(pictures);
        desktop.shoot(pictures.resolve("undo-" + name + ".png"));
    }

    private static boolean isAt(final Map<String, String> state, final String panel, final int[] wanted) {
        if (!shows(state, panel)) {
            return false;
        }
        final int[] found = WindowState.place(state, panel);
        for (int i = 0; i < wanted.length; i++) {
            // But for what rounding to whole pixels makes of shares
            if (Math.abs(wanted[i] - found[i]) > 4) {
                return false;
            }
        }
        return true;
    }

    @Test
    void shouldUndoAndDoAgainWhatTheUserChanges() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT);
                DrivenViewer viewer = DrivenViewer.start(desktop, folder, recording())) {
            viewer.await("lays out", s -> shows(s, LOG) && shows(s, PLOT) && shows(s, NOTES) && shows(s, "3D"));
            viewer.await("has an eye", s -> s.containsKey("View3D"));
            final int[] docked = viewer.place(LOG);
            final int[] plot = viewer.place(PLOT);
            final int[] space = viewer.place("3D");
            assertEquals("0,0", viewer.state().get("undo"));
            viewer.key("ctrl+z");

            viewer.drag(docked[0] + 40, docked[1] + TAB_BAR / 2, space[0] + 120, space[1] + 80);
            viewer.await("undo", "1,0");
            final int[] floating = viewer.place(LOG);
            picture(desktop, "1-moved");

            final int[] entities = viewer.place("Entities");
            viewer.click(entities[0] + entities[2] - EYE, entities[1] + FIRST_ROW);
            viewer.await("hidden", "/cloud");
            viewer.await("undo", "2,0");
            viewer.key("ctrl+shift+b");
            viewer.await("closed", "[LEFT]");
            viewer.await("undo", "3,0");
            picture(desktop, "2-hidden-and-folded");

            viewer.key("ctrl+z");
            viewer.await("undo", "2,1");
            viewer.await("closed", "[]");
            assertEquals("/cloud", viewer.state().get("hidden"));
            viewer.key("ctrl+z");
            viewer.await("undo", "1,2");
            viewer.await("hidden", "");
            viewer.await("leaves the view where it is", s -> isAt(s, LOG, floating));
            viewer.key("ctrl+z");
            viewer.await("undo", "0,3");
            viewer.await("docks it again", s -> isAt(s, LOG, docked) && isAt(s, PLOT, plot));
            picture(desktop, "3-undone");

            viewer.key("ctrl+shift+z");
            viewer.await("undo", "1,2");
            viewer.await("floats again", s -> isAt(s, LOG, floating));
            viewer.key("ctrl+shift+z");
            viewer.await("hidden", "/cloud");
            viewer.await("undo", "2,1");
            picture(desktop, "4-again");

            resetAndBack(viewer, floating);
            viewer.quit();
        }
    }

    /// A change after an undo: what was undone can't be done again.
    private static void resetAndBack(final DrivenViewer viewer, final int[] floating)
            throws IOException, InterruptedException {
        viewer.key("ctrl+shift+r");
        viewer.await("undo", "3,0");
        viewer.await("docks it", s -> shows(s, LOG) && !isAt(s, LOG, floating));
        viewer.key("ctrl+z");
        viewer.await("has it as it was before", s -> isAt(s, LOG, floating));
        assertEquals("/cloud", viewer.state().get("hidden"));
    }
}
