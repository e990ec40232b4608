package dev.kymo.viewer.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Files that are opened together: those that are named, and those of folders that are.
public final class RecordingPaths {
    private static final String SUFFIX = ".rrd";

    private RecordingPaths() {}

    /// Puts the recordings of a folder, by name, in its place.
    ///
    /// @throws IOException when a folder has none
    public static List<Path> expand(final List<Path> named) throws IOException {
        final List<Path> files = new ArrayList<>();
        for (final Path path : named) {
            if (Files.isDirectory(path)) {
                final List<Path> its = in(path);
                if (its.isEmpty()) {
                    throw new IOException(path + ": is a folder without recordings (" + SUFFIX + ")");
                }
                files.addAll(its);
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /// The recordings in a folder, by name; none when it can't be looked at.
    static List<Path> in(final Path folder) {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (final Path path : paths) {
                if (path.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX) && Files.isRegularFile(path)) {
                    files.add(path);
                }
            }
        } catch (final IOException notToBeSeen) {
            return List.of();
        }
        files.sort(null);
        return files;
    }
}
