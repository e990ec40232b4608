package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One recording in several files.
final class RrdSeriesTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final long SPLIT_BYTES = 200_000;

    @TempDir
    private Path directory;

    private long usedBefore;
    private Path name = Path.of("");

    @BeforeEach
    void noteMemory() {
        usedBefore = OffHeap.usedBytes();
        name = directory.resolve("run.rrd");
    }

    @AfterEach
    void shouldGiveAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private static RrdSeries.Options options(final Compression compression, final Duration keepLast) {
        return new RrdSeries.Options(RrdWriterOptions.DEFAULT.withCompression(compression), SPLIT_BYTES, keepLast);
    }

    private static RrdSeries.Options options() {
        return new RrdSeries.Options(RrdWriterOptions.DEFAULT, SPLIT_BYTES, null);
    }

    private static Chunk chunk(final String entity, final TimePoint time, final double value) {
        final double[] values = new double[1_000];
        java.util.Arrays.setAll(values, i -> value * i * 1.000_1);
        return OpenChunk.ofOneRow(new DataRow(
                RowIds.PROCESS.next(),
                EntityPath.parse(entity),
                time,
                List.of(new DataCell(
                        SampleRecording.builtIn("Scalars:scalars", "Scalar"),
                        ArrayData.doubles(Datatype.FLOAT64, values)))));
    }

    private static void append(final RrdSeries series, final int from, final int to) throws IOException {
        for (int frame = from; frame < to; frame++) {
            series.append(STORE, chunk("/a", TimePoint.of(SampleRecording.FRAME, frame), frame));
        }
    }

    private static void checkAlone(final Path file, final boolean isWhole) throws IOException {
        try (RrdFile each = RrdFile.open(file)) {
            assertEquals(isWhole, each.footer().isPresent(), file.toString());
            assertEquals(List.of(), RrdVerify.verify(each), file.toString());
            assertEquals(
                    List.of(STORE), each.stores().stream().map(StoreInfo::store).toList());
            assertEquals(
                    1,
                    each.entries().stream().filter(ChunkEntry::markedStatic).count(),
                    "static values that hold, of " + file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnFromFileToFileThatEachStandAlone(final Compression compression) throws IOException {
        final List<Path> entered = new ArrayList<>();
        final Path single = directory.resolve("single.rrd");
        try (RrdSeries series = RrdSeries.create(
                        name,
                        new RrdSeries.Options(
                                RrdWriterOptions.DEFAULT.withCompression(compression), SPLIT_BYTES, null));
                RrdWriter all = RrdWriter.create(single, RrdWriterOptions.DEFAULT)) {
            series.tell(entered::add);
            for (int frame = 0; frame < 120; frame++) {
                if (frame == 0 || frame == 70) {
                    final Chunk fixed = chunk("/fixed", TimePoint.STATIC, frame);
                    series.append(STORE, fixed);
                    all.append(STORE, fixed);
                }
                final Chunk chunk = chunk("/a", TimePoint.of(SampleRecording.FRAME, frame), frame);
                series.append(STORE, chunk);
                all.append(STORE, chunk);
            }
            assertEquals(122, series.rowCount());
            assertEquals(series.present(), RrdSeries.files(name));
            assertTrue(series.fileCount() >= 3, series.present().toString());
        }
        final List<Path> files = RrdSeries.files(name);
        assertEquals(directory.resolve("run.0000.rrd"), files.getFirst());
        assertEquals(directory.resolve("run.0001.rrd"), files.get(1));
        assertEquals(files.subList(1, files.size()), entered);
        for (final Path file : files.subList(0, files.size() - 1)) {
            assertTrue(Files.size(file) >= SPLIT_BYTES && Files.size(file) < 2 * SPLIT_BYTES, file.toString());
        }
        checkAlone(files.getFirst(), true);
        checkAlone(files.getLast(), true);
        assertEquals(RowTexts.of(single), RowTexts.of(files.toArray(Path[]::new)));
    }

    @Test
    void shouldGoOnInTheLastFileOfASeries() throws IOException {
        try (RrdSeries series = RrdSeries.create(name, options())) {
            series.append(STORE, chunk("/fixed", TimePoint.STATIC, 1));
            append(series, 0, 40);
        }
        assertThrows(FileAlreadyExistsException.class, () -> RrdSeries.create(name, options()));
        final int before = RrdSeries.files(name).size();
        // As a recorder leaves it that dies over beginning the next file
        Files.createFile(RrdSeries.file(name, before));
        try (RrdSeries series = RrdSeries.resume(name, options())) {
            append(series, 40, 80);
        }
        final List<Path> files = RrdSeries.files(name);
        assertTrue(files.size() > before, files.toString());
        for (final Path file : files) {
            checkAlone(file, true);
        }
        assertEquals(81, RowTexts.of(files.toArray(Path[]::new)).size());
        assertThrows(NoSuchFileException.class, () -> RrdSeries.resume(directory.resolve("none.rrd"), options()));
    }

    @Test
    void shouldDeleteWhatIsTooOldAndNothingElse() throws IOException {
        final Duration kept = Duration.ofMillis(300);
        final Path stranger = Files.writeString(directory.resolve("run.old.rrd"), "mine");
        final Path other = Files.writeString(directory.resolve("run.0000.rrd.txt"), "mine");
        final Path index = Files.writeString(directory.resolve("run.0000.rrd.kymo-index"), "made of it");
        final Path levels = Files.writeString(directory.resolve("run.0000.rrd.0f.kymo-lod"), "made of it");
        final Path another = Files.writeString(directory.resolve("run.0000.kymo-index"), "made of another");
        try (RrdSeries series = RrdSeries.create(name, options(Compression.NONE, kept))) {
            series.append(STORE, chunk("/fixed", TimePoint.STATIC, 1));
            append(series, 0, 60);
            series.deleteOld();
            final int before = series.fileCount();
            assertTrue(before > 2, "young files stay: " + before);
            assertTrue(Files.exists(RrdSeries.file(name, 0)));
            final long deadlineNs = System.nanoTime() + 20_000_000_000L;
            while (series.fileCount() > 1 && System.nanoTime() < deadlineNs) {
                LockSupport.parkNanos(10_000_000);
                series.deleteOld();
            }
            assertEquals(List.of(series.writer().path()), RrdSeries.files(name), "the present one stays");
            assertEquals(Files.size(series.writer().path()), series.sizeBytes());
            append(series, 60, 90);
        }
        for (final Path file : RrdSeries.files(name)) {
            checkAlone(file, true);
        }
        assertTrue(Files.exists(stranger));
        assertTrue(Files.exists(other));
        assertTrue(Files.exists(another));
        assertFalse(Files.exists(index), "of a file that is gone");
        assertFalse(Files.exists(levels), "of a file that is gone");
    }

    @Test
    void shouldDeleteOldFilesOfARecorderBeforeIt() throws IOException {
        try (RrdSeries series = RrdSeries.create(name, options())) {
            append(series, 0, 60);
        }
        final Path first = RrdSeries.file(name, 0);
        Files.setLastModifiedTime(first, FileTime.from(Instant.now().minusSeconds(100)));
        try (RrdSeries series = RrdSeries.resume(name, options(Compression.NONE, Duration.ofSeconds(60)))) {
            series.deleteOld();
        }
        assertFalse(Files.exists(first));
        assertTrue(Files.exists(RrdSeries.file(name, 1)));
    }
}
