package dev.kymo.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Real files that lie beside the repository. Tests that need them are skipped where they are missing.
final class SampleData {
    private SampleData() {}

    static Path file(final String name) {
        final String named = System.getenv("KYMO_SHARED");
        final Path shared = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("kymo.root", ".")).toAbsolutePath().resolveSibling("shared");
        final Path path = shared.resolve("data").resolve(name);
        if (!Files.exists(path)) {
            Assumptions.abort("sample data missing: " + path + " (set KYMO_SHARED)");
        }
        return path;
    }
}
