package dev.kymo.rrd;

import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.rrd.format.SetStoreInfoDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Notes what the manifest says about each chunk of one store while they are written, and builds it.
final class ManifestBuilder {
    private final StoreId store;
    private final SchemaUnion schema = new SchemaUnion();
    private final List<String> entities = new ArrayList<>();
    private final LongList ids = new LongList();
    private final LongList rows = new LongList();
    private final LongList offsets = new LongList();
    private final LongList sizes = new LongList();
    private final LongList uncompressedSizes = new LongList();
    private final BitSet statics = new BitSet();
    /// By the component's column name; sorted, as genuine writers have them.
    private final Map<String, ComponentNotes> components = new TreeMap<>();

    private final Map<String, TimelineNotes> timelines = new TreeMap<>();

    /// What is known of one component over all chunks.
    private static final class ComponentNotes {
        private final ComponentDescriptor descriptor;
        private final BitSet hasStatic = new BitSet();

        ComponentNotes(final ComponentDescriptor descriptor) {
            this.descriptor = descriptor;
        }
    }

    /// What is known of one timeline over all chunks.
    private static final class TimelineNotes {
        private final String name;
        private final Datatype type;
        private final SpanList chunks = new SpanList();
        private final Map<String, SpanList> components = new TreeMap<>();

        TimelineNotes(final String name, final Datatype type) {
            this.name = name;
            this.type = type;
        }
    }

    ManifestBuilder(final StoreId store) {
        this.store = store;
    }

    int chunkCount() {
        return entities.size();
    }

    /// @param offset of the chunk's message without its header
    void add(final Chunk chunk, final long offset, final long sizeBytes, final long uncompressedBytes) {
        final int row = chunkCount();
        entities.add(chunk.entity().toString());
        ids.add(chunk.id().timeNs());
        ids.add(chunk.id().inc());
        rows.add(chunk.rowCount());
        offsets.add(offset);
        sizes.add(sizeBytes);
        uncompressedSizes.add(uncompressedBytes);
        statics.set(row, chunk.isStatic());
        schema.add(chunk);
        for (final ComponentColumn component : chunk.components()) {
            final ComponentNotes notes = components.computeIfAbsent(
                    FooterDescriptor.columnName(component.descriptor().component()),
                    _ -> new ComponentNotes(component.descriptor()));
            if (chunk.isStatic() && component.lists().nullCount() < chunk.rowCount()) {
                notes.hasStatic.set(row);
            }
        }
        for (final TimeColumn time : chunk.timelines()) {
            addTimes(chunk, time, row);
        }
    }

    private void addTimes(final Chunk chunk, final TimeColumn time, final int row) {
        final String name = time.timeline().name();
        final TimelineNotes notes = timelines.computeIfAbsent(
                FooterDescriptor.columnName(name),
                _ -> new TimelineNotes(name, time.times().type()));
        if (chunk.rowCount() > 0) {
            notes.chunks.add(row, time.minTime(), time.maxTime(), chunk.rowCount());
        }
        for (final ComponentColumn component : chunk.components()) {
            final SpanList spans = notes.components.computeIfAbsent(
                    FooterDescriptor.columnName(component.descriptor().component()), _ -> new SpanList());
            if (chunk.rowCount() > 0 && component.lists().nullCount() == 0) {
                spans.add(row, time.minTime(), time.maxTime(), chunk.rowCount());
                continue;
            }
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            long count = 0;
            for (int i = 0; i < chunk.rowCount(); i++) {
                if (component.has(i)) {
                    min = Math.min(min, time.time(i));
                    max = Math.max(max, time.time(i));
                    count++;
                }
            }
            if (count > 0) {
                spans.add(row, min, max, count);
            }
        }
    }

    /// The RrdManifest message.
    ///
    /// @param form of the data
    ProtobufWriter build(final Compression form) {
        final byte[] schemaBytes = bytesOf(IpcWriter.writeSchema(Map.of(), schema.fields()));
        final byte[] data = bytesOf(IpcWriter.write(batch()));
        return new ProtobufWriter()
                .message(FooterDescriptor.MANIFEST_STORE_ID, StoreMessages.storeId(store))
                .message(
                        FooterDescriptor.MANIFEST_SCHEMA,
                        new ProtobufWriter().bytes(SetStoreInfoDescriptor.WRAPPED, schemaBytes))
                .bytes(FooterDescriptor.MANIFEST_SHA256, sha256(schemaHashInput()))
                .message(
                        FooterDescriptor.MANIFEST_DATA,
                        new ProtobufWriter()
                                .number(FooterDescriptor.DATA_ENCODER_VERSION, FooterDescriptor.ENCODER_VERSION)
                                .bytes(FooterDescriptor.DATA_PAYLOAD, form == Compression.LZ4 ? packed(data) : data)
                                .number(
                                        FooterDescriptor.DATA_COMPRESSION,
                                        form == Compression.LZ4
                                                ? ArrowMessageDescriptor.COMPRESSION_LZ4
                                                : ArrowMessageDescriptor.COMPRESSION_NONE)
                                .number(FooterDescriptor.DATA_UNCOMPRESSED_SIZE, data.length));
    }

    private static byte[] packed(final byte[] data) {
        try (Lz4Packer packer = new Lz4Packer()) {
            return packer.pack(List.of(MemorySegment.ofArray(data)), data.length)
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// The schema's message with its fields sorted by name and without metadata and end mark.
    private byte[] schemaHashInput() {
        final List<IpcField> sorted = schema.fields().stream()
                .sorted(Comparator.comparing(IpcField::name))
                .map(f -> new IpcField(f.name(), f.type(), f.nullable(), Map.of()))
                .toList();
        final byte[] withEnd = bytesOf(IpcWriter.writeSchema(Map.of(), sorted));
        return Arrays.copyOf(withEnd, withEnd.length - Long.BYTES);
    }

    private static byte[] sha256(final byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytesOf(final EncodedIpc stream) {
        final byte[] bytes = new byte[Math.toIntExact(stream.lengthBytes())];
        stream.copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private IpcBatch batch() {
        final int count = chunkCount();
        final List<IpcField> fields = new ArrayList<>();
        final List<ArrayData> columns = new ArrayList<>();
        required(fields, columns, FooterDescriptor.ENTITY_PATH, ArrayData.text(entities));
        required(fields, columns, FooterDescriptor.CHUNK_ID, chunkIds());
        required(fields, columns, FooterDescriptor.IS_STATIC, booleans(statics, count));
        required(fields, columns, FooterDescriptor.NUM_ROWS, unsigned(rows));
        required(fields, columns, FooterDescriptor.BYTE_OFFSET, unsigned(offsets));
        required(fields, columns, FooterDescriptor.BYTE_SIZE, unsigned(sizes));
        required(fields, columns, FooterDescriptor.BYTE_SIZE_UNCOMPRESSED, unsigned(uncompressedSizes));
        components.forEach((name, notes) -> {
            fields.add(new IpcField(
                    name + ":" + FooterDescriptor.HAS_STATIC_DATA,
                    Datatype.BOOL,
                    false,
                    indexMetadata(FooterDescriptor.INDEX_STATIC, notes.descriptor)));
            columns.add(booleans(notes.hasStatic, count));
        });
        timelines.forEach((name, notes) -> {
            final Map<String, String> metadata = Map.of(FooterDescriptor.INDEX_KEY, notes.name);
            addSpan(fields, columns, name, notes.type, metadata, notes.chunks);
        });
        timelines.forEach((name, notes) -> notes.components.forEach((component, spans) -> {
            final ComponentNotes known = Objects.requireNonNull(components.get(component));
            final Map<String, String> metadata = indexMetadata(notes.name, known.descriptor);
            addSpan(fields, columns, name + ":" + component, notes.type, metadata, spans);
            fields.add(new IpcField(
                    name + ":" + component + ":" + FooterDescriptor.COMPONENT_ROWS, Datatype.UINT64, true, metadata));
            columns.add(spans.counts(count));
        }));
        return new IpcBatch(Map.of(), fields, columns, count);
    }

    private void addSpan(
            final List<IpcField> fields,
            final List<ArrayData> columns,
            final String prefix,
            final Datatype type,
            final Map<String, String> metadata,
            final SpanList spans) {
        fields.add(new IpcField(prefix + ":" + FooterDescriptor.START, type, true, metadata));
        columns.add(spans.starts(type, chunkCount()));
        fields.add(new IpcField(prefix + ":" + FooterDescriptor.END, type, true, metadata));
        columns.add(spans.ends(type, chunkCount()));
    }

    private static Map<String, String> indexMetadata(final String index, final ComponentDescriptor descriptor) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        SchemaUnion.describe(descriptor, metadata);
        metadata.put(FooterDescriptor.INDEX_KEY, index);
        return metadata;
    }

    private static void required(
            final List<IpcField> fields, final List<ArrayData> columns, final String name, final ArrayData column) {
        fields.add(new IpcField(name, column.type(), false, Map.of()));
        columns.add(column);
    }

    private ArrayData chunkIds() {
        final byte[] bytes = new byte[chunkCount() * RowId.BYTES];
        final MemorySegment target = MemorySegment.ofArray(bytes);
        for (int i = 0; i < chunkCount(); i++) {
            new RowId(ids.get(2 * i), ids.get(2 * i + 1)).write(target, (long) i * RowId.BYTES);
        }
        return ArrayData.bytes(Datatype.fixedSizeBinary(RowId.BYTES), bytes);
    }

    private static ArrayData unsigned(final LongList values) {
        return ArrayData.longs(Datatype.UINT64, values.toArray());
    }

    private static ArrayData booleans(final BitSet bits, final int count) {
        final boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = bits.get(i);
        }
        return ArrayData.booleans(values);
    }
}
