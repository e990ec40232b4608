package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `record` and `import -o live:` as processes of their own, in a shared-memory folder of the test's own.
final class RecordCommandTest {
    private static final int ROWS = 500;

    @TempDir
    private Path folder;

    private Path shm = Path.of("");

    @BeforeEach
    void makeSharedMemory() throws IOException {
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        final Path tmpfs = Path.of("/dev/shm");
        shm = Files.createTempDirectory(Files.isWritable(tmpfs) ? tmpfs : folder, "kymo-test-", ownerOnly);
    }

    @AfterEach
    void removeSharedMemory() throws IOException {
        try (Stream<Path> files = Files.walk(shm)) {
            for (final Path file :
                    files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Kymo.Running start(final Object... args) throws IOException {
        return Kymo.start(folder, Map.of("KYMO_SHM_DIR", shm.toString()), args);
    }

    private Kymo.Running record(final Path file) throws IOException {
        final Kymo.Running recorder = start("record", "-o", file);
        assertTrue(
                Kymo.await(() -> recorder.said().contains("recording to")
                        || !recorder.process().isAlive()),
                "the recorder does not start: " + recorder.said());
        assertTrue(recorder.process().isAlive(), recorder.said());
        return recorder;
    }

    private static void signal(final Kymo.Running running, final String name) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder(
                                "kill",
                                "-" + name,
                                Long.toString(running.process().pid()))
                        .start()
                        .waitFor());
    }

    private Kymo.Outcome run(final Object... args) throws IOException, InterruptedException {
        return start(args).end();
    }

    private RecordingStream program() {
        return RecordingStream.builder("record_test")
                .recordingId("live")
                .sharedMemory(RingConfig.fromEnvironment().withDirectory(shm))
                .open();
    }

    private static void logRows(final RecordingStream out) {
        assertTrue(out.awaitRecorder(Duration.ofSeconds(20)), "no recorder");
        for (int i = 0; i < ROWS; i++) {
            out.setTimeSequence("frame", i);
            out.log("loop/value", Scalars.of(i));
        }
        assertTrue(out.flush(Duration.ofSeconds(20)), "not taken");
    }

    private void log() {
        try (RecordingStream out = program()) {
            logRows(out);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldFileWhatArrivesAndEndCleanlyOnSignals(final String signal) throws IOException, InterruptedException {
        final Path file = folder.resolve("run.rrd");
        final Kymo.Running recorder = record(file);
        log();
        signal(recorder, signal);
        final Kymo.Outcome outcome = recorder.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals("", outcome.stdout());
        final Kymo.Outcome verify = run("rrd", "verify", file);
        assertEquals(0, verify.exitCode(), verify.stdout());
        final Kymo.Outcome range =
                run("query", "range", file, "--entity", "/loop/value", "--timeline", "frame", "--json");
        assertEquals(ROWS, range.lines().size(), range.stderr());
        for (int i = 0; i < ROWS; i++) {
            final String line = range.lines().get(i);
            assertTrue(line.contains("\"time\":\"" + i + "\"") && line.contains("\"values\":[" + i + ".0]"), line);
        }
        assertEquals(
                true, Json.object(run("rrd", "stats", file, "--json").stdout()).get("has_footer"));
        assertNoRecorderLeft();
    }

    @Test
    void shouldStandBackBehindThoseWhoLog() throws IOException, InterruptedException {
        final Kymo.Running recorder = record(folder.resolve("behind.rrd"));
        log();
        final Path tasks = Path.of("/proc/" + recorder.process().pid() + "/task");
        int threads = 0;
        try (Stream<Path> each = Files.list(tasks)) {
            for (final Path task : each.toList()) {
                final String stat = Files.readString(task.resolve("stat"));
                // The 41st field, counted behind the name, which may have blanks
                final String policy = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38];
                assertEquals("3", policy, "SCHED_BATCH: " + stat);
                threads++;
            }
        }
        assertTrue(threads > 10, "threads " + threads);
        signal(recorder, "INT");
        assertEquals(0, recorder.end().exitCode());
    }

    /// Whatever is still being loaded then.
    @Test
    void shouldSayNothingOfItsOwnWhenItIsStoppedAtOnce() throws IOException, InterruptedException {
        final Kymo.Running recorder = record(folder.resolve("short.rrd"));
        signal(recorder, "INT");
        final Kymo.Outcome ended = recorder.end();

        assertEquals(0, ended.exitCode(), ended.stderr());
        assertEquals(
                List.of(),
                ended.stderr()
                        .lines()
                        .filter(line -> !line.startsWith("kymo: "))
                        .toList());
    }

    @Test
    void shouldAnswerWhatIsLoggedWhileItIsLogged() throws IOException, InterruptedException {
        final Kymo.Running recorder = record(folder.resolve("run.rrd"));
        try (RecordingStream out = program()) {
            logRows(out);
            signal(recorder, "STOP");
            final Kymo.Outcome range =
                    run("query", "range", "live:", "--entity", "/loop/value", "--timeline", "frame", "--json");
            signal(recorder, "CONT");
            assertEquals(ROWS, range.lines().size(), range.stderr());
            assertEquals("", range.stderr());
        }
        signal(recorder, "TERM");
        assertEquals(0, recorder.end().exitCode());
    }

    @Test
    void shouldGoOnAfterARecorderWasKilledWithoutLosingOrDoublingARow() throws IOException, InterruptedException {
        final Path file = folder.resolve("run.rrd");
        final Kymo.Running killed = record(file);
        try (RecordingStream out = program()) {
            logRows(out);
            signal(killed, "KILL");
            killed.process().waitFor();
            final Kymo.Running resumed = start("record", "-o", file, "--resume");
            assertTrue(Kymo.await(() -> resumed.said().contains("recording to")), resumed.said());
            out.setTimeSequence("frame", ROWS);
            out.log("loop/value", Scalars.of(ROWS));
            assertTrue(out.flush(Duration.ofSeconds(20)), "not taken");
            signal(resumed, "TERM");
            assertEquals(0, resumed.end().exitCode());
        }
        assertEquals(0, run("rrd", "verify", file).exitCode());
        final Kymo.Outcome range =
                run("query", "range", file, "--entity", "/loop/value", "--timeline", "frame", "--json");
        assertEquals(ROWS + 1, range.lines().size(), range.stderr());
        assertEquals(2, run("record", "--resume").exitCode());
        assertEquals(
                1, run("record", "-o", folder.resolve("none.rrd"), "--resume").exitCode());
    }

    private void assertNoRecorderLeft() throws IOException {
        try (Stream<Path> files = Files.list(shm)) {
            assertEquals(
                    List.of(),
                    files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> !name.equals("recorder.lock"))
                            .toList());
        }
    }

    @Test
    void shouldRefuseASecondRecorder() throws IOException, InterruptedException {
        final Path file = folder.resolve("first.rrd");
        final Kymo.Running recorder = record(file);
        final Path second = folder.resolve("second.rrd");
        final Kymo.Outcome refused = run("record", "-o", second);
        assertEquals(1, refused.exitCode(), refused.stderr());
        assertEquals(1, refused.stderr().lines().count(), refused.stderr());
        assertTrue(
                refused.stderr().contains(Long.toString(recorder.process().pid())),
                "names the process that records: " + refused.stderr());
        assertFalse(Files.exists(second));
        // Not even when told to replace the very file that is being written.
        final Kymo.Outcome forced = run("record", "-o", file, "--force");
        assertEquals(1, forced.exitCode(), forced.stderr());
        log();
        signal(recorder, "TERM");
        assertEquals(0, recorder.end().exitCode());
        final Kymo.Outcome verify = run("rrd", "verify", file);
        assertEquals(0, verify.exitCode(), verify.stdout() + verify.stderr());
        final Kymo.Outcome kept = run("record", "-o", file);
        assertEquals(1, kept.exitCode());
        assertEquals("kymo: error: " + file + ": is there already; --force replaces it\n", kept.stderr());
        final Path nowhere = folder.resolve("nowhere").resolve("a.rrd");
        final Kymo.Outcome astray = run("record", "-o", nowhere);
        assertEquals(1, astray.exitCode());
        assertEquals("kymo: error: " + nowhere + ": its folder does not exist\n", astray.stderr());
        assertNoRecorderLeft();
    }

    @Test
    void shouldImportIntoTheRecorderThatRuns() throws IOException, InterruptedException {
        final Path scan = Files.write(folder.resolve("scan.ply"), SmallSources.ply());
        final Path file = folder.resolve("live.rrd");
        final Kymo.Running recorder = record(file);
        final Kymo.Outcome imported = run("import", scan, "-o", "live:", "--app", "imported");
        assertEquals(0, imported.exitCode(), imported.stderr());
        signal(recorder, "INT");
        assertEquals(0, recorder.end().exitCode());
        final Kymo.Outcome answer = run(
                "query",
                "latest-at",
                file,
                "--entity",
                "/scan",
                "--at",
                "frame=0",
                "--component",
                "Points3D:positions",
                "--json");
        assertEquals(0, answer.exitCode(), answer.stderr());
        assertTrue(answer.stdout().contains("\"count\":30,\"values\":[[0.0,1.0,2.0],[3.0,"), answer.stdout());
    }

    @Test
    void shouldSayThatNobodyRecords() throws IOException, InterruptedException {
        final Path scan = Files.write(folder.resolve("scan.ply"), SmallSources.ply());
        final Kymo.Outcome outcome = run("import", scan, "-o", "live:");
        assertEquals(1, outcome.exitCode(), outcome.stderr());
        assertEquals(1, outcome.complaints().size(), outcome.stderr());
        assertTrue(outcome.stderr().contains("nobody records"), outcome.stderr());
        assertTrue(outcome.stderr().contains("kymo record"), outcome.stderr());
    }

    @Test
    void shouldLeaveNoPartOfAnImportThatIsInterrupted() throws IOException, InterruptedException {
        final Path results = Files.createDirectory(folder.resolve("results"));
        final Path scan = folder.resolve("large.ply");
        final String head = """
                ply
                format ascii 1.0
                element vertex 3000000
                property float x
                property float y
                property float z
                end_header
                """;
        Files.writeString(scan, head + "1.25 2.5 3.75\n".repeat(3_000_000));
        final Kymo.Running running = start("import", scan, scan, scan, scan, "-o", results.resolve("out.rrd"));
        assertTrue(
                Kymo.await(() -> !list(results).isEmpty() || !running.process().isAlive()),
                "the import does not begin: " + running.said());
        signal(running, "TERM");
        final Kymo.Outcome outcome = running.end();
        assertEquals(128 + 15, outcome.exitCode(), outcome.stderr());
        assertEquals(List.of(), list(results));
    }

    private static List<Path> list(final Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseSharedMemoryOthersMayEnter() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(shm, PosixFilePermissions.fromString("rwxrwxrwx"));
        final Path file = folder.resolve("run.rrd");
        final Kymo.Outcome record = run("record", "-o", file);
        assertEquals(1, record.exitCode(), record.stderr());
        assertEquals(1, record.stderr().lines().count(), record.stderr());
        assertTrue(record.stderr().contains("chmod 700"), record.stderr());
        assertFalse(Files.exists(file));
        final Path scan = Files.write(folder.resolve("scan.ply"), SmallSources.ply());
        final Kymo.Outcome live = run("import", scan, "-o", "live:");
        assertEquals(1, live.exitCode(), live.stderr());
        assertEquals(1, live.complaints().size(), live.stderr());
        assertTrue(live.stderr().contains("chmod 700"), live.stderr());
    }
}
