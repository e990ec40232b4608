package dev.kymo.viewer.app;

import dev.kymo.importer.ImportException;
import dev.kymo.importer.ImportRequest;
import dev.kymo.importer.Importers;
import dev.kymo.importer.Progress;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Files of other kinds, opened as if they were recordings: through one that is made for the purpose, and has
/// no name any more once it is open, so that nothing is left behind however the program ends.
public final class ImportedFiles {
    private static final byte[] RECORDING = {'R', 'R', 'F'};
    private static final String SUFFIX = ".rrd";
    /// Unlike `/tmp` not in memory, where both are there.
    private static final Path LARGE_FILES = Path.of("/var/tmp");

    private ImportedFiles() {}

    /// Whether these are opened by importing them: the first is a file that is no recording and that an
    /// importer takes, or a folder without recordings.
    ///
    /// @throws ImportException when some of several have to be imported, and others are recordings
    public static boolean areThese(final List<Path> named) throws IOException {
        final boolean isOther = isOne(named.getFirst());
        for (final Path each : named) {
            if (isOne(each) != isOther) {
                final Path other = isOther ? named.getFirst() : each;
                throw new ImportException(
                        other,
                        "is no recording and can't be opened together with one; kymo import " + other
                                + " -o FILE.rrd makes one of it");
            }
        }
        return isOther;
    }

    /// Whether that is a file, or a folder of files, of another kind that can be imported.
    public static boolean isOne(final Path path) {
        if (Files.isDirectory(path)) {
            return RecordingPaths.in(path).isEmpty();
        }
        return Files.isRegularFile(path) && !isRecording(path) && canBeImported(path);
    }

    /// By its first bytes, whatever it is called; one that is called a recording is one that is damaged.
    static boolean isRecording(final Path file) {
        final String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(SUFFIX)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(RECORDING, in.readNBytes(RECORDING.length));
        } catch (final IOException notToBeRead) {
            // Whoever opens it says why
            return true;
        }
    }

    private static boolean canBeImported(final Path file) {
        try {
            Importers.forSource(file);
            return true;
        } catch (final IOException no) {
            return false;
        }
    }

    /// Opens the recording that sources became.
    @FunctionalInterface
    public interface Opening<T> {
        T open(Path recording) throws IOException;
    }

    /// Imports files as one recording, several as frames, and opens that.
    ///
    /// @throws ImportException when a source is not what it says
    public static <T> T open(final List<Path> sources, final Progress progress, final Opening<T> opening)
            throws IOException {
        for (final Path source : sources) {
            Importers.forSource(source);
        }
        final Path folder = Files.isWritable(LARGE_FILES)
                ? Files.createTempDirectory(LARGE_FILES, "kymo-import")
                : Files.createTempDirectory("kymo-import");
        final Path recording = folder.resolve("imported" + SUFFIX);
        final Thread hook = new Thread(() -> deleteInHook(recording, folder), "kymo-import-cleanup");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            try (RecordingStream out = RecordingStream.builder("kymo_import")
                    .sink(FileSink.create(recording))
                    .open()) {
                Importers.importTo(ImportRequest.of(sources.toArray(new Path[0])), out, progress);
            }
            return opening.open(recording);
        } finally {
            delete(recording, folder);
            forget(hook);
        }
    }

    private static void delete(final Path recording, final Path folder) throws IOException {
        Files.deleteIfExists(recording);
        Files.deleteIfExists(folder);
    }

    private static void deleteInHook(final Path recording, final Path folder) {
        try {
            delete(recording, folder);
        } catch (final IOException stays) {
            // The program ends: there is nobody to tell
            return;
        }
    }

    private static void forget(final Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException shuttingDown) {
            // It finds that there is nothing left to do
            return;
        }
    }
}
