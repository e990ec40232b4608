package dev.kymo.perf.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where the states of a stress run keep files: jcstress makes more of them than it uses, and ends their process
/// without asking them.
///
/// @param folder its own, removed with all that is in it
public record SharedMemory(Path folder) implements AutoCloseable {
    /// The environment variable by which a run's processes know the folder.
    public static final String FOLDER = "KYMO_STRESS_FOLDER";

    private static final Path MEMORY = Path.of("/dev/shm");

    static SharedMemory make() throws IOException {
        return new SharedMemory(
                Files.isWritable(MEMORY)
                        ? Files.createTempDirectory(MEMORY, "kymo-stress-")
                        : Files.createTempDirectory("kymo-stress-"));
    }

    /// A folder for one state.
    public static Path forState() throws IOException {
        final String run = System.getenv(FOLDER);
        return run == null
                ? Files.createTempDirectory("kymo-stress-")
                : Files.createTempDirectory(Path.of(run), "state-");
    }

    @Override
    public void close() throws IOException {
        final List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (final Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
