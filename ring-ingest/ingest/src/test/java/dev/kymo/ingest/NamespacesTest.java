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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs as they are in containers: with process ids of their own, and with little shared memory. Takes root,
/// as making containers does.
final class NamespacesTest {
    @TempDir
    private Path temp;

    private static void requireNamespaces(final String... options) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(List.of(options));
        try {
            if (new ProcessBuilder(command).start().waitFor() == 0) {
                return;
            }
        } catch (final IOException notInstalled) {
            // Said below
        }
        Assumptions.abort(String.join(" ", command) + " is not allowed here (takes root)");
    }

    private static List<String> java(final Class<?> main, final String... arguments) throws URISyntaxException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                String.join(":", place(RingProducer.class), place(StoreId.class), place(main)),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void shouldRecordProgramsThatHaveTheSameProcessIdAndNoticeTheirDeath()
            throws IOException, InterruptedException, URISyntaxException {
        requireNamespaces("--pid", "--fork", "--mount-proc", "true");
        final Rig rig = new Rig(temp.resolve("shm"));
        final List<Process> containers = new ArrayList<>();
        try (IngestRunner recorder = rig.record()) {
            for (int i = 0; i < 2; i++) {
                final List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc"));
                final String account = temp.resolve("account" + i).toString();
                command.addAll(java(
                        DyingLogger.class, rig.folder.toString(), account, "1", DyingLogger.RECORDED, "" + (i + 1)));
                containers.add(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("said" + i).toFile())
                        .start());
            }
            assertTrue(Rig.await(
                    () -> hasAccount(0) && hasAccount(1) && recorder.producers().size() == 2));
            for (final ProducerStatistics producer : recorder.producers()) {
                assertEquals(1, producer.pid(), "the process id that it has where it lives");
            }
            for (final Process container : containers) {
                // Only the program itself: it is the first process of its namespace
                container.children().forEach(ProcessHandle::destroyForcibly);
                assertTrue(container.waitFor(Rig.DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()), () -> "" + recorder.producers());
        } finally {
            containers.forEach(container -> container.descendants().forEach(ProcessHandle::destroyForcibly));
        }
        assertEquals(List.of(), rig.problems.all());
        final Set<List<Long>> ids = new HashSet<>();
        rig.sink.rows().forEach(row -> ids.add(List.of(row.timeNs(), row.inc())));
        assertEquals(rig.sink.count(), ids.size(), "rows that came twice, or ids of one that are another's");
        try (var left = Files.list(rig.folder)) {
            assertEquals(
                    List.of("recorder.lock"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
    }

    private boolean hasAccount(final int program) {
        try {
            final Path account = temp.resolve("account" + program);
            return Files.exists(account) && Files.size(account) > 1_000;
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /// A ring that does not fit is an error that says what to do; one that fits can be used to its last byte,
    /// also when what it asks for later (more of the journal) does not fit any more.
    @ParameterizedTest
    @CsvSource({
        "'', '', 3, set KYMO_PAYLOAD_BYTES lower",
        "4m, 64m, 3, set KYMO_PAYLOAD_BYTES lower",
        "16m, 1m, 3, set KYMO_RING_BYTES lower",
        "1m, 2m, 0, committedRows",
        "4m, 3m, 0, committedRows"
    })
    void shouldOpenOrSayWhatToDoWhereSharedMemoryIsSmall(
            final String ringBytes, final String payloadBytes, final int exitCode, final String said)
            throws IOException, InterruptedException, URISyntaxException {
        requireNamespaces("-m", "mount", "-t", "tmpfs", "-o", "size=8m", "kymo-test", "/dev/shm");
        final Path account = temp.resolve("account");
        final List<String> command = new ArrayList<>(List.of(
                "unshare", "-m", "bash", "-c", "mount -t tmpfs -o size=8m kymo-test /dev/shm && exec \"$@\"", "small"));
        command.addAll(java(OpeningProgram.class, account.toString()));
        final ProcessBuilder builder = new ProcessBuilder(command);
        final Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("KYMO_SHM_DIR", "KYMO_RING_BYTES", "KYMO_PAYLOAD_BYTES"));
        if (!ringBytes.isEmpty()) {
            environment.put("KYMO_RING_BYTES", ringBytes);
            environment.put("KYMO_PAYLOAD_BYTES", payloadBytes);
        }
        final Process program = builder.redirectErrorStream(true).start();
        final String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, program.waitFor(), output);
        assertEquals("", output);
        final String text = Files.readString(account);
        assertTrue(text.contains(said), text);
        assertTrue(exitCode == 0 || text.contains("--shm-size"), text);
    }
}
