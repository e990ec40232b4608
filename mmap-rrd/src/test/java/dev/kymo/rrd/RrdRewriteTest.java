package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.ipc.IpcWriter;
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
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same rows, packed and aligned.
final class RrdRewriteTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");
    private static final RrdRewrite.Progress SILENT = (_, _) -> {};

    @TempDir
    private Path directory;

    private long usedBefore;

    @BeforeEach
    void noteMemory() {
        usedBefore = OffHeap.usedBytes();
    }

    @AfterEach
    void shouldGiveAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private Path pack(final Path source) throws IOException {
        final Path target = directory.resolve("packed" + source.getFileName());
        RrdRewrite.pack(source, target, true, RrdRewrite.Limits.DEFAULT, SILENT);
        return target;
    }

    private Path align(final Path source) throws IOException {
        final Path target = directory.resolve("aligned" + source.getFileName());
        RrdRewrite.align(source, target, true, SILENT);
        return target;
    }

    private Path sample() throws IOException {
        final Path path = directory.resolve("sample.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
            new SampleRecording(writer, STORE, 20).write();
            new SampleRecording(writer, StoreId.recording("app", "other"), 2).write();
        }
        return path;
    }

    @Test
    void shouldKeepEveryRowOfOurFilesBothWays() throws IOException {
        checkBothWays(sample());
    }

    @Test
    void shouldKeepEveryRowOfFilesByOthersBothWays() throws IOException {
        for (final Path genuine : SharedFiles.recordings()) {
            checkBothWays(genuine);
        }
    }

    private void checkBothWays(final Path source) throws IOException {
        final List<String> rows = RowTexts.of(source);
        final Path packed = pack(source);
        checkForm(source, packed, Compression.LZ4);
        assertEquals(rows, RowTexts.of(packed), source + " packed");
        final Path aligned = align(source);
        checkForm(source, aligned, Compression.NONE);
        assertEquals(rows, RowTexts.of(aligned), source + " aligned");
        final Path unpacked = align(packed);
        checkForm(source, unpacked, Compression.NONE);
        assertEquals(rows, RowTexts.of(unpacked), source + " packed, then aligned");
        final Path again = pack(aligned);
        assertEquals(rows, RowTexts.of(again), source + " aligned, then packed");
    }

    private static void checkForm(final Path source, final Path result, final Compression form) throws IOException {
        try (RrdFile before = RrdFile.open(source);
                RrdFile after = RrdFile.open(result)) {
            assertEquals(List.of(), RrdVerify.verify(after), result.toString());
            assertEquals(
                    before.stores().stream().map(StoreInfo::store).toList(),
                    after.stores().stream().map(StoreInfo::store).toList());
            assertEquals(!before.entries().isEmpty(), after.footer().isPresent(), result.toString());
            for (final FrameKind kind : List.of(FrameKind.SET_STORE_INFO, FrameKind.BLUEPRINT_ACTIVATION)) {
                assertEquals(count(before, kind), count(after, kind), source + ": " + kind);
            }
            for (final ChunkEntry entry : after.entries()) {
                assertEquals(form, entry.compression());
                assertTrue(entry.checksum().isPresent());
                if (form == Compression.NONE) {
                    assertEquals(0, entry.payloadOffset() % 4096);
                    assertTrue(after.isAligned(entry), result + " at " + entry.offsetBytes());
                }
            }
        }
    }

    private static long count(final RrdFile file, final FrameKind kind) {
        return file.frames().stream().filter(frame -> frame.kind() == kind).count();
    }

    private static Chunk scalar(final String entity, final int frame) {
        return OpenChunk.ofOneRow(new DataRow(
                RowIds.PROCESS.next(),
                EntityPath.parse(entity),
                TimePoint.of(SampleRecording.FRAME, frame),
                List.of(new DataCell(
                        SampleRecording.builtIn("Scalars:scalars", "Scalar"),
                        ArrayData.doubles(Datatype.FLOAT64, frame)))));
    }

    @Test
    void shouldPutSmallChunksTogetherInTheOrderOfTime() throws IOException {
        final Path path = directory.resolve("small.rrd");
        final long seed = 11;
        final List<Integer> frames =
                new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
        Collections.shuffle(frames, new Random(seed));
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            for (final int frame : frames) {
                writer.append(STORE, scalar("/a", frame));
                writer.append(STORE, scalar("/b", frame));
            }
        }
        final Path packed = directory.resolve("packed.rrd");
        final RrdRewrite.Report report =
                RrdRewrite.pack(path, packed, false, new RrdRewrite.Limits(1 << 20, 400), SILENT);
        assertEquals(2_000, report.chunksIn());
        assertEquals(6, report.chunksOut());
        assertEquals(2_000, report.rows());
        assertTrue(report.bytesOut() * 20 < report.bytesIn(), report.toString());
        assertEquals(RowTexts.of(path), RowTexts.of(packed));
        final Map<EntityPath, Long> last = new LinkedHashMap<>();
        try (RrdFile file = RrdFile.open(packed)) {
            for (final StoredChunk stored : file.chunks()) {
                final var times = stored.chunk().timeline("frame").orElseThrow();
                assertTrue(times.isSorted());
                assertTrue(stored.chunk().rowCount() <= 400);
                final Long before = last.put(stored.chunk().entity(), times.maxTime());
                assertTrue(before == null || before < times.minTime(), "seed " + seed + ": chunks overlap");
            }
        }
        assertTrue(report.toJson().startsWith("{\"file\":"), report.toJson());
        assertTrue(report.toJson().contains("\"chunks_out\":6,\"rows\":2000,\"duplicate_chunks\":0,\"seconds\":"));
    }

    /// A column and metadata of a program that nobody knows.
    private static EncodedIpc foreign(final Chunk chunk) {
        final EncodedIpc plain = ChunkCodec.encode(chunk);
        final byte[] bytes = new byte[(int) plain.lengthBytes()];
        plain.copyTo(MemorySegment.ofArray(bytes));
        final IpcBatch batch = IpcReader.read(MemorySegment.ofArray(bytes));
        final Map<String, String> metadata = new LinkedHashMap<>(batch.metadata());
        metadata.put("acme:origin", "unit 7");
        final List<IpcField> fields = new ArrayList<>(batch.fields());
        fields.add(new IpcField("odd", Datatype.INT32, true, Map.of("acme:unit", "furlong")));
        final List<ArrayData> columns = new ArrayList<>(batch.columns());
        columns.add(ArrayData.ints(Datatype.INT32, new int[batch.rowCount()]));
        return IpcWriter.write(new IpcBatch(metadata, fields, columns, batch.rowCount()));
    }

    @Test
    void shouldKeepColumnsAndMetadataThatNobodyKnows() throws IOException {
        final Path path = directory.resolve("foreign.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            writer.append(STORE, scalar("/known", 1));
        }
        final Path foreign = directory.resolve("with.rrd");
        final FooterBuilder footer = new FooterBuilder();
        try (RrdFile file = RrdFile.open(path);
                AppendFile out = AppendFile.create(foreign);
                ChunkAppender chunks = new ChunkAppender(out, footer, new Lz4Packer())) {
            out.append(List.of(file.bytes().asSlice(0, file.entries().getFirst().offsetBytes() - 16)));
            for (int frame = 0; frame < 5; frame++) {
                final Chunk chunk = scalar("/odd", frame);
                final EncodedIpc payload = foreign(chunk);
                chunks.append(STORE, chunk, payload.parts(), payload.lengthBytes(), Compression.NONE);
            }
        }
        for (final Path result : List.of(pack(foreign), align(foreign))) {
            try (RrdFile file = RrdFile.open(result)) {
                assertEquals(List.of(), RrdVerify.verify(file));
                assertEquals(
                        result.toString().contains("packed") ? 1 : 5,
                        file.entries().size());
                for (final ChunkEntry entry : file.entries()) {
                    file.peek(entry, stream -> {
                        final IpcBatch batch = IpcReader.read(stream);
                        assertEquals("unit 7", batch.metadata().get("acme:origin"));
                        assertEquals(
                                "furlong", batch.fields().getLast().metadata().get("acme:unit"));
                        return true;
                    });
                }
            }
        }
    }

    @Test
    void shouldCountAChunkOnceThatIsThereTwice() throws IOException {
        final Path one = sample();
        final Path twice = directory.resolve("twice.rrd");
        Files.write(twice, Files.readAllBytes(one));
        Files.write(twice, Files.readAllBytes(one), StandardOpenOption.APPEND);
        assertEquals(RowTexts.of(one), RowTexts.of(pack(twice)));
        final Path aligned = align(twice);
        assertEquals(RowTexts.of(one), RowTexts.of(aligned));
        try (RrdFile file = RrdFile.open(aligned)) {
            assertEquals(List.of(), RrdVerify.verify(file));
        }
    }

    @Test
    void shouldReplaceNeitherItsInputNorWhatIsThere() throws IOException {
        final Path source = sample();
        final byte[] before = Files.readAllBytes(source);
        final Path link = Files.createSymbolicLink(directory.resolve("link.rrd"), source);
        for (final Path target : List.of(source, link)) {
            final RrdException refused =
                    assertThrows(RrdException.class, () -> RrdRewrite.align(source, target, true, SILENT));
            assertTrue(refused.getMessage().contains("is the file to be read"), refused.getMessage());
        }
        final Path there = Files.writeString(directory.resolve("there.rrd"), "mine");
        assertThrows(
                FileAlreadyExistsException.class,
                () -> RrdRewrite.pack(source, there, false, RrdRewrite.Limits.DEFAULT, SILENT));
        assertEquals("mine", Files.readString(there));
        assertEquals(before.length, Files.size(source));
    }

    @Test
    void shouldRefuseADamagedFileAndLeaveNothing() throws IOException {
        final Path source = sample();
        final long size = Files.size(source);
        final long payloadAt;
        try (RrdFile file = RrdFile.open(source)) {
            payloadAt = file.entries().get(4).payloadOffset();
        }
        final Path cut = Files.copy(source, directory.resolve("cut.rrd"));
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            channel.truncate(size / 2);
        }
        final Path flipped = Files.copy(source, directory.resolve("flipped.rrd"));
        try (FileChannel channel = FileChannel.open(flipped, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {77}), payloadAt + 500);
        }
        final Path target = directory.resolve("result.rrd");
        for (final Path damaged : List.of(cut, flipped)) {
            final RrdException refused = assertThrows(
                    RrdException.class,
                    () -> RrdRewrite.pack(damaged, target, false, RrdRewrite.Limits.DEFAULT, SILENT));
            assertTrue(refused.getMessage().startsWith(damaged + ": byte "), refused.getMessage());
            assertTrue(refused.getMessage().contains("kymo rrd repair"), refused.getMessage());
            assertFalse(Files.exists(target));
            assertFalse(Files.exists(directory.resolve("result.rrd.partial")));
        }
    }

    @Test
    void shouldHoldNoMoreThanAFewChunksInMemory() throws IOException {
        final Path path = directory.resolve("large.rrd");
        final byte[] values = new byte[1 << 20];
        new Random(3).nextBytes(values);
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            for (int i = 0; i < 40; i++) {
                writer.append(
                        STORE,
                        OpenChunk.ofOneRow(new DataRow(
                                RowIds.PROCESS.next(),
                                EntityPath.of("blob"),
                                TimePoint.of(SampleRecording.FRAME, i),
                                List.of(new DataCell(
                                        SampleRecording.builtIn("Image:buffer", "ImageBuffer"),
                                        ArrayData.oneList(
                                                SampleRecording.BLOB, ArrayData.bytes(Datatype.UINT8, values)))))));
            }
        }
        final long[] most = {0};
        final RrdRewrite.Progress watch = (_, _) -> most[0] = Math.max(most[0], OffHeap.usedBytes());
        final Path packed = directory.resolve("packed.rrd");
        RrdRewrite.pack(path, packed, false, RrdRewrite.Limits.DEFAULT, watch);
        RrdRewrite.align(packed, directory.resolve("aligned.rrd"), false, watch);
        assertTrue(most[0] - usedBefore < 20 << 20, "off-heap bytes: " + (most[0] - usedBefore));
        assertEquals(RowTexts.of(path), RowTexts.of(directory.resolve("aligned.rrd")));
    }
}
