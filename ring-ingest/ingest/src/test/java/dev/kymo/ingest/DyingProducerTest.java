package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A program dies by SIGKILL at each place where what it leaves behind differs; its other threads' rows all
/// arrive, and nothing of it stays.
final class DyingProducerTest {
    private static final int KILLED = 137;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claimed:1",
                "claimed:300",
                "claimed-to-end:1",
                "wrap-claimed:1",
                "wrap-claimed:5",
                "padding-begun:2",
                "padded:2",
                "begun:1",
                "begun:2000",
                "unpublished:200",
                "block-claimed:20",
                "blocks-written:50",
                "static-unpublished:7"
            })
    void shouldMendTheRingOfAProgramThatDiedInTheMiddle(final String place)
            throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final long seed = System.nanoTime();
        final String what = place + ", seed=" + seed;
        try (IngestRunner recorder = rig.record()) {
            assertEquals(KILLED, awaitEnd(start(rig, place, 3, DyingLogger.RECORDED, seed)), what);
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()), () -> what + ": " + recorder.producers());
        }
        assertEquals(List.of(), rig.problems.all(), what);
        final List<Long> seen = rig.sink.rows().stream().map(Rig.Seen::inc).toList();
        final Set<Long> once = new HashSet<>(seen);
        assertEquals(seen.size(), once.size(), () -> what + ": a row came twice");
        final List<Long> committed = account();
        assertTrue(once.containsAll(committed), () -> what + ": a committed row is missing");
        for (final Rig.Seen row : rig.sink.rows()) {
            assertTrue(!row.content().contains("number=") || row.content().contains(number(row)), () -> what + row);
        }
        assertNothingLeft(rig, what);
    }

    private static String number(final Rig.Seen row) {
        return Logger.numberContent(row.inc());
    }

    @ParameterizedTest
    @ValueSource(strings = {"letting-go:1", "letting-go:40", "half-zeroed:1", "half-zeroed:77", "half-zeroed:9001"})
    void shouldTakeOverFromAProgramThatDiedLettingRowsGo(final String place)
            throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final long seed = System.nanoTime();
        final String what = place + ", seed=" + seed;
        // The folder is made by the recorder or the program, whoever comes first
        rig.record().close();
        assertEquals(KILLED, awaitEnd(start(rig, place, 1, "alone", seed)), what);
        try (IngestRunner recorder = rig.record()) {
            assertTrue(Rig.await(() -> !rig.sink.rows().isEmpty()), what);
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()), () -> what + ": " + recorder.producers());
        }
        assertEquals(List.of(), rig.problems.all(), what);
        final List<Long> seen = rig.sink.rows().stream()
                .filter(row -> !row.isStatic())
                .map(Rig.Seen::inc)
                .toList();
        final Set<Long> statics = new HashSet<>(rig.sink.rows().stream()
                .filter(Rig.Seen::isStatic)
                .map(Rig.Seen::inc)
                .toList());
        final List<Long> buffered =
                account().stream().filter(n -> !statics.contains(n)).toList();
        // The newest of what was buffered, each once, in order. The row that had no room never was
        assertEquals(buffered.subList(buffered.size() - seen.size(), buffered.size()), seen, what);
        assertNothingLeft(rig, what);
    }

    @Test
    void shouldRemoveWhatAProgramLeftThatDiedWhileItOpened()
            throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (IngestRunner _ = rig.record()) {
            assertEquals(KILLED, awaitEnd(start(rig, "opening:1", 1, "alone", 1)));
            final long diedNs = System.nanoTime();
            assertTrue(hasUnfinished(rig.folder));
            assertTrue(Rig.await(() -> !hasUnfinished(rig.folder)));
            assertTrue(System.nanoTime() - diedNs < TimeUnit.SECONDS.toNanos(5), "it took more than 5 s");
        }
        assertEquals(List.of(), rig.problems.all());
        assertNothingLeft(rig, "opening");
    }

    private static boolean hasUnfinished(final Path folder) {
        try (java.util.stream.Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(path -> path.getFileName().toString().startsWith("new-"));
        } catch (final IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void shouldLeaveAtOnceWhenWhatIsNotFinishedIsOfTheDead()
            throws IOException, InterruptedException, URISyntaxException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final long seed = System.nanoTime();
        final IngestAgent agent = rig.agent();
        final Process program = start(rig, "begun:50", 2, DyingLogger.RECORDED, seed);
        assertTrue(Rig.await(() -> attaches(agent)));
        assertEquals(KILLED, awaitEnd(program), "seed=" + seed);
        final long start = System.nanoTime();
        agent.onClose();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4), "it waited for the dead");
        assertEquals(List.of(), rig.problems.all(), "seed=" + seed);
        final List<Long> seen = rig.sink.rows().stream().map(Rig.Seen::inc).toList();
        assertEquals(seen.size(), new HashSet<>(seen).size(), "seed=" + seed);
        assertTrue(new HashSet<>(seen).containsAll(account()), "seed=" + seed);
        // The memory is the next one's to remove
        rig.record().close();
        try (IngestRunner recorder = rig.record()) {
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()));
        }
    }

    private static boolean attaches(final IngestAgent agent) {
        try {
            agent.doWork();
        } catch (final IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return !agent.producers().isEmpty();
    }

    private static void assertNothingLeft(final Rig rig, final String what) throws IOException {
        try (java.util.stream.Stream<Path> left = Files.list(rig.folder)) {
            assertEquals(
                    List.of("recorder.lock"),
                    left.map(path -> path.getFileName().toString()).toList(),
                    what);
        }
    }

    private List<Long> account() throws IOException {
        final ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(temp.resolve("account")));
        final List<Long> all = new ArrayList<>();
        while (numbers.remaining() >= Long.BYTES) {
            all.add(numbers.getLong());
        }
        return all;
    }

    private Process start(final Rig rig, final String place, final int threads, final String mode, final long seed)
            throws IOException, URISyntaxException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dkymo.ring.dieAt=" + place,
                        "-cp",
                        String.join(":", place(RingProducer.class), place(StoreId.class), place(DyingLogger.class)),
                        DyingLogger.class.getName(),
                        rig.folder.toString(),
                        temp.resolve("account").toString(),
                        Integer.toString(threads),
                        mode,
                        Long.toString(seed))
                .start();
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static int awaitEnd(final Process program) throws IOException, InterruptedException {
        final boolean ended = program.waitFor(Rig.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            program.destroyForcibly();
        }
        assertTrue(ended, "it did not die");
        assertEquals("", new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        return program.exitValue();
    }
}
