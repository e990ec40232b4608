package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FullDiskTest {
    @TempDir
    private Path directory;

    /// A limit on the size of files stands in for the end of the disk: the kernel writes what fits and then
    /// fails.
    @Test
    void shouldStopAtTheLastWholeChunkAndSaySoAtEveryLaterCall() throws IOException, InterruptedException {
        final Path path = directory.resolve("full.rrd");
        final Process child = WriterProcess.start("ulimit -f 2000; exec", path, 100_000);
        assertTrue(child.waitFor(120, TimeUnit.SECONDS));
        // The footer did not fit either, and closing says so.
        assertEquals(1, child.exitValue(), Files.readString(Path.of(path + ".out")));
        final List<String> failures = Files.readAllLines(Path.of(path + ".failures"));
        assertEquals(3, failures.size(), failures.toString());
        assertEquals(failures.get(0), failures.get(1));
        assertEquals(failures.get(0), failures.get(2));
        assertTrue(failures.get(0).matches(".*full.rrd: byte \\d+: writing failed.*"), failures.get(0));
        assertTrue(Files.size(path) <= 2000 * 1024, "size " + Files.size(path));
        final int chunks;
        try (RrdFile file = RrdFile.open(path)) {
            chunks = file.entries().size();
            assertTrue(chunks > 200, "chunks " + chunks);
            assertEquals(List.of(), RrdVerify.verify(file));
        }
        try (RrdWriter writer = RrdWriter.reopen(path, RrdWriterOptions.DEFAULT)) {
            assertEquals(List.of(), writer.cutOff());
            assertEquals(chunks, writer.chunkCount());
            RrdWriterTest.storeSmallChunks(writer, StoreId.recording("child", "child_1"), 1);
        }
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(List.of(), RrdVerify.verify(file));
            assertEquals(chunks + 1, file.entries().size());
        }
    }

    @Test
    void shouldGiveBackTheDiskThatItReservedAndNeverMakeTheFileLonger() throws IOException {
        final Path path = directory.resolve("reserved.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, StoreId.recording("a", "b"), 3);
            assertEquals(writer.sizeBytes(), Files.size(path));
        }
        final long roundedUp = Math.ceilDiv(Files.size(path), 65_536L) * 65_536;
        assertTrue(blockBytes(path) <= roundedUp, blockBytes(path) + " bytes on disk, " + Files.size(path) + " used");
    }

    private static long blockBytes(final Path path) throws IOException {
        final Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
        try (var answer = stat.inputReader()) {
            return Long.parseLong(answer.readLine().trim()) * 512;
        }
    }
}
