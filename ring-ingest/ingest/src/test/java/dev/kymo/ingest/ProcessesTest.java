package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real programs, started with nothing but a class path, and a recorder here.
final class ProcessesTest {
    private static final int ROWS = 60_000;

    @TempDir
    private Path temp;

    @Test
    void shouldDeliverExactlyTheCommittedRowsOfTwoFlaglessPrograms()
            throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final List<String> names = List.of("left", "right");
        try (IngestRunner recorder = rig.record()) {
            final List<Process> programs = List.of(start(rig, names.get(0)), start(rig, names.get(1)));
            for (final Process program : programs) {
                assertTrue(program.waitFor(Rig.DEADLINE.toSeconds(), TimeUnit.SECONDS));
                final String complaints = new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals("", complaints);
                assertEquals(0, program.exitValue());
            }
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()), () -> "" + recorder.producers());
            final Histogram latencies = recorder.takeLatencies();
            assertTrue(latencies.getTotalCount() > 0);
        }
        assertEquals(List.of(), rig.problems.all());
        for (final String name : names) {
            check(name, rig.sink.rows());
        }
        try (java.util.stream.Stream<Path> left = Files.list(rig.folder)) {
            assertEquals(
                    List.of("recorder.lock"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    void shouldTakeTheRestAndTheFilesOfAProgramThatDied() throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (IngestRunner recorder = rig.record()) {
            assertEquals(ChildLogger.HALTED, awaitSilentEnd(start(rig, "dead", "and die")));
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()), () -> "" + recorder.producers());
        }
        assertEquals(List.of(), rig.problems.all());
        check("dead", rig.sink.rows());
        try (java.util.stream.Stream<Path> left = Files.list(rig.folder)) {
            assertEquals(1, left.count());
        }
    }

    private static int awaitSilentEnd(final Process program) throws IOException, InterruptedException {
        assertTrue(program.waitFor(Rig.DEADLINE.toSeconds(), TimeUnit.SECONDS));
        assertEquals("", new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        return program.exitValue();
    }

    private Process start(final Rig rig, final String name, final String... more)
            throws IOException, URISyntaxException {
        final String classPath =
                String.join(":", place(RingProducer.class), place(StoreId.class), place(ChildLogger.class));
        final List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                ChildLogger.class.getName(),
                rig.folder.toString(),
                name,
                Integer.toString(ROWS),
                temp.resolve(name).toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).start();
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private void check(final String name, final List<Rig.Seen> all) throws IOException {
        final List<String> account = Files.readAllLines(temp.resolve(name));
        final List<Long> committed = account.stream()
                .filter(line -> line.endsWith(" COMMITTED"))
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
        final List<Rig.Seen> rows =
                all.stream().filter(row -> row.entity().equals("/" + name)).toList();
        assertEquals(committed, rows.stream().map(Rig.Seen::inc).toList());
        assertTrue(committed.size() > ROWS / 100, () -> "committed=" + committed.size());
        final long dropped =
                account.stream().filter(line -> line.endsWith(" DROPPED")).count();
        assertEquals("counters " + committed.size() + " " + dropped, account.get(account.size() - 1));
        assertEquals(ROWS, committed.size() + dropped);
        for (final Rig.Seen row : rows) {
            final long frame = row.inc();
            assertEquals(
                    ChildLogger.isBlob(frame)
                            ? Logger.blobContent(frame, ChildLogger.blobLength(frame))
                            : Logger.numberContent(frame),
                    row.content());
        }
    }
}
