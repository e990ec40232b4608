package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
    void shouldFileEveryCommittedRowAndDrawThem() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Set<String> before = sharedMemory();
        final Path out = folder.resolve("demo");
        final Kymo.Outcome outcome = Kymo.start(folder, Map.of(), "demo", "--headless", "--seconds", "3", "--out", out)
                .end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals(List.of(out.resolve("demo.rrd").toString()), outcome.lines());
        assertTrue(outcome.stderr().contains("next: ./kymo "), outcome.stderr());
        assertEquals(before, sharedMemory(), "left in " + TMPFS);
        assertArrayEquals(committed(out), filed(out.resolve("demo.rrd")), "seq values committed and filed");
        assertTrue(Files.readString(out.resolve("latency.txt")).contains("# rows "), "latency.txt");
        assertPicture(out.resolve("demo.png"));
        final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "demo-command.png");
        Files.copy(out.resolve("demo.png"), kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static long[] committed(final Path out) throws IOException {
        final LongStream.Builder numbers = LongStream.builder();
        for (final String name : List.of("robot", "machine")) {
            final List<String> lines = Files.readAllLines(out.resolve("committed-" + name + ".txt"));
            assertTrue(lines.size() > 20, name + " committed " + lines.size());
            lines.forEach(line -> numbers.add(Long.parseLong(line)));
        }
        return numbers.build().sorted().toArray();
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
        return numbers.build().sorted().toArray();
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
