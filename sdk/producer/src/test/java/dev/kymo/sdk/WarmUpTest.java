package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
    /// Prints how long an image's claim and commit take at the median, ns: of the first hundred, which a JVM
    /// interprets.
    private static final String PROGRAM = """
            import dev.kymo.sdk.*;
            import java.time.Duration;
            import java.util.Arrays;

            void main() {
              try (var rec = RecordingStream.open("loop")) {
                boolean isWarm = System.getenv("WARM") == null || rec.warmUp(Duration.ofSeconds(20));
                long againNs = System.nanoTime();
                isWarm &= System.getenv("WARM") == null || rec.warmUp();
                againNs = System.nanoTime() - againNs;
                long[] ns = new long[100];
                for (int i = 0; i < ns.length; i++) {
                  long beganNs = System.nanoTime();
                  try (var image = rec.claimImage("camera", 16, 16, ColorModel.RGB)) {
                    image.pixels();
                    image.commit();
                  }
                  ns[i] = System.nanoTime() - beganNs;
                }
                Arrays.sort(ns);
                IO.println(isWarm + " " + ns[50] + " " + ns[99] + " " + againNs);
              }
            }
            """;

    private static final int TIMES_FASTER = 3;
    private static final long AGAIN_MAX_NS = 100_000_000;

    @TempDir
    private Path folder;

    @Test
    void shouldSpareALoopTheInterpreter() throws IOException, InterruptedException {
        final long[] cold = run("cold", Map.of());
        final long[] warm = run("warm", Map.of("WARM", "1"));
        final String found =
                "median ns, cold " + cold[0] + ", warm " + warm[0] + ", slowest " + cold[1] + ", " + warm[1];
        assertTrue(cold[0] > TIMES_FASTER * warm[0], found);
        assertTrue(warm[2] < AGAIN_MAX_NS, "a second call took ns " + warm[2]);
    }

    private long[] run(final String name, final Map<String, String> environment)
            throws IOException, InterruptedException {
        final Path own = Files.createDirectory(folder.resolve(name));
        final Path shm = own.resolve("shm");
        final Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("KYMO_SHM_DIR", shm.toString());
        final ChildProcess.Outcome outcome = ChildProcess.compileAndRun(own, "Loop", PROGRAM, all);
        assertEquals("", outcome.stderr());
        final String[] words = outcome.stdout().strip().split(" ");
        assertEquals("true", words[0], outcome.stdout());
        try (Stream<Path> left = Files.list(shm)) {
            assertEquals(List.of(), left.toList(), "files left behind");
        }
        return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])};
    }

    @Test
    void shouldLeaveWhatRecordersSeeAsItWas() throws IOException {
        final RingConfig config = SmallRing.in(folder);
        try (var sink = SharedMemorySink.open(config);
                var rec = RecordingStream.builder("test").sharedMemory(config).open()) {
            assertEquals(Commit.BUFFERED, rec.log("number", Scalars.of(1)));
            final List<Path> files = files();
            final List<byte[]> before = read(files);
            final var counters = sink.counters();
            try (Rehearsal rehearsal = Rehearsal.open(config, true, false)) {
                assertEquals(files, files(), "files that others see while it is rehearsed");
                rehearsal.run(300_000_000);
                assertEquals(files, files());
            }
            assertEquals(counters, sink.counters());
            assertEquals(files, files());
            final List<byte[]> after = read(files);
            for (int i = 0; i < before.size(); i++) {
                assertArrayEquals(before.get(i), after.get(i), files.get(i).toString());
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// Those of the producer's folder; its lock must not be opened a second time by this process.
    private static List<byte[]> read(final List<Path> files) throws IOException {
        final List<byte[]> contents = new ArrayList<>();
        for (final Path file : files) {
            contents.add(file.endsWith("lock") ? new byte[0] : Files.readAllBytes(file));
        }
        return contents;
    }

    @Test
    void shouldComeToAnEndWhenTimeHasRunOut() throws IOException {
        final RingConfig config = SmallRing.in(folder);
        try (Rehearsal rehearsal = Rehearsal.open(config, true, true)) {
            assertFalse(rehearsal.run(1));
        }
    }

    @Test
    void shouldDoNothingWithOtherSinksOrWhenLoggingIsOff() throws IOException {
        final RingConfig config = SmallRing.in(folder);
        final MemorySink sink = new MemorySink();
        try (var memory = RecordingStream.builder("test").sink(sink).open();
                var off = RecordingStream.builder("test")
                        .sharedMemory(config)
                        .enabled(false)
                        .open()) {
            final int rows = sink.rows().size();
            assertTrue(memory.warmUp(Duration.ofSeconds(1)));
            assertEquals(rows, sink.rows().size());
            assertTrue(off.warmUp(Duration.ofSeconds(1)));
            assertEquals(List.of(), files());
        }
    }
}
