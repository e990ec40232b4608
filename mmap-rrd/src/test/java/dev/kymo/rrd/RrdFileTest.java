package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RrdFileTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path directory;

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private Path ours(final int repeats) throws IOException {
        final Path path = directory.resolve("ours" + repeats + ".rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            new SampleRecording(writer, STORE, repeats).write();
        }
        return path;
    }

    @Test
    void shouldHandOutPositionsThatLieInTheMapping() throws IOException {
        assertPositionsMapped(ours(2), 4);
        assertPositionsMapped(SharedFiles.file("semantics/twin_plain.rrd"), 0);
    }

    private static void assertPositionsMapped(final Path path, final int atLeast) throws IOException {
        int seen = 0;
        try (RrdFile file = RrdFile.open(path)) {
            for (final StoredChunk stored : file.chunks()) {
                for (final ComponentColumn column : stored.chunk().components()) {
                    if (column.lists().type().item().byteWidth() > 0) {
                        final MemorySegment values = column.lists().child(0).flatBytes();
                        assertTrue(
                                values.address() >= file.bytes().address()
                                        && values.address() + values.byteSize()
                                                <= file.bytes().address() + file.sizeBytes(),
                                path + " " + stored.entry());
                        seen += column.descriptor().component().equals("Points3D:positions") ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(seen >= atLeast, path + ": " + seen);
    }

    @Test
    void shouldFindEveryBufferOfOurFilesAligned() throws IOException {
        try (RrdFile file = RrdFile.open(ours(3))) {
            for (final ChunkEntry entry : file.entries()) {
                assertTrue(file.isAligned(entry), entry.toString());
                assertEquals(0, entry.payloadOffset() % 4096);
                assertTrue(file.hasIntactPayload(entry));
                assertTrue(entry.checksum().isPresent());
            }
            assertEquals(List.of(), RrdVerify.verify(file));
        }
    }

    @Test
    void shouldNameColumnsOfTheOldestFilesAsTodaysAre() throws IOException {
        final TreeSet<String> components = new TreeSet<>();
        final TreeSet<String> entities = new TreeSet<>();
        try (RrdFile file = RrdFile.open(SharedFiles.file("data/rrd/so100/so100.rrd"))) {
            for (final StoredChunk stored : file.chunks()) {
                assertTrue(stored.entry().chunkId().isEmpty());
                entities.add(stored.chunk().entity().toString());
                stored.chunk()
                        .components()
                        .forEach(c -> components.add(c.descriptor().component()));
            }
            assertEquals(List.of(), file.problems());
        }
        assertEquals(
                List.of(
                        "Asset3D:albedo_factor",
                        "Asset3D:blob",
                        "Asset3D:media_type",
                        "RecordingInfo:start_time",
                        "Transform3D:mat3x3",
                        "Transform3D:quaternion",
                        "Transform3D:relation",
                        "Transform3D:rotation_axis_angle",
                        "Transform3D:scale",
                        "Transform3D:translation",
                        "TransformAxes3D:axis_length"),
                List.copyOf(components));
        assertTrue(entities.contains("/__properties"), entities.toString());
    }

    @Test
    void shouldTakeTheApplicationFromTheStoreInfoWhereTheMessagesDoNotNameIt() throws IOException {
        try (RrdFile file = RrdFile.open(SharedFiles.file("data/rrd/rerun-written/md_notes_v0.24.1.rrd"))) {
            assertEquals(
                    "app_1e3d0c9d1f5e46518852b78f4156d0ee",
                    file.entries().getFirst().store().applicationId());
            assertEquals("0.24.1", file.versions().getFirst().toString());
            assertEquals(1, file.stores().size());
        }
    }

    @Test
    void shouldUnpackACompressedChunkOnceAndGiveItBack() throws IOException {
        try (RrdFile file = RrdFile.open(SharedFiles.file("data/rrd/rerun-written/ply_torus.rrd"))) {
            final ChunkEntry entry = file.entries().getFirst();
            final long before = OffHeap.usedBytes();
            final Chunk first = file.load(entry);
            final long loaded = OffHeap.usedBytes();
            file.load(entry);
            assertEquals(loaded, OffHeap.usedBytes());
            assertEquals(
                    5000,
                    first.component("Points3D:positions")
                            .orElseThrow()
                            .instances(0)
                            .length());
            file.release(entry);
            assertEquals(before, OffHeap.usedBytes());
            assertFalse(file.isAligned(entry));
        }
    }

    @Test
    void shouldSayInOneLineWhyAFileIsNoRecording() throws IOException {
        assertRefused("empty", new byte[0], "is empty");
        assertRefused("short", new byte[] {'R', 'R', 'F', '2', 0}, "expected a stream header of 12 bytes, found 5");
        assertRefused("text", "{\"a\": 1, \"b\": 2}".getBytes(java.nio.charset.StandardCharsets.UTF_8), "found {\"a\"");
        assertRefused("old", new byte[] {'R', 'R', 'F', '1', 0, 8, 0, 0, 0, 2, 0, 0}, "too old");
        assertRefused("msgpack", new byte[] {'R', 'R', 'F', '2', 0, 23, 0, 0, 0, 1, 0, 0}, "serializer 1");
        assertRefused("reserved", new byte[] {'R', 'R', 'F', '2', 0, 23, 0, 0, 0, 2, 1, 0}, "reserved");
        assertRefused("version", new byte[] {'R', 'R', 'F', '2', 0, 22, 1, 0, 0, 2, 0, 0}, "Rerun 0.22.1");
        assertTrue(refusal(directory).contains("is a directory"));
        assertTrue(refusal(directory.resolve("missing.rrd")).contains("no such file"));
        assertTrue(refusal(Path.of("/dev/null")).contains("no regular file"));
    }

    private void assertRefused(final String name, final byte[] bytes, final String reason) throws IOException {
        final Path path = Files.write(directory.resolve(name + ".rrd"), bytes);
        final String message = refusal(path);
        assertTrue(message.startsWith(path + ": byte "), message);
        assertTrue(message.contains(reason), message);
        assertFalse(message.contains("\n"), message);
    }

    private static String refusal(final Path path) {
        return String.valueOf(
                assertThrows(RrdException.class, () -> RrdFile.open(path).close())
                        .getMessage());
    }

    @Test
    void shouldReadStreamsThatWerePutBehindEachOther() throws IOException {
        final Path first = SharedFiles.file("data/rrd/rerun-written/ply_torus.rrd");
        final Path second = ours(1);
        final Path both = concatenated("both.rrd", first, second, first);
        try (RrdFile file = RrdFile.open(both);
                RrdFile alone = RrdFile.open(second)) {
            assertEquals(List.of(), file.problems());
            assertEquals(3, file.versions().size());
            assertEquals(alone.entries().size() + 2, file.entries().size());
            assertEquals(
                    Problem.Kind.DUPLICATE_CHUNK,
                    RrdVerify.verify(file).getFirst().kind());
        }
    }

    @Test
    void shouldWarnOfAnEmptyEndBeforeAnotherStream() throws IOException {
        final Path both = concatenated(
                "early.rrd",
                SharedFiles.file("data/rrd/rerun-written/empty_v0.26.2.rrd"),
                SharedFiles.file("data/rrd/rerun-written/md_notes.rrd"));
        try (RrdFile file = RrdFile.open(both)) {
            assertEquals(1, file.entries().size());
            assertEquals(Problem.Kind.EARLY_END, file.problems().getFirst().kind());
        }
    }

    private Path concatenated(final String name, final Path... parts) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final Path part : parts) {
            bytes.write(Files.readAllBytes(part));
        }
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }

    @Test
    void shouldNameTheChunkWhosePayloadIsNotWhatWasWritten() throws IOException {
        final Path path = ours(1);
        final byte[] bytes = Files.readAllBytes(path);
        final ChunkEntry hit;
        try (RrdFile file = RrdFile.open(path)) {
            hit = file.entries().get(4);
        }
        // Inside a buffer of values: nothing but the checksum can tell.
        bytes[(int) (hit.payloadOffset() + hit.payloadBytes() / 2)] ^= 1;
        Files.write(path, bytes);
        try (RrdFile file = RrdFile.open(path)) {
            final List<Problem> problems = RrdVerify.verify(file);
            assertEquals(1, problems.size(), problems.toString());
            assertEquals(Problem.Kind.CHECKSUM, problems.getFirst().kind());
            assertEquals(hit.offsetBytes(), problems.getFirst().offsetBytes());
        }
    }

    @Test
    void shouldKeepWhatComesBeforeAMessageOfUnknownKind() throws IOException {
        final Path path = ours(1);
        final byte[] bytes = Files.readAllBytes(path);
        final Frame hit;
        try (RrdFile file = RrdFile.open(path)) {
            hit = file.frames().get(5);
        }
        bytes[(int) hit.offsetBytes()] = 9;
        Files.write(path, bytes);
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(5, file.frames().size());
            assertEquals(hit.offsetBytes(), file.problems().getFirst().offsetBytes());
            assertEquals(
                    Problem.Kind.UNKNOWN_MESSAGE, file.problems().getFirst().kind());
            // The footer is whole, and leads to what lies behind.
            final Manifest manifest = file.footer().orElseThrow().manifests().getFirst();
            final int last = manifest.chunkCount() - 1;
            final Chunk chunk = file.load(file.entry(manifest, last));
            assertEquals(manifest.chunkId(last), chunk.id());
        }
    }

    @Test
    void shouldOpenFromTheFooterWhatTheFramesSay() throws IOException {
        final Path path = ours(3);
        try (RrdFile file = RrdFile.open(path);
                RrdFile walked = RrdFile.open(path)) {
            final List<ChunkEntry> entries = walked.entries();
            assertEquals(walked.stores(), file.stores());
            int at = 0;
            for (final Manifest manifest : file.footer().orElseThrow().manifests()) {
                for (int i = 0; i < manifest.chunkCount(); i++) {
                    assertEquals(entries.get(at++), file.entry(manifest, i));
                }
            }
            assertEquals(entries.size(), at);
            assertEquals(List.of(), file.problems());
        }
    }

    @Test
    void shouldLookForAChunkThatIsNotWhereTheFooterSays() throws IOException {
        final Path path = ours(1);
        final byte[] bytes = Files.readAllBytes(path);
        final ChunkEntry hit;
        try (RrdFile file = RrdFile.open(path)) {
            hit = file.entries().get(3);
        }
        // The length in the message's header, made one less: the walk ends there, and the footer knows better.
        bytes[(int) hit.offsetBytes() - 8]--;
        Files.write(path, bytes);
        try (RrdFile file = RrdFile.open(path)) {
            final Manifest manifest = file.footer().orElseThrow().manifests().getFirst();
            assertEquals(List.of(), file.problems());
            assertEquals(manifest.chunkId(2), file.load(file.entry(manifest, 2)).id());
            assertThrows(RrdException.class, () -> file.entry(manifest, 3));
            assertEquals(
                    hit.offsetBytes(),
                    file.problems().stream()
                            .filter(p -> p.kind() == Problem.Kind.MANIFEST)
                            .findFirst()
                            .orElseThrow()
                            .offsetBytes());
            assertEquals(manifest.chunkId(4), file.load(file.entry(manifest, 4)).id());
        }
    }

    @Test
    void shouldReadNoByteOfAChunkWhenTheFooterSpeaksForAll() throws IOException {
        final Path path = ours(1);
        final byte[] bytes = Files.readAllBytes(path);
        final List<ChunkEntry> entries;
        try (RrdFile file = RrdFile.open(path)) {
            entries = file.entries().stream().toList();
        }
        // Whatever looks at a frame's first bytes takes these for the beginning of another stream.
        for (final ChunkEntry entry : entries) {
            bytes[(int) entry.offsetBytes() - 16] = 'R';
            bytes[(int) entry.offsetBytes() - 15] = 'R';
            bytes[(int) entry.offsetBytes() - 14] = 'F';
            bytes[(int) entry.offsetBytes() - 13] = '2';
        }
        Files.write(path, bytes);
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(List.of(), file.problems());
            assertEquals(
                    entries.size(),
                    file.footer().orElseThrow().manifests().getFirst().chunkCount());
            assertEquals(0, file.entries().size());
            assertEquals(Problem.Kind.BAD_STREAM, file.problems().getFirst().kind());
        }
    }
}
