package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wherever a file is cut, all whole frames before the cut are kept, by every way to go on with it.
final class CutFileTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final long SEED = 20_261_120;

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path directory;

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private Path small() throws IOException {
        final Path path = directory.resolve("small.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, 2);
        }
        return path;
    }

    private Path large() throws IOException {
        final Path path = directory.resolve("large.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            new SampleRecording(writer, STORE, 20).write();
        }
        return path;
    }

    private static int[] places(final Path path, final int count) throws IOException {
        final int size = (int) Files.size(path);
        final Random random = new Random(SEED);
        return IntStream.generate(() -> random.nextInt(StreamHeaderDescriptor.BYTES, size))
                .limit(count)
                .toArray();
    }

    @Test
    void shouldMendASmallFileCutAtSomeBytesAndAroundEveryFrame() throws IOException {
        final Path path = small();
        final int[] around;
        try (RrdFile file = RrdFile.open(path)) {
            around = file.frames().stream()
                    .flatMapToInt(f -> IntStream.rangeClosed(-20, 20).map(d -> (int) f.offsetBytes() + d))
                    .filter(at -> at >= StreamHeaderDescriptor.BYTES && at < file.sizeBytes())
                    .toArray();
        }
        cutAt(
                path,
                IntStream.concat(IntStream.of(around), IntStream.of(places(path, 100)))
                        .toArray());
    }

    @Test
    @Tag("long")
    void shouldMendASmallFileCutAtEveryByte() throws IOException {
        final Path path = small();
        cutAt(
                path,
                IntStream.range(StreamHeaderDescriptor.BYTES, (int) Files.size(path))
                        .toArray());
    }

    @Test
    void shouldMendALargerFileCutAnywhere() throws IOException {
        final Path path = large();
        cutAt(path, places(path, 20));
    }

    @Test
    @Tag("long")
    void shouldMendALargerFileCutAtAThousandPlaces() throws IOException {
        final Path path = large();
        cutAt(path, places(path, 1000));
    }

    private void cutAt(final Path path, final int... places) throws IOException {
        final List<Frame> frames;
        final List<ChunkEntry> entries;
        try (RrdFile file = RrdFile.open(path)) {
            frames = file.frames().stream().toList();
            entries = file.entries().stream().toList();
        }
        final Path cut = directory.resolve("cut.rrd");
        for (final int size : places) {
            Files.copy(path, cut, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            final String where = "seed " + SEED + ", cut at " + size;
            final List<Frame> whole = frames.stream()
                    .filter(f -> f.offsetBytes() + f.lengthBytes() <= size)
                    .toList();
            final List<ChunkEntry> chunks = entries.stream()
                    .filter(e -> e.offsetBytes() + e.lengthBytes() <= size)
                    .toList();
            assertFoundAndNamed(cut, whole, chunks, size, where);
            assertMended(cut, chunks, where);
        }
    }

    private static void assertFoundAndNamed(
            final Path cut, final List<Frame> whole, final List<ChunkEntry> chunks, final long size, final String where)
            throws IOException {
        final Frame last = whole.getLast();
        final long end = last.offsetBytes() + last.lengthBytes();
        try (RrdFile file = RrdFile.open(cut)) {
            assertEquals(whole, file.frames(), where);
            assertEquals(chunks, file.entries(), where);
            final List<Problem> problems = RrdVerify.verify(file);
            if (end == size) {
                assertEquals(List.of(), problems, where);
            } else {
                assertEquals(1, problems.size(), where + ": " + problems);
                assertEquals(end, problems.getFirst().offsetBytes(), where);
            }
        }
    }

    private void assertMended(final Path cut, final List<ChunkEntry> chunks, final String where) throws IOException {
        final Path mended = directory.resolve("mended.rrd");
        Files.deleteIfExists(mended);
        assertWhole(mended, RrdRepair.repair(cut, mended), chunks, where);
        final Path reopened = directory.resolve("reopened.rrd");
        Files.copy(cut, reopened, StandardCopyOption.REPLACE_EXISTING);
        final int before;
        try (RrdWriter writer = RrdWriter.reopen(reopened, RrdWriterOptions.DEFAULT)) {
            before = (int) writer.chunkCount();
            RrdWriterTest.storeSmallChunks(writer, STORE, 1);
        }
        assertEquals(chunks.size(), before, where);
        try (RrdFile file = RrdFile.open(reopened)) {
            assertEquals(List.of(), RrdVerify.verify(file), where);
            assertEquals(chunks, file.entries().subList(0, before), where);
            assertEquals(before + 1, file.entries().size(), where);
        }
        assertWhole(cut, RrdRepair.repairInPlace(cut), chunks, where);
        assertEquals(-1, Files.mismatch(cut, mended), where);
    }

    private static void assertWhole(
            final Path path, final RrdRepair.Report report, final List<ChunkEntry> chunks, final String where)
            throws IOException {
        assertTrue(report.isWhole(), where + ": " + report);
        assertEquals(chunks.size(), report.chunks(), where);
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(chunks, file.entries(), where);
            assertEquals(!chunks.isEmpty(), file.footer().isPresent(), where);
        }
    }
}
