package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a file needs to stand alone behind another of the same recording: its stores and the static values that hold,
/// as chunks with the ids they have, so that opened together they count once.
final class StaticData {
    private StaticData() {}

    private record Column(StoreId store, EntityPath entity, String component) {}

    /// A value that holds unless a newer one comes.
    private record Holding(RowId row, ChunkEntry entry) {}

    /// Repeats in `writer` what `before` has of it and the writer's file has not.
    ///
    /// @return rows repeated
    /// @throws RrdException when a chunk can't be read, or not written
    static long repeat(final RrdFile before, final RrdWriter writer) throws IOException {
        for (final StoreInfo info : before.stores()) {
            if (!writer.knows(info.store())) {
                writer.begin(info);
            }
        }
        final Map<Column, Holding> holding = new HashMap<>();
        final List<ChunkEntry> statics =
                before.entries().stream().filter(ChunkEntry::markedStatic).toList();
        for (final ChunkEntry entry : statics) {
            before.peek(entry, stream -> {
                note(entry, ChunkCodec.decode(stream), holding);
                return true;
            });
        }
        final Set<Long> needed = new HashSet<>();
        holding.values().forEach(value -> needed.add(value.entry.offsetBytes()));
        final Set<ChunkId> known = staticsOf(writer);
        long rows = 0;
        for (final ChunkEntry entry : statics) {
            if (needed.contains(entry.offsetBytes())
                    && entry.chunkId().map(id -> !known.contains(id)).orElse(true)) {
                final Chunk chunk = before.load(entry);
                writer.append(entry.store(), chunk);
                rows += chunk.rowCount();
                before.release(entry);
            }
        }
        return rows;
    }

    private static void note(final ChunkEntry entry, final Chunk chunk, final Map<Column, Holding> holding) {
        for (final ComponentColumn component : chunk.components()) {
            final Column column = new Column(
                    entry.store(), chunk.entity(), component.descriptor().component());
            for (int row = 0; row < chunk.rowCount(); row++) {
                if (component.has(row)) {
                    holding.merge(
                            column,
                            new Holding(chunk.rowId(row), entry),
                            (known, other) -> other.row.compareTo(known.row) >= 0 ? other : known);
                }
            }
        }
    }

    private static Set<ChunkId> staticsOf(final RrdWriter writer) throws RrdException {
        final Set<ChunkId> known = new HashSet<>();
        if (writer.chunkCount() > 0) {
            try (RrdFile written = RrdFile.open(writer.path())) {
                for (final ChunkEntry entry : written.entries()) {
                    if (entry.markedStatic()) {
                        entry.chunkId().ifPresent(known::add);
                    }
                }
            }
        }
        return known;
    }
}
