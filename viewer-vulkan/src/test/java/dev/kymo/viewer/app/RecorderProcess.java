package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.Compression;
import dev.kymo.rrd.RrdSeries;
import dev.kymo.rrd.RrdWriterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A recorder as a process of its own: folder of the rings, file (which is continued if it
/// is there), file for what it can't put right, size of a file of several. Ends
/// when its input does, with 1 if there was anything of that.
final class RecorderProcess {
    private RecorderProcess() {}

    /// Starts one.
    ///
    /// @param problems where it lists what it can't put right; `output` is for what the JVM says
    static Process start(final Path rings, final Path file, final Path problems, final Path output) throws IOException {
        return start(rings, file, problems, output, 0);
    }

    /// @param splitBytes compressed, and in another file at this size; 0 for one file that is neither
    static Process start(
            final Path rings, final Path file, final Path problems, final Path output, final long splitBytes)
            throws IOException {
        final ProcessBuilder recorder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "@" + Path.of(System.getProperty("kymo.root"), ".mvn", "java.flags"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecorderProcess.class.getName(),
                        rings.toString(),
                        file.toString(),
                        problems.toString(),
                        Long.toString(splitBytes))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        if (splitBytes > 0) {
            // Chunks that are filed often, so that files are full often
            recorder.environment().put("KYMO_CHUNK_MAX_ROWS", "100");
        }
        return recorder.start();
    }

    public static void main(final String[] arguments) throws IOException {
        final Problems problems = new Problems(Path.of(arguments[2]));
        final Path rings = Path.of(arguments[0]);
        // Beside the rings, so that no test takes what belongs to the user
        final IngestConfig config =
                IngestConfig.defaults().withDirectory(rings).withSpillDirectory(rings.resolve("spill"));
        final Path file = Path.of(arguments[1]);
        final long splitBytes = Long.parseLong(arguments[3]);
        final RrdWriterOptions writing =
                splitBytes == 0 ? RrdWriterOptions.DEFAULT : RrdWriterOptions.DEFAULT.withCompression(Compression.LZ4);
        final RecordingPlan plan = new RecordingPlan(
                file, writing, splitBytes == 0 ? null : new RrdSeries.Options(writing, splitBytes, null));
        final boolean continues =
                splitBytes == 0 ? Files.exists(file) : !RrdSeries.files(file).isEmpty();
        try (Recorder _ =
                continues ? Recorder.resume(plan, config, problems) : Recorder.start(plan, config, problems)) {
            while (System.in.read() >= 0) {
                // Nothing is said to it
            }
        }
        if (problems.any) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static final class Problems implements IngestListener {
        private final Path list;
        private volatile boolean any;

        Problems(final Path list) {
            this.list = list;
        }

        private void problem(final String text) {
            any = true;
            try {
                Files.writeString(list, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (final IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            problem(producer + " cut off: " + reason);
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            problem(producer + " row refused: " + reason);
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            problem(producer + " left behind: " + bytes);
        }

        @Override
        public void failed(final Throwable reason) {
            problem("failed: " + reason);
        }
    }
}
