package dev.kymo.rrd;

import dev.kymo.store.chunk.ChunkMerger;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.chunk.WrittenChunk;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which chunks of a file become one: small ones of one entity and one schema, neighbours in time. Holds places, not
/// data.
final class PackPlan {
    private final RrdRewrite.Limits limits;
    private final List<List<ChunkEntry>> outputs = new ArrayList<>();
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
            outputs.add(List.of(entry));
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

    /// The chunks of each chunk of the result, in the order of the file by the first of each.
    List<List<ChunkEntry>> outputs() {
        small.values().forEach(this::cut);
        small.clear();
        outputs.sort(Comparator.comparingLong(PackPlan::firstOffset));
        return outputs;
    }

    private static long firstOffset(final List<ChunkEntry> output) {
        return output.stream().mapToLong(ChunkEntry::offsetBytes).min().orElseThrow();
    }

    private void cut(final List<Part> parts) {
        parts.sort(Comparator.comparingLong(Part::from));
        List<ChunkEntry> together = new ArrayList<>();
        long rows = 0;
        long valueBytes = 0;
        for (final Part part : parts) {
            if (!together.isEmpty()
                    && (rows + part.rows > limits.maxRows() || valueBytes + part.valueBytes > limits.maxBytes())) {
                outputs.add(together);
                together = new ArrayList<>();
                rows = 0;
                valueBytes = 0;
            }
            together.add(part.entry);
            rows += part.rows;
            valueBytes += part.valueBytes;
        }
        outputs.add(together);
    }
}
