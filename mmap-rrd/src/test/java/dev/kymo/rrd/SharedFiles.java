package dev.kymo.rrd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Files that real programs wrote; they lie beside the repository and may be missing.
final class SharedFiles {
    private SharedFiles() {}

    private static Path place() {
        final String named = System.getenv("KYMO_SHARED");
        return named != null
                ? Path.of(named)
                : Path.of(System.getProperty("kymo.root", ".")).toAbsolutePath().resolveSibling("shared");
    }

    static boolean areThere() {
        return Files.isDirectory(place());
    }

    static Path root() {
        final Path root = place();
        return Files.isDirectory(root) ? root : Assumptions.abort(root + " is not there: nothing to compare with");
    }

    static Path file(final String name) {
        return root().resolve(name);
    }

    /// All recordings, small and large.
    static List<Path> recordings() {
        try (Stream<Path> data = Files.walk(file("data/rrd"));
                Stream<Path> cases = Files.walk(file("semantics"))) {
            return Stream.concat(data, cases)
                    .filter(p -> p.toString().endsWith(".rrd"))
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
