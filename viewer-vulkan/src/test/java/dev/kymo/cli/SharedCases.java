package dev.kymo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Files that other programs made; they lie beside the repository and may be missing.
final class SharedCases {
    private SharedCases() {}

    static Path file(final String name) {
        final String named = System.getenv("KYMO_SHARED");
        final Path root = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("kymo.root")).toAbsolutePath().resolveSibling("shared");
        final Path file = root.resolve(name);
        return Files.exists(file) ? file : Assumptions.abort(file + " is not there: nothing to compare with");
    }
}
