package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several files opened as one by their indexes answer as when all their chunks are in memory.
final class IndexedSeriesTest {
    private static final int FILES = 4;

    @TempDir
    Path folder;

    private IndexOptions options(final int keptFrom) {
        return IndexOptions.defaults().withCacheFolder(folder.resolve("cache")).withKeptFromChunks(keptFrom);
    }

    /// Deals the chunks of a file out to several, by chance; one in five is in two of them.
    private List<Path> deal(final Path file, final Random random) throws IOException {
        final List<Path> paths = new ArrayList<>();
        final List<RrdWriter> writers = new ArrayList<>();
        final Path part = Files.createTempDirectory(folder, "dealt");
        for (int i = 0; i < FILES; i++) {
            paths.add(part.resolve(i + ".rrd"));
            writers.add(RrdWriter.create(paths.getLast(), RrdWriterOptions.DEFAULT));
        }
        try (RrdFile whole = RrdFile.open(file)) {
            for (final StoredChunk stored : whole.chunks()) {
                final int first = random.nextInt(FILES);
                writers.get(first).append(stored.store(), stored.chunk());
                if (random.nextInt(5) == 0) {
                    writers.get((first + 1 + random.nextInt(FILES - 1)) % FILES).append(stored.store(), stored.chunk());
                }
            }
        }
        for (final RrdWriter writer : writers) {
            writer.close();
        }
        return paths;
    }

    private static void compare(final List<Path> paths, final IndexOptions options, final long seed)
            throws IOException {
        final long usedBefore = OffHeap.usedBytes();
        final List<RrdFile> full = new ArrayList<>();
        try (IndexedSeries series = IndexedSeries.open(paths, _ -> options)) {
            final Map<StoreId, List<Chunk>> chunks = new LinkedHashMap<>();
            for (final Path path : paths) {
                final RrdFile file = RrdFile.open(path);
                full.add(file);
                file.stores().forEach(info -> chunks.computeIfAbsent(info.store(), _ -> new ArrayList<>()));
                file.chunks().forEach(stored -> chunks.get(stored.store()).add(stored.chunk()));
            }
            assertEquals(List.copyOf(chunks.keySet()), series.stores());
            chunks.forEach((id, its) -> {
                try (RecordingStore expected = new RecordingStore(id);
                        RecordingStore found = new RecordingStore(id, series.chunks(id))) {
                    expected.insert(its);
                    IndexedAnswersTest.compare(expected, found, new Random(seed), paths + " seed=" + seed + " " + id);
                }
            });
        } finally {
            full.forEach(RrdFile::close);
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), paths + ": bytes left behind");
    }

    @Test
    void shouldAnswerAsWithAllChunksInMemory() throws IOException {
        final Path sample = folder.resolve("sample.rrd");
        final StoreId store = StoreId.recording("series", "sample");
        try (RrdWriter writer = RrdWriter.create(sample, RrdWriterOptions.DEFAULT)) {
            new SampleRecording(writer, store, 5).write();
        }
        for (long seed = 1; seed <= 2; seed++) {
            final List<Path> paths = deal(sample, new Random(seed));
            compare(paths, options(Integer.MAX_VALUE), seed);
            compare(paths, options(0).withMemoryLimitBytes(1), seed);
            compare(paths.reversed(), options(0), seed);
            compare(List.of(sample, sample), options(0), seed);
        }
    }

    @Test
    void shouldAnswerSharedFilesDealtOutAsWithAllChunksInMemory() throws IOException {
        long seed = 20;
        for (final Path file : SharedFiles.recordings()) {
            seed++;
            compare(deal(file, new Random(seed)), options(0), seed);
        }
    }

    @Test
    void shouldLoadOnlyWhatIsAskedFor() throws IOException {
        final List<Path> paths = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            paths.add(folder.resolve("part" + i + ".rrd"));
            new SparseRecording(5, 40, 1).write(paths.getLast(), true);
        }
        try (IndexedSeries series = IndexedSeries.open(paths, _ -> options(100));
                RecordingStore store =
                        new RecordingStore(SparseRecording.STORE, series.chunks(SparseRecording.STORE))) {
            try (StoreReader reader = store.reader()) {
                assertTrue(reader.latestAt(EntityPath.of("e3"), SparseRecording.VALUE, "frame", 1234)
                        .isPresent());
            }
            // The four files say the same of this moment, in a chunk each
            assertEquals(FILES, series.loaded().chunks());
            for (final IndexedRecording file : series.files()) {
                assertEquals(IndexedRecording.IndexSource.FOOTER, file.source());
            }
        }
        try (IndexedSeries again = IndexedSeries.open(paths, _ -> options(100))) {
            again.files().forEach(file -> assertEquals(IndexedRecording.IndexSource.SIDE_FILE, file.source()));
        }
    }
}
