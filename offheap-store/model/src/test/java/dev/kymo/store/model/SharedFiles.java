package dev.kymo.store.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Reference files that lie beside the repository: in `KYMO_SHARED`, else in its sibling `shared`.
final class SharedFiles {
    private SharedFiles() {}

    /// The text of a file; the calling test is skipped when it is not there.
    static String read(final String name) {
        final String configured = System.getenv("KYMO_SHARED");
        final String root = System.getProperty("kymo.root", ".");
        final Path folder = configured != null
                ? Path.of(configured)
                : Path.of(root).toAbsolutePath().normalize().resolveSibling("shared");
        final Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            Assumptions.abort("no reference file " + file + "; KYMO_SHARED names the folder");
        }
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
