package dev.kymo.store.ipc;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/// Reads the schema and the first record batch of an Arrow IPC stream in place: values are views of the given
/// memory.
///
/// The bytes are not trusted: every length, offset and count is checked against the memory there is, and the
/// columns are validated, before anything is handed out. Format:
/// https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
public final class IpcReader {
    private static final int CONTINUATION = 0xFFFFFFFF;

    private final MemorySegment stream;
    private long at;
    private long metadataAt;

    private IpcReader(final MemorySegment stream) {
        this.stream = stream;
    }

    /// Schema and first record batch. A stream with a schema and no batch gives a batch of 0 rows.
    ///
    /// @param stream borrowed; the batch is valid as long as it is
    /// @throws MalformedIpcException with the offset in the stream, what was expected and what was found
    public static IpcBatch read(final MemorySegment stream) {
        final IpcReader reader = new IpcReader(stream);
        try {
            return reader.readAll();
        } catch (final MalformedIpcException e) {
            throw e;
        } catch (final IllegalArgumentException e) {
            throw new MalformedIpcException(reader.metadataAt, "Arrow stream: " + e.getMessage(), e);
        } catch (final IndexOutOfBoundsException | NullPointerException | ArithmeticException | AssertionError e) {
            // Flatbuffers have no verifier in Java: a lying offset ends here.
            throw new MalformedIpcException(reader.metadataAt, "Arrow stream: its metadata points outside itself", e);
        }
    }

    private IpcBatch readAll() {
        final Message schemaMessage = nextMessage();
        if (schemaMessage == null || schemaMessage.headerType() != MessageHeader.Schema) {
            throw malformed("expected a schema, found " + describe(schemaMessage));
        }
        final Schema schema = header(schemaMessage, new Schema());
        if (schema.endianness() != Endianness.Little) {
            throw malformed("big-endian data is not supported");
        }
        final MemorySegment schemaBytes = stream.asSlice(
                at - schema.getByteBuffer().capacity(), schema.getByteBuffer().capacity());
        final KnownSchemas.Known known = KnownSchemas.find(schemaBytes, schema);
        Map<String, String> metadata = known == null ? null : known.metadata(schemaBytes);
        final List<IpcField> fields;
        if (known == null || metadata == null) {
            final ReadBudget budget = new ReadBudget(schema.getByteBuffer().capacity());
            metadata = readMetadata(schema, budget);
            fields = readFields(schema, budget);
            KnownSchemas.keep(schemaBytes, schema, fields);
        } else {
            fields = known.fields();
        }
        skipBody(schemaMessage);
        final Message batchMessage = nextMessage();
        if (batchMessage == null) {
            final List<ArrayData> none =
                    fields.stream().map(f -> ArrayData.empty(f.type())).toList();
            return new IpcBatch(metadata, fields, none, 0);
        }
        if (batchMessage.headerType() != MessageHeader.RecordBatch) {
            throw malformed("expected a record batch, found " + describe(batchMessage));
        }
        final RecordBatch batch = header(batchMessage, new RecordBatch());
        if (batch.compression() != null) {
            throw malformed("compressed record batch bodies are not supported");
        }
        final MemorySegment body = stream.asSlice(at, checkedBody(batchMessage));
        final int rows = checkedInt(batch.length(), "rows");
        final ColumnReader columns = new ColumnReader(batch, body);
        final List<ArrayData> arrays = new ArrayList<>();
        for (final IpcField field : fields) {
            arrays.add(columns.next(field, rows));
        }
        return new IpcBatch(metadata, fields, arrays, rows);
    }

    private @org.jspecify.annotations.Nullable Message nextMessage() {
        metadataAt = at;
        if (stream.byteSize() - at < Integer.BYTES) {
            return null;
        }
        int metadataBytes = stream.get(Layouts.INT, at);
        at += Integer.BYTES;
        if (metadataBytes == CONTINUATION) {
            if (stream.byteSize() - at < Integer.BYTES) {
                return null;
            }
            metadataBytes = stream.get(Layouts.INT, at);
            at += Integer.BYTES;
        }
        if (metadataBytes == 0) {
            return null;
        }
        if (metadataBytes < 8 || metadataBytes > stream.byteSize() - at) {
            throw malformed("message metadata of " + metadataBytes + " bytes, " + (stream.byteSize() - at) + " left");
        }
        final ByteBuffer metadata =
                stream.asSlice(at, metadataBytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        at += metadataBytes;
        return Message.getRootAsMessage(metadata);
    }

    private static String describe(final @org.jspecify.annotations.Nullable Message message) {
        if (message == null) {
            return "the end";
        }
        final byte type = message.headerType();
        return type >= 0 && type < MessageHeader.names.length ? MessageHeader.name(type) : "message type " + type;
    }

    private <T extends com.google.flatbuffers.Table> T header(final Message message, final T header) {
        if (message.header(header) == null) {
            throw malformed("a message without its header");
        }
        return header;
    }

    private void skipBody(final Message message) {
        at += checkedBody(message);
    }

    private long checkedBody(final Message message) {
        final long bodyBytes = message.bodyLength();
        if (bodyBytes < 0 || bodyBytes > stream.byteSize() - at) {
            throw malformed("message body of " + bodyBytes + " bytes, " + (stream.byteSize() - at) + " left");
        }
        return bodyBytes;
    }

    private int checkedInt(final long value, final String what) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw malformed(what + "=" + value);
        }
        return (int) value;
    }

    private MalformedIpcException malformed(final String message) {
        return new MalformedIpcException(metadataAt, "Arrow stream: " + message);
    }

    private static Map<String, String> readMetadata(final Schema schema, final ReadBudget budget) {
        final int count = FlatDatatypes.checkedCount(
                schema.customMetadataLength(), schema.getByteBuffer().capacity());
        final Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            put(metadata, schema.customMetadata(i), budget);
        }
        return metadata;
    }

    private static List<IpcField> readFields(final Schema schema, final ReadBudget budget) {
        final int bufferBytes = schema.getByteBuffer().capacity();
        final int count = FlatDatatypes.checkedCount(schema.fieldsLength(), bufferBytes);
        final List<IpcField> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final org.apache.arrow.flatbuf.Field field = schema.fields(i);
            final Map<String, String> metadata = new LinkedHashMap<>();
            final int pairs = FlatDatatypes.checkedCount(field.customMetadataLength(), bufferBytes);
            for (int k = 0; k < pairs; k++) {
                put(metadata, field.customMetadata(k), budget);
            }
            final String name = budget.text(field.name());
            final Datatype type;
            try {
                type = FlatDatatypes.read(field, 0, budget);
            } catch (final IllegalArgumentException e) {
                throw new IllegalArgumentException("column " + name + ": " + e.getMessage(), e);
            }
            fields.add(new IpcField(name, type, field.nullable(), metadata));
        }
        return fields;
    }

    private static void put(final Map<String, String> metadata, final KeyValue pair, final ReadBudget budget) {
        metadata.put(budget.text(pair.key()), budget.text(pair.value()));
    }

    /// Hands out nodes and buffers in the depth-first order that Arrow stores them in.
    private final class ColumnReader {
        private final RecordBatch batch;
        private final MemorySegment body;
        private final int nodeCount;
        private final int bufferCount;
        private int node;
        private int buffer;

        ColumnReader(final RecordBatch batch, final MemorySegment body) {
            this.batch = batch;
            this.body = body;
            final int bytes = batch.getByteBuffer().capacity();
            nodeCount = FlatDatatypes.checkedCount(batch.nodesLength(), bytes);
            bufferCount = FlatDatatypes.checkedCount(batch.buffersLength(), bytes);
        }

        ArrayData next(final IpcField field, final int rows) {
            final ArrayData column = next(field.type());
            if (column.length() != rows) {
                throw malformed(
                        "column " + field.name() + " has " + column.length() + " values, the batch " + rows + " rows");
            }
            try {
                column.validate();
            } catch (final IllegalArgumentException e) {
                throw malformed("column " + field.name() + ": " + e.getMessage());
            }
            return column;
        }

        private ArrayData next(final Datatype type) {
            if (node >= nodeCount) {
                throw malformed("only " + nodeCount + " nodes for the columns of the schema");
            }
            final int length = checkedInt(batch.nodes(node).length(), "values");
            final long nullCount = batch.nodes(node).nullCount();
            node++;
            MemorySegment validity = type.hasValidity() ? nextBuffer() : ArrayData.NO_BUFFER;
            if (nullCount == 0) {
                validity = ArrayData.NO_BUFFER;
            }
            MemorySegment offsets = ArrayData.NO_BUFFER;
            MemorySegment data = ArrayData.NO_BUFFER;
            if (type.kind() == Datatype.Kind.DENSE_UNION) {
                data = nextBuffer();
                offsets = nextBuffer();
            } else {
                if (type.hasOffsets()) {
                    offsets = nextBuffer();
                }
                if (type.bufferCount() - (type.hasValidity() ? 1 : 0) - (type.hasOffsets() ? 1 : 0) > 0) {
                    data = nextBuffer();
                }
            }
            final ArrayData[] children = new ArrayData[type.children().size()];
            for (int i = 0; i < children.length; i++) {
                children[i] = next(type.children().get(i).type());
            }
            return new ArrayData(type, 0, length, validity, offsets, data, children);
        }

        private MemorySegment nextBuffer() {
            if (buffer >= bufferCount) {
                throw malformed("only " + bufferCount + " buffers for the columns of the schema");
            }
            final long offset = batch.buffers(buffer).offset();
            final long length = batch.buffers(buffer).length();
            buffer++;
            if (offset < 0 || length < 0 || offset > body.byteSize() || length > body.byteSize() - offset) {
                throw malformed("buffer " + (buffer - 1) + " at " + offset + " of " + length + " bytes, the body has "
                        + body.byteSize());
            }
            return body.asSlice(offset, length);
        }
    }
}
