package dev.kymo.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where results go.
final class Targets {
    private Targets() {}

    /// @param force whether a file that is there may be replaced
    /// @throws CommandException when no file can be made there, before any work is done for it
    static void check(final Path file, final boolean force) {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + ": is a folder, expected the name of a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CommandException(file + ": is no regular file (a pipe or a device)");
        }
        if (Files.exists(file) && !force) {
            throw new CommandException(file + ": is there already; --force replaces it");
        }
        final Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new CommandException(file + ": its folder does not exist");
        }
        if (!Files.isWritable(parent)) {
            throw new CommandException(file + ": no permission to write in its folder");
        }
    }
}
