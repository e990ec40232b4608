package dev.kymo.viewer.ui;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.Workspace;
import dev.kymo.viewer.ui.state.LiveNumbers;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Story;
import dev.kymo.viewer.ui.state.SweepNumbers;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.FrameTimes;
import dev.kymo.viewer.ui.window.Window;
import imgui.ImGui;
import imgui.flag.ImGuiMouseButton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;

/// Writes what the window shows to a file, `key=value` per line, whenever it has changed: for scripts and tests that
/// drive a real window. The file is whole at every instant.
final class StateFile implements Workspace.Watcher {
    private final Path file;
    private String written = "";

    StateFile(final Path file) {
        this.file = file;
    }

    /// Obeys what a script has put into a file beside this one, its name with `.do` at the end: a line each, with
    /// what goes with it set apart by tabs. For what can't be done to a window from outside, such as dropping files
    /// where there is no desktop.
    ///
    /// | line | does |
    /// |---|---|
    /// | drop, names | drops files on the window |
    /// | save, name | saves the recording as that |
    /// | iconify | minimises it |
    /// | restore | brings it back |
    /// | lose | takes away what it draws to, as a display may |
    @Override
    public boolean obey(final Workspace workspace) {
        final Window window = workspace.ui().window();
        final Path orders = file.resolveSibling(file.getFileName() + ".do");
        if (!Files.exists(orders)) {
            return false;
        }
        try {
            final List<String> lines = Files.readAllLines(orders);
            Files.delete(orders);
            for (final String line : lines) {
                final List<String> words = List.of(line.split("\t", -1));
                switch (words.getFirst()) {
                    case "drop" -> window.drop(words.subList(1, words.size()));
                    case "save" -> workspace.session().save(Path.of(words.get(1)), false);
                    case "iconify" -> window.iconify(true);
                    case "restore" -> window.iconify(false);
                    case "lose" -> window.loseSurface();
                    default -> throw new IOException(orders + ": unknown order: " + line);
                }
            }
            return true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void drawn(final Workspace workspace) {
        final String text = describe(workspace);
        if (text.equals(written)) {
            return;
        }
        written = text;
        final Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.writeString(partial, text + numbers(workspace));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What changes by itself: no reason to write the file.
    private static String numbers(final Workspace workspace) {
        final StringBuilder text = new StringBuilder();
        line(text, "frames", Long.toString(workspace.frameCount()));
        final Recording recording = workspace.session().recording();
        for (final FrameTimes.Phase phase : FrameTimes.Phase.values()) {
            final FrameTimes times = workspace.ui().times();
            line(
                    text,
                    "frame." + phase.name().toLowerCase(Locale.ROOT) + "Ms",
                    times.allMs(phase, 50) + "," + times.allMs(phase, 99));
        }
        final LiveNumbers.Sample live = workspace.session().liveNumbers().sample();
        line(text, "logCallP99Us", Double.isNaN(live.logCallP99Us()) ? "" : Double.toString(live.logCallP99Us()));
        final SweepNumbers sweeps = recording == null ? SweepNumbers.NONE : recording.sweeps();
        line(text, "sweeps", Long.toString(sweeps.sweeps()));
        line(text, "sweptBytes", Long.toString(sweeps.freedBytes()));
        line(text, "sweepSteps", Long.toString(sweeps.steps().count()));
        line(text, "sweepStepUs", sweeps.steps().percentiles());
        line(text, "sweepStepHistogramUs", sweeps.steps().histogram());
        line(text, "refusedRows", Long.toString(sweeps.refusedRows()));
        workspace.ui().memory().newest().forEach((name, value) -> line(text, "memory." + name, Long.toString(value)));
        return text.toString();
    }

    private static String describe(final Workspace workspace) {
        final ViewerState state = workspace.session().state();
        final TimeState time = state.time();
        final StringBuilder text = new StringBuilder();
        final var recording = workspace.session().recording();
        line(text, "recording", recording == null ? "" : recording.name());
        line(text, "live", Boolean.toString(recording != null && recording.isLive()));
        if (recording == null) {
            final var producers = workspace.session().producers();
            line(text, "producers", producers == null ? "" : Integer.toString(producers.size()));
        }
        final Story.Page page = workspace.session().page();
        line(text, "story", page == null ? "" : page.result());
        line(
                text,
                "marks",
                page == null
                        ? ""
                        : String.join(
                                ",",
                                page.marks().stream()
                                        .map(mark -> mark.label() + "@" + mark.time())
                                        .toList()));
        line(text, "opening", Objects.toString(workspace.session().opening(), ""));
        line(text, "timeline", time.timeline());
        line(text, "time", Long.toString(time.time()));
        line(text, "playing", Boolean.toString(time.playing()));
        line(text, "loop", time.loop().name());
        line(text, "follow", Boolean.toString(time.follow()));
        line(text, "selected", Objects.toString(state.selected(), ""));
        line(
                text,
                "hidden",
                String.join(
                        ",",
                        new TreeSet<>(state.hidden().stream()
                                .map(EntityPath::toString)
                                .toList())));
        final int[] undo = workspace.undoPoints();
        line(text, "undo", undo[0] + "," + undo[1]);
        line(text, "closed", new TreeSet<>(state.closed()).toString());
        line(
                text,
                "notices",
                Integer.toString(workspace.session().notices().all().size()));
        line(text, "mouse", Math.round(ImGui.getMousePosX()) + "," + Math.round(ImGui.getMousePosY()));
        line(text, "pressed", Boolean.toString(ImGui.isMouseDown(ImGuiMouseButton.Left)));
        line(text, "dialog", workspace.dialog());
        line(text, "progress", String.join(",", workspace.progress()));
        final var notices = workspace.session().notices().all();
        line(text, "notice", notices.isEmpty() ? "" : notices.getLast().text());
        workspace
                .places()
                .forEach((name, at) -> line(
                        text,
                        "panel." + name,
                        Math.round(at[0]) + "," + Math.round(at[1]) + "," + Math.round(at[2]) + ","
                                + Math.round(at[3])));
        state.slices().values().forEach(slice -> line(text, slice.getClass().getSimpleName(), slice.toString()));
        return text.toString();
    }

    private static void line(final StringBuilder text, final String key, final String value) {
        text.append(key).append('=').append(value.replace('\n', ' ')).append('\n');
    }
}
