package dev.kymo.arrow;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/// Arrow's vectors and record batches as Kymo's arrays and batches, and back.
///
/// From Arrow nothing is copied: an array is a view of the vector's buffers, valid until the vector is cleared; what is
/// logged of it is copied by whoever logs. To Arrow everything is copied once, into memory of the given allocator:
/// Arrow's readers do not look whether memory is still there, so none of a store's may be handed to them.
public final class ArrowVectors {
    private ArrowVectors() {}

    /// All values of a vector.
    ///
    /// @param vector its buffers are borrowed
    /// @throws IllegalArgumentException for a type that Kymo does not have (dictionaries, decimals, views), with
    ///     its name and what it is
    public static ArrayData toArray(final FieldVector vector) {
        final ArrayData array = view(vector, datatype(vector.getField()), vector.getValueCount());
        array.validate();
        return array;
    }

    /// The type of a vector's values.
    ///
    /// @throws IllegalArgumentException as [#toArray]
    public static Datatype datatype(final Field field) {
        if (field.getDictionary() != null) {
            throw new IllegalArgumentException(
                    "column " + field.getName() + ": expected plain values, found a dictionary");
        }
        // By way of the format's own bytes: both sides agree on those.
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), new Schema(List.of(field)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return named(IpcReader.read(MemorySegment.ofArray(bytes.toByteArray()))
                    .fields()
                    .getFirst()
                    .type());
        } catch (final MalformedIpcException e) {
            throw new IllegalArgumentException(
                    "column " + field.getName() + ": " + field.getType() + " is no type that can be kept", e);
        }
    }

    /// Arrow's vectors forget what the items of lists were named, and say `$data$`.
    private static Datatype named(final Datatype type) {
        final List<dev.kymo.store.model.Field> children = type.children().stream()
                .map(child -> new dev.kymo.store.model.Field(child.name(), named(child.type()), child.nullable()))
                .toList();
        return switch (type.kind()) {
            case LIST -> Datatype.list(item(children));
            case LARGE_LIST -> Datatype.largeList(item(children));
            case FIXED_SIZE_LIST -> Datatype.fixedSizeList(type.size(), item(children));
            case STRUCT -> Datatype.struct(children);
            case DENSE_UNION -> Datatype.denseUnion(type.unionTypeIds(), children);
            default -> type;
        };
    }

    private static dev.kymo.store.model.Field item(final List<dev.kymo.store.model.Field> children) {
        final dev.kymo.store.model.Field only = children.getFirst();
        return new dev.kymo.store.model.Field("item", only.type(), only.nullable());
    }

    private static ArrayData view(final FieldVector vector, final Datatype type, final int count) {
        final List<FieldVector> children = vector.getChildrenFromFields();
        final ArrayData[] views = new ArrayData[children.size()];
        for (int i = 0; i < views.length; i++) {
            final FieldVector child = children.get(i);
            views[i] = view(child, type.children().get(i).type(), child.getValueCount());
        }
        if (type.kind() == Datatype.Kind.NULL) {
            return new ArrayData(type, 0, count, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
        }
        if (vector instanceof final DenseUnionVector union) {
            return new ArrayData(
                    type,
                    0,
                    count,
                    ArrayData.NO_BUFFER,
                    segment(union.getOffsetBuffer(), count * 4L),
                    segment(union.getTypeBuffer(), count),
                    views);
        }
        final MemorySegment validity = vector.getNullCount() == 0
                ? ArrayData.NO_BUFFER
                : segment(vector.getValidityBuffer(), (count + 7L) / 8);
        final MemorySegment offsets = type.hasOffsets() && count > 0
                ? segment(vector.getOffsetBuffer(), (count + 1L) * type.offsetWidth())
                : ArrayData.NO_BUFFER;
        final MemorySegment data = type.children().isEmpty()
                ? segment(vector.getDataBuffer(), vector.getDataBuffer().capacity())
                : ArrayData.NO_BUFFER;
        return new ArrayData(type, 0, count, validity, offsets, data, views);
    }

    /// @param bytes that are needed; fewer when the buffer has fewer, which is found when the array is validated
    private static MemorySegment segment(final ArrowBuf buffer, final long bytes) {
        final long there = Math.min(bytes, buffer.capacity());
        return there == 0 ? ArrayData.NO_BUFFER : MemorySegment.ofBuffer(buffer.nioBuffer(0, Math.toIntExact(there)));
    }

    /// A record batch, its columns views of the root's vectors.
    ///
    /// @throws IllegalArgumentException as [#toArray]
    public static IpcBatch toBatch(final VectorSchemaRoot root) {
        final List<IpcField> fields = new ArrayList<>();
        final List<ArrayData> columns = new ArrayList<>();
        for (final FieldVector vector : root.getFieldVectors()) {
            final Field field = vector.getField();
            final ArrayData column = toArray(vector);
            fields.add(new IpcField(field.getName(), column.type(), field.isNullable(), field.getMetadata()));
            columns.add(column);
        }
        final Map<String, String> metadata = root.getSchema().getCustomMetadata();
        return new IpcBatch(metadata == null ? Map.of() : metadata, fields, columns, root.getRowCount());
    }

    /// A record batch as Arrow's vectors, copied.
    ///
    /// @param batch whole columns, as tables of rows give them
    /// @return the caller's, who closes it before the allocator
    public static VectorSchemaRoot toRoot(final IpcBatch batch, final BufferAllocator allocator) {
        final EncodedIpc encoded = IpcWriter.write(batch);
        final byte[] bytes = new byte[Math.toIntExact(encoded.lengthBytes())];
        encoded.copyTo(MemorySegment.ofArray(bytes));
        try (ReadChannel channel = new ReadChannel(Channels.newChannel(new ByteArrayInputStream(bytes)))) {
            final Schema schema = MessageSerializer.deserializeSchema(channel);
            final VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
            try (ArrowRecordBatch read = MessageSerializer.deserializeRecordBatch(channel, allocator)) {
                new VectorLoader(root).load(read);
                return root;
            } catch (final IOException | RuntimeException e) {
                root.close();
                throw e;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One column as a vector of its own, copied.
    ///
    /// @param name of the vector's field
    public static FieldVector toVector(final String name, final ArrayData values, final BufferAllocator allocator) {
        final IpcField field = new IpcField(name, values.type(), true, Map.of());
        return toRoot(new IpcBatch(Map.of(), List.of(field), List.of(values), values.length()), allocator)
                .getVector(0);
    }
}
