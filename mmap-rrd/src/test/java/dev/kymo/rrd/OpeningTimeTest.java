package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long it takes to open a file of many small chunks from its footer, and by walking its frames. Not a
/// claim that a busy machine could break: the times go to `target/opening.txt`.
@Tag("long")
final class OpeningTimeTest {
    private static final int CHUNKS = Integer.getInteger("kymo.opening.chunks", 50_000);
    private static final int ROUNDS = 11;

    @TempDir
    private Path directory;

    @Test
    void shouldFindTheSameChunksFromTheFooterAsByWalking() throws IOException, InterruptedException {
        final Path path = directory.resolve("many.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, StoreId.recording("app", "rec"), CHUNKS);
        }
        final StringBuilder text = new StringBuilder();
        for (final boolean cold : new boolean[] {false, true}) {
            final long[] fromFooter = new long[ROUNDS];
            final long[] byWalking = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                fromFooter[i] = timeNs(path, false, cold);
                byWalking[i] = timeNs(path, true, cold);
            }
            report(text, cold ? "not in memory" : "in memory", fromFooter, byWalking);
        }
        Files.writeString(
                Path.of("target", "opening.txt"),
                CHUNKS + " chunks, " + Files.size(path) + " bytes, milliseconds\n" + text);
    }

    private static long timeNs(final Path path, final boolean walks, final boolean cold)
            throws IOException, InterruptedException {
        if (cold) {
            dropFromMemory(path);
        }
        final long begin = System.nanoTime();
        try (RrdFile file = RrdFile.open(path)) {
            final int chunks = walks
                    ? file.entries().size()
                    : file.footer().orElseThrow().manifests().getFirst().chunkCount();
            final long took = System.nanoTime() - begin;
            assertEquals(CHUNKS, chunks);
            assertEquals(List.of(), file.problems());
            return took;
        }
    }

    private static void dropFromMemory(final Path path) throws IOException, InterruptedException {
        final Process dd = new ProcessBuilder(
                        "dd", "of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none")
                .start();
        assertEquals(0, dd.waitFor());
    }

    private static void report(
            final StringBuilder text, final String what, final long[] fromFooter, final long[] byWalking) {
        text.append(String.format(
                Locale.ROOT,
                "%s: first from footer %.1f, first by walking %.1f%n",
                what,
                fromFooter[0] / 1e6,
                byWalking[0] / 1e6));
        Arrays.sort(fromFooter);
        Arrays.sort(byWalking);
        text.append(String.format(
                Locale.ROOT,
                "%s: median from footer %.2f (%.2f to %.2f), by walking %.2f (%.2f to %.2f)%n",
                what,
                fromFooter[ROUNDS / 2] / 1e6,
                fromFooter[0] / 1e6,
                fromFooter[ROUNDS - 1] / 1e6,
                byWalking[ROUNDS / 2] / 1e6,
                byWalking[0] / 1e6,
                byWalking[ROUNDS - 1] / 1e6));
    }
}
