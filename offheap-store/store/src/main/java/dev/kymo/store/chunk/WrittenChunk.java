package dev.kymo.store.chunk;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A chunk with everything that its writer put into it, for tools that write it anew: columns and metadata that
/// nobody knows stay, in their order. What is of an older version of the format has the names of today.
///
/// A view of the stream it was read from.
public final class WrittenChunk {
    /// The versions before the present one; a version that is not known is left as it is.
    private static final Set<String> OLDER = Set.of("0.1.0", "0.1.1", "0.1.2");

    /// What is true of one chunk only, and so not of the one that it becomes part of.
    private static final Set<String> OF_ONE_CHUNK =
            Set.of(SorbetKeys.CHUNK_ID, SorbetKeys.BATCH_ID, "rerun:heap_size_bytes");

    private static final String TIME_STAMPS = "rerun:timestamp_";
    private static final Set<String> KEYS = Set.of(
            SorbetKeys.KIND,
            SorbetKeys.INDEX_NAME,
            SorbetKeys.IS_SORTED,
            SorbetKeys.ARCHETYPE,
            SorbetKeys.COMPONENT,
            SorbetKeys.COMPONENT_TYPE,
            SorbetKeys.LEGACY_ARCHETYPE_FIELD);

    private final IpcBatch batch;
    private final Chunk chunk;
    private final boolean renamed;

    /// What chunks have in common that can be one.
    ///
    /// @param fields without what depends on their rows
    public record Schema(Map<String, String> metadata, List<IpcField> fields) {}

    private WrittenChunk(final IpcBatch batch, final Chunk chunk, final boolean renamed) {
        this.batch = batch;
        this.chunk = chunk;
        this.renamed = renamed;
    }

    /// @param stream borrowed
    /// @throws dev.kymo.store.ipc.MalformedIpcException when these bytes are no chunk, with the reason
    public static WrittenChunk read(final MemorySegment stream) {
        final IpcBatch batch = IpcReader.read(stream);
        final String version = ChunkCodec.value(batch.metadata(), SorbetKeys.VERSION_KEY);
        if (version != null && !OLDER.contains(version)) {
            return new WrittenChunk(batch, ChunkCodec.decodeAsWritten(batch), false);
        }
        // Looked at first as it is: what is wrong with it is told in its own words
        ChunkCodec.decodeAsWritten(batch);
        final IpcBatch today = renamed(batch);
        return new WrittenChunk(today, ChunkCodec.decodeAsWritten(today), true);
    }

    private static IpcBatch renamed(final IpcBatch batch) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        batch.metadata().forEach((key, value) -> {
            final String today = key.replaceFirst("^rerun\\.", "rerun:");
            switch (today) {
                case SorbetKeys.ENTITY_PATH ->
                    metadata.put(
                            today,
                            SorbetMigration.migrate(dev.kymo.store.model.EntityPath.parse(value))
                                    .toString());
                case SorbetKeys.CHUNK_ID -> metadata.put(today, value);
                case "rerun:version" -> {}
                default -> metadata.put(key, value);
            }
        });
        metadata.put(SorbetKeys.VERSION_KEY, SorbetKeys.VERSION);
        final List<IpcField> fields = new ArrayList<>();
        final List<ArrayData> columns = new ArrayList<>();
        for (int i = 0; i < batch.fields().size(); i++) {
            final Optional<IpcField> field = renamed(batch.fields().get(i));
            if (field.isPresent()) {
                fields.add(field.get());
                columns.add(batch.columns().get(i));
            }
        }
        return new IpcBatch(metadata, fields, columns, batch.rowCount());
    }

    private static Optional<IpcField> renamed(final IpcField field) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        field.metadata().forEach((key, value) -> {
            final String today = key.replaceFirst("^rerun\\.", "rerun:");
            metadata.put(KEYS.contains(today) ? today : key, value);
        });
        metadata.remove(SorbetKeys.LEGACY_ARCHETYPE_FIELD);
        if (!ChunkCodec.kindOf(field).equals(SorbetKeys.KIND_DATA)) {
            return Optional.of(new IpcField(field.name(), field.type(), field.nullable(), metadata));
        }
        final ComponentDescriptor written = ChunkCodec.descriptor(field);
        return SorbetMigration.migrate(written).map(today -> {
            metadata.put(SorbetKeys.COMPONENT, today.component());
            if (today.archetype() != null) {
                metadata.put(SorbetKeys.ARCHETYPE, today.archetype());
            }
            if (today.componentType() != null) {
                metadata.put(SorbetKeys.COMPONENT_TYPE, today.componentType());
            }
            final String name = today.component().equals(written.component())
                            && field.metadata().containsKey(SorbetKeys.COMPONENT)
                    ? field.name()
                    : today.component();
            return new IpcField(name, field.type(), field.nullable(), metadata);
        });
    }

    IpcBatch batch() {
        return batch;
    }

    /// Its rows.
    public Chunk chunk() {
        return chunk;
    }

    /// Whether it has other names than in the stream it was read from.
    public boolean isRenamed() {
        return renamed;
    }

    /// Bytes of its values, without headers and padding.
    public long valueBytes() {
        long bytes = 0;
        for (final ArrayData column : batch.columns()) {
            bytes += OpenChunk.sizeOf(column);
        }
        return bytes;
    }

    /// Chunks of one store and one schema can be put together, if they [#canBeAppended].
    public Schema schema() {
        final Map<String, String> metadata = new LinkedHashMap<>();
        batch.metadata().forEach((key, value) -> {
            if (!OF_ONE_CHUNK.contains(key) && !key.startsWith(TIME_STAMPS)) {
                metadata.put(key, value);
            }
        });
        return new Schema(
                metadata,
                batch.fields().stream().map(WrittenChunk::withoutOrder).toList());
    }

    static IpcField withoutOrder(final IpcField field) {
        if (!field.metadata().containsKey(SorbetKeys.IS_SORTED)) {
            return field;
        }
        final Map<String, String> metadata = new LinkedHashMap<>(field.metadata());
        metadata.remove(SorbetKeys.IS_SORTED);
        return new IpcField(field.name(), field.type(), field.nullable(), metadata);
    }

    /// Whether its rows can become rows of another chunk: it has some, and none with 64-bit offsets.
    public boolean canBeAppended() {
        return chunk.rowCount() > 0 && batch.fields().stream().allMatch(field -> isAppendable(field.type()));
    }

    private static boolean isAppendable(final Datatype type) {
        if (type.hasOffsets() && type.offsetWidth() != Integer.BYTES) {
            return false;
        }
        for (final Field child : type.children()) {
            if (!isAppendable(child.type())) {
                return false;
            }
        }
        return true;
    }

    /// Whether [#encode] can do it without copying: all columns begin with their buffers' first values.
    public boolean canBeEncoded() {
        return batch.columns().stream().allMatch(ArrayData::beginsAtZero);
    }

    /// Whether all buffers begin at multiples of 64 bytes from the stream's first, and large ones of 4096, as
    /// [IpcWriter] has it.
    ///
    /// @param stream what it was read from, native memory
    public boolean isAligned(final MemorySegment stream) {
        return batch.columns().stream().allMatch(column -> isAligned(column, stream.address()));
    }

    private static boolean isAligned(final ArrayData array, final long base) {
        if (!isAligned(array.validityBuffer(), base)
                || !isAligned(array.offsetsBuffer(), base)
                || !isAligned(array.dataBuffer(), base)) {
            return false;
        }
        for (int i = 0; i < array.childCount(); i++) {
            if (!isAligned(array.child(i), base)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAligned(final MemorySegment buffer, final long base) {
        final int alignment = buffer.byteSize() >= IpcWriter.LARGE_BUFFER_BYTES
                ? IpcWriter.LARGE_BUFFER_ALIGNMENT
                : IpcWriter.BUFFER_ALIGNMENT;
        return buffer.byteSize() == 0 || !buffer.isNative() || (buffer.address() - base) % alignment == 0;
    }

    /// The chunk as an Arrow stream with aligned buffers; valid as long as this is.
    public EncodedIpc encode() {
        return IpcWriter.write(batch);
    }
}
