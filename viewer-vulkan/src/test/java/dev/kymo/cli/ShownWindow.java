package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A recording in a window on a virtual display, from its opening to its closing.
final class ShownWindow {
    private ShownWindow() {}

    /// What is done with it.
    @FunctionalInterface
    interface Use {
        void with(Desktop desktop, Kymo.Running viewer) throws IOException, InterruptedException;
    }

    /// Opens it, uses it, and closes it by its shortcut; it must end well then, and without a word of the
    /// validation layer. Aborts the test where there is no Vulkan or no virtual display.
    ///
    /// @param folder for its state ([WindowState#in])
    /// @param more arguments
    /// @return what it has said
    static String of(
            final Path folder,
            final Path source,
            final int width,
            final int height,
            final Use use,
            final Object... more)
            throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final List<Object> arguments =
                new ArrayList<>(List.of("view", source, "--size", width + "x" + height, "--no-config", "--state-file"));
        arguments.add(WindowState.in(folder).file());
        arguments.addAll(List.of(more));
        try (Desktop desktop = Desktop.open(width, height)) {
            final Kymo.Running viewer = Kymo.start(
                    folder,
                    Map.of("DISPLAY", desktop.display(), "WAYLAND_DISPLAY", "", "KYMO_GPU", "software"),
                    arguments.toArray());
            try {
                use.with(desktop, viewer);
                desktop.input("key", "ctrl+q");
                final Kymo.Outcome outcome = viewer.end();
                assertEquals(0, outcome.exitCode(), outcome.stderr());
                assertFalse(outcome.stderr().contains("error: Vulkan"), outcome.stderr());
                return outcome.stderr();
            } finally {
                viewer.process().destroy();
            }
        }
    }

    /// Where a screenshot is kept for people to look at.
    static Path kept(final String name) throws IOException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "window");
        Files.createDirectories(pictures);
        return pictures.resolve(name + ".png");
    }
}
