package dev.kymo.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Starts Kymo's own program: `kymo` in the folder `KYMO_HOME`, or else on `PATH`.
final class SpawnedViewer {
    private static final String HOME = "KYMO_HOME";
    private static final String PROGRAM = "kymo";
    private static final String SHM_VARIABLE = "KYMO_SHM_DIR";
    private static final String SHM_PROPERTY = "kymo.shm.dir";

    private SpawnedViewer() {}

    /// Starts a viewer, on what local programs log; it outlives this program. Returns before its window is
    /// there.
    ///
    /// @throws IOException when there is no such program, or it can't be started; says what to do
    static Process start() throws IOException {
        final List<String> command = new ArrayList<>();
        final Path apart = onPath("setsid", System::getenv);
        if (apart != null) {
            // So that Ctrl-C in the program's terminal does not end the viewer
            command.add(apart.toString());
        }
        command.addAll(List.of(find(System::getenv).toString(), "view", "live:"));
        final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        final String shm = System.getProperty(SHM_PROPERTY);
        if (shm != null && System.getenv(SHM_VARIABLE) == null) {
            builder.environment().put(SHM_VARIABLE, shm);
        }
        return builder.start();
    }

    /// @param environment a variable's value by its name, or null
    static Path find(final UnaryOperator<@Nullable String> environment) throws IOException {
        final String home = environment.apply(HOME);
        if (home != null && !home.isBlank()) {
            final Path program = Path.of(home).resolve(PROGRAM);
            if (!Files.isExecutable(program)) {
                throw new IOException(program + ": no such program; " + HOME + " is to be the folder that has Kymo's"
                        + " launcher, kymo");
            }
            return program;
        }
        final Path program = onPath(PROGRAM, environment);
        if (program == null) {
            throw new IOException(
                    "no viewer can be started: kymo is not on PATH, and " + HOME
                            + " is not set; set it to the folder that has Kymo's launcher, or start it by hand: kymo view live:");
        }
        return program;
    }

    private static @Nullable Path onPath(final String name, final UnaryOperator<@Nullable String> environment) {
        final String path = environment.apply("PATH");
        if (path != null) {
            for (final String folder : path.split(":")) {
                final Path program = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }
}
