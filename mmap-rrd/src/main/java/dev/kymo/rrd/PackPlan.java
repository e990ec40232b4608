package dev.kymo.rrd;

import dev.kymo.store.chunk.ChunkMerger;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.chunk.WrittenChunk;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which chunks of a file become one: small ones of one entity and one schema, neighbours in time. Holds places, not
/// data.
final class PackPlan {
    private final RrdRewrite.Limits limits;
    private final Map<Long, List<ChunkEntry>> outputs = new HashMap<>();
    private final Map<Key, List<Part>> small = new LinkedHashMap<>();

    private record Key(StoreId store, EntityPath entity, WrittenChunk.Schema schema) {}

    /// A chunk that is small enough to become part of another.
    ///
    /// @param from its first time on the timeline that rows are sorted by, or the time of its first row's id
    private record Part(ChunkEntry entry, long from, int rows, long valueBytes) {}

    PackPlan(final RrdRewrite.Limits limits) {
        this.limits = limits;
    }

    void add(final ChunkEntry entry, final WrittenChunk written) {
        final long valueBytes = written.valueBytes();
        final int rows = written.chunk().rowCount();
        if (valueBytes > limits.maxBytes() / 2 || rows > limits.maxRows() / 2 || !written.canBeAppended()) {
            outputs.put(entry.offsetBytes(), List.of(entry));
            return;
        }
        small.computeIfAbsent(
                        new Key(entry.store(), written.chunk().entity(), written.schema()), _ -> new ArrayList<>())
                .add(new Part(entry, from(written), rows, valueBytes));
    }

    private static long from(final WrittenChunk written) {
        final String timeline = ChunkMerger.sortingTimeline(written.chunk());
        return timeline == null
                ? written.chunk().rowId(0).timeNs()
                : written.chunk().timeline(timeline).map(TimeColumn::minTime).orElseThrow();
    }

    /// The chunks of each chunk of the result, by the place of the source that it is to be written at: that of a chunk
    /// of the same kind, so that it stays behind what describes its store; in the order of time.
    Map<Long, List<ChunkEntry>> outputs() {
        small.values().forEach(this::cut);
        small.clear();
        return outputs;
    }

    private void cut(final List<Part> parts) {
        parts.sort(Comparator.comparingLong(Part::from));
        final List<List<ChunkEntry>> runs = new ArrayList<>();
        List<ChunkEntry> together = new ArrayList<>();
        long rows = 0;
        long valueBytes = 0;
        for (final Part part : parts) {
            if (!together.isEmpty()
                    && (rows + part.rows > limits.maxRows() || valueBytes + part.valueBytes > limits.maxBytes())) {
                runs.add(together);
                together = new ArrayList<>();
                rows = 0;
                valueBytes = 0;
            }
            together.add(part.entry);
            rows += part.rows;
            valueBytes += part.valueBytes;
        }
        runs.add(together);
        final long[] places = runs.stream()
                .mapToLong(run ->
                        run.stream().mapToLong(ChunkEntry::offsetBytes).min().orElseThrow())
                .sorted()
                .toArray();
        for (int i = 0; i < places.length; i++) {
            outputs.put(places[i], runs.get(i));
        }
    }
}
