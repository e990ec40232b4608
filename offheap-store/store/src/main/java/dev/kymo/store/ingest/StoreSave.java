package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCopy;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.FiledChunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts all that a store has into a sink, in chunks of a good size: small ones are put together, large ones of several
/// rows are split, others go as they are. What a sweep left is among it; of static data the newest of each component,
/// which is what answers. Chunks that a table was logged as, and such that can't be appended to, stay as they are.
///
/// Each entity is as it was at one moment, not all at the same: of a store that rows come into while it is saved, later
/// entities have rows that came meanwhile. The thread that saves may be any; the writer goes on, and what is given up
/// meanwhile stays in memory until the entity is done. Chunks of files are loaded one at a time.
public final class StoreSave {
    /// A chunk of so many times what is wanted is split.
    private static final int SPLIT_FACTOR = 2;
    /// A chunk of this part of what is wanted is not put together with others.
    private static final int WHOLE_FRACTION = 2;

    private final RecordingStore store;
    private final ChunkSink sink;
    private final SealPolicy policy;
    /// Of the entity that is being saved, one for each set of timelines and types.
    private final List<OpenChunk> open = new ArrayList<>();
    private long rows;
    private long chunks;

    /// Hears how far it is.
    @FunctionalInterface
    public interface Progress {
        /// @param done entities, of so many
        void saved(int done, int all);
    }

    /// What was saved.
    public record Saved(long rows, long chunks) {}

    private StoreSave(final RecordingStore store, final ChunkSink sink, final SealPolicy policy) {
        this.store = store;
        this.sink = sink;
        this.policy = policy;
    }

    /// @param sink gets chunks that are borrowed for the duration of the call
    /// @param policy how large chunks become; their age plays no part
    /// @throws IOException when the sink can't take them
    public static Saved save(
            final RecordingStore store, final ChunkSink sink, final SealPolicy policy, final Progress progress)
            throws IOException {
        final StoreSave save = new StoreSave(store, sink, policy);
        final List<EntityPath> entities = List.copyOf(store.entities());
        try (StoreReader reader = store.reader()) {
            for (int i = 0; i < entities.size(); i++) {
                reader.renew();
                save.saveEntity(reader, entities.get(i));
                progress.saved(i + 1, entities.size());
            }
        } finally {
            save.open.forEach(OpenChunk::close);
        }
        return new Saved(save.rows, save.chunks);
    }

    private void saveEntity(final StoreReader reader, final EntityPath entity) throws IOException {
        saveStatics(reader, entity);
        final StoreReader.Chunks all = reader.chunks(entity);
        for (final Chunk chunk : all.held()) {
            saveChunk(chunk);
        }
        for (final FiledChunk filed : all.filed()) {
            // One at a time is loaded
            reader.renew();
            final Chunk chunk = filed.load();
            if (chunk == null) {
                throw new IOException(
                        "entity " + entity + ": a chunk of " + filed.rowCount() + " rows can't be read from its file");
            }
            saveChunk(chunk);
        }
        flush();
    }

    private void saveChunk(final Chunk chunk) throws IOException {
        final long bytes = ChunkCopy.bytesOf(chunk);
        final int rowCount = chunk.rowCount();
        final boolean isSmall =
                bytes < policy.maxBytes() / WHOLE_FRACTION && rowCount < policy.maxRows() / WHOLE_FRACTION;
        final boolean isLarge = rowCount > 1
                && (bytes > policy.maxBytes() * SPLIT_FACTOR || rowCount > policy.maxRows() * SPLIT_FACTOR);
        if (chunk.batch().isPresent() || hasWideOffsets(chunk) || (!isSmall && !isLarge)) {
            place(chunk);
            return;
        }
        for (int row = 0; row < rowCount; row++) {
            add(chunk.row(row, _ -> true));
        }
    }

    /// Cells of one row stay together.
    private void saveStatics(final StoreReader reader, final EntityPath entity) throws IOException {
        final Map<RowId, List<DataCell>> byRow = new LinkedHashMap<>();
        for (final Cell cell : reader.statics(entity)) {
            byRow.computeIfAbsent(cell.row(), _ -> new ArrayList<>())
                    .add(new DataCell(cell.descriptor(), cell.instances()));
        }
        for (final Map.Entry<RowId, List<DataCell>> each : byRow.entrySet()) {
            add(new DataRow(each.getKey(), entity, TimePoint.STATIC, each.getValue()));
        }
        flush();
    }

    private void add(final DataRow row) throws IOException {
        if (row.cells().isEmpty()) {
            return;
        }
        long bytes = 0;
        boolean isAppendable = true;
        for (final DataCell cell : row.cells()) {
            bytes += OpenChunk.sizeOf(cell.instances());
            isAppendable &= !cell.instances().type().hasWideOffsets();
        }
        if (!isAppendable || bytes >= policy.largeRowBytes()) {
            place(OpenChunk.ofOneRow(row));
            return;
        }
        for (int i = 0; i < open.size(); i++) {
            final OpenChunk chunk = open.get(i);
            if (chunk.tryAppend(row)) {
                if (policy.isFull(chunk)) {
                    open.remove(i);
                    close(chunk);
                }
                return;
            }
        }
        final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), 0);
        open.add(fresh);
        fresh.append(row);
    }

    private void flush() throws IOException {
        while (!open.isEmpty()) {
            close(open.removeFirst());
        }
    }

    private void close(final OpenChunk chunk) throws IOException {
        try (chunk) {
            place(chunk.snapshot());
        }
    }

    private void place(final Chunk chunk) throws IOException {
        sink.place(store.id(), chunk);
        rows += chunk.rowCount();
        chunks++;
    }

    private static boolean hasWideOffsets(final Chunk chunk) {
        return chunk.components().stream()
                .anyMatch(column -> column.lists().type().hasWideOffsets());
    }
}
