package dev.kymo.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A shared-memory folder of the demo's own, so that a recorder that runs already is left alone.
final class DemoShm implements AutoCloseable {
    private final Path folder;
    private final ExitCleanup cleanup;

    private DemoShm(final Path folder) {
        this.folder = folder;
        cleanup = ExitCleanup.of("kymo-demo-cleanup", () -> remove(folder));
    }

    static DemoShm create() throws IOException {
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return new DemoShm(Files.createTempDirectory(Path.of("/dev/shm"), "kymo-demo-", ownerOnly));
    }

    Path path() {
        return folder;
    }

    /// Removes the folder and whatever a killed producer has left in it.
    @Override
    public void close() throws IOException {
        cleanup.close();
    }

    private static void remove(final Path path) throws IOException {
        if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (final Path entry : entries) {
                    remove(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
