package dev.kymo.rrd.lod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A process of its own that builds the levels of detail of a large cloud; it ends with 3 when it could
/// not.
final class LodBuilderProcess {
    private static final int POINTS = 40_000_000;

    private LodBuilderProcess() {}

    /// @param shell what the command is put behind
    /// @param notes gets what is said
    static Process start(final String shell, final Path recording, final Path notes) throws IOException {
        final List<String> command = new ArrayList<>(List.of("bash", "-c", shell + " \"$@\"", "child"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                // ZGC keeps its heap in a file, which a limit on files would hit.
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LodBuilderProcess.class.getName(),
                recording.toString(),
                notes.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    public static void main(final String[] arguments) {
        final PointSource grid = new PointSource() {
            @Override
            public long count() {
                return POINTS;
            }

            @Override
            public void read(final long first, final int count, final float[] xyz, final int[] rgba) {
                for (int i = 0; i < count; i++) {
                    xyz[3 * i] = Math.floorMod(first + i, 6000);
                    xyz[3 * i + 1] = Math.floorDiv(first + i, 6000);
                    xyz[3 * i + 2] = 0;
                }
            }
        };
        try {
            new LodPlace(List.of(Path.of(arguments[0])), null, 5, note -> say(Path.of(arguments[1]), note))
                    .build(grid, LodOptions.defaults().withMemoryBytes(64L << 20))
                    .close();
        } catch (final IOException e) {
            System.exit(3);
        }
    }

    private static void say(final Path file, final String note) {
        try {
            Files.writeString(file, note + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
