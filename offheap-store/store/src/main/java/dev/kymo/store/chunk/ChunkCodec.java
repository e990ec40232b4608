package dev.kymo.store.chunk;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.BatchId;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The chunk layout of the file format, both ways, without copying values: an Arrow stream whose columns are
/// row ids, then timelines, then components, marked by metadata ([SorbetKeys]; `docs/FORMAT.md`).
public final class ChunkCodec {
    private static final Datatype ROW_ID = Datatype.fixedSizeBinary(RowId.BYTES);

    private ChunkCodec() {}

    /// Reads a chunk in place. Columns of older files have the names they would have today.
    ///
    /// @param stream borrowed: the chunk is a view of it
    /// @throws MalformedIpcException when these bytes are no chunk, with the reason
    public static Chunk decode(final MemorySegment stream) {
        final IpcBatch batch = IpcReader.read(stream);
        return decode(batch, SorbetMigration.isNeeded(value(batch.metadata(), SorbetKeys.VERSION_KEY)));
    }

    /// Reads a chunk in place, with the columns and names that its writer gave it, for tools that tell what a
    /// file has.
    ///
    /// @throws MalformedIpcException when these bytes are no chunk, with the reason
    public static Chunk decodeAsWritten(final IpcBatch batch) {
        return decode(batch, false);
    }

    private static Chunk decode(final IpcBatch batch, final boolean migrated) {
        final String entity = value(batch.metadata(), SorbetKeys.ENTITY_PATH);
        if (entity == null) {
            throw malformed("the schema names no entity path");
        }
        // Row ids first: they bound the number of rows by memory that is there.
        final ArrayData rowIds = rowIds(batch);
        final List<TimeColumn> timelines = new ArrayList<>();
        final List<ComponentColumn> components = new ArrayList<>();
        for (int i = 1; i < batch.fields().size(); i++) {
            final IpcField field = batch.fields().get(i);
            final ArrayData column = batch.columns().get(i);
            final String kind = kindOf(field);
            if (kind.equals(SorbetKeys.KIND_CONTROL)) {
                throw malformed("a second column of row ids, " + field.name());
            } else if (!kind.equals(SorbetKeys.KIND_INDEX)) {
                final ComponentDescriptor written = descriptor(field);
                (migrated ? SorbetMigration.migrate(written) : Optional.of(written))
                        .ifPresent(d -> components.add(
                                new ComponentColumn(d, field.type().isList() ? column : wrapped(column))));
            } else if (components.isEmpty()) {
                timelines.add(timeColumn(field, column));
            } else {
                throw malformed("timeline " + field.name() + " comes after a component");
            }
        }
        final EntityPath path = EntityPath.parse(entity);
        return new Chunk(
                        chunkId(batch.metadata()),
                        migrated ? SorbetMigration.migrate(path) : path,
                        rowIds,
                        timelines,
                        components)
                .ofBatch(batchId(batch.metadata()));
    }

    private static @Nullable BatchId batchId(final Map<String, String> metadata) {
        final String text = metadata.get(SorbetKeys.BATCH_ID);
        try {
            return text == null ? null : BatchId.parse(text);
        } catch (final IllegalArgumentException e) {
            throw malformed("batch id " + e.getMessage());
        }
    }

    private static ArrayData rowIds(final IpcBatch batch) {
        for (int i = 0; i < batch.fields().size(); i++) {
            if (kindOf(batch.fields().get(i)).equals(SorbetKeys.KIND_CONTROL)) {
                return checkedRowIds(batch.fields().get(i), batch.columns().get(i), i);
            }
        }
        throw malformed("no column of row ids");
    }

    private static MalformedIpcException malformed(final String message) {
        return new MalformedIpcException(0, "chunk: " + message);
    }

    static @Nullable String value(final Map<String, String> metadata, final String key) {
        final String value = metadata.get(key);
        return value != null ? value : metadata.get(SorbetKeys.legacy(key));
    }

    static String kindOf(final IpcField field) {
        final String kind = value(field.metadata(), SorbetKeys.KIND);
        return switch (kind == null ? SorbetKeys.KIND_DATA : kind) {
            case SorbetKeys.KIND_CONTROL, "row_id" -> SorbetKeys.KIND_CONTROL;
            case SorbetKeys.KIND_INDEX, "time" -> SorbetKeys.KIND_INDEX;
            default -> SorbetKeys.KIND_DATA;
        };
    }

    private static ChunkId chunkId(final Map<String, String> metadata) {
        String text = value(metadata, SorbetKeys.CHUNK_ID);
        if (text == null) {
            throw malformed("the schema names no chunk id");
        }
        if (text.startsWith(SorbetKeys.CHUNK_ID_PREFIX)) {
            text = text.substring(SorbetKeys.CHUNK_ID_PREFIX.length());
        }
        try {
            return ChunkId.parse(text);
        } catch (final IllegalArgumentException e) {
            throw malformed("chunk id " + e.getMessage());
        }
    }

    private static ArrayData checkedRowIds(final IpcField field, final ArrayData column, final int position) {
        if (position != 0) {
            throw malformed("row ids are column " + position + ", expected the first");
        }
        if (!field.type().equals(ROW_ID)) {
            throw malformed("row ids are " + field.type() + ", expected " + ROW_ID);
        }
        if (column.nullCount() != 0) {
            throw malformed("null row ids");
        }
        return column;
    }

    private static TimeColumn timeColumn(final IpcField field, final ArrayData column) {
        final String indexName = value(field.metadata(), SorbetKeys.INDEX_NAME);
        final String name = indexName == null ? field.name() : indexName;
        final TimeType type = switch (field.type().kind()) {
            case INT64 -> TimeType.SEQUENCE;
            case DURATION_NS -> TimeType.DURATION;
            case TIMESTAMP_NS -> TimeType.TIMESTAMP;
            default -> throw malformed("timeline " + name + " is of type " + field.type());
        };
        if (name.isEmpty()) {
            throw malformed("a timeline without a name");
        }
        if (column.nullCount() != 0) {
            throw malformed("timeline " + name + " has null times");
        }
        return new TimeColumn(new Timeline(name, type), column);
    }

    static ComponentDescriptor descriptor(final IpcField field) {
        final String archetype = value(field.metadata(), SorbetKeys.ARCHETYPE);
        final String legacyType = field.metadata().get(SorbetKeys.legacy(SorbetKeys.COMPONENT));
        String identifier = field.metadata().get(SorbetKeys.COMPONENT);
        String type = field.metadata().get(SorbetKeys.COMPONENT_TYPE);
        if (identifier == null && legacyType != null) {
            // 0.23 names a column by its type; what identifies it is put together from archetype and field.
            type = legacyType;
            final String legacyField = field.metadata().get(SorbetKeys.LEGACY_ARCHETYPE_FIELD);
            identifier = archetype == null || legacyField == null
                    ? legacyType
                    : archetype.substring(archetype.lastIndexOf('.') + 1) + ":" + legacyField;
        }
        if (identifier == null) {
            identifier = field.name();
        }
        if (identifier.isEmpty()) {
            throw malformed("a component without a name");
        }
        return new ComponentDescriptor(identifier, archetype, type);
    }

    /// A column that is no list counts as lists of one instance; its nulls as null instances.
    private static ArrayData wrapped(final ArrayData column) {
        final int[] offsets = new int[column.length() + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i;
        }
        return ArrayData.lists(Datatype.list(Field.nullable("item", column.type())), column, offsets);
    }

    /// The chunk as an Arrow stream; nothing but headers is copied, so it is valid as long as the chunk is.
    public static EncodedIpc encode(final Chunk chunk) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SorbetKeys.ENTITY_PATH, chunk.entity().toString());
        metadata.put(
                SorbetKeys.CHUNK_ID, SorbetKeys.CHUNK_ID_PREFIX + chunk.id().toFileText());
        metadata.put(SorbetKeys.VERSION_KEY, SorbetKeys.VERSION);
        chunk.batch().ifPresent(batch -> metadata.put(SorbetKeys.BATCH_ID, batch.toString()));
        final List<IpcField> fields = new ArrayList<>();
        final List<ArrayData> columns = new ArrayList<>();
        fields.add(new IpcField(SorbetKeys.ROW_ID_COLUMN, ROW_ID, false, rowIdMetadata(chunk)));
        columns.add(chunk.rowIds());
        chunk.timelines().stream()
                .sorted(Comparator.comparing(TimeColumn::timeline))
                .forEach(time -> {
                    fields.add(timelineField(time));
                    columns.add(time.times());
                });
        chunk.components().stream()
                .sorted(Comparator.comparing(c -> c.descriptor().component()))
                .forEach(component -> {
                    fields.add(componentField(component));
                    columns.add(component.lists());
                });
        return IpcWriter.write(new IpcBatch(metadata, fields, columns, chunk.rowCount()));
    }

    private static Map<String, String> rowIdMetadata(final Chunk chunk) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SorbetKeys.EXTENSION_METADATA, SorbetKeys.ROW_NAMESPACE);
        metadata.put(SorbetKeys.EXTENSION_NAME, SorbetKeys.TUID_EXTENSION);
        if (chunk.hasSortedRowIds()) {
            metadata.put(SorbetKeys.IS_SORTED, "true");
        }
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_CONTROL);
        return metadata;
    }

    private static IpcField timelineField(final TimeColumn time) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SorbetKeys.INDEX_NAME, time.timeline().name());
        if (time.isSorted()) {
            metadata.put(SorbetKeys.IS_SORTED, "true");
        }
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_INDEX);
        return new IpcField(time.timeline().name(), time.times().type(), true, metadata);
    }

    /// The column as the file format describes it; also the manifest's schema uses it.
    static IpcField componentField(final ComponentColumn component) {
        final ComponentDescriptor descriptor = component.descriptor();
        final Map<String, String> metadata = new LinkedHashMap<>();
        if (descriptor.archetype() != null) {
            metadata.put(SorbetKeys.ARCHETYPE, descriptor.archetype());
        }
        metadata.put(SorbetKeys.COMPONENT, descriptor.component());
        if (descriptor.componentType() != null) {
            metadata.put(SorbetKeys.COMPONENT_TYPE, descriptor.componentType());
        }
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_DATA);
        return new IpcField(descriptor.component(), component.lists().type(), true, metadata);
    }
}
