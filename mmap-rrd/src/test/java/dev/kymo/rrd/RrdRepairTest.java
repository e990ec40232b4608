package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RrdRepairTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path directory;

    private Path path = Path.of("");
    private List<ChunkEntry> entries = List.of();
    private List<Frame> frames = List.of();

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("sample.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            new SampleRecording(writer, STORE, 2).write();
        }
        try (RrdFile file = RrdFile.open(path)) {
            entries = file.entries().stream().toList();
            frames = file.frames().stream().toList();
        }
    }

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private void change(final long at) throws IOException {
        final byte[] bytes = Files.readAllBytes(path);
        bytes[(int) at] ^= 4;
        Files.write(path, bytes);
    }

    private static List<ChunkId> ids(final List<ChunkEntry> of) {
        return of.stream().map(e -> e.chunkId().orElseThrow()).toList();
    }

    private List<ChunkId> idsWithout(final int... lost) {
        final List<ChunkId> ids = new ArrayList<>(ids(entries));
        for (final int place : lost) {
            ids.remove(entries.get(place).chunkId().orElseThrow());
        }
        return ids;
    }

    /// Mends to a copy and in place, and checks both.
    private RrdRepair.Report assertMendedTo(final List<ChunkId> expected) throws IOException {
        final Path copy = directory.resolve("copy.rrd");
        final RrdRepair.Report report = RrdRepair.repair(path, copy);
        final RrdRepair.Report inPlace = RrdRepair.repairInPlace(path);
        assertEquals(report, inPlace);
        assertTrue(report.isWhole(), report.toString());
        assertEquals(-1, Files.mismatch(copy, path));
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(List.of(), RrdVerify.verify(file));
            assertEquals(expected, ids(file.entries()));
            assertTrue(file.footer().isPresent());
            for (final ChunkEntry entry : file.entries()) {
                assertTrue(file.isAligned(entry), entry.toString());
                assertTrue(entry.checksum().isPresent());
            }
        }
        return report;
    }

    @Test
    void shouldDropAndNameAChunkWhoseChecksumIsWrong() throws IOException {
        final ChunkEntry bad = entries.get(4);
        change(bad.payloadOffset() + bad.payloadBytes() / 2);
        final RrdRepair.Report report = assertMendedTo(idsWithout(4));
        assertEquals(1, report.dropped().size(), report.toString());
        final RrdRepair.Dropped dropped = report.dropped().getFirst();
        assertEquals(bad.offsetBytes() - 16, dropped.offsetBytes());
        assertEquals(bad.lengthBytes() + 16, dropped.lengthBytes());
        assertTrue(dropped.reason().contains("checksum"), dropped.reason());
    }

    @Test
    void shouldFindThroughTheFooterWhatLiesBehindADamagedHeader() throws IOException {
        final ChunkEntry bad = entries.get(4);
        change(bad.offsetBytes() - 16);
        final RrdRepair.Report report = assertMendedTo(idsWithout(4));
        assertEquals(1, report.dropped().size(), report.toString());
        assertEquals(bad.offsetBytes() - 16, report.dropped().getFirst().offsetBytes());
        assertEquals(bad.lengthBytes() + 16, report.dropped().getFirst().lengthBytes());
    }

    @Test
    void shouldDropAMessageThatCantBeRead() throws IOException {
        change(entries.get(2).offsetBytes());
        assertEquals(1, assertMendedTo(idsWithout(2)).dropped().size());
    }

    @Test
    void shouldMakeAFooterAnewThatIsWrong() throws IOException {
        change(frames.getLast().offsetBytes() + 17);
        final RrdRepair.Report report = assertMendedTo(idsWithout());
        assertTrue(report.dropped().getFirst().reason().contains("footer"), report.toString());
    }

    @Test
    void shouldLeaveAWholeFileAsItIs() throws IOException {
        final byte[] before = Files.readAllBytes(path);
        assertEquals(List.of(), assertMendedTo(idsWithout()).dropped());
        org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void shouldRefuseAFileThatIsBeingWrittenAndATargetThatIsThere() throws IOException {
        assertThrows(FileAlreadyExistsException.class, () -> RrdRepair.repair(path, path));
        try (RrdWriter writer = RrdWriter.reopen(path, RrdWriterOptions.DEFAULT)) {
            assertThrows(RrdException.class, () -> RrdRepair.repairInPlace(path));
            assertEquals(entries.size(), writer.chunkCount());
        }
        final Path text = Files.writeString(directory.resolve("text.rrd"), "not a recording at all");
        assertThrows(RrdException.class, () -> RrdRepair.repair(text, directory.resolve("none.rrd")));
        assertFalse(Files.exists(directory.resolve("none.rrd")));
    }

    @Test
    void shouldMendFilesOfOtherPrograms() throws IOException {
        for (final Path genuine : SharedFiles.recordings()) {
            final Path copy = directory.resolve("genuine.rrd");
            Files.deleteIfExists(copy);
            final RrdRepair.Report report = RrdRepair.repair(genuine, copy);
            assertTrue(report.isWhole(), genuine + ": " + report);
            assertEquals(List.of(), report.dropped(), genuine.toString());
            try (RrdFile before = RrdFile.open(genuine);
                    RrdFile after = RrdFile.open(copy)) {
                assertEquals(
                        RrdStats.of(before).recordings(), RrdStats.of(after).recordings(), genuine.toString());
            }
        }
    }

    @Test
    void shouldEndWhateverBytesAreChanged() throws IOException {
        mutate(150, 3);
    }

    @Test
    @Tag("long")
    void shouldEndWhateverManyBytesAreChanged() throws IOException {
        mutate(3000, 4);
    }

    private void mutate(final int count, final long seed) throws IOException {
        final Random random = new Random(seed);
        final Path small = directory.resolve("small.rrd");
        try (RrdWriter writer = RrdWriter.create(small, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, 4);
        }
        final byte[] original = Files.readAllBytes(small);
        final Path mended = directory.resolve("mended.rrd");
        for (int i = 0; i < count; i++) {
            final String where = "seed " + seed + ", change " + i;
            final byte[] bytes = original.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(small, bytes);
            Files.deleteIfExists(mended);
            try {
                RrdRepair.repair(small, mended);
                RrdWriter.reopen(small, RrdWriterOptions.DEFAULT).close();
                try (RrdFile file = RrdFile.open(small)) {
                    assertTrue(file.footer().isPresent() || file.entries().isEmpty(), where);
                }
            } catch (final RrdException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith(small + ": byte "), where + ": " + e);
            }
            assertEquals(usedBefore, OffHeap.usedBytes(), where);
        }
    }
}
