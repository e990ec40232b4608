package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rrd pack` and `rrd align`, and files that are opened together.
final class RewriteToolTest {
    @TempDir
    private Path folder;

    private Path file() throws IOException {
        final Path file = folder.resolve("own.rrd");
        OwnCase.write(file);
        return file;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> recording(final Kymo kymo, final Object... files) throws IOException {
        final Object[] command = new Object[files.length + 3];
        command[0] = "rrd";
        command[1] = "stats";
        System.arraycopy(files, 0, command, 2, files.length);
        command[files.length + 2] = "--json";
        final Kymo.Outcome stats = kymo.run(command);
        assertEquals(0, stats.exitCode(), stats.stderr());
        final List<Map<String, @Nullable Object>> recordings = (List<Map<String, @Nullable Object>>)
                Objects.requireNonNull(Json.object(stats.stdout()).get("recordings"));
        return recordings.getFirst();
    }

    @Test
    void shouldPackAndAlignAndSayWhatWasDone() throws IOException {
        final Path file = file();
        final Path packed = folder.resolve("packed.rrd");
        final Path aligned = folder.resolve("aligned.rrd");
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome pack = kymo.run("rrd", "pack", file, "-o", packed, "--json");
            assertEquals(0, pack.exitCode(), pack.stderr());
            assertEquals("", pack.stderr());
            final Map<String, @Nullable Object> said = Json.object(pack.stdout());
            assertEquals(
                    List.of(
                            "file",
                            "output",
                            "bytes_in",
                            "bytes_out",
                            "chunks_in",
                            "chunks_out",
                            "rows",
                            "duplicate_chunks",
                            "seconds"),
                    List.copyOf(said.keySet()));
            assertEquals(Json.Quantity.of((double) Files.size(packed)), said.get("bytes_out"));
            final Kymo.Outcome align = kymo.run("rrd", "align", packed, "-o", aligned);
            assertEquals(0, align.exitCode(), align.stderr());
            assertTrue(align.stdout().startsWith(aligned + ": "), align.stdout());
            final Map<String, @Nullable Object> before = recording(kymo, file);
            final Map<String, @Nullable Object> small = recording(kymo, packed);
            final Map<String, @Nullable Object> mapped = recording(kymo, aligned);
            for (final String same : List.of("rows", "entities", "components", "timelines", "points")) {
                assertEquals(before.get(same), small.get(same), same);
                assertEquals(before.get(same), mapped.get(same), same);
            }
            assertEquals(small.get("chunks"), small.get("compressed_chunks"));
            assertEquals(mapped.get("chunks"), mapped.get("aligned_chunks"));
            final Kymo.Outcome verify = kymo.run("rrd", "verify", packed, aligned);
            assertEquals(0, verify.exitCode(), verify.stdout());
            assertEquals(2, verify.lines().size());
        }
    }

    @Test
    void shouldReplaceNothingUnasked() throws IOException {
        final Path file = file();
        try (Kymo kymo = Kymo.loop(folder)) {
            for (final String tool : List.of("pack", "align")) {
                final Kymo.Outcome itself = kymo.run("rrd", tool, file, "-o", file, "--force");
                assertEquals(1, itself.exitCode());
                assertEquals(
                        "kymo: error: " + file + ": is the file to be read; the result needs a name of its own\n",
                        itself.stderr());
                final Path there = Files.writeString(folder.resolve("there-" + tool + ".rrd"), "mine");
                final Kymo.Outcome kept = kymo.run("rrd", tool, file, "-o", there);
                assertEquals(1, kept.exitCode());
                assertEquals("mine", Files.readString(there));
                assertEquals(
                        0, kymo.run("rrd", tool, file, "-o", there, "--force").exitCode());
                assertEquals(2, kymo.run("rrd", tool, file).exitCode());
                final Kymo.Outcome none = kymo.run("rrd", tool, folder.resolve("none.rrd"), "-o", "x.rrd");
                assertEquals(1, none.exitCode());
                assertEquals(1, none.stderr().lines().count(), none.stderr());
            }
            assertFalse(Files.exists(Path.of("x.rrd")));
        }
    }

    @Test
    void shouldOpenFilesTogether() throws IOException {
        final Path file = file();
        final Path pieces = Files.createDirectory(folder.resolve("pieces"));
        final Path first = pieces.resolve("a.0000.rrd");
        final Path second = pieces.resolve("a.0001.rrd");
        try (Kymo kymo = Kymo.loop(folder)) {
            assertEquals(0, kymo.run("rrd", "align", file, "-o", first).exitCode());
            assertEquals(0, kymo.run("rrd", "align", file, "-o", second).exitCode());
            // The same chunks twice count once
            assertEquals(
                    recording(kymo, file).get("rows"),
                    recording(kymo, first, second).get("rows"));
            assertEquals(
                    recording(kymo, file).get("rows"), recording(kymo, pieces).get("rows"));
            final Path questions = Files.writeString(folder.resolve("questions.jsonl"), "{\"kind\":\"store\"}\n");
            final Kymo.Outcome alone = kymo.run("query", "batch", file, questions);
            final Kymo.Outcome together = kymo.run("query", "batch", first, second, questions);
            assertEquals(alone.exitCode(), together.exitCode(), together.stderr());
            assertEquals(alone.stdout(), together.stdout());
            final Kymo.Outcome folderOfNone = kymo.run("rrd", "stats", Files.createDirectory(folder.resolve("none")));
            assertEquals(1, folderOfNone.exitCode());
        }
    }
}
