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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Notes what the manifest says about each chunk of one store while they are written, and builds it: some 100 bytes a
/// chunk, however many components it has.
final class ManifestBuilder {
    private final StoreId store;
    private final SchemaUnion schema = new SchemaUnion();
    /// All of them, and by chunk their places among these.
    private final List<String> paths = new ArrayList<>();

    private final Map<String, Integer> pathNumbers = new HashMap<>();
    private final IntList entities = new IntList();
    private final LongList ids = new LongList();
    private final IntList rows = new IntList();
    private final LongList offsets = new LongList();
    private final LongList sizes = new LongList();
    private final LongList uncompressedSizes = new LongList();
    private final BitSet statics = new BitSet();
    /// Sets of columns that a chunk has in every row, which then have the chunk's own times; by chunk their places
    /// among
    /// these.
    private final List<Set<String>> fullColumns = new ArrayList<>();

    private final Map<Set<String>, Integer> fullNumbers = new HashMap<>();
    private final IntList full = new IntList();
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
        /// Where a component is not in every row of a chunk.
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
        return rows.size();
    }

    /// @param offset of the chunk's message without its header
    void add(final Chunk chunk, final long offset, final long sizeBytes, final long uncompressedBytes) {
        final int row = chunkCount();
        entities.add(numbered(chunk.entity().toString(), paths, pathNumbers));
        ids.add(chunk.id().timeNs());
        ids.add(chunk.id().inc());
        rows.add(chunk.rowCount());
        offsets.add(offset);
        sizes.add(sizeBytes);
        uncompressedSizes.add(uncompressedBytes);
        statics.set(row, chunk.isStatic());
        schema.add(chunk);
        final Set<String> inEveryRow = new HashSet<>();
        for (final ComponentColumn component : chunk.components()) {
            if (chunk.rowCount() > 0 && component.lists().nullCount() == 0) {
                inEveryRow.add(columnName(component));
            }
            final ComponentNotes notes = components.computeIfAbsent(
                    FooterDescriptor.columnName(component.descriptor().component()),
                    _ -> new ComponentNotes(component.descriptor()));
            if (chunk.isStatic() && component.lists().nullCount() < chunk.rowCount()) {
                notes.hasStatic.set(row);
            }
        }
        full.add(numbered(inEveryRow, fullColumns, fullNumbers));
        for (final TimeColumn time : chunk.timelines()) {
            addTimes(chunk, time, row, inEveryRow);
        }
    }

    private static String columnName(final ComponentColumn component) {
        return FooterDescriptor.columnName(component.descriptor().component());
    }

    /// The place of a value among those that there are, where it is put if it is new.
    private static <T> int numbered(final T value, final List<T> all, final Map<T, Integer> numbers) {
        final Integer known = numbers.putIfAbsent(value, all.size());
        if (known != null) {
            return known;
        }
        all.add(value);
        return all.size() - 1;
    }

    private void addTimes(final Chunk chunk, final TimeColumn time, final int row, final Set<String> inEveryRow) {
        final String name = time.timeline().name();
        final TimelineNotes notes = timelines.computeIfAbsent(
                FooterDescriptor.columnName(name),
                _ -> new TimelineNotes(name, time.times().type()));
        // One span of a chunk, should the names of two timelines differ only in what column names can't hold
        if (chunk.rowCount() > 0 && !notes.chunks.hasLast(row)) {
            notes.chunks.add(row, time.minTime(), time.maxTime(), chunk.rowCount());
        }
        for (final ComponentColumn component : chunk.components()) {
            final String column = columnName(component);
            final SpanList spans = notes.components.computeIfAbsent(column, _ -> new SpanList());
            // The same for those of two components
            if (!inEveryRow.contains(column) && !spans.hasLast(row)) {
                addCells(spans, chunk, component, time, row);
            }
        }
    }

    private static void addCells(
            final SpanList spans,
            final Chunk chunk,
            final ComponentColumn component,
            final TimeColumn time,
            final int row) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        int count = 0;
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
        required(fields, columns, FooterDescriptor.ENTITY_PATH, entityPaths());
        required(fields, columns, FooterDescriptor.CHUNK_ID, chunkIds());
        required(fields, columns, FooterDescriptor.IS_STATIC, booleans(statics, count));
        required(fields, columns, FooterDescriptor.NUM_ROWS, rowCounts());
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
            addSpan(fields, columns, name, notes.type, metadata, ofChunks(notes));
        });
        timelines.forEach((name, notes) -> notes.components.forEach((component, _) -> {
            final ComponentNotes known = Objects.requireNonNull(components.get(component));
            final Map<String, String> metadata = indexMetadata(notes.name, known.descriptor);
            final SpanColumns spans = ofCells(notes, component);
            addSpan(fields, columns, name + ":" + component, notes.type, metadata, spans);
            fields.add(new IpcField(
                    name + ":" + component + ":" + FooterDescriptor.COMPONENT_ROWS, Datatype.UINT64, true, metadata));
            columns.add(spans.counts());
        }));
        return new IpcBatch(Map.of(), fields, columns, count);
    }

    private ArrayData entityPaths() {
        final List<String> all = new ArrayList<>(chunkCount());
        for (int i = 0; i < chunkCount(); i++) {
            all.add(paths.get(entities.get(i)));
        }
        return ArrayData.text(all);
    }

    private SpanColumns ofChunks(final TimelineNotes notes) {
        final SpanColumns columns = new SpanColumns(chunkCount());
        for (int i = 0; i < notes.chunks.size(); i++) {
            columns.take(notes.chunks, i);
        }
        return columns;
    }

    private SpanColumns ofCells(final TimelineNotes notes, final String component) {
        final SpanColumns columns = new SpanColumns(chunkCount());
        final boolean[] isFull = new boolean[fullColumns.size()];
        for (int i = 0; i < isFull.length; i++) {
            isFull[i] = fullColumns.get(i).contains(component);
        }
        for (int i = 0; i < notes.chunks.size(); i++) {
            if (isFull[full.get(notes.chunks.chunk(i))]) {
                columns.take(notes.chunks, i);
            }
        }
        final SpanList partly = Objects.requireNonNull(notes.components.get(component));
        for (int i = 0; i < partly.size(); i++) {
            columns.take(partly, i);
        }
        return columns;
    }

    private static void addSpan(
            final List<IpcField> fields,
            final List<ArrayData> columns,
            final String prefix,
            final Datatype type,
            final Map<String, String> metadata,
            final SpanColumns spans) {
        fields.add(new IpcField(prefix + ":" + FooterDescriptor.START, type, true, metadata));
        columns.add(spans.starts(type));
        fields.add(new IpcField(prefix + ":" + FooterDescriptor.END, type, true, metadata));
        columns.add(spans.ends(type));
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

    private ArrayData rowCounts() {
        final long[] values = new long[chunkCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i);
        }
        return ArrayData.longs(Datatype.UINT64, values);
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
