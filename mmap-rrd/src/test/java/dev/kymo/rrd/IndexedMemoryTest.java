package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is loaded stays within its budget, what readers have stays valid, and a file that is cut is an error.
final class IndexedMemoryTest {
    private static final StoreId STORE = StoreId.recording("memory", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final EntityPath ENTITY = EntityPath.of("series");
    private static final int CHUNKS = 60;
    private static final int ROWS = 2000;
    private static final int PAGE_BYTES = 4096;

    @TempDir
    Path folder;

    /// Compressed as Rerun's writers do, without a footer.
    private Path compressed() throws IOException {
        final Path file = folder.resolve("compressed.rrd");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(StreamHeaderDescriptor.written());
            for (int i = 0; i < CHUNKS; i++) {
                out.write(message(i));
            }
        }
        return file;
    }

    private static byte[] message(final int chunk) {
        try (OpenChunk open = open(chunk)) {
            final Chunk snapshot = open.snapshot();
            final EncodedIpc encoded = ChunkCodec.encode(snapshot);
            final byte[] stream = new byte[Math.toIntExact(encoded.lengthBytes())];
            encoded.copyTo(MemorySegment.ofArray(stream));
            final byte[] message = new ProtobufWriter()
                    .message(ArrowMessageDescriptor.STORE_ID, StoreMessages.storeId(STORE))
                    .number(ArrowMessageDescriptor.COMPRESSION, ArrowMessageDescriptor.COMPRESSION_LZ4)
                    .number(ArrowMessageDescriptor.UNCOMPRESSED_SIZE, stream.length)
                    .number(ArrowMessageDescriptor.ENCODING, ArrowMessageDescriptor.ENCODING_ARROW_IPC)
                    .bytes(
                            ArrowMessageDescriptor.PAYLOAD,
                            LZ4Factory.safeInstance().fastCompressor().compress(stream))
                    .toArray();
            final byte[] framed = new byte[MessageHeaderDescriptor.BYTES + message.length];
            MemorySegment.copy(
                    ChunkFrame.header(MessageHeaderDescriptor.KIND_ARROW, message.length),
                    0,
                    MemorySegment.ofArray(framed),
                    0,
                    MessageHeaderDescriptor.BYTES);
            System.arraycopy(message, 0, framed, MessageHeaderDescriptor.BYTES, message.length);
            return framed;
        }
    }

    private static OpenChunk open(final int chunk) {
        final OpenChunk open = new OpenChunk(ENTITY, TimePoint.of(FRAME, (long) chunk * ROWS), 0);
        for (int row = 0; row < ROWS; row++) {
            final long time = (long) chunk * ROWS + row;
            open.append(new DataRow(
                    RowIds.PROCESS.next(),
                    ENTITY,
                    TimePoint.of(FRAME, time),
                    List.of(new DataCell(VALUE, ArrayData.doubles(Datatype.FLOAT64, time * 0.5)))));
        }
        return open;
    }

    private static double ask(final StoreReader reader, final long at) {
        return reader.latestAt(ENTITY, "Scalars:scalars", "frame", at)
                .orElseThrow()
                .instances()
                .getDouble(0);
    }

    @Test
    void shouldKeepUnpackedChunksWithinTheirBudget() throws IOException {
        final long limit = 1 << 20;
        final IndexOptions options = IndexOptions.defaults().withMemoryLimitBytes(limit);
        final Random random = new Random(11);
        try (IndexedRecording indexed = IndexedRecording.open(compressed(), options);
                RecordingStore store = new RecordingStore(STORE, indexed.chunks(STORE))) {
            for (int i = 0; i < 500; i++) {
                final long at = random.nextInt(CHUNKS * ROWS);
                try (StoreReader reader = store.reader()) {
                    assertEquals(at * 0.5, ask(reader, at), "seed=11 question=" + i);
                }
                assertTrue(
                        OffHeap.usedBytes(MemoryTag.DECOMPRESSED) <= limit,
                        "seed=11 question=" + i + " " + indexed.loaded());
            }
            assertTrue(indexed.loaded().evictions() > 0, indexed.loaded().toString());
            assertEquals(0, indexed.loaded().exceeded(), indexed.loaded().toString());
        }
        assertEquals(0, OffHeap.usedBytes(MemoryTag.DECOMPRESSED));
    }

    @Test
    void shouldExceedTheBudgetRatherThanTakeFromAReader() throws IOException {
        final IndexOptions options = IndexOptions.defaults().withMemoryLimitBytes(1 << 20);
        try (IndexedRecording indexed = IndexedRecording.open(compressed(), options);
                RecordingStore store = new RecordingStore(STORE, indexed.chunks(STORE))) {
            try (StoreReader reader = store.reader()) {
                final List<Cell> cells = reader.range(ENTITY, "Scalars:scalars", "frame", 0, Long.MAX_VALUE);
                assertEquals(CHUNKS * ROWS, cells.size());
                for (final Cell cell : cells) {
                    assertEquals(cell.time() * 0.5, cell.instances().getDouble(0));
                }
                assertTrue(indexed.loaded().exceeded() > 0, indexed.loaded().toString());
            }
            // The next chunk that is loaded finds the room that is free again.
            for (int i = 0; i < 3 * CHUNKS; i++) {
                try (StoreReader reader = store.reader()) {
                    final long at = (i % CHUNKS) * (long) ROWS;
                    assertEquals(at * 0.5, ask(reader, at));
                }
            }
            assertTrue(
                    indexed.loaded().unpackedBytes() <= 1 << 20,
                    indexed.loaded().toString());
        }
        assertEquals(0, OffHeap.usedBytes(MemoryTag.DECOMPRESSED));
    }

    @Test
    void shouldAnswerManyReadersWhileChunksComeAndGo() throws Exception {
        final IndexOptions options = IndexOptions.defaults().withMemoryLimitBytes(300 << 10);
        try (IndexedRecording indexed = IndexedRecording.open(compressed(), options);
                RecordingStore store = new RecordingStore(STORE, indexed.chunks(STORE))) {
            try (ExecutorService threads = Executors.newFixedThreadPool(
                    4, Thread.ofPlatform().name("asking-", 0).factory())) {
                final List<Future<?>> all = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    final Random random = new Random(thread);
                    all.add(threads.submit(() -> {
                        for (int i = 0; i < 2000; i++) {
                            try (StoreReader reader = store.reader()) {
                                final long first = random.nextInt(CHUNKS * ROWS);
                                final Cell kept = reader.latestAt(ENTITY, "Scalars:scalars", "frame", first)
                                        .orElseThrow();
                                final long at = random.nextInt(CHUNKS * ROWS);
                                assertEquals(at * 0.5, ask(reader, at));
                                assertEquals(first * 0.5, kept.instances().getDouble(0));
                            }
                        }
                    }));
                }
                for (final Future<?> each : all) {
                    each.get();
                }
            }
            assertTrue(indexed.loaded().evictions() > 0, indexed.loaded().toString());
        }
        assertEquals(0, OffHeap.usedBytes(MemoryTag.DECOMPRESSED));
    }

    @Test
    void shouldSayWhereAFileEndsThatIsCutWhileItIsRead() throws IOException {
        final Path file = folder.resolve("cut.rrd");
        try (RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT)) {
            for (int i = 0; i < CHUNKS; i++) {
                try (OpenChunk open = open(i)) {
                    writer.append(STORE, open.snapshot());
                }
            }
        }
        cutAndAsk(file, IndexOptions.defaults());
        cutAndAsk(compressed(), IndexOptions.defaults());
    }

    private static void cutAndAsk(final Path file, final IndexOptions options) throws IOException {
        try (IndexedRecording indexed = IndexedRecording.open(file, options);
                RecordingStore store = new RecordingStore(STORE, indexed.chunks(STORE))) {
            try (StoreReader reader = store.reader()) {
                assertEquals(0.5, ask(reader, 1));
            }
            final long left = Files.size(file) / 2 / PAGE_BYTES * PAGE_BYTES;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(left);
            }
            try (StoreReader reader = store.reader()) {
                assertEquals(0.5, ask(reader, 1));
                final UncheckedIOException error = assertThrows(
                        UncheckedIOException.class, () -> ask(reader, (long) CHUNKS * ROWS - 1), file.toString());
                assertTrue(
                        error.getCause().getMessage().startsWith(file + ": byte " + left + ": the file ends here now"),
                        error.getCause().getMessage());
            }
        }
    }
}
