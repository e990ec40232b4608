package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdVerify;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk fills while a recording runs: it ends by itself, once and clearly, and goes on where there is room
/// again without losing or doubling a row that was committed.
final class FullDiskRecordTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long DISK_BYTES = 12 << 20;
    private static final int FILLER_BYTES = 8 << 20;
    private static final int BLOB_BYTES = 40_000;
    private static final int BLOB_EVERY = 8;
    private static final long PACE_NS = 200_000;
    private static final int STATIC_AT = 3;

    @TempDir
    private Path folder;

    private Path shm = Path.of("");
    private final List<Long> kept = new ArrayList<>();
    private long next;

    @BeforeEach
    void makeSharedMemory() throws IOException {
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        shm = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-test-", ownerOnly);
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

    private RingConfig ring() {
        return RingConfig.fromEnvironment()
                .withDirectory(shm)
                .withRingBytes(1 << 18)
                .withPayloadBytes(4 << 20);
    }

    private Kymo.Running record(final Map<String, String> environment, final Object... arguments) throws IOException {
        final Kymo.Running recorder = Kymo.start(folder, environment, arguments);
        assertTrue(
                Kymo.await(() -> recorder.said().contains("recording to")
                        || !recorder.process().isAlive()),
                recorder::said);
        return recorder;
    }

    @Test
    void shouldEndOnceTheDiskIsFullAndGoOnWhereThereIsRoomAgain() throws IOException, InterruptedException {
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")), DISK_BYTES)) {
            final Path filler = Files.write(disk.root().resolve("filler"), new byte[FILLER_BYTES]);
            final Path file = disk.root().resolve("run.rrd");
            final String reason = "kymo: disk full: " + file + " keeps ";
            fillAndGoOn(file, Map.of(), reason, "; free space and go on with: ", filler);
            assertEquals(
                    true,
                    Json.object(Kymo.start(folder, Map.of(), "rrd", "stats", file, "--json")
                                    .end()
                                    .stdout())
                            .get("has_footer"));
        }
    }

    /// Where no disk can be mounted: a limit on the size of files, which the recorder meets in the same way.
    @Test
    void shouldEndOnceTheFileTakesNoMoreForWhateverReason() throws IOException, InterruptedException {
        final Path file = folder.resolve("run.rrd");
        final Map<String, String> limited = Map.of(Kymo.FILE_KIB_LIMIT, "3000");
        fillAndGoOn(file, limited, "kymo: error: " + file + ": byte ", "; mend that and go on with: ", null);
    }

    private void fillAndGoOn(
            final Path file,
            final Map<String, String> limits,
            final String reason,
            final String advice,
            final @org.jspecify.annotations.Nullable Path filler)
            throws IOException, InterruptedException {
        final Map<String, String> shared = Map.of("KYMO_SHM_DIR", shm.toString());
        final Map<String, String> limited = new java.util.HashMap<>(limits);
        limited.putAll(shared);
        final Kymo.Running full = record(limited, "record", "-o", file);
        try (RingProducer producer = RingProducer.open(ring())) {
            assertTrue(producer.awaitRecorder(DEADLINE), full::said);
            final boolean ended = Kymo.await(() -> {
                log(producer);
                LockSupport.parkNanos(PACE_NS);
                return !full.process().isAlive();
            });
            assertTrue(ended, full::said);
            final Kymo.Outcome outcome = full.end();
            assertEquals(1, outcome.exitCode(), outcome.stderr());
            final List<String> lines = outcome.stderr()
                    .lines()
                    .filter(line -> !line.contains("recording to") && !line.contains(" producers, "))
                    .toList();
            assertEquals(1, lines.size(), outcome.stderr());
            final String end =
                    "rows committed since wait in shared memory" + advice + "kymo record -o " + file + " --resume";
            assertTrue(lines.getFirst().startsWith(reason), outcome.stderr());
            assertTrue(lines.getFirst().endsWith(end), outcome.stderr());
            // Producers are told: nobody records, and what they log waits
            assertFalse(producer.hasRecorder());
            assertFalse(producer.awaitRecorder(Duration.ofMillis(1)));
            assertEquals(List.of(), verify(file));
            final List<Long> before = filed(file);
            assertTrue(before.size() < kept.size(), before.size() + " of " + kept.size());
            assertTrue(
                    lines.getFirst().contains(String.format(java.util.Locale.ROOT, " %,d rows, ", before.size())),
                    lines.getFirst());
            if (filler != null) {
                Files.delete(filler);
            }
        }
        // The program has ended meanwhile, and left behind what was promised
        final Kymo.Running resumed = record(shared, "record", "-o", file, "--resume");
        assertTrue(Kymo.await(() -> isEmpty(shm)), resumed::said);
        new ProcessBuilder("kill", "-TERM", Long.toString(resumed.process().pid()))
                .start()
                .waitFor();
        final Kymo.Outcome outcome = resumed.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals(List.of(), verify(file));
        assertEquals(kept.stream().sorted().toList(), filed(file));
    }

    private static boolean isEmpty(final Path rings) {
        try (Stream<Path> files = Files.list(rings)) {
            return files.noneMatch(path -> path.getFileName().toString().startsWith("p-"));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<?> verify(final Path file) throws IOException {
        try (RrdFile recording = RrdFile.open(file)) {
            return RrdVerify.verify(recording);
        }
    }

    private void log(final RingProducer producer) {
        final int store = producer.declareStore(StoreId.recording("app", "full"));
        final int entity = producer.declareEntity(EntityPath.of("full"));
        final int[] timelines = {producer.declareTimeline(Timeline.sequence("seq"))};
        final int blob = producer.declareComponent(ComponentDescriptor.of("blob"), Datatype.UINT8);
        final byte[] bytes = new byte[next % BLOB_EVERY == 0 ? BLOB_BYTES : 8];
        final boolean isStatic = next == STATIC_AT;
        final Commit answer = producer.commit(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                RowIds.PROCESS.nextInc(),
                timelines,
                new long[] {next},
                isStatic ? 0 : 1,
                new int[] {blob},
                new ArrayData[] {ArrayData.bytes(Datatype.UINT8, bytes)},
                1);
        if (answer != Commit.DROPPED) {
            kept.add(isStatic ? -1 : next);
        }
        next++;
    }

    private static List<Long> filed(final Path file) throws IOException {
        final List<Long> numbers = new ArrayList<>();
        try (RrdFile recording = RrdFile.open(file)) {
            for (final StoredChunk stored : recording.chunks()) {
                final var times = stored.chunk().timeline("seq");
                for (int row = 0; row < stored.chunk().rowCount(); row++) {
                    numbers.add(times.isPresent() ? times.get().time(row) : -1);
                }
            }
        }
        return numbers.stream().sorted().toList();
    }
}
