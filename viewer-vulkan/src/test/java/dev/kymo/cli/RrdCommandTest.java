package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rrd stats`, `print` and `verify`.
final class RrdCommandTest {
    @TempDir
    private Path folder;

    private Path file() throws IOException {
        final Path file = folder.resolve("own.rrd");
        OwnCase.write(file);
        return file;
    }

    @Test
    @SuppressWarnings("unchecked")
    void shouldCountWhatIsThere() throws IOException {
        final Path file = file();
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome outcome = kymo.run("rrd", "stats", file, "--json");
            assertEquals(0, outcome.exitCode());
            assertEquals("", outcome.stderr());
            final Map<String, @Nullable Object> stats = Json.object(outcome.stdout());
            assertEquals(List.of("file", "size_bytes", "has_footer", "recordings"), List.copyOf(stats.keySet()));
            assertEquals(file.toString(), stats.get("file"));
            assertEquals(Json.Quantity.of((double) Files.size(file)), stats.get("size_bytes"));
            assertEquals(true, stats.get("has_footer"));
            final List<Map<String, @Nullable Object>> recordings =
                    (List<Map<String, @Nullable Object>>) java.util.Objects.requireNonNull(stats.get("recordings"));
            assertEquals(1, recordings.size());
            final Map<String, @Nullable Object> recording = recordings.getFirst();
            assertEquals(
                    List.of(
                            "kind",
                            "application_id",
                            "recording_id",
                            "entities",
                            "chunks",
                            "static_chunks",
                            "rows",
                            "components",
                            "timelines",
                            "compressed_chunks",
                            "aligned_chunks",
                            "points"),
                    List.copyOf(recording.keySet()));
            assertEquals("recording", recording.get("kind"));
            assertEquals(OwnCase.APPLICATION, recording.get("application_id"));
            assertEquals(OwnCase.RECORDING, recording.get("recording_id"));
            assertEquals(Json.Quantity.of(7), recording.get("entities"));
            assertEquals(Json.Quantity.of(16), recording.get("rows"), "15 of the case, 1 of properties");
            assertEquals(Json.Quantity.of(2), recording.get("points"));
            assertEquals(Json.Quantity.of(0), recording.get("compressed_chunks"));
            assertTrue(
                    ((List<Object>) java.util.Objects.requireNonNull(recording.get("components")))
                            .contains("/cloud:Points3D:positions"),
                    recording.toString());
            final double wallNs = 1_795_176_000_000_000_000.0;
            assertEquals(
                    List.of(
                            span("frame", "sequence", 0, 9),
                            span("t", "duration", 500_000_000, 1_500_000_000),
                            span("wall", "timestamp", wallNs, wallNs)),
                    recording.get("timelines"));
            final Kymo.Outcome text = kymo.run("rrd", "stats", file);
            assertEquals(0, text.exitCode());
            assertTrue(text.stdout().contains("0.5s to 1.5s"), text.stdout());
            assertTrue(text.stdout().contains("2026-11-20T12:00:00Z"), text.stdout());
        }
    }

    private static Map<String, Object> span(
            final String name, final String type, final double start, final double end) {
        return Map.of("name", name, "type", type, "start", Json.Quantity.of(start), "end", Json.Quantity.of(end));
    }

    @Test
    void shouldFindDamage() throws IOException {
        final byte[] good = Files.readAllBytes(file());
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome whole = kymo.run("rrd", "verify", folder.resolve("own.rrd"));
            assertEquals(0, whole.exitCode(), whole.stdout() + whole.stderr());
            assertEquals("", whole.stderr());
            // One bit of a value deep in a payload; the checksum must tell.
            final byte[] flipped = good.clone();
            flipped[4096 + 700] ^= 0x10;
            final Path damaged = Files.write(folder.resolve("damaged.rrd"), flipped);
            final Kymo.Outcome found = kymo.run("rrd", "verify", damaged);
            assertEquals(1, found.exitCode(), found.stdout());
            assertTrue(found.lines().size() >= 1, found.stdout());
            assertTrue(found.stdout().startsWith(damaged + ": "), found.stdout());
            // Without its end it can be read, and is not whole.
            final Path cut = Files.write(folder.resolve("cut.rrd"), java.util.Arrays.copyOf(good, good.length - 9000));
            assertNotEquals(0, kymo.run("rrd", "verify", cut).exitCode());
            final Kymo.Outcome stats = kymo.run("rrd", "stats", cut, "--json");
            assertEquals(0, stats.exitCode());
            assertEquals(false, Json.object(stats.stdout()).get("has_footer"));
            assertTrue(stats.stderr().startsWith("kymo: warning: " + cut + ": "), stats.stderr());
        }
    }

    @Test
    void shouldPrintEveryFrame() throws IOException {
        final Path file = file();
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome brief = kymo.run("rrd", "print", file);
            assertEquals(0, brief.exitCode());
            assertEquals("", brief.stderr());
            assertTrue(brief.lines().getFirst().startsWith("@0 stream header, version "), brief.stdout());
            assertTrue(brief.stdout().contains("/tree/leaf"), brief.stdout());
            assertTrue(brief.stdout().contains("own_case"), brief.stdout());
            final Kymo.Outcome verbose = kymo.run("rrd", "print", file, "--verbose");
            assertEquals(0, verbose.exitCode());
            assertTrue(verbose.stdout().contains("Points3D:positions"), verbose.stdout());
            assertTrue(verbose.lines().size() > brief.lines().size() + 10, verbose.stdout());
        }
    }
}
