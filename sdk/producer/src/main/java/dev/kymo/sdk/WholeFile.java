package dev.kymo.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is logged as it is.
final class WholeFile {
    private WholeFile() {}

    /// @throws UncheckedIOException when it can't be read, or has more than 2 GiB; names it
    static byte[] read(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(file + ": can't be read: " + e, e);
        } catch (final OutOfMemoryError tooLarge) {
            throw new UncheckedIOException(
                    new IOException(file + ": too large for one row: " + tooLarge.getMessage(), tooLarge));
        }
    }
}
