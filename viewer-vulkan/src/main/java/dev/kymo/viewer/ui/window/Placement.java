package dev.kymo.viewer.ui.window;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/// Where a window was, in screen coordinates.
///
/// @param placed false when the window system is to choose the place
public record Placement(int x, int y, int width, int height, boolean maximized, boolean placed) {
    private static final int SIZE_MIN = 320;
    private static final int SIZE_MAX = 16384;

    public Placement {
        width = Math.clamp(width, SIZE_MIN, SIZE_MAX);
        height = Math.clamp(height, SIZE_MIN, SIZE_MAX);
    }

    public static Placement ofSize(final int width, final int height) {
        return new Placement(0, 0, width, height, false, false);
    }

    /// As it was saved; `otherwise` when nothing was, or it can't be read.
    public static Placement load(final Path file, final Placement otherwise) {
        final Properties saved = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            saved.load(in);
            return new Placement(
                    Integer.parseInt(saved.getProperty("x")),
                    Integer.parseInt(saved.getProperty("y")),
                    Integer.parseInt(saved.getProperty("width")),
                    Integer.parseInt(saved.getProperty("height")),
                    Boolean.parseBoolean(saved.getProperty("maximized")),
                    true);
        } catch (final IOException | IllegalArgumentException e) {
            return otherwise;
        }
    }

    public void save(final Path file) throws IOException {
        final Properties values = new Properties();
        values.setProperty("x", Integer.toString(x));
        values.setProperty("y", Integer.toString(y));
        values.setProperty("width", Integer.toString(width));
        values.setProperty("height", Integer.toString(height));
        values.setProperty("maximized", Boolean.toString(maximized));
        try (Writer out = Files.newBufferedWriter(file)) {
            values.store(out, null);
        }
    }
}
