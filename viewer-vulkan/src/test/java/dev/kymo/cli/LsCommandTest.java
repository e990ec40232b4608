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
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ls` knows what was recorded here, and looks where it is told to.
final class LsCommandTest {
    @TempDir
    private Path folder;

    private Kymo.Running start(final Object... args) throws IOException {
        return Kymo.start(
                folder,
                Map.of(
                        "KYMO_SHM_DIR", folder.resolve("shm").toString(),
                        "XDG_STATE_HOME", folder.resolve("state").toString(),
                        // On a busy machine the map's classes take their time
                        "KYMO_CATALOGUE_TIMEOUT_MS", "20000"),
                args);
    }

    private Kymo.Outcome run(final Object... args) throws IOException, InterruptedException {
        return start(args).end();
    }

    private void record(final Path file, final String id) throws IOException, InterruptedException {
        final Kymo.Running recorder = start("record", "-o", file);
        try (RecordingStream out = RecordingStream.builder("ls_test")
                .recordingId(id)
                .sharedMemory(RingConfig.fromEnvironment().withDirectory(folder.resolve("shm")))
                .open()) {
            assertTrue(out.awaitRecorder(Duration.ofSeconds(30)), recorder.said());
            for (int i = 0; i < 100; i++) {
                out.log("x", Scalars.of(i));
            }
            assertTrue(out.flush(Duration.ofSeconds(20)));
        }
        recorder.process().destroy();
        assertEquals(0, recorder.end().exitCode());
    }

    @Test
    void shouldKnowWhatWasRecordedAndForgetWhatIsGone() throws IOException, InterruptedException {
        final Kymo.Outcome nothing = run("ls");
        assertEquals(0, nothing.exitCode(), nothing.stderr());
        assertTrue(nothing.stdout().startsWith("no recordings known"), nothing.stdout());
        final Path file = folder.resolve("one.rrd");
        record(file, "take-1");
        final Kymo.Outcome listed = run("ls");
        assertEquals(0, listed.exitCode(), listed.stderr());
        assertEquals(2, listed.lines().size(), listed.stdout() + listed.stderr());
        for (final String part : new String[] {file.toString(), "ls_test", "take-1", "101", "closed"}) {
            assertTrue(listed.lines().get(1).contains(part), part + ": " + listed.stdout());
        }
        Files.delete(file);
        assertTrue(run("ls").lines().get(1).endsWith("gone"));
        assertTrue(run("ls").stdout().startsWith("no recordings known"));
    }

    @Test
    void shouldLookIntoFoldersAndDoWithoutABrokenCatalogue() throws IOException, InterruptedException {
        final Path data = Files.createDirectory(folder.resolve("data"));
        record(data.resolve("a.rrd"), "take-2");
        final byte[] whole = Files.readAllBytes(data.resolve("a.rrd"));
        // As a recorder leaves it that dies: no footer, the last message cut
        Files.write(data.resolve("b.rrd"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(data.resolve("c.rrd"), "no recording");
        final Path map = folder.resolve("state/kymo/catalogue/catalogue.dat");
        assertEquals(0, run("ls").exitCode());
        assertTrue(Files.exists(map));
        Files.writeString(map, "broken".repeat(1_000_000));
        final Kymo.Outcome listed = run("ls", "--json", data);
        assertEquals(0, listed.exitCode(), listed.stderr());
        assertTrue(listed.stdout().contains("a.rrd"), listed.stdout());
        assertTrue(listed.stdout().contains("\"state\":\"closed\""), listed.stdout());
        assertTrue(listed.stdout().contains("\"state\":\"crashed\""), listed.stdout());
        assertFalse(listed.stdout().contains("c.rrd"), listed.stdout());
        assertTrue(listed.stderr().contains("c.rrd"), listed.stderr());
        assertEquals(3, run("ls").lines().size(), "remembered, both of them");
        assertEquals(1, run("ls", folder.resolve("nowhere")).exitCode());
    }
}
