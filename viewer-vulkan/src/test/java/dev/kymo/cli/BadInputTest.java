package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What can't be read or written: one line on standard error, exit 1, nothing left behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
    private Path folder = Path.of("");
    private Path results = Path.of("");
    private Path good = Path.of("");
    private @Nullable Kymo kymo;

    @BeforeAll
    void open(@TempDir final Path temporary) throws IOException {
        folder = temporary;
        results = Files.createDirectory(folder.resolve("results"));
        good = folder.resolve("good.rrd");
        OwnCase.write(good);
        kymo = Kymo.loop(folder);
    }

    @AfterAll
    void close() throws IOException {
        if (kymo != null) {
            kymo.close();
        }
    }

    private Kymo.Outcome run(final Object... args) throws IOException {
        return java.util.Objects.requireNonNull(kymo).run(args);
    }

    private List<String> results() throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /// The one line, that names the path.
    private String refused(final Path named, final Object... args) throws IOException {
        final List<String> before = results();
        final Kymo.Outcome outcome = run(args);
        final String what = outcome.command() + "\n" + outcome.stderr();
        assertEquals(1, outcome.exitCode(), what);
        assertEquals("", outcome.stdout(), what);
        assertEquals(1, outcome.complaints().size(), what);
        final String line = outcome.complaints().getFirst();
        assertTrue(line.startsWith("kymo: error: " + named), what);
        assertTrue(!line.contains("Exception") && !line.contains("--verbose"), what);
        assertEquals(before, results(), what);
        return line;
    }

    /// Every command that reads a recording.
    private List<Object[]> readers(final Path file) {
        return List.of(
                new Object[] {"query", "latest-at", file, "--entity", "/a", "--at", "frame=1", "--json"},
                new Object[] {"query", "range", file, "--entity", "/a", "--timeline", "frame"},
                new Object[] {"query", "batch", file, good},
                new Object[] {"rrd", "stats", file, "--json"},
                new Object[] {"rrd", "print", file},
                new Object[] {"rrd", "verify", file},
                new Object[] {"view", file, "--headless", "--screenshot", results.resolve("picture.png")});
    }

    private Map<String, Path> noRecordings() throws IOException, InterruptedException {
        final byte[] lie = Files.readAllBytes(good);
        // the version's major byte, and all that follows the header
        final byte[] version = Arrays.copyOf(lie, lie.length);
        Arrays.fill(version, 4, 12, (byte) 0xFF);
        final Map<String, Path> files = new LinkedHashMap<>();
        files.put("missing", folder.resolve("missing.rrd"));
        files.put("below a file", good.resolve("below.rrd"));
        files.put("empty", Files.write(folder.resolve("empty.rrd"), new byte[0]));
        files.put("cut header", Files.write(folder.resolve("cut.rrd"), Arrays.copyOf(lie, 7)));
        files.put("lying header", Files.write(folder.resolve("lie.rrd"), version));
        files.put(
                "text",
                Files.writeString(folder.resolve("text.rrd"), "hello, this is no recording at all\n".repeat(9)));
        files.put(
                "picture",
                Files.write(folder.resolve("png.rrd"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}));
        files.put("directory", results);
        files.put("device", Path.of("/dev/null"));
        files.put("pipe", pipe("pipe.rrd"));
        return files;
    }

    private Path pipe(final String name) throws IOException, InterruptedException {
        final Path pipe = folder.resolve(name);
        if (!Files.exists(pipe)) {
            assertEquals(
                    0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        }
        return pipe;
    }

    @Test
    void shouldRefuseWhatIsNoRecordingInEveryCommand() throws IOException, InterruptedException {
        for (final Map.Entry<String, Path> bad : noRecordings().entrySet()) {
            for (final Object[] command : readers(bad.getValue())) {
                refused(bad.getValue(), command);
            }
        }
    }

    @Test
    void shouldNameNoByteOfAFileThatIsNotThere() throws IOException {
        final Path missing = folder.resolve("missing.rrd");
        assertEquals("kymo: error: " + missing + ": there is no such file", refused(missing, "rrd", "stats", missing));
    }

    @Test
    void shouldReadWhatIsLeftOfATruncatedRecording() throws IOException {
        final byte[] bytes = Files.readAllBytes(good);
        final Path cut = Files.write(folder.resolve("truncated.rrd"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
        for (final Object[] command : readers(cut)) {
            if (command[0].equals("view") || command[1].equals("batch") || command[1].equals("verify")) {
                continue;
            }
            final Kymo.Outcome outcome = run(command);
            assertTrue(outcome.stderr().lines().allMatch(line -> line.startsWith("kymo: ")), outcome.stderr());
            assertTrue(outcome.complaints().size() <= outcome.exitCode(), outcome.command() + outcome.stderr());
        }
        final Kymo.Outcome verify = run("rrd", "verify", cut);
        assertEquals(1, verify.exitCode());
        assertTrue(!verify.stdout().isEmpty());
    }

    /// The smallest sources of each kind that can be imported.
    private Map<String, byte[]> sources() throws IOException {
        final Map<String, byte[]> sources = new LinkedHashMap<>();
        sources.put("scan.las", SmallSources.las());
        sources.put("scan.pcd", SmallSources.pcd());
        sources.put("scan.ply", SmallSources.ply());
        final Path laz = SmallSources.lazOrNull();
        if (laz != null) {
            sources.put("scan.laz", Files.readAllBytes(laz));
        }
        return sources;
    }

    @Test
    void shouldImportEachKind() throws IOException {
        for (final Map.Entry<String, byte[]> source : sources().entrySet()) {
            final Path file = Files.write(folder.resolve(source.getKey()), source.getValue());
            final Path target = results.resolve(source.getKey() + ".rrd");
            final Kymo.Outcome outcome = run("import", file, "-o", target);
            assertEquals(0, outcome.exitCode(), outcome.command() + outcome.stderr());
            assertEquals(0, run("rrd", "verify", target).exitCode());
            assertEquals(List.of(target.toString()), results());
            assertTrue(refused(target, "import", file, "-o", target).contains("--force"));
            assertEquals(0, run("import", file, "-o", target, "--force").exitCode());
            Files.delete(target);
        }
    }

    @Test
    void shouldRefuseBrokenSourcesOfEachKind() throws IOException, InterruptedException {
        final Path target = results.resolve("out.rrd");
        for (final Map.Entry<String, byte[]> source : sources().entrySet()) {
            final String name = source.getKey();
            final byte[] whole = source.getValue();
            final Map<String, Path> bad = new LinkedHashMap<>();
            bad.put("truncated", Files.write(folder.resolve("cut-" + name), Arrays.copyOf(whole, whole.length / 2)));
            bad.put("head alone", Files.write(folder.resolve("head-" + name), Arrays.copyOf(whole, 20)));
            bad.put("empty", Files.write(folder.resolve("empty-" + name), new byte[0]));
            bad.put("text", Files.writeString(folder.resolve("text-" + name), "hello\n".repeat(99)));
            bad.put("recording", Files.copy(good, folder.resolve("rrd-" + name)));
            bad.put("lying", Files.write(folder.resolve("lie-" + name), SmallSources.lying(name, whole)));
            bad.put("missing", folder.resolve("missing-" + name));
            bad.put("pipe", pipe("pipe-" + name));
            bad.put("directory", Files.createDirectory(folder.resolve("directory-" + name)));
            for (final Path path : bad.values()) {
                refused(path, "import", path, "-o", target);
            }
            final Path file = Files.write(folder.resolve(name), whole);
            refused(
                    results.resolve("nowhere"),
                    "import",
                    file,
                    "-o",
                    results.resolve("nowhere").resolve("out.rrd"));
            refused(results, "import", file, "-o", results, "--force");
            refused(file, "import", file, "-o", file, "--force");
            assertTrue(Arrays.equals(whole, Files.readAllBytes(file)), "the source stays as it was");
            // The second of two frames is broken: nothing of the first stays.
            refused(bad.get("truncated"), "import", file, bad.get("truncated"), "-o", target);
        }
        refused(Path.of("/dev/null"), "import", Path.of("/dev/null"), "-o", target);
    }

    @Test
    void shouldRefuseBrokenImageFolders() throws IOException {
        final Path target = results.resolve("out.rrd");
        final Path images = Files.createDirectories(folder.resolve("room").resolve("image"));
        final Path picture = Files.write(images.resolve("00000.png"), SmallSources.png());
        final Kymo.Outcome fine = run("import", images.getParent(), "-o", target);
        assertEquals(0, fine.exitCode(), fine.stderr());
        Files.delete(target);
        final Map<String, byte[]> lies = Map.of(
                "empty", new byte[0],
                "cut", Arrays.copyOf(SmallSources.png(), 12),
                "text", "hello".getBytes(StandardCharsets.UTF_8));
        for (final byte[] lie : lies.values()) {
            Files.write(picture, lie);
            refused(folder.resolve("room"), "import", images.getParent(), "-o", target);
        }
        final Path nothing = Files.createDirectory(folder.resolve("nothing"));
        refused(nothing, "import", nothing, "-o", target);
        Files.write(picture, SmallSources.png());
        final Path poses = folder.resolve("no-poses.log");
        refused(poses, "import", images.getParent(), "-o", target, "--trajectory", poses);
        Files.writeString(poses, "these are no poses\n");
        refused(poses, "import", images.getParent(), "-o", target, "--trajectory", poses);
    }

    @Test
    void shouldRefusePlacesWherePicturesCannotGo() throws IOException {
        refused(results, "view", good, "--headless", "--screenshot", results);
        final Path nowhere = results.resolve("nowhere").resolve("a.png");
        refused(nowhere, "view", good, "--headless", "--screenshot", nowhere);
        final byte[] before = Files.readAllBytes(good);
        refused(good, "view", good, "--headless", "--screenshot", good);
        assertTrue(Arrays.equals(before, Files.readAllBytes(good)), "the recording stays as it was");
    }

    @Test
    void shouldRefuseQuestionsThatCannotBeRead() throws IOException {
        final Path missing = folder.resolve("missing.jsonl");
        refused(missing, "query", "batch", good, missing);
        refused(results, "query", "batch", good, results);
    }

    @Test
    void shouldRefuseFilesWithoutPermission() throws IOException {
        final Path mine = Files.copy(good, folder.resolve("private.rrd"));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("---------"));
        final Path scan = Files.write(folder.resolve("private.ply"), SmallSources.ply());
        Files.setPosixFilePermissions(scan, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(mine)) {
            Assumptions.abort("this user may read every file (root): nothing to see");
        }
        for (final Object[] command : readers(mine)) {
            refused(mine, command);
        }
        refused(scan, "import", scan, "-o", results.resolve("out.rrd"));
        final Path sealed = Files.createDirectory(folder.resolve("sealed"));
        Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-xr-x"));
        refused(sealed, "view", good, "--headless", "--screenshot", sealed.resolve("picture.png"));
    }
}
