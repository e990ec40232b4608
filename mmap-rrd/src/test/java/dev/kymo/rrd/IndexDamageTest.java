package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is done to a side file: it is not used, or the answers are those of the recording.
final class IndexDamageTest {
    private static final StoreId STORE = StoreId.recording("damage", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final ComponentDescriptor CLEAR = ComponentDescriptor.of("Clear:is_recursive");
    private static final EntityPath A = EntityPath.of("a");
    private static final EntityPath B = EntityPath.of("a", "b");
    private static final int CHUNKS = 6;

    @TempDir
    Path folder;

    private Path recording = Path.of("");
    private Path side = Path.of("");
    private List<String> answers = List.of();

    @BeforeEach
    void record() throws IOException {
        recording = folder.resolve("small.rrd");
        side = folder.resolve("small.rrd" + IndexDescriptor.SUFFIX);
        try (RrdWriter writer = RrdWriter.create(recording, RrdWriterOptions.DEFAULT)) {
            for (int i = 0; i < CHUNKS; i++) {
                store(writer, A, 10L * i, VALUE, ArrayData.doubles(Datatype.FLOAT64, i));
                store(writer, B, 7L * (CHUNKS - i), VALUE, ArrayData.doubles(Datatype.FLOAT64, -i));
            }
            store(writer, A, 25, CLEAR, ArrayData.booleans(true));
        }
        answers = ask();
        assertTrue(Files.exists(side), "no side file");
        assertEquals("[rw-------]", permissions());
        assertEquals(answers, ask());
    }

    private String permissions() throws IOException {
        return "[" + java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(side)) + "]";
    }

    private static void store(
            final RrdWriter writer,
            final EntityPath entity,
            final long from,
            final ComponentDescriptor descriptor,
            final ArrayData value)
            throws IOException {
        try (OpenChunk open = new OpenChunk(entity, TimePoint.of(FRAME, from), 0)) {
            for (int row = 0; row < 2; row++) {
                open.append(new DataRow(
                        RowIds.PROCESS.next(),
                        entity,
                        TimePoint.of(FRAME, from + 3L * row),
                        List.of(new DataCell(descriptor, value))));
            }
            final Chunk snapshot = open.snapshot();
            writer.append(STORE, snapshot);
        }
    }

    private IndexOptions options() {
        return IndexOptions.defaults().withKeptFromChunks(0).withCacheFolder(null);
    }

    private List<String> ask() throws IOException {
        final List<String> found = new ArrayList<>();
        try (IndexedRecording indexed = IndexedRecording.open(recording, options())) {
            assertEquals(List.of(STORE), indexed.stores());
            assertEquals(List.of(), indexed.problems());
            try (RecordingStore store = new RecordingStore(STORE, indexed.chunks(STORE));
                    StoreReader reader = store.reader()) {
                found.add(store.entities() + " " + store.timelines());
                for (final EntityPath entity : List.of(A, B)) {
                    found.add(reader.columns(entity) + " " + reader.timeRange(entity, "frame"));
                    for (int at = -1; at < 70; at += 4) {
                        found.add(at + " "
                                + reader.latestAt(entity, "Scalars:scalars", "frame", at)
                                        .map(IndexDamageTest::text)
                                        .orElse("nothing"));
                    }
                    reader.range(entity, "Scalars:scalars", "frame", 10, 45).forEach(cell -> found.add(text(cell)));
                }
            }
        }
        return found;
    }

    private static String text(final Cell cell) {
        return cell.time() + " " + cell.row() + " " + cell.instances().getDouble(0);
    }

    @Test
    void shouldAnswerRightWhicheverByteOfTheSideFileIsFlipped() throws IOException {
        final byte[] sound = Files.readAllBytes(side);
        final long usedBefore = OffHeap.usedBytes();
        for (int at = 0; at < sound.length; at++) {
            final byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << (at & 7));
            Files.write(side, damaged);
            assertEquals(answers, ask(), "byte " + at);
        }
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    @Test
    void shouldAnswerRightWhereverTheSideFileEnds() throws IOException {
        final byte[] sound = Files.readAllBytes(side);
        for (int length = 0; length < sound.length; length++) {
            Files.write(side, Arrays.copyOf(sound, length));
            assertEquals(answers, ask(), "length " + length);
        }
        Files.write(side, Arrays.copyOf(sound, sound.length + 8));
        assertEquals(answers, ask());
    }

    /// A liar makes the checksums right.
    @Test
    void shouldSurviveASideFileThatLiesWithRightChecksums() throws IOException {
        final byte[] sound = Files.readAllBytes(side);
        for (int seed = 0; seed < 800; seed++) {
            final Random random = new Random(seed);
            final byte[] lying = sound.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                final int at =
                        IndexDescriptor.HEADER_BYTES + random.nextInt(sound.length - IndexDescriptor.HEADER_BYTES);
                lying[at] =
                        random.nextBoolean() ? (byte) random.nextInt() : (byte) (lying[at] ^ 1 << random.nextInt(8));
            }
            seal(MemorySegment.ofArray(lying));
            Files.write(side, lying);
            try {
                ask();
            } catch (final AssertionError | IOException | java.io.UncheckedIOException e) {
                // What it says instead of names can't be known to be wrong; it must end in an answer or in this
                assertTrue(e.getMessage() != null, "seed=" + seed);
            }
        }
    }

    private static void seal(final MemorySegment index) {
        final long directory = index.get(Layouts.LONG, IndexDescriptor.DIRECTORY_OFFSET);
        final int entities = index.get(Layouts.INT, IndexDescriptor.ENTITIES_OFFSET);
        for (int i = 0; i < entities; i++) {
            final long at = directory + (long) i * IndexDescriptor.ENTITY_BYTES;
            final long block = index.get(Layouts.LONG, at + IndexDescriptor.ENTITY_BLOCK_OFFSET);
            final long length = index.get(Layouts.LONG, at + IndexDescriptor.ENTITY_BLOCK_LENGTH_OFFSET);
            if (block >= 0 && length >= 0 && block <= index.byteSize() && length <= index.byteSize() - block) {
                index.set(
                        Layouts.LONG,
                        at + IndexDescriptor.ENTITY_CHECKSUM_OFFSET,
                        Checksums.ofPayload(List.of(index.asSlice(block, length))));
            }
        }
        index.set(
                Layouts.LONG,
                IndexDescriptor.DIRECTORY_CHECKSUM_OFFSET,
                Checksums.ofPayload(List.of(
                        index.asSlice(directory, index.get(Layouts.LONG, IndexDescriptor.DIRECTORY_LENGTH_OFFSET)))));
        index.set(
                Layouts.LONG,
                IndexDescriptor.CHECKSUM_OFFSET,
                Checksums.ofPayload(List.of(index.asSlice(0, IndexDescriptor.CHECKSUM_OFFSET))));
    }

    @Test
    void shouldNoticeThatTheRecordingHasGoneOn() throws IOException {
        try (RrdWriter writer = RrdWriter.reopen(recording, RrdWriterOptions.DEFAULT)) {
            store(writer, A, 60, VALUE, ArrayData.doubles(Datatype.FLOAT64, 60));
        }
        try (IndexedRecording indexed = IndexedRecording.open(recording, options())) {
            assertEquals(IndexedRecording.IndexSource.FOOTER, indexed.source());
        }
        final List<String> later = ask();
        assertEquals(answers.size(), later.size());
        assertTrue(later.stream().anyMatch(line -> line.endsWith(" 60.0")), later.toString());
        try (IndexedRecording indexed = IndexedRecording.open(recording, options())) {
            assertEquals(IndexedRecording.IndexSource.SIDE_FILE, indexed.source());
        }
    }

    /// The footer says that a chunk begins later than it does.
    @Test
    void shouldTrustChunksOverAFooterThatSaysSomethingElse() throws IOException {
        Files.delete(side);
        final byte[] file = Files.readAllBytes(recording);
        final MemorySegment bytes = MemorySegment.ofArray(file);
        final long footerAt = (long) file.length - dev.kymo.rrd.format.StreamFooterDescriptor.BYTES;
        final long payload = bytes.get(Layouts.LONG, footerAt);
        final long length = bytes.get(Layouts.LONG, footerAt + 8);
        // The first time of the third chunk of /a, wherever the manifest has it
        int changed = 0;
        for (long at = payload + 8; at < payload + length - 16; at++) {
            if (bytes.get(Layouts.LONG, at - 8) == 35
                    && bytes.get(Layouts.LONG, at) == 20
                    && bytes.get(Layouts.LONG, at + 8) == 28) {
                bytes.set(Layouts.LONG, at, 21);
                changed++;
            }
        }
        assertTrue(changed > 0, "the manifest has no such time");
        bytes.set(
                Layouts.INT,
                footerAt + dev.kymo.rrd.format.StreamFooterDescriptor.CHECKSUM_OFFSET,
                Checksums.ofFooter(bytes.asSlice(payload, length)));
        Files.write(recording, file);
        assertEquals(answers, ask());
        try (IndexedRecording indexed = IndexedRecording.open(recording, options())) {
            assertEquals(IndexedRecording.IndexSource.SIDE_FILE, indexed.source());
        }
        assertEquals(answers, ask());
    }

    @Test
    void shouldGoToTheCacheFolderWhereTheRecordingsCanNotBeWritten() throws IOException {
        final Path cache = folder.resolve("home").resolve("cache");
        // A folder in the way stands for a folder that can't be written: tests may run as root
        Files.delete(side);
        Files.createDirectories(side.resolve("in the way"));
        final IndexOptions options = options().withCacheFolder(cache);
        try (IndexedRecording indexed = IndexedRecording.open(recording, options)) {
            assertEquals(IndexedRecording.IndexSource.FOOTER, indexed.source());
        }
        try (IndexedRecording indexed = IndexedRecording.open(recording, options)) {
            assertEquals(IndexedRecording.IndexSource.SIDE_FILE, indexed.source());
        }
        assertEquals(
                "rwx------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
        // Neither here nor there: it is done without
        assertEquals(answers, ask());
    }
}
