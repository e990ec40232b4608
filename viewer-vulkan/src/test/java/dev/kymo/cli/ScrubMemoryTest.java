package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.Compression;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.Points3D;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A compressed recording of ten times what the program may hold, dragged through from end to end: see [ScrubProcess].
final class ScrubMemoryTest {
    private static final int POINTS = 100_000;
    private static final int SIDE = 1024;
    private static final StoreId STORE = StoreId.recording("scrub", "one");
    /// Of a frame, unpacked: positions, colours, the picture.
    private static final long FRAME_BYTES = POINTS * 16L + SIDE * SIDE * 3L;

    @TempDir
    private Path folder;

    @Test
    @Tag("long")
    void shouldStayWithinTheLimitWhenTheCursorIsDragged() throws IOException, InterruptedException {
        scrub(1_000_000_000, 10);
    }

    @Test
    @Tag("long")
    void shouldStayWithinAGigabyteOverTen() throws IOException, InterruptedException {
        scrub(1_000_000_000, 1);
    }

    /// @param part one of so many of the frames that make ten times the limit
    private void scrub(final long limitBytes, final int part) throws IOException, InterruptedException {
        final int frames = Math.toIntExact(10 * limitBytes / FRAME_BYTES / part) + 1;
        final Path file = folder.resolve("packed.rrd");
        write(file, frames);
        final Path report = folder.resolve("report.txt");
        final Path said = folder.resolve("said.txt");
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of(System.getProperty("kymo.root"), ".mvn", "java.flags"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScrubProcess.class.getName(),
                        file.toString(),
                        Long.toString(limitBytes),
                        Integer.toString(frames),
                        Integer.toString(Math.max(50, frames / 4)),
                        report.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.MINUTES), "hangs");
        assertEquals(0, process.exitValue(), Files.readString(said));
        final String text = Files.readString(report);
        Files.writeString(
                Path.of("target", "scrub.txt"),
                String.format(
                        Locale.ROOT,
                        "limit %,d bytes; %,d bytes unpacked, %,d in the file%n%s",
                        limitBytes,
                        frames * FRAME_BYTES,
                        Files.size(file),
                        text));
        final Matcher held = Pattern.compile("held at most (\\d+) MiB").matcher(text);
        assertTrue(held.find(), text);
        assertTrue(Long.parseLong(held.group(1)) << 20 < limitBytes, text);
        // Every frame shows its points
        final Matcher pass =
                Pattern.compile("(\\d+) of \\d+ frames, (\\d+) points").matcher(text);
        while (pass.find()) {
            assertEquals(Long.parseLong(pass.group(1)) * POINTS, Long.parseLong(pass.group(2)), text);
        }
    }

    /// A ring of points that turns, and a picture that changes, both with something to them that packs and something
    /// that does not.
    private static void write(final Path file, final int frames) throws IOException {
        final Random random = new Random(3);
        final float[] positions = new float[POINTS * 3];
        final int[] colors = new int[POINTS];
        final byte[] pixels = new byte[SIDE * SIDE * 3];
        try (RrdWriter out = RrdWriter.create(file, RrdWriterOptions.DEFAULT.withCompression(Compression.LZ4))) {
            for (int frame = 0; frame < frames; frame++) {
                for (int i = 0; i < POINTS; i++) {
                    final double angle = (i / 100 + frame) * 0.01;
                    positions[3 * i] = (float) Math.cos(angle) * 10;
                    positions[3 * i + 1] = (float) Math.sin(angle) * 10;
                    positions[3 * i + 2] = i % 100 * 0.05f;
                    colors[i] = i % 100 << 24 | 0x80FF;
                }
                for (int i = 0; i < pixels.length; i += 64) {
                    pixels[i] = (byte) random.nextInt();
                }
                append(out, frame, "world/ring", Points3D.of(positions).colors(colors));
                append(out, frame, "camera", Image.rgb8(pixels, SIDE, SIDE));
            }
        }
    }

    private static void append(final RrdWriter out, final int frame, final String path, final Archetype value)
            throws IOException {
        final EntityPath entity = EntityPath.parse(path);
        final TimePoint time = TimePoint.of(Timeline.sequence("frame"), frame);
        try (OpenChunk chunk = new OpenChunk(entity, time, 0)) {
            chunk.append(new DataRow(RowIds.PROCESS.next(), entity, time, value.cells()));
            out.append(STORE, chunk.snapshot());
        }
    }
}
