package dev.kymo.store.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MetadataVersion;

/// Writes record batches of one schema as an Arrow IPC file
/// (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format), batch by batch, uncompressed.
///
/// ```text
///   'ARROW1' 0 0, zeros to 64 | schema | batch | batch | … | end of stream | footer | its length | 'ARROW1'
/// ```
///
/// One thread. The channel stays the caller's.
public final class IpcFileWriter {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    /// What is written at a time: the JDK keeps a native buffer of a thread's largest write.
    private static final int PIECE_BYTES = 1 << 20;

    private final WritableByteChannel channel;
    private final List<IpcField> fields;
    private final List<long[]> blocks = new ArrayList<>();
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private long at;

    /// Writes the beginning.
    ///
    /// @param fields of every batch
    public IpcFileWriter(final WritableByteChannel channel, final List<IpcField> fields) throws IOException {
        this.channel = channel;
        this.fields = List.copyOf(fields);
        final byte[] head = new byte[IpcWriter.BUFFER_ALIGNMENT];
        System.arraycopy(MAGIC, 0, head, 0, MAGIC.length);
        write(MemorySegment.ofArray(head));
        write(IpcWriter.schemaMessage(Map.of(), this.fields));
    }

    /// Writes a batch; nothing of it is needed afterwards.
    ///
    /// @throws IllegalArgumentException for one of other fields
    public void write(final IpcBatch batch) throws IOException {
        if (!batch.fields().equals(fields)) {
            throw new IllegalArgumentException("a batch of " + batch.fields() + " in a file of " + fields);
        }
        final IpcWriter.BatchMessage message = IpcWriter.batchMessage(batch, at);
        blocks.add(new long[] {at, message.headerBytes(), message.bodyBytes()});
        for (final MemorySegment part : message.parts()) {
            write(part);
        }
    }

    /// Writes the end: without it the file can be read as a stream only.
    public void finish() throws IOException {
        write(IpcWriter.endOfStream());
        final FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        final int schemaAt = IpcWriter.schema(builder, Map.of(), fields);
        Footer.startDictionariesVector(builder, 0);
        final int dictionariesAt = builder.endVector();
        Footer.startRecordBatchesVector(builder, blocks.size());
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block.createBlock(builder, blocks.get(i)[0], (int) blocks.get(i)[1], blocks.get(i)[2]);
        }
        final int batchesAt = builder.endVector();
        builder.finish(Footer.createFooter(builder, MetadataVersion.V5, schemaAt, dictionariesAt, batchesAt, 0));
        final ByteBuffer footer = builder.dataBuffer();
        final ByteBuffer tail = ByteBuffer.allocate(Integer.BYTES + MAGIC.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.remaining())
                .put(MAGIC)
                .flip();
        write(MemorySegment.ofBuffer(footer));
        write(MemorySegment.ofBuffer(tail));
    }

    private void write(final MemorySegment bytes) throws IOException {
        for (long from = 0; from < bytes.byteSize(); from += PIECE_BYTES) {
            final int length = (int) Math.min(PIECE_BYTES, bytes.byteSize() - from);
            MemorySegment.copy(
                    bytes,
                    ValueLayout.JAVA_BYTE,
                    from,
                    MemorySegment.ofBuffer(piece.clear()),
                    ValueLayout.JAVA_BYTE,
                    0,
                    length);
            piece.limit(length);
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
        at += bytes.byteSize();
    }
}
