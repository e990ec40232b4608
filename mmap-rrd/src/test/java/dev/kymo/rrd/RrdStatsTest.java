package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RrdStatsTest {
    @Test
    void shouldCountWhatAnotherReaderCountsInEveryFile() throws IOException {
        final TreeSet<String> expected = new TreeSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RrdStatsTest.class.getResourceAsStream("golden-counts.txt")),
                StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(expected::add);
        }
        final TreeSet<String> found = new TreeSet<>();
        final Path root = SharedFiles.root();
        for (final Path path : SharedFiles.recordings()) {
            try (RrdFile file = RrdFile.open(path)) {
                for (final RrdStats.Recording recording : RrdStats.of(file).recordings()) {
                    found.add(line(root.relativize(path), recording));
                }
            }
        }
        assertEquals(String.join("\n", expected), String.join("\n", found));
    }

    private static String line(final Path path, final RrdStats.Recording recording) {
        return String.join(
                "|",
                path.toString(),
                recording.recordingId(),
                Long.toString(recording.rows()),
                Integer.toString(recording.entities()),
                Integer.toString(recording.components().size()),
                recording.timelines().stream()
                        .map(t -> t.name() + "=" + t.start() + ".." + t.end())
                        .collect(Collectors.joining(",")));
    }

    @Test
    void shouldWriteTheJsonThatTheCommandLinePromises() throws IOException {
        try (RrdFile file = RrdFile.open(SharedFiles.file("data/rrd/rerun-written/ply_torus.rrd"))) {
            final String json = RrdStats.of(file).toJson();
            assertEquals(
                    "{\"file\":\"" + file.path() + "\",\"size_bytes\":84026,\"has_footer\":true,\"recordings\":["
                            + "{\"kind\":\"recording\",\"application_id\":\"torus.ply\","
                            + "\"recording_id\":\"rec_bc3cefd250914295ab22b96bd44a2bdc\",\"entities\":1,\"chunks\":1,"
                            + "\"static_chunks\":1,\"rows\":1,\"components\":[\"/torus.ply:Points3D:colors\","
                            + "\"/torus.ply:Points3D:positions\"],\"timelines\":[],\"compressed_chunks\":1,"
                            + "\"aligned_chunks\":0,\"points\":5000}]}",
                    json);
        }
    }

    @Test
    void shouldFindNothingWrongWithGenuineFiles() throws IOException {
        for (final Path path : SharedFiles.recordings()) {
            try (RrdFile file = RrdFile.open(path)) {
                final List<Problem> problems = RrdVerify.verify(file).stream()
                        .filter(p -> p.kind() != Problem.Kind.DUPLICATE_CHUNK)
                        .toList();
                assertEquals(List.of(), problems, path.toString());
                final StringBuilder text = new StringBuilder();
                RrdPrint.print(file, text, true);
                assertTrue(text.length() > 0);
            }
        }
    }
}
