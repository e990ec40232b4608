package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A viewer's window on a virtual display, used by mouse and keyboard; what it shows is known from its state file.
final class DrivenViewer implements AutoCloseable {
    private static final int STEPS = 6;

    private final Desktop desktop;
    private final Kymo.Running viewer;
    private final WindowState window;

    private DrivenViewer(final Desktop desktop, final Kymo.Running viewer, final WindowState window) {
        this.desktop = desktop;
        this.viewer = viewer;
        this.window = window;
    }

    /// @param folder for its state and settings; a later start with the same folder finds them
    static DrivenViewer start(final Desktop desktop, final Path folder, final Object... arguments) throws IOException {
        final WindowState window = WindowState.in(folder);
        Files.deleteIfExists(window.file());
        final List<Object> all = new ArrayList<>(List.of("view"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--state-file", window.file()));
        final Map<String, String> environment = Map.of(
                "DISPLAY",
                desktop.display(),
                "WAYLAND_DISPLAY",
                "",
                "XDG_CONFIG_HOME",
                folder.resolve("config").toString(),
                // the desktop's dialog keeps what it remembers there
                "XDG_DATA_HOME",
                folder.resolve("data").toString(),
                "GTK_THEME",
                "Adwaita",
                "KYMO_GPU",
                "software");
        return new DrivenViewer(desktop, Kymo.start(folder, environment, all.toArray()), window);
    }

    Map<String, String> state() {
        return window.read();
    }

    /// Waits until it holds.
    ///
    /// @return the state in which it does
    Map<String, String> await(final String what, final Predicate<Map<String, String>> wanted) {
        return window.await(viewer, what, wanted);
    }

    Map<String, String> await(final String key, final String value) {
        return await(key + " is " + value, s -> value.equals(s.get(key)));
    }

    static boolean shows(final Map<String, String> state, final String panel) {
        return state.containsKey("panel." + panel);
    }

    /// Left, top, width and height in pixels.
    int[] place(final String panel) {
        return WindowState.place(await("shows " + panel, s -> shows(s, panel)), panel);
    }

    void key(final String... keys) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("key"));
        command.addAll(List.of(keys));
        desktop.input(command.toArray(String[]::new));
    }

    /// Waits until the window has seen the mouse there, as what is under it counts only then.
    void move(final int x, final int y) throws IOException, InterruptedException {
        desktop.input("mousemove", Integer.toString(x), Integer.toString(y));
        await("mouse", x + "," + y);
    }

    void click(final int x, final int y) throws IOException, InterruptedException {
        move(x, y);
        desktop.input("mousedown", "1");
        await("pressed", "true");
        desktop.input("mouseup", "1");
        await("pressed", "false");
    }

    void drag(final int fromX, final int fromY, final int toX, final int toY) throws IOException, InterruptedException {
        hold(fromX, fromY, toX, toY);
        release();
    }

    /// Drags, and does not let go yet.
    void hold(final int fromX, final int fromY, final int toX, final int toY) throws IOException, InterruptedException {
        move(fromX, fromY);
        desktop.input("mousedown", "1");
        await("pressed", "true");
        for (int i = 1; i <= STEPS; i++) {
            move(fromX + (toX - fromX) * i / STEPS, fromY + (toY - fromY) * i / STEPS);
        }
    }

    void release() throws IOException, InterruptedException {
        desktop.input("mouseup", "1");
        await("pressed", "false");
    }

    /// Tells the window to do what can't be done to it from outside.
    ///
    /// @param words of the order and what goes with it
    void order(final String... words) throws IOException {
        final Path orders = window.file().resolveSibling("state.txt.do");
        final Path partial = window.file().resolveSibling("orders.partial");
        Files.writeString(partial, String.join("\t", words) + "\n");
        Files.move(partial, orders, StandardCopyOption.ATOMIC_MOVE);
        final boolean taken =
                Kymo.await(() -> Files.notExists(orders) || !viewer.process().isAlive());
        assertTrue(taken && viewer.process().isAlive(), List.of(words) + " not obeyed: " + viewer.said());
    }

    /// Closes the window by its shortcut.
    void quit() throws IOException, InterruptedException {
        key("ctrl+q");
        final Kymo.Outcome outcome = viewer.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertFalse(outcome.stderr().contains("kymo: "), "validation and errors: " + outcome.stderr());
    }

    @Override
    public void close() {
        viewer.process().destroy();
    }
}
