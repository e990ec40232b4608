package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.Compression;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.RrdFollower;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Random rows are saved while somebody follows the file, then loaded: the follower, the recording through its index,
/// and rows added on top of it are asked what a plain list of rows is asked, and answer the same.
///
/// `-Dkymo.model.seeds=N` asks for another number of seeds than 16 (in the long form 40).
final class FiledModelTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final int OPERATIONS = 600;
    private static final int ROUNDS = 4;

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerTheSameSavedFollowedAndLoaded() throws IOException {
        final int seeds = Integer.getInteger("kymo.model.seeds", Boolean.getBoolean("kymo.test.long") ? 40 : 16);
        for (int seed = 0; seed < seeds; seed++) {
            run(seed, OPERATIONS);
        }
    }

    @Test
    @Tag("long")
    void shouldAnswerTheSameSavedFollowedAndLoadedForManySeeds(final TestReporter reporter) throws Exception {
        ModelSeeds.forEach(1_000_000, 1000, reporter, seed -> run(seed, 10_000));
    }

    private void run(final long seed, final int operations) throws IOException {
        final long usedBefore = OffHeap.usedBytes();
        final Path file = folder.resolve(seed + ".rrd");
        final Random random = new Random(seed);
        final RandomRows rows = new RandomRows(random);
        final RrdWriterOptions options = RrdWriterOptions.DEFAULT
                .withWindowBytes(1L << 20)
                .withCompression(random.nextInt(3) == 0 ? Compression.LZ4 : Compression.NONE);
        final ReferenceStore filed;
        try (RrdWriter writer = RrdWriter.create(file, options);
                Saving saving = new Saving(random, writer);
                RecordingStore followed = new RecordingStore(ID);
                RrdFollower follower = RrdFollower.open(file)) {
            final PreparedQuestions prepared = new PreparedQuestions(followed);
            for (int i = 0; i < operations; i++) {
                saving.append(rows.next());
                if ((i + 1) % (operations / ROUNDS) == 0) {
                    do {
                        followed.insertPlaced(follower.poll(1 + random.nextInt(50)).stream()
                                .map(follower::placement)
                                .toList());
                    } while (follower.hasMore());
                    ask(
                            random,
                            rows,
                            followed,
                            prepared,
                            saving.filed,
                            true,
                            "followed, seed=" + seed + " operation=" + i);
                }
            }
            saving.file();
            filed = saving.filed;
        }
        // Before more rows come into the list of what is filed
        takeOut(random, rows, file, filed, seed);
        load(random, rows, file, filed, seed);
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        Files.delete(file);
    }

    private static void load(
            final Random random, final RandomRows rows, final Path file, final ReferenceStore filed, final long seed)
            throws IOException {
        // A footer has one archetype and type for a column: of a column that was logged with several, the index that is
        // made from it knows one.
        final IndexOptions options = IndexOptions.defaults()
                .withCacheFolder(null)
                .withMemoryLimitBytes(random.nextBoolean() ? 4096 : 1 << 20);
        try (IndexedRecording recording = IndexedRecording.open(file, options);
                RecordingStore loaded = new RecordingStore(ID, recording.chunks(ID))) {
            final PreparedQuestions prepared = new PreparedQuestions(loaded);
            for (int i = 0; i < ROUNDS; i++) {
                ask(random, rows, loaded, prepared, filed, false, "loaded, seed=" + seed);
            }
            // More rows on top of what is in the file.
            for (int i = 0; i < 50; i++) {
                final DataRow row = rows.next();
                filed.add(RandomRows.reference(row));
                final OpenChunk open = new OpenChunk(row.entity(), row.time(), 0);
                open.append(row);
                loaded.addOpen(open);
            }
            ask(random, rows, loaded, prepared, filed, false, "loaded and added to, seed=" + seed);
            assertTrue(
                    recording.problems().isEmpty(), () -> recording.problems().toString());
        }
    }

    /// A range of rows is taken out of the store, not of the file.
    private static void takeOut(
            final Random random, final RandomRows rows, final Path file, final ReferenceStore filed, final long seed)
            throws IOException {
        final long sizeBytes = Files.size(file);
        final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
        final long one = Math.max(Timeline.MIN_TIME, rows.askedTime(filed.timesOn(timeline)));
        final long other = Math.max(Timeline.MIN_TIME, rows.askedTime(filed.timesOn(timeline)));
        final long from = Math.min(one, other);
        final long to = Math.max(one, other);
        final ReferenceStore left = new ReferenceStore();
        for (final ReferenceStore.Row row : filed.rows()) {
            final int on = row.indexOf(timeline);
            if (on < 0 || row.time().time(on) < from || row.time().time(on) > to) {
                left.add(row);
            }
        }
        final String where = "taken out of, seed=" + seed;
        try (IndexedRecording recording =
                        IndexedRecording.open(file, IndexOptions.defaults().withCacheFolder(null));
                MemoryChunks memory = new MemoryChunks();
                RecordingStore loaded = new RecordingStore(ID, recording.chunks(ID))) {
            final PreparedQuestions prepared = new PreparedQuestions(loaded);
            prepared.ask(random, rows, filed, 1, where + " before");
            assertEquals(
                    filed.rows().size() - left.rows().size(),
                    new Removal(loaded, memory).range(timeline, from, to),
                    where);
            try (StoreReader reader = loaded.reader()) {
                for (final EntityPath entity : RandomRows.ENTITIES) {
                    for (final String component : RandomRows.COMPONENTS) {
                        for (final String asked : RandomRows.TIMELINES) {
                            assertEquals(
                                    left.range(entity, component, asked, Long.MIN_VALUE, Long.MAX_VALUE),
                                    Questions.answers(
                                            reader.range(entity, component, asked, Long.MIN_VALUE, Long.MAX_VALUE)),
                                    () -> where + ": " + entity + " " + component + " " + asked);
                        }
                    }
                }
            }
            prepared.ask(random, rows, left, 2, where);
        }
        assertEquals(sizeBytes, Files.size(file));
    }

    private static void ask(
            final Random random,
            final RandomRows rows,
            final RecordingStore store,
            final PreparedQuestions prepared,
            final ReferenceStore reference,
            final boolean knowsTags,
            final String where) {
        Questions.ask(random, rows, store, reference, 20, knowsTags, where);
        prepared.ask(random, rows, reference, 2, where);
        TableQuestions.ask(random, rows, store, reference, where);
    }

    /// Rows in open chunks until they are in the file, and what the file then has.
    private static final class Saving implements AutoCloseable {
        private final Random random;
        private final RrdWriter writer;
        private final Map<EntityPath, List<OpenChunk>> open = new HashMap<>();
        private final Map<OpenChunk, List<DataRow>> waiting = new HashMap<>();
        private final ReferenceStore filed = new ReferenceStore();
        private final int maxRows;

        private Saving(final Random random, final RrdWriter writer) {
            this.random = random;
            this.writer = writer;
            maxRows = 1 + random.nextInt(random.nextBoolean() ? 6 : 300);
        }

        private void append(final DataRow row) throws IOException {
            final List<OpenChunk> its = open.computeIfAbsent(row.entity(), _ -> new ArrayList<>());
            OpenChunk target = null;
            for (final OpenChunk chunk : its) {
                if (target == null && chunk.tryAppend(row)) {
                    target = chunk;
                }
            }
            if (target == null) {
                target = new OpenChunk(row.entity(), row.time(), 0);
                target.append(row);
                its.add(target);
            }
            waiting.computeIfAbsent(target, _ -> new ArrayList<>()).add(row);
            if (target.rowCount() >= maxRows) {
                its.remove(target);
                file(target);
            } else if (random.nextInt(400) == 0) {
                file();
            }
        }

        private void file() throws IOException {
            for (final List<OpenChunk> its : open.values()) {
                for (final OpenChunk chunk : its) {
                    file(chunk);
                }
                its.clear();
            }
        }

        private void file(final OpenChunk chunk) throws IOException {
            writer.append(ID, chunk.snapshot());
            java.util.Objects.requireNonNull(waiting.remove(chunk))
                    .forEach(row -> filed.add(RandomRows.reference(row)));
            chunk.close();
        }

        @Override
        public void close() {
            open.values().forEach(its -> its.forEach(OpenChunk::close));
        }
    }
}
