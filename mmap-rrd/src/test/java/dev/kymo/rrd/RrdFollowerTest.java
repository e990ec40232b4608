package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RrdFollowerTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long SMALL_WINDOW_BYTES = 1 << 16;

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path directory;

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private static void takeInto(final List<StoredChunk> all, final RrdFollower follower) throws IOException {
        all.addAll(follower.poll(Integer.MAX_VALUE));
        assertEquals(List.of(), follower.problems());
    }

    private static List<RowId> rowsOf(final List<StoredChunk> chunks) {
        return chunks.stream().map(stored -> stored.chunk().rowId(0)).toList();
    }

    private static void assertSawAll(final Path path, final List<StoredChunk> seen) throws IOException {
        final List<StoredChunk> expected = new ArrayList<>();
        try (RrdFile file = RrdFile.open(path)) {
            file.chunks().forEach(expected::add);
            assertEquals(rowsOf(expected), rowsOf(seen));
        }
    }

    @Test
    void shouldSeeWhatAnotherProcessAppendsAndWhoeverGoesOnAfterItsDeath() throws IOException, InterruptedException {
        final Path path = directory.resolve("growing.rrd");
        final Process child = WriterProcess.start("exec", path, Integer.MAX_VALUE);
        final List<StoredChunk> seen = new ArrayList<>();
        try {
            RrdReopenTest.awaitChunks(child, path, 1);
            try (RrdFollower follower = RrdFollower.open(path, SMALL_WINDOW_BYTES)) {
                final long begin = System.nanoTime();
                int polls = 0;
                while (seen.size() < 500 && System.nanoTime() - begin < DEADLINE_NS) {
                    takeInto(seen, follower);
                    polls++;
                }
                assertTrue(seen.size() >= 500 && polls > 1, seen.size() + " chunks in " + polls + " polls");
                assertFalse(follower.isClosed());
                child.destroyForcibly();
                assertTrue(child.waitFor(60, TimeUnit.SECONDS));
                goOnWith(path, follower, seen);
                assertEquals(
                        List.of(WriterProcess.STORE),
                        follower.stores().stream().map(StoreInfo::store).toList());
            }
        } finally {
            child.destroyForcibly();
        }
    }

    private static void goOnWith(final Path path, final RrdFollower follower, final List<StoredChunk> seen)
            throws IOException {
        for (int round = 0; round < 3; round++) {
            try (RrdWriter writer = RrdWriter.reopen(path, RrdWriterOptions.DEFAULT)) {
                RrdWriterTest.storeSmallChunks(writer, WriterProcess.STORE, 2 + round);
                takeInto(seen, follower);
                assertFalse(follower.isClosed());
            }
            takeInto(seen, follower);
            assertTrue(follower.isClosed());
            assertSawAll(path, seen);
        }
    }

    @Test
    void shouldSeeAFrameOnceItIsWholeHoweverItArrives() throws IOException {
        final Path whole = directory.resolve("whole.rrd");
        try (RrdWriter writer = RrdWriter.create(whole, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, 3);
        }
        final List<ChunkEntry> entries;
        try (RrdFile file = RrdFile.open(whole)) {
            entries = file.entries().stream().toList();
        }
        final byte[] bytes = Files.readAllBytes(whole);
        final Path path = Files.createFile(directory.resolve("arriving.rrd"));
        try (RrdFollower follower = RrdFollower.open(path)) {
            final List<StoredChunk> seen = new ArrayList<>();
            for (int at = 0; at < bytes.length; at++) {
                Files.write(path, new byte[] {bytes[at]}, StandardOpenOption.APPEND);
                if (at % 7 == 0 || at < 2 * StreamHeaderDescriptor.BYTES || at > bytes.length - 200) {
                    takeInto(seen, follower);
                    final long size = at + 1L;
                    final long expected = entries.stream()
                            .filter(e -> e.offsetBytes() + e.lengthBytes() <= size)
                            .count();
                    assertEquals(expected, seen.size(), "at byte " + at);
                }
            }
            assertTrue(follower.isClosed());
        }
    }

    @Test
    void shouldGiveAFewChunksAtATimeWhenAskedTo() throws IOException {
        final Path path = directory.resolve("sample.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, 10);
        }
        try (RrdFollower follower = RrdFollower.open(path)) {
            assertEquals(4, follower.poll(4).size());
            assertEquals(4, follower.poll(4).size());
            assertEquals(2, follower.poll(4).size());
            assertEquals(0, follower.poll(4).size());
        }
    }

    @Test
    void shouldFollowCompressedFilesAndSaySoWhenOneIsCut() throws IOException {
        final Path path = directory.resolve("genuine.rrd");
        Files.copy(SharedFiles.file("data/rrd/rerun-written/ply_torus.rrd"), path);
        try (RrdFollower follower = RrdFollower.open(path)) {
            assertEquals(
                    5000,
                    follower.poll(1)
                            .getFirst()
                            .chunk()
                            .component("Points3D:positions")
                            .orElseThrow()
                            .instances(0)
                            .length());
            Files.write(path, new byte[0]);
            assertThrows(RrdException.class, () -> follower.poll(1));
        }
    }
}
