package dev.kymo.store.chunk;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Chunks of one store and one schema put together to a new one, in memory of its own: the same rows, sorted by
/// time on the first timeline that is a program's own (else the first there is), then by row id; static rows by
/// row id alone.
public final class ChunkMerger implements AutoCloseable {
    private static final String AUTOMATIC = "log_";

    private final List<ArrayBuilder> columns = new ArrayList<>();
    private final IpcBatch batch;
    private final Chunk chunk;

    /// Where a row comes from.
    private record Row(int part, int row) {}

    /// @param parts of equal [WrittenChunk#schema], each [WrittenChunk#canBeAppended]; borrowed for the call
    /// @throws IllegalArgumentException when they are too much for one chunk
    public ChunkMerger(final List<WrittenChunk> parts) {
        final WrittenChunk.Schema schema = parts.getFirst().schema();
        try {
            for (final IpcField field : schema.fields()) {
                columns.add(new ArrayBuilder(field.type(), MemoryTag.SCRATCH));
            }
            append(parts);
            batch = batch(schema);
            chunk = ChunkCodec.decodeAsWritten(batch);
        } catch (final ArithmeticException tooMuch) {
            close();
            throw new IllegalArgumentException("more values than one chunk can have", tooMuch);
        } catch (final RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// The timeline that rows are sorted by; null where all are static.
    public static @Nullable String sortingTimeline(final Chunk chunk) {
        String first = null;
        for (final TimeColumn times : chunk.timelines()) {
            final String name = times.timeline().name();
            if (!name.startsWith(AUTOMATIC)) {
                return name;
            }
            first = first == null ? name : first;
        }
        return first;
    }

    private void append(final List<WrittenChunk> parts) {
        final List<Row> rows = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            for (int row = 0; row < parts.get(part).chunk().rowCount(); row++) {
                rows.add(new Row(part, row));
            }
        }
        final Comparator<Row> order = order(parts);
        for (int i = 1; i < rows.size(); i++) {
            if (order.compare(rows.get(i - 1), rows.get(i)) > 0) {
                rows.sort(order);
                break;
            }
        }
        int from = 0;
        while (from < rows.size()) {
            final Row first = rows.get(from);
            int to = from + 1;
            while (to < rows.size() && rows.get(to).part == first.part && rows.get(to).row == first.row + to - from) {
                to++;
            }
            final List<ArrayData> source = parts.get(first.part).batch().columns();
            for (int i = 0; i < source.size(); i++) {
                columns.get(i).append(source.get(i).slice(first.row, to - from));
            }
            from = to;
        }
    }

    private static Comparator<Row> order(final List<WrittenChunk> parts) {
        final Comparator<Row> byId =
                Comparator.comparing(row -> parts.get(row.part).chunk().rowId(row.row));
        final String timeline = sortingTimeline(parts.getFirst().chunk());
        if (timeline == null) {
            return byId;
        }
        final List<TimeColumn> times = parts.stream()
                .map(part -> part.chunk().timeline(timeline).orElseThrow())
                .toList();
        return Comparator.<Row>comparingLong(row -> times.get(row.part).time(row.row))
                .thenComparing(byId);
    }

    private IpcBatch batch(final WrittenChunk.Schema schema) {
        final int rowCount = columns.getFirst().length();
        final List<ArrayData> arrays =
                columns.stream().map(column -> column.view(rowCount)).toList();
        final Map<String, String> metadata = new LinkedHashMap<>(schema.metadata());
        metadata.put(
                SorbetKeys.CHUNK_ID, SorbetKeys.CHUNK_ID_PREFIX + ChunkId.next().toFileText());
        final Chunk unmarked = ChunkCodec.decodeAsWritten(new IpcBatch(metadata, schema.fields(), arrays, rowCount));
        final List<IpcField> fields = new ArrayList<>();
        for (int i = 0; i < schema.fields().size(); i++) {
            final IpcField field = schema.fields().get(i);
            final boolean isSorted = i == 0
                    ? unmarked.hasSortedRowIds()
                    : i <= unmarked.timelines().size()
                            && unmarked.timelines().get(i - 1).isSorted();
            fields.add(isSorted ? sorted(field) : field);
        }
        return new IpcBatch(metadata, fields, arrays, rowCount);
    }

    private static IpcField sorted(final IpcField field) {
        final Map<String, String> metadata = new LinkedHashMap<>(field.metadata());
        metadata.put(SorbetKeys.IS_SORTED, "true");
        return new IpcField(field.name(), field.type(), field.nullable(), metadata);
    }

    /// The rows put together; valid until [#close].
    public Chunk chunk() {
        return chunk;
    }

    /// The new chunk as an Arrow stream; valid until [#close].
    public EncodedIpc encode() {
        return IpcWriter.write(batch);
    }

    @Override
    public void close() {
        columns.forEach(ArrayBuilder::close);
        columns.clear();
    }
}
