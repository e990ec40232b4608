package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Copies what stays of some chunks of one entity into chunks of its own, a row at a time, so that whoever does it can
/// rest between: no reader sees them before all is there.
///
/// The writer's thread.
final class SurvivorCopy implements AutoCloseable {
    private final StoreId store;
    private final EntityPath entity;
    private final Survivors survivors;
    private final ChunkSink memory;
    private final Iterator<Chunk> chunks;
    private @Nullable Chunk chunk;
    private Iterator<Map.Entry<Integer, BitSet>> rows = java.util.Collections.emptyIterator();
    private final List<OpenChunk> open = new ArrayList<>();
    private final ArrayDeque<Chunk> unplaced = new ArrayDeque<>();
    private final List<Placement> placed = new ArrayList<>();
    private boolean isCopied;
    private long bytes;
    private int rowCount;

    SurvivorCopy(
            final StoreId store,
            final EntityPath entity,
            final Survivors survivors,
            final List<Chunk> gone,
            final ChunkSink memory) {
        this.store = store;
        this.entity = entity;
        this.survivors = survivors;
        this.memory = memory;
        chunks = gone.iterator();
    }

    /// Goes on until `untilNs` by [System#nanoTime], a piece at least: a row, or a chunk of copied ones.
    ///
    /// @return how many pieces it did
    int goOn(final long untilNs) throws IOException {
        int pieces = 0;
        do {
            pieces++;
            if (!isCopied) {
                isCopied = !copyRow();
                if (isCopied) {
                    open.forEach(each -> unplaced.add(each.snapshot()));
                }
            } else if (!unplaced.isEmpty()) {
                place(unplaced.remove());
            }
        } while (!isDone() && System.nanoTime() - untilNs < 0);
        return pieces;
    }

    /// Whether all is copied and placed.
    boolean isDone() {
        return isCopied && unplaced.isEmpty();
    }

    private void place(final Chunk copy) throws IOException {
        final Placement its = memory.place(store, copy);
        placed.add(its);
        rowCount += copy.rowCount();
        bytes += its instanceof final Placement.InMemory inMemory ? inMemory.bytes() : 0;
    }

    private boolean copyRow() throws IOException {
        while (!rows.hasNext()) {
            if (!chunks.hasNext()) {
                return false;
            }
            final Chunk next = chunks.next();
            chunk = next;
            rows = survivors.rows(next).entrySet().iterator();
        }
        final Map.Entry<Integer, BitSet> each = rows.next();
        final DataRow row = Objects.requireNonNull(chunk).row(each.getKey(), each.getValue()::get);
        if (row.cells().stream().anyMatch(cell -> cell.instances().type().hasWideOffsets())) {
            place(OpenChunk.ofOneRow(row));
        } else {
            append(row);
        }
        return true;
    }

    private void append(final DataRow row) {
        for (final OpenChunk each : open) {
            if (each.tryAppend(row)) {
                return;
            }
        }
        final OpenChunk fresh = new OpenChunk(entity, row.time(), System.nanoTime());
        open.add(fresh);
        fresh.append(row);
    }

    /// What was placed so far; it is the caller's.
    List<Placement> placed() {
        return placed;
    }

    /// What was placed takes so much.
    long bytes() {
        return bytes;
    }

    int rowCount() {
        return rowCount;
    }

    /// Gives back what it copied by; not what was placed.
    @Override
    public void close() {
        open.forEach(OpenChunk::close);
        open.clear();
    }
}
