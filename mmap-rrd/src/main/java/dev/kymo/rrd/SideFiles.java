package dev.kymo.rrd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What lies beside a recording and is made from it: its index, its clouds' levels of detail. Named after it, with an
/// ending that begins with `.kymo-`.
final class SideFiles {
    private static final String ENDING = ".kymo-";

    private SideFiles() {}

    /// Deletes those of a recording that is gone: nobody could use them, and levels of detail are as large as their
    /// cloud. What can't be deleted stays.
    static void deleteOf(final Path recording) {
        final Path folder = recording.toAbsolutePath().getParent();
        final String name = recording.getFileName().toString();
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder, entry -> isOf(name, entry))) {
            for (final Path file : beside) {
                Files.deleteIfExists(file);
            }
        } catch (final IOException | RuntimeException stays) {
            // They can be made again, so their loss and their stay are no more than disk
        }
    }

    private static boolean isOf(final String recording, final Path entry) {
        final String name = entry.getFileName().toString();
        return name.startsWith(recording + ".") && name.indexOf(ENDING, recording.length()) >= 0;
    }
}
