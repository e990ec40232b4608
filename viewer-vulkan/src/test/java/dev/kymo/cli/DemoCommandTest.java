package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.DemoStory;
import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `demo`: processes, shared memory, a recorder, a picture.
final class DemoCommandTest {
    private static final Path TMPFS = Path.of("/dev/shm");

    @TempDir
    private Path folder;

    private static Set<String> sharedMemory() throws IOException {
        try (Stream<Path> files = Files.list(TMPFS)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("kymo-demo-"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void shouldKillOneProducerStallAnotherAndFileEveryCommittedRowAllTheSame()
            throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Set<String> before = sharedMemory();
        final Path out = folder.resolve("demo");
        final Kymo.Outcome outcome = Kymo.start(folder, Map.of(), "demo", "--headless", "--seconds", "3", "--out", out)
                .end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals(List.of(out.resolve("demo.rrd").toString()), outcome.lines());
        assertTrue(outcome.stderr().contains("next: ./kymo "), outcome.stderr());
        assertEquals(before, sharedMemory(), "left in " + TMPFS);
        assertStory(outcome.stderr());
        assertEveryCommittedRowIsFiledOnce(out);
        assertStallIsRecorded(out.resolve("demo.rrd"));
        assertTrue(Files.readString(out.resolve("latency.txt")).contains("# rows "), "latency.txt");
        assertPicture(out.resolve("demo.png"));
        final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "demo-command.png");
        Files.copy(out.resolve("demo.png"), kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertStory(final String said) {
        int at = 0;
        for (final String event : List.of(
                "s  a robot and a monitor of this machine log over shared memory\n",
                "s  killed the machine monitor (kill -9, process ",
                "s  the machine monitor logs again; 0 committed rows lost (it had ",
                "s  planted a 5 ms stall in the control loop: see /latency/control_loop_ms at t=",
                " rows committed, 0 of them lost\n",
                " 0 lost, 0 twice, ",
                "next: ./kymo view ",
                "next: ./kymo rrd stats ")) {
            at = said.indexOf(event, at);
            assertTrue(at >= 0, "not there, or too early: " + event + "\n" + said);
        }
    }

    private static List<Long> committed(final Path out, final String name) throws IOException {
        final List<Long> numbers = Files.readAllLines(out.resolve("committed-" + name + ".txt")).stream()
                .map(Long::valueOf)
                .toList();
        assertTrue(numbers.size() > 20, name + " committed " + numbers.size());
        return numbers;
    }

    private static void assertEveryCommittedRowIsFiledOnce(final Path out) throws IOException {
        final Set<Long> filed = new HashSet<>();
        for (final long number : filed(out.resolve("demo.rrd"))) {
            assertTrue(filed.add(number), number + " is filed twice");
        }
        int promised = 0;
        for (final String name : List.of("robot", "machine", "machine-2")) {
            final List<Long> committed = committed(out, name);
            promised += committed.size();
            final List<Long> lost =
                    committed.stream().filter(number -> !filed.contains(number)).toList();
            assertEquals(List.of(), lost, "numbers that " + name + " was promised and that are not filed");
        }
        // What the killed one did not live to note: one row in the making, and what a buffer held before the recorder
        assertTrue(filed.size() - promised < 100, "filed " + filed.size() + ", promised " + promised);
        final long second = committed(out, "machine-2").getFirst();
        assertTrue(committed(out, "machine").stream().allMatch(number -> number < second), "numbers used again");
    }

    private static void assertStallIsRecorded(final Path file) throws IOException {
        try (LoadedFile loaded = LoadedFile.open(List.of(file), null)) {
            try (StoreReader reader = loaded.recording(null).reader()) {
                final List<Cell> lines = reader.range(
                        DemoStory.CONTROL_LOG, "TextLog:text", DemoStory.TIMELINE, Long.MIN_VALUE, Long.MAX_VALUE);
                assertEquals(1, lines.size());
                final Cell line = lines.getFirst();
                final String text = line.instances().string(0);
                assertTrue(text.matches("control loop overran: [0-9.]+ ms"), text);
                assertTrue(line.time() >= 1_875_000_000L, "stalled at " + line.time() + " ns");
                assertEquals(
                        "WARN",
                        reader.latestAt(DemoStory.CONTROL_LOG, "TextLog:level", DemoStory.TIMELINE, line.time())
                                .orElseThrow()
                                .instances()
                                .string(0));
                final List<Cell> ticks = reader.range(
                        DemoStory.LATENCY, "Scalars:scalars", DemoStory.TIMELINE, line.time(), line.time());
                assertEquals(1, ticks.size());
                final double lateMs = ticks.getFirst().instances().getDouble(0);
                assertTrue(lateMs >= 5, "the stalled tick was " + lateMs + " ms late");
            }
        }
    }

    private static long[] filed(final Path file) throws IOException {
        final LongStream.Builder numbers = LongStream.builder();
        try (RrdFile rrd = RrdFile.open(file)) {
            for (final StoredChunk stored : rrd.chunks()) {
                stored.chunk().timeline("seq").ifPresent(times -> {
                    for (int row = 0; row < stored.chunk().rowCount(); row++) {
                        numbers.add(times.time(row));
                    }
                });
            }
        }
        return numbers.build().toArray();
    }

    private static void assertPicture(final Path png) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final DecodedImage image = ImageDecoder.decodeRgba(MemorySegment.ofArray(Files.readAllBytes(png)), arena);
            assertEquals(1600, image.width());
            assertEquals(1000, image.height());
            final Map<Integer, Integer> colours = new HashMap<>();
            for (long i = 0; i < 1600L * 1000; i++) {
                colours.merge(image.pixels().get(ValueLayout.JAVA_INT_UNALIGNED, i * 4), 1, Integer::sum);
            }
            final int most =
                    colours.values().stream().mapToInt(count -> count).max().orElse(0);
            assertTrue(colours.size() > 2000, "distinct colours: " + colours.size());
            assertTrue(most < 1600 * 1000 / 4, "pixels of the commonest colour: " + most);
        }
    }

    @Test
    void shouldFailWhenACommittedRowIsMissing() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path out = folder.resolve("missing");
        final Kymo.Running demo = Kymo.start(folder, Map.of(), "demo", "--headless", "--seconds", "2", "--out", out);
        assertTrue(
                Kymo.await(() -> demo.said().contains("killed the machine monitor")
                        || !demo.process().isAlive()),
                demo.said());
        // The dead one writes no more: a promise that nobody kept is added to those it left
        Files.writeString(out.resolve("committed-machine.txt"), "1199999999\n", StandardOpenOption.APPEND);
        final Kymo.Outcome outcome = demo.end();
        assertEquals(1, outcome.exitCode(), outcome.stderr());
        assertTrue(outcome.stderr().contains(" rows committed, 1 of them lost\n"), outcome.stderr());
        assertTrue(
                outcome.stderr()
                        .endsWith(
                                "kymo: error: " + out.resolve("demo.rrd") + ": 1 committed rows lost, 0 filed twice\n"),
                outcome.stderr());
        assertEquals(List.of(), outcome.lines());
    }

    @Test
    void shouldLeaveNothingInSharedMemoryWhenInterrupted() throws IOException, InterruptedException {
        final Set<String> before = sharedMemory();
        final Path out = folder.resolve("interrupted");
        final Kymo.Running demo = Kymo.start(folder, Map.of(), "demo", "--headless", "--seconds", "60", "--out", out);
        assertTrue(
                Kymo.await(
                        () -> demo.said().contains("rows, ") || !demo.process().isAlive()),
                "no rows: " + demo.said());
        final List<ProcessHandle> children = demo.process().descendants().toList();
        assertEquals(2, children.size(), demo.said());
        demo.process().destroy();
        final Kymo.Outcome outcome = demo.end();
        assertTrue(outcome.exitCode() != 0, outcome.stderr());
        assertEquals(before, sharedMemory(), "left in " + TMPFS);
        assertTrue(
                Kymo.await(() -> children.stream().noneMatch(ProcessHandle::isAlive)), "producers that go on running");
        try (RrdFile rrd = RrdFile.open(out.resolve("demo.rrd"))) {
            assertEquals(List.of(), rrd.problems());
        }
    }

    @Test
    void shouldRefuseWrongLengthsAndPlaces() throws IOException, InterruptedException {
        assertEquals(
                2, Kymo.start(folder, Map.of(), "demo", "--seconds", "0").end().exitCode());
        final Path file = Files.writeString(folder.resolve("file"), "x");
        final Kymo.Outcome outcome =
                Kymo.start(folder, Map.of(), "demo", "--out", file).end();
        assertEquals(1, outcome.exitCode());
        assertEquals("kymo: error: " + file + ": is no folder\n", outcome.stderr());
    }
}
