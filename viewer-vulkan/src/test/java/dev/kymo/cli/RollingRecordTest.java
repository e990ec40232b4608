package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Asset3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `record --split --keep-last` as a process of its own that is logged to for a while: the disk does not fill, and what
/// is left is whole.
final class RollingRecordTest {
    private static final int BLOB_BYTES = 1 << 20;
    /// For gigabytes that a busy machine has to fetch from its disk.
    private static final long READING_S = 600;

    @TempDir
    private Path folder;

    private Path shm = Path.of("");
    private Path recordings = Path.of("");
    private final List<Long> loggedNs = new ArrayList<>();

    @BeforeEach
    void makeFolders() throws IOException {
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        final Path tmpfs = Path.of("/dev/shm");
        shm = Files.createTempDirectory(Files.isWritable(tmpfs) ? tmpfs : folder, "kymo-rolling-", ownerOnly);
        recordings = Files.createDirectory(folder.resolve("recordings"));
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

    @Test
    void shouldKeepWhatIsYoungAndNoMoreThanThat() throws IOException, InterruptedException {
        record(8, 10, "2MB", 2);
    }

    @Test
    @Tag("long")
    void shouldKeepAMinuteOfFiftyMegabytesASecond() throws IOException, InterruptedException {
        record(Integer.getInteger("kymo.rolling.seconds", 600), 50, "100MB", 60);
    }

    private void record(final int seconds, final int megabytesPerSecond, final String splitSize, final int keptSeconds)
            throws IOException, InterruptedException {
        final Kymo.Running recorder = start(
                "record", "-o", recordings.resolve("run.rrd"), "--split", splitSize, "--keep-last", keptSeconds + "s");
        assertTrue(
                Kymo.await(() -> recorder.said().contains("recording to")
                        || !recorder.process().isAlive()),
                recorder.said());
        final long mostBytes = log(seconds, megabytesPerSecond);
        recorder.process().destroy();
        final Kymo.Outcome outcome = recorder.end();
        final long endNs = System.nanoTime();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        // Rows wait up to 5 s for their chunk to fill; a file that is being written, and one that is not old yet
        final long splitBytes = new ByteCount().convert(splitSize);
        final long boundBytes = (keptSeconds + 6L) * megabytesPerSecond * BLOB_BYTES + 3 * splitBytes;
        assertTrue(mostBytes < boundBytes, "bytes on disk: " + mostBytes + ", bound " + boundBytes);
        assertFalse(Files.exists(recordings.resolve("run.0000.rrd")), outcome.stderr());
        report(mostBytes, boundBytes);
        final Kymo.Outcome verify = start("rrd", "verify", recordings).end(READING_S);
        assertEquals(0, verify.exitCode(), verify.stdout() + verify.stderr());
        assertEquals(recorded().size(), verify.lines().size(), verify.stdout());
        final Kymo.Outcome stats = start("rrd", "stats", recordings, "--json").end(READING_S);
        assertEquals(0, stats.exitCode(), stats.stderr());
        final Object together = Json.object(stats.stdout()).get("recordings");
        assertTrue(together instanceof final List<?> recorded && recorded.size() == 1, stats.stdout());
        checkRows(endNs - TimeUnit.SECONDS.toNanos(keptSeconds));
    }

    private void report(final long mostBytes, final long boundBytes) throws IOException {
        Files.writeString(
                Path.of("target", "rolling.txt"),
                String.format(
                        Locale.ROOT,
                        "%,d rows logged; bytes on disk: most %,d, allowed %,d, at the end %,d in %d files%n",
                        loggedNs.size() * 2,
                        mostBytes,
                        boundBytes,
                        diskBytes(),
                        files().size()));
    }

    /// @return most bytes that were on the disk
    private long log(final int seconds, final int perSecond) throws IOException {
        final byte[] blob = new byte[BLOB_BYTES];
        final Random random = new Random(5);
        random.nextBytes(blob);
        long mostBytes = 0;
        try (RecordingStream out = RecordingStream.builder("rolling_test")
                .recordingId("live")
                // A machine that is busy with other things may keep the recorder from its work for a while
                .sharedMemory(RingConfig.fromEnvironment()
                        .withDirectory(shm)
                        .withOverflow(Overflow.block(Duration.ofSeconds(20))))
                .open()) {
            assertTrue(out.awaitRecorder(Duration.ofSeconds(20)), "no recorder");
            out.logStatic("about", AnyValues.of("about").with("name", "rolling"));
            final long beganNs = System.nanoTime();
            final int count = seconds * perSecond;
            for (int i = 0; i < count; i++) {
                final long dueNs = beganNs + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < dueNs) {
                    LockSupport.parkNanos(dueNs - System.nanoTime());
                }
                blob[i % BLOB_BYTES]++;
                out.setTimeSequence("frame", i);
                loggedNs.add(System.nanoTime());
                assertEquals(Commit.COMMITTED, out.log("blob", Asset3D.of(blob, "model/gltf-binary")), "row " + i);
                assertEquals(Commit.COMMITTED, out.log("loop/value", Scalars.of(i)), "row " + i);
                if (i % perSecond == 0) {
                    mostBytes = Math.max(mostBytes, diskBytes());
                }
            }
            assertTrue(out.flush(Duration.ofSeconds(60)), "not taken");
        }
        return Math.max(mostBytes, diskBytes());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(recordings)) {
            return files.sorted().toList();
        }
    }

    /// Without what whoever reads them makes beside them.
    private List<Path> recorded() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".rrd")).toList();
    }

    private long diskBytes() throws IOException {
        long bytes = 0;
        for (final Path file : files()) {
            try {
                bytes += Files.size(file);
            } catch (final NoSuchFileException deleted) {
                // Just now
            }
        }
        return bytes;
    }

    /// All rows since `fromNs`, and no hole behind the oldest that is left; static values in each file.
    private void checkRows(final long fromNs) throws IOException, InterruptedException {
        for (final String entity : List.of("/blob", "/loop/value")) {
            final Kymo.Outcome range = start(
                            "query", "range", recordings, "--entity", entity, "--timeline", "frame", "--json")
                    .end(READING_S);
            assertEquals(0, range.exitCode(), range.stderr());
            final List<String> lines = range.lines();
            final int first = loggedNs.size() - lines.size();
            for (int i = 0; i < lines.size(); i++) {
                assertTrue(
                        lines.get(i).startsWith("{\"time\":\"" + (first + i) + "\""),
                        entity + " " + (first + i) + ": " + lines.get(i).substring(0, 60));
            }
            assertTrue(first == 0 || loggedNs.get(first - 1) < fromNs, entity + ": first left is " + first);
            assertTrue(!lines.isEmpty(), entity);
        }
        // What was logged once, at the beginning, is in the youngest file
        final Path last = recorded().getLast();
        final Kymo.Outcome about = start("query", "latest-at", last, "--entity", "/about", "--at", "frame=0")
                .end();
        assertEquals(0, about.exitCode(), last + ": " + about.stderr());
        assertTrue(about.stdout().contains("rolling"), last + ": " + about.stdout());
    }
}
