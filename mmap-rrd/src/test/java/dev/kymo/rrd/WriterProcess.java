package dev.kymo.rrd;

import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process of its own that writes a file: `main` stores small chunks, then waits for the end of its input,
/// and closes the file. When a chunk can't be stored it notes in `<file>.failures` what it was told, tries
/// twice more and closes.
final class WriterProcess {
    static final StoreId STORE = StoreId.recording("child", "child_1");

    private WriterProcess() {}

    /// @param shell what the command is put behind, `ulimit -f 100; exec` for one
    static Process start(final String shell, final Path file, final int chunks) throws IOException {
        final List<String> command = new ArrayList<>(List.of("bash", "-c", shell + " \"$@\"", "child"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                // ZGC keeps its heap in a file, which a limit on files would hit.
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WriterProcess.class.getName(),
                file.toString(),
                Integer.toString(chunks)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.to(Path.of(file + ".out").toFile()))
                .start();
    }

    public static void main(final String[] arguments) throws IOException {
        final Path file = Path.of(arguments[0]);
        final List<String> failures = new ArrayList<>();
        try (RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT)) {
            for (int i = 0; i < Integer.parseInt(arguments[1]) && failures.size() < 3; i++) {
                try {
                    RrdWriterTest.storeSmallChunks(writer, STORE, 1);
                } catch (final RrdException e) {
                    failures.add(e.getMessage());
                }
            }
            if (failures.isEmpty()) {
                final int end = System.in.read();
                if (end >= 0) {
                    throw new IllegalStateException("input " + end);
                }
            }
        } finally {
            Files.write(Path.of(file + ".failures"), failures);
        }
    }
}
