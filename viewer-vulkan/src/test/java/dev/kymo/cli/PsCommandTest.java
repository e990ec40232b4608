package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ps` sees from shared memory alone who logs, who records, and what is dropped.
final class PsCommandTest {
    @TempDir
    private Path folder;

    private Path shm = Path.of("");

    @BeforeEach
    void nameSharedMemory() {
        shm = folder.resolve("shm");
    }

    private Kymo.Running start(final Object... args) throws IOException {
        return Kymo.start(
                folder,
                Map.of(
                        "KYMO_SHM_DIR",
                        shm.toString(),
                        "XDG_STATE_HOME",
                        folder.resolve("state").toString()),
                args);
    }

    private Kymo.Outcome run(final Object... args) throws IOException, InterruptedException {
        return start(args).end();
    }

    private RecordingStream open(final RingConfig config) {
        return RecordingStream.builder("ps_test")
                .recordingId("take-1")
                .sharedMemory(config)
                .open();
    }

    private RingConfig small() {
        return RingConfig.fromEnvironment()
                .withDirectory(shm)
                .withRingBytes(1 << 16)
                .withPayloadBytes(1 << 18);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> only(final Kymo.Outcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        final List<Object> producers =
                (List<Object>) Json.object(outcome.stdout()).get("producers");
        assertEquals(1, producers.size(), outcome.stdout());
        return (Map<String, Object>) producers.getFirst();
    }

    @Test
    void shouldSayThatNobodyLogsAndHowToBegin() throws IOException, InterruptedException {
        final Kymo.Outcome nothing = run("ps");
        assertEquals(0, nothing.exitCode(), nothing.stderr());
        assertEquals(2, nothing.lines().size(), nothing.stdout());
        assertTrue(nothing.stdout().contains("RecordingStream.builder"), nothing.stdout());
        assertFalse(Files.exists(shm), "looking makes no folder");
        assertEquals(
                "{\"recorder\":null,\"producers\":[]}\n", run("ps", "--json").stdout());
        assertEquals(2, run("ps", "--interval", "0s").exitCode());
        assertEquals(2, run("ps", "--interval", "soon").exitCode());
    }

    @Test
    void shouldShowWhatAProducerBuffersAndLetsGoPerStream() throws IOException, InterruptedException {
        try (RecordingStream out = open(small())) {
            for (int i = 0; i < 3_000; i++) {
                out.setTimeSequence("frame", i);
                out.log(i % 3 == 0 ? "arm/torque" : "base/speed", Scalars.of(i));
            }
            final Map<String, Object> producer = only(run("ps", "--json", "--streams"));
            assertEquals(Json.Quantity.of((double) ProcessHandle.current().pid()), producer.get("pid"));
            assertEquals("nobody", producer.get("state"));
            assertEquals(Json.Quantity.of(3_001), producer.get("rows"), "with the recording's own information");
            assertTrue(producer.toString().contains("take-1"), producer::toString);
            assertTrue(producer.toString().contains("/base/speed"), producer::toString);
            final Kymo.Outcome table = run("ps", "--streams");
            assertEquals(0, table.exitCode(), table.stderr());
            assertTrue(table.lines().get(0).startsWith("nobody records"), table.stdout());
            assertTrue(table.lines().get(1).contains("APPLICATION"), table.stdout());
            assertTrue(table.lines().get(2).contains("ps_test"), table.stdout());
            assertTrue(table.stdout().contains("/arm/torque"), table.stdout());
        }
    }

    @Test
    void shouldNameTheRecorderAndCleanOnlyWhenNobodyRecords() throws IOException, InterruptedException {
        final RecordingStream gone = open(small().withLinger(true));
        for (int i = 0; i < 10; i++) {
            gone.setTimeSequence("frame", i);
            gone.log("x", Scalars.of(i));
        }
        gone.close();
        assertEquals("closed", only(run("ps", "--json")).get("state"));
        try (RecordingStream alive = open(small().withOverflow(Overflow.block(Duration.ofSeconds(1))))) {
            alive.setTimeSequence("frame", 1);
            alive.log("y", Scalars.of(1));
            final Kymo.Outcome cleaned = run("ps", "--clean");
            assertEquals(0, cleaned.exitCode(), cleaned.stderr());
            assertTrue(cleaned.stderr().contains("(ps_test): 10 rows were waiting"), cleaned.stderr());
            assertEquals(1, cleaned.stderr().lines().count(), cleaned.stderr());
            assertEquals("nobody", only(run("ps", "--json")).get("state"), "the one that lives is still there");
            final Path file = folder.resolve("run.rrd");
            final Kymo.Running recorder = start("record", "-o", file);
            assertTrue(alive.awaitRecorder(Duration.ofSeconds(30)), recorder.said());
            final Kymo.Outcome recorded = run("ps");
            assertTrue(
                    recorded.lines()
                            .get(0)
                            .equals("recorder: process " + recorder.process().pid() + ", " + file),
                    recorded.stdout());
            assertTrue(
                    recorded.stdout()
                            .contains("recorded by " + recorder.process().pid()),
                    recorded.stdout());
            final Kymo.Outcome refused = run("ps", "--clean");
            assertEquals(1, refused.exitCode());
            assertEquals(1, refused.stderr().lines().count(), refused.stderr());
            assertTrue(refused.stderr().contains("somebody records"), refused.stderr());
            recorder.process().destroy();
            assertEquals(0, recorder.end().exitCode());
        }
    }
}
