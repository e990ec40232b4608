package dev.kymo.ingest;

import dev.kymo.ring.ShmDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `recorder.files`: the recordings that rows still in rings may be in already. One `file:` address a line.
public final class RecordingList {
    private static final String NAME = "recorder.files";

    private final Path list;

    /// @param directory the folder of all rings, checked
    public RecordingList(final ShmDirectory directory) {
        list = directory.path().resolve(NAME);
    }

    /// What is listed; lines that are no addresses of files are gone over.
    List<Path> read() throws IOException {
        final List<Path> files = new ArrayList<>();
        final List<String> lines;
        try {
            lines = Files.readAllLines(list);
        } catch (final NoSuchFileException none) {
            return files;
        }
        for (final String line : lines) {
            try {
                files.add(Path.of(URI.create(line)));
            } catch (final RuntimeException noFile) {
                // Another program's words: nothing of ours is there
            }
        }
        return files;
    }

    /// Lists these instead, at once or not at all.
    public void write(final List<Path> files) throws IOException {
        final Path whole = list.resolveSibling(NAME + ".new");
        ShmDirectory.writeOwnerOnly(
                whole, files.stream().map(file -> file.toUri().toString()).collect(Collectors.joining("\n", "", "\n")));
        Files.move(whole, list, StandardCopyOption.ATOMIC_MOVE);
    }

    void remove() throws IOException {
        Files.deleteIfExists(list);
    }
}
