package dev.kymo.store.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/// Writes a schema and one record batch as an Arrow IPC stream in which every buffer begins at a multiple of
/// 64 bytes from the stream's first byte, and buffers of 1 MiB and more at a multiple of 4096; so a stream
/// placed at such an offset of a file can be mapped and used where it lies. Uncompressed, metadata V5, one
/// end-of-stream mark.
public final class IpcWriter {
    public static final int BUFFER_ALIGNMENT = 64;
    public static final int LARGE_BUFFER_ALIGNMENT = 4096;
    public static final long LARGE_BUFFER_BYTES = 1L << 20;

    private static final int PREFIX_BYTES = 8;
    private static final long END_OF_STREAM = 0x00000000_FFFFFFFFL;
    private static final MemorySegment ZEROS = Arena.global().allocate(LARGE_BUFFER_ALIGNMENT);
    private static final MemorySegment ONE_OFFSET = Arena.global().allocate(Long.BYTES);

    private final List<long[]> nodes = new ArrayList<>();
    private final List<MemorySegment> buffers = new ArrayList<>();

    private IpcWriter() {}

    /// @param batch whole columns: their windows begin at value 0, and so do those of their children
    /// @throws IllegalArgumentException for a column that is a window into a larger array
    public static EncodedIpc write(final IpcBatch batch) {
        return new IpcWriter().encode(batch);
    }

    /// The schema alone with its end-of-stream mark, as a manifest carries it.
    public static EncodedIpc writeSchema(final Map<String, String> metadata, final List<IpcField> fields) {
        return new EncodedIpc(List.of(message(schema(metadata, fields), 0, BUFFER_ALIGNMENT), endOfStream()));
    }

    /// A schema message, as a stream or a file begins with.
    static MemorySegment schemaMessage(final Map<String, String> metadata, final List<IpcField> fields) {
        return message(schema(metadata, fields), 0, BUFFER_ALIGNMENT);
    }

    /// A record batch's message without its schema.
    ///
    /// @param parts header first, then the body's
    /// @param headerBytes of the header
    /// @param bodyBytes of all others
    record BatchMessage(List<MemorySegment> parts, int headerBytes, long bodyBytes) {}

    /// @param startsAt where the message begins in the stream or file
    static BatchMessage batchMessage(final IpcBatch batch, final long startsAt) {
        final IpcWriter writer = new IpcWriter();
        final List<MemorySegment> parts = new ArrayList<>();
        final long bodyBytes = writer.encode(batch, startsAt, parts);
        return new BatchMessage(parts, Math.toIntExact(parts.getFirst().byteSize()), bodyBytes);
    }

    private EncodedIpc encode(final IpcBatch batch) {
        final MemorySegment schema = schemaMessage(batch.metadata(), batch.fields());
        final List<MemorySegment> parts = new ArrayList<>();
        parts.add(schema);
        encode(batch, schema.byteSize(), parts);
        parts.add(endOfStream());
        return new EncodedIpc(parts);
    }

    /// Adds header and body of a record batch.
    ///
    /// @return the body's length
    private long encode(final IpcBatch batch, final long startsAt, final List<MemorySegment> parts) {
        boolean large = false;
        for (final ArrayData column : batch.columns()) {
            add(column, batch.rowCount());
        }
        for (final MemorySegment buffer : buffers) {
            large |= buffer.byteSize() >= LARGE_BUFFER_BYTES;
        }
        final int bodyAlignment = large ? LARGE_BUFFER_ALIGNMENT : BUFFER_ALIGNMENT;
        final long[] offsets = new long[buffers.size()];
        long bodyBytes = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = align(bodyBytes, alignmentOf(buffers.get(i)));
            bodyBytes = offsets[i] + buffers.get(i).byteSize();
        }
        bodyBytes = align(bodyBytes, BUFFER_ALIGNMENT);
        parts.add(message(batchMessage(batch.rowCount(), offsets, bodyBytes), startsAt, bodyAlignment));
        long at = 0;
        for (int i = 0; i < offsets.length; i++) {
            pad(parts, offsets[i] - at);
            if (buffers.get(i).byteSize() > 0) {
                parts.add(buffers.get(i));
            }
            at = offsets[i] + buffers.get(i).byteSize();
        }
        pad(parts, bodyBytes - at);
        return bodyBytes;
    }

    private static int alignmentOf(final MemorySegment buffer) {
        return buffer.byteSize() >= LARGE_BUFFER_BYTES ? LARGE_BUFFER_ALIGNMENT : BUFFER_ALIGNMENT;
    }

    private static long align(final long value, final int alignment) {
        return (value + alignment - 1) & -alignment;
    }

    private static void pad(final List<MemorySegment> parts, final long bytes) {
        if (bytes > 0) {
            parts.add(ZEROS.asSlice(0, bytes));
        }
    }

    private void add(final ArrayData array, final int length) {
        final Datatype type = array.type();
        if (array.offset() != 0) {
            throw new IllegalArgumentException(
                    type + ": a window at " + array.offset() + " can't be written as it lies");
        }
        final int nulls = length == 0 ? 0 : array.slice(0, length).nullCount();
        nodes.add(new long[] {length, nulls});
        if (type.hasValidity()) {
            buffers.add(
                    nulls == 0 ? ArrayData.NO_BUFFER : array.validityBuffer().asSlice(0, (length + 7) / 8));
        }
        switch (type.kind()) {
            case NULL -> {}
            case LIST, LARGE_LIST -> {
                addOffsets(array, length);
                add(array.child(0), length == 0 ? 0 : array.valueOffset(length));
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                addOffsets(array, length);
                buffers.add(array.dataBuffer().asSlice(0, length == 0 ? 0 : array.valueOffset(length)));
            }
            case FIXED_SIZE_LIST -> add(array.child(0), length * type.size());
            case STRUCT -> {
                for (int i = 0; i < array.childCount(); i++) {
                    add(array.child(i), length);
                }
            }
            case DENSE_UNION -> {
                buffers.add(array.dataBuffer().asSlice(0, length));
                buffers.add(array.offsetsBuffer().asSlice(0, length * 4L));
                for (int i = 0; i < array.childCount(); i++) {
                    add(array.child(i), array.child(i).length());
                }
            }
            default -> buffers.add(array.dataBuffer().asSlice(0, ((long) length * type.bitWidth() + 7) / 8));
        }
    }

    private void addOffsets(final ArrayData array, final int length) {
        final int width = array.type().offsetWidth();
        if (array.offsetsBuffer().byteSize() == 0) {
            buffers.add(ONE_OFFSET.asSlice(0, width));
            return;
        }
        if (array.valueOffset(0) != 0) {
            throw new IllegalArgumentException(array.type() + ": offsets begin at " + array.valueOffset(0));
        }
        buffers.add(array.offsetsBuffer().asSlice(0, (length + 1L) * width));
    }

    private static FlatBufferBuilder schema(final Map<String, String> metadata, final List<IpcField> fields) {
        final FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        final int schemaAt = schema(builder, metadata, fields);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schemaAt, 0, 0));
        return builder;
    }

    /// @return where it is
    static int schema(
            final FlatBufferBuilder builder, final Map<String, String> metadata, final List<IpcField> fields) {
        final int[] fieldsAt = new int[fields.size()];
        for (int i = 0; i < fieldsAt.length; i++) {
            final IpcField field = fields.get(i);
            fieldsAt[i] = FlatDatatypes.write(builder, field.name(), field.type(), field.nullable(), field.metadata());
        }
        final int vectorAt = Schema.createFieldsVector(builder, fieldsAt);
        final int metadataAt = Schema.createCustomMetadataVector(builder, FlatDatatypes.keyValues(builder, metadata));
        return Schema.createSchema(builder, Endianness.Little, vectorAt, metadataAt, 0);
    }

    private FlatBufferBuilder batchMessage(final int rows, final long[] offsets, final long bodyBytes) {
        final FlatBufferBuilder builder = new FlatBufferBuilder(256 + 16 * (nodes.size() + offsets.length));
        RecordBatch.startNodesVector(builder, nodes.size());
        for (int i = nodes.size() - 1; i >= 0; i--) {
            FieldNode.createFieldNode(builder, nodes.get(i)[0], nodes.get(i)[1]);
        }
        final int nodesAt = builder.endVector();
        RecordBatch.startBuffersVector(builder, offsets.length);
        for (int i = offsets.length - 1; i >= 0; i--) {
            Buffer.createBuffer(builder, offsets[i], buffers.get(i).byteSize());
        }
        final int buffersAt = builder.endVector();
        final int batchAt = RecordBatch.createRecordBatch(builder, rows, nodesAt, buffersAt, 0, 0);
        builder.finish(
                Message.createMessage(builder, MetadataVersion.V5, MessageHeader.RecordBatch, batchAt, bodyBytes, 0));
        return builder;
    }

    /// Continuation mark, length, metadata, and zeros so that what follows begins at a multiple of
    /// `alignment`.
    private static MemorySegment message(final FlatBufferBuilder builder, final long startsAt, final int alignment) {
        final ByteBuffer metadata = builder.dataBuffer();
        final long end = align(startsAt + PREFIX_BYTES + metadata.remaining(), alignment);
        final int paddedBytes = Math.toIntExact(end - startsAt - PREFIX_BYTES);
        final MemorySegment message = MemorySegment.ofArray(new byte[PREFIX_BYTES + paddedBytes]);
        message.set(Layouts.INT, 0, -1);
        message.set(Layouts.INT, Integer.BYTES, paddedBytes);
        MemorySegment.copy(MemorySegment.ofBuffer(metadata), 0, message, PREFIX_BYTES, metadata.remaining());
        return message;
    }

    static MemorySegment endOfStream() {
        final MemorySegment mark = MemorySegment.ofArray(new byte[Long.BYTES]);
        mark.set(Layouts.LONG, 0, END_OF_STREAM);
        return mark;
    }
}
