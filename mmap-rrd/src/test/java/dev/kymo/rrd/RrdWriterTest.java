package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RrdWriterTest {
    private static final StoreId STORE = StoreId.recording("sample", "sample_1");

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path directory;

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    /// Stores chunks of one scalar each, `count` of them, and returns them as stored.
    static List<Chunk> storeSmallChunks(final RrdWriter writer, final StoreId store, final int count)
            throws IOException {
        final List<Chunk> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Placement.InFile placed = writer.place(store, scalar(i));
            stored.add(read(placed));
        }
        return stored;
    }

    /// Not packed, so it needs no memory that would have to be given back.
    private static Chunk read(final Placement.InFile placed) {
        final ChunkSource.ReadChunk read =
                placed.source().read(placed.at(), placed.lengthBytes(), placed.unpackedBytes());
        assertEquals(0, placed.unpackedBytes());
        return java.util.Objects.requireNonNull(read).chunk();
    }

    private static Chunk scalar(final int value) {
        return OpenChunk.ofOneRow(new DataRow(
                RowIds.PROCESS.next(),
                EntityPath.of("a", "b"),
                TimePoint.of(SampleRecording.FRAME, value),
                List.of(new DataCell(
                        SampleRecording.builtIn("Scalars:scalars", "Scalar"),
                        ArrayData.doubles(Datatype.FLOAT64, value)))));
    }

    private static double scalarOf(final Chunk chunk) {
        return chunk.component("Scalars:scalars").orElseThrow().instances(0).getDouble(0);
    }

    /// Set `kymo.sample` to keep the file and show it to other programs.
    @Test
    void shouldReadBackEveryKindOfChunk() throws IOException {
        final String kept = System.getProperty("kymo.sample");
        final Path path = kept == null ? directory.resolve("sample.rrd") : Path.of(kept);
        final long written;
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
            new SampleRecording(writer, STORE, 80).write();
            written = writer.chunkCount();
        }
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(List.of(), RrdVerify.verify(file));
            assertEquals(written, file.entries().size());
            final RrdStats.Recording recording = RrdStats.of(file).recordings().getFirst();
            assertEquals(recording.chunks(), recording.alignedChunks());
            assertEquals(5298, recording.rows());
            assertEquals(205_000 + 80 * (10 + 11 + 12 + 13), recording.points());
            assertTrue(file.footer().isPresent());
        }
    }

    @Test
    void shouldHandOutMappedChunksAcrossWindows() throws IOException {
        final Path path = directory.resolve("windows.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withWindowBytes(16384))) {
            final List<Chunk> stored = storeSmallChunks(writer, STORE, 50);
            for (int i = 0; i < stored.size(); i++) {
                assertEquals(i, scalarOf(stored.get(i)));
                assertTrue(stored.get(i).rowIds().dataBuffer().isMapped()
                        || stored.get(i).rowIds().dataBuffer().isNative());
            }
            new SampleRecording(writer, STORE, 1).write();
        }
    }

    @Test
    void shouldBeReadableAtEveryInstant() throws IOException {
        final Path path = directory.resolve("growing.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            try (RrdFile file = RrdFile.open(path)) {
                assertEquals(List.of(), file.problems());
            }
            for (int i = 0; i < 20; i++) {
                writer.place(STORE, scalar(i));
                try (RrdFile file = RrdFile.open(path)) {
                    assertEquals(i + 1, file.entries().size());
                    assertEquals(i, scalarOf(file.load(file.entries().get(i))));
                    assertEquals(List.of(), RrdVerify.verify(file));
                    assertTrue(file.footer().isEmpty());
                }
            }
        }
    }

    @Test
    void shouldLeaveWholeFramesWhenAWriteFails() throws IOException {
        final Path path = directory.resolve("failed.rrd");
        final RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT);
        storeSmallChunks(writer, STORE, 3);
        final long size = writer.sizeBytes();
        // An interrupt closes the channel under the write: a failure that needs no broken disk.
        Thread.currentThread().interrupt();
        final RrdException failure = assertThrows(RrdException.class, () -> writer.place(STORE, scalar(9)));
        assertTrue(Thread.interrupted());
        assertEquals(size, failure.offsetBytes());
        assertEquals(size, Files.size(path));
        assertThrows(IOException.class, writer::close);
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(3, file.entries().size());
            assertEquals(List.of(), RrdVerify.verify(file));
        }
    }

    @Test
    void shouldKeepStoresApartThatAreWrittenInTurns() throws IOException {
        final Path path = directory.resolve("stores.rrd");
        final StoreId other = StoreId.recording("other", "sample_1");
        final StoreId blueprint = new StoreId(StoreKind.BLUEPRINT, "sample", "sample_1");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            writer.begin(new StoreInfo(STORE, StoreSource.other("test rig"), new StreamVersion(0, 33, 0, 0)));
            for (int i = 0; i < 5; i++) {
                for (final StoreId store : List.of(STORE, other, blueprint)) {
                    writer.place(store, scalar(i));
                }
            }
            writer.begin(StoreInfo.of(StoreId.recording("sample", "no_chunks")));
            assertThrows(IllegalArgumentException.class, () -> writer.begin(StoreInfo.of(STORE)));
        }
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(List.of(), RrdVerify.verify(file));
            assertEquals(4, file.stores().size());
            assertEquals("test rig", file.stores().getFirst().source().detail());
            assertEquals(3, file.footer().orElseThrow().manifests().size());
            final List<RrdStats.Recording> recordings = RrdStats.of(file).recordings();
            assertEquals("blueprint", recordings.get(2).kind());
            assertEquals(5, recordings.get(1).chunks());
            assertEquals(0, recordings.get(3).chunks());
        }
    }

    @Test
    void shouldRefuseToOverwriteUnlessTold() throws IOException {
        final Path path = directory.resolve("twice.rrd");
        RrdWriter.create(path, RrdWriterOptions.DEFAULT).close();
        assertThrows(FileAlreadyExistsException.class, () -> RrdWriter.create(path, RrdWriterOptions.DEFAULT));
        try (RrdFile old = RrdFile.open(path);
                RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
            storeSmallChunks(writer, STORE, 1);
            // Whoever has the old file open still has it.
            assertEquals(List.of(), RrdVerify.verify(old));
        }
    }

    @Test
    void shouldForceAsTold() throws IOException {
        for (final Durability durability : List.of(Durability.EVERY_CHUNK, Durability.every(Duration.ofMillis(1)))) {
            final Path path = directory.resolve("forced" + durability.intervalNs() + ".rrd");
            try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withDurability(durability))) {
                storeSmallChunks(writer, STORE, 3);
                writer.force();
            }
            try (RrdFile file = RrdFile.open(path)) {
                assertEquals(3, file.entries().size());
            }
        }
    }

    @Test
    void shouldPadToAPageWithRoomForTheChecksum() {
        for (long end = 0; end < 3 * 4096; end++) {
            final int bytes = ChunkFrame.paddingBytes(end);
            final int head = dev.kymo.rrd.format.ProtobufWriter.bytesHeadLength(2047, bytes);
            assertEquals(0, (end + head + bytes) % 4096, "end " + end);
            assertTrue(bytes >= 8 && bytes < 4096 + 128 + 8, "end " + end + ": " + bytes);
        }
    }

    @Test
    void shouldForceTheFileToTheDiskAsOftenAsItIsTold() throws IOException {
        assertEquals(0, forcesOf(Durability.NONE, 5));
        assertEquals(5, forcesOf(Durability.EVERY_CHUNK, 5));
        assertEquals(0, forcesOf(Durability.every(java.time.Duration.ofHours(1)), 5));
        assertEquals(5, forcesOf(Durability.every(java.time.Duration.ofNanos(1)), 5));
    }

    private long forcesOf(final Durability durability, final int chunks) throws IOException {
        final Path path = directory.resolve("forced-" + durability.intervalNs() + ".rrd");
        final RrdWriterOptions options = RrdWriterOptions.DEFAULT.withDurability(durability);
        final RrdWriter writer = RrdWriter.create(path, options);
        try (writer) {
            storeSmallChunks(writer, StoreId.recording("a", "b"), chunks);
            final long before = writer.forceCount();
            writer.close();
            // The footer, where anything is to be forced
            assertEquals(durability.intervalNs() < 0 ? 0 : 1, writer.forceCount() - before);
            return before;
        }
    }
}
