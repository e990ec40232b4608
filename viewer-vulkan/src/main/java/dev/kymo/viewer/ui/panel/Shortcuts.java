package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.Window;
import imgui.ImGui;
import imgui.flag.ImGuiKey;
import java.util.List;

/// What keys do, in one table: the window obeys it, the start page and F1 show it.
final class Shortcuts {
    /// What a shortcut needs of the window.
    interface Actions {
        void openFile();

        void saveRecording();

        void undo();

        void redo();

        /// How many changes can be undone.
        int undoable();

        /// How many can be done again.
        int redoable();

        void resetLayout();

        void toggleFullscreen();

        void toggleHelp();

        void focusSelection();

        void resetEye();

        void filterEntities();

        void closeRecording();

        void quit();
    }

    private interface Effect {
        void run(Actions actions, Session session);
    }

    /// @param keys as people write them
    /// @param single whether the key is meant for text while some is being typed
    private record Shortcut(
            String keys,
            String what,
            int key,
            boolean ctrl,
            boolean shift,
            boolean repeats,
            boolean single,
            Effect effect) {}

    /// A line of the help.
    record Line(String keys, String what) {}

    private static final List<Shortcut> ALL = List.of(
            plain("Space", "Play, pause", ImGuiKey.Space, (_, s) -> TimeControls.togglePlaying(s)),
            repeating("←", "Step back", ImGuiKey.LeftArrow, false, -1, 1),
            repeating("→", "Step on", ImGuiKey.RightArrow, false, 1, 1),
            repeating("Shift+←", "Ten steps back", ImGuiKey.LeftArrow, true, -1, 10),
            repeating("Shift+→", "Ten steps on", ImGuiKey.RightArrow, true, 1, 10),
            plain("Home", "To the start", ImGuiKey.Home, (_, s) -> TimeControls.toStart(s)),
            plain("End", "To the end, follow", ImGuiKey.End, (_, s) -> TimeControls.toEnd(s)),
            plain("L", "Repeat", ImGuiKey.L, (_, s) -> TimeControls.cycleLoop(s)),
            plain("F", "Look at the selection", ImGuiKey.F, (a, _) -> a.focusSelection()),
            plain("R", "See everything", ImGuiKey.R, (a, _) -> a.resetEye()),
            plain("Esc", "Select nothing", ImGuiKey.Escape, (_, s) -> s.apply(Command.select(null))),
            plain("F1", "This list", ImGuiKey.F1, (a, _) -> a.toggleHelp()),
            plain("F11", "Fill the screen", ImGuiKey.F11, (a, _) -> a.toggleFullscreen()),
            ctrl("Ctrl+O", "Open", ImGuiKey.O, false, (a, _) -> a.openFile()),
            ctrl("Ctrl+S", "Save the recording as", ImGuiKey.S, false, (a, _) -> a.saveRecording()),
            undoing("Ctrl+Z", "Undo a change of the layout", false, (a, _) -> a.undo()),
            undoing("Ctrl+Shift+Z", "Do it again", true, (a, _) -> a.redo()),
            ctrl("Ctrl+F", "Filter entities", ImGuiKey.F, false, (a, _) -> a.filterEntities()),
            ctrl("Ctrl+W", "Close the recording", ImGuiKey.W, false, (a, _) -> a.closeRecording()),
            ctrl("Ctrl+Shift+B", "Left panel", ImGuiKey.B, true, (_, s) -> toggle(s, ViewerState.Side.LEFT)),
            ctrl("Ctrl+Shift+S", "Right panel", ImGuiKey.S, true, (_, s) -> toggle(s, ViewerState.Side.RIGHT)),
            ctrl("Ctrl+Shift+T", "Time panel", ImGuiKey.T, true, (_, s) -> toggle(s, ViewerState.Side.TIME)),
            ctrl("Ctrl+Shift+R", "Reset the layout", ImGuiKey.R, true, (a, _) -> a.resetLayout()),
            ctrl("Ctrl+Q", "Quit", ImGuiKey.Q, false, (a, _) -> a.quit()));

    private Shortcuts() {}

    private static void toggle(final Session session, final ViewerState.Side side) {
        session.apply(Command.toggle(side));
    }

    private static Shortcut plain(final String keys, final String what, final int key, final Effect effect) {
        return new Shortcut(keys, what, key, false, false, false, true, effect);
    }

    private static Shortcut repeating(
            final String keys,
            final String what,
            final int key,
            final boolean shift,
            final int direction,
            final int factor) {
        return new Shortcut(
                keys, what, key, false, shift, true, true, (_, s) -> TimeControls.step(s, direction, factor));
    }

    private static Shortcut ctrl(
            final String keys, final String what, final int key, final boolean shift, final Effect effect) {
        return new Shortcut(keys, what, key, true, shift, false, false, effect);
    }

    /// Also a text field's, for what is typed there.
    private static Shortcut undoing(final String keys, final String what, final boolean shift, final Effect effect) {
        return new Shortcut(keys, what, ImGuiKey.Z, true, shift, true, true, effect);
    }

    static List<Line> lines() {
        return ALL.stream().map(each -> new Line(each.keys, each.what)).toList();
    }

    /// Obeys keys that were pressed.
    static void obey(final List<Window.Chord> chords, final Session session, final Actions actions) {
        final boolean typing = ImGui.getIO().getWantTextInput();
        for (final Window.Chord chord : chords) {
            for (final Shortcut each : ALL) {
                if (chord.key() == each.key
                        && chord.ctrl() == each.ctrl
                        && chord.shift() == each.shift
                        && !chord.alt()
                        && (each.repeats || !chord.repeated())
                        && !(each.single && typing)) {
                    each.effect.run(actions, session);
                }
            }
        }
    }
}
