package dev.kymo.rrd;

import dev.kymo.store.index.ChunkLoader;
import dev.kymo.store.index.ChunkSeries;
import dev.kymo.store.index.FiledComponent;
import dev.kymo.store.index.LoadedChunk;
import dev.kymo.store.index.StaleIndexException;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What several files have of one entity, as if it were in one: their chunks under one run of numbers, a chunk that two
/// of them have once, in the first.
///
/// Whether two files have a chunk twice is looked up by id, for the ids that both could have: in files that follow each
/// other that is what the later one repeats.
final class MergedChunks implements ChunkLoader {
    private static final int SERIES_ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private final List<IndexBlock> blocks;
    /// The number that the first chunk of each block has here.
    private final int[] firstNumbers;
    /// By block: chunks that an earlier one has; null where there are none.
    private final @Nullable BitSet[] repeated;

    private MergedChunks(final List<IndexBlock> blocks) {
        this.blocks = blocks;
        firstNumbers = new int[blocks.size()];
        repeated = new BitSet[blocks.size()];
        int next = 0;
        for (int i = 0; i < firstNumbers.length; i++) {
            firstNumbers[i] = next;
            next = Math.addExact(next, blocks.get(i).chunkCount());
            for (int earlier = 0; earlier < i; earlier++) {
                noteRepeated(i, blocks.get(earlier));
            }
        }
    }

    private void noteRepeated(final int place, final IndexBlock earlier) {
        final IndexBlock block = blocks.get(place);
        if (earlier.chunkCount() == 0) {
            return;
        }
        final var last = earlier.id(earlier.firstChunk() + earlier.chunkCount() - 1);
        for (int i = 0; i < block.chunkCount(); i++) {
            final var id = block.id(block.firstChunk() + i);
            if (id.compareTo(last) > 0) {
                return;
            }
            if (earlier.has(id)) {
                BitSet known = repeated[place];
                if (known == null) {
                    known = new BitSet(block.chunkCount());
                    repeated[place] = known;
                }
                known.set(i);
            }
        }
    }

    /// @param blocks of one entity, in the order of the files, at least one
    /// @param arena for the merged columns, 28 bytes for a chunk on a timeline
    static Map<String, FiledComponent> merge(final List<IndexBlock> blocks, final Arena arena) {
        return blocks.size() == 1 ? blocks.getFirst().components() : new MergedChunks(blocks).components(arena);
    }

    private Map<String, FiledComponent> components(final Arena arena) {
        final Set<String> names = new TreeSet<>();
        blocks.forEach(block -> names.addAll(block.components().keySet()));
        final Map<String, FiledComponent> all = new HashMap<>();
        for (final String name : names) {
            final Set<ComponentDescriptor> descriptors = new LinkedHashSet<>();
            final IntStream.Builder statics = IntStream.builder();
            final Map<String, List<Part>> timelines = new HashMap<>();
            for (int i = 0; i < firstNumbers.length; i++) {
                final FiledComponent component = blocks.get(i).components().get(name);
                if (component == null) {
                    continue;
                }
                descriptors.addAll(component.descriptors());
                for (final int chunk : component.staticChunks()) {
                    if (!isRepeated(i, chunk)) {
                        statics.add(number(i, chunk));
                    }
                }
                final int place = i;
                component
                        .timelines()
                        .forEach((timeline, series) -> timelines
                                .computeIfAbsent(timeline, _ -> new ArrayList<>())
                                .add(new Part(place, series)));
            }
            final Map<String, ChunkSeries> merged = new HashMap<>();
            timelines.forEach((timeline, parts) -> merged.put(timeline, series(parts, arena)));
            // As if a series without chunks had never been: all that it had is repeated
            merged.values().removeIf(series -> series.count() == 0);
            all.put(
                    name,
                    new FiledComponent(this, name, descriptors, statics.build().toArray(), merged));
        }
        return all;
    }

    private record Part(int place, ChunkSeries series) {}

    private boolean isRepeated(final int place, final int chunk) {
        final BitSet known = repeated[place];
        return known != null && known.get(chunk - blocks.get(place).firstChunk());
    }

    private int number(final int place, final int chunk) {
        return firstNumbers[place] + chunk - blocks.get(place).firstChunk();
    }

    private ChunkSeries series(final List<Part> parts, final Arena arena) {
        final int most = parts.stream().mapToInt(part -> part.series.count()).sum();
        final long[] from = new long[most];
        final long[] to = new long[most];
        final int[] chunks = new int[most];
        int count = 0;
        boolean isSorted = true;
        for (final Part part : parts) {
            for (int i = 0; i < part.series.count(); i++) {
                final int chunk = part.series.chunk(i);
                if (!isRepeated(part.place, chunk)) {
                    from[count] = part.series.minTime(i);
                    to[count] = part.series.maxTime(i);
                    chunks[count] = number(part.place, chunk);
                    isSorted &= count == 0 || from[count - 1] <= from[count];
                    count++;
                }
            }
        }
        return isSorted ? laidOut(count, from, to, chunks, null, arena) : sorted(count, from, to, chunks, arena);
    }

    private static ChunkSeries sorted(
            final int count, final long[] from, final long[] to, final int[] chunks, final Arena arena) {
        final Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        // Stable: those that begin together stay in the order of the files
        Arrays.sort(order, (a, b) -> Long.compare(from[a], from[b]));
        return laidOut(count, from, to, chunks, order, arena);
    }

    private static ChunkSeries laidOut(
            final int count,
            final long[] from,
            final long[] to,
            final int[] chunks,
            final Integer @Nullable [] order,
            final Arena arena) {
        final long column = (long) count * Long.BYTES;
        final MemorySegment bytes = arena.allocate(Math.max(1, (long) count * SERIES_ENTRY_BYTES), Long.BYTES);
        final MemorySegment numbers = bytes.asSlice(3 * column, (long) count * Integer.BYTES);
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            final int at = order == null ? i : order[i];
            greatest = Math.max(greatest, to[at]);
            bytes.set(Layouts.LONG, (long) i * Long.BYTES, from[at]);
            bytes.set(Layouts.LONG, column + (long) i * Long.BYTES, to[at]);
            bytes.set(Layouts.LONG, 2 * column + (long) i * Long.BYTES, greatest);
            numbers.set(Layouts.INT, (long) i * Integer.BYTES, chunks[at]);
        }
        return new ChunkSeries(
                count,
                bytes.asSlice(0, column),
                bytes.asSlice(column, column),
                bytes.asSlice(2 * column, column),
                numbers);
    }

    private int place(final int chunk) {
        final int found = Arrays.binarySearch(firstNumbers, chunk);
        if (found < 0) {
            return -found - 2;
        }
        // Of files whose first chunk has this number all but the last have none
        int place = found;
        while (place + 1 < firstNumbers.length && firstNumbers[place + 1] == chunk) {
            place++;
        }
        return place;
    }

    private int own(final int place, final int chunk) {
        return chunk - firstNumbers[place] + blocks.get(place).firstChunk();
    }

    @Override
    public @Nullable LoadedChunk load(final int chunk) {
        final int place = place(chunk);
        return blocks.get(place).loader().load(own(place, chunk));
    }

    @Override
    public void willNeed(final int chunk) {
        final int place = place(chunk);
        blocks.get(place).loader().willNeed(own(place, chunk));
    }

    @Override
    public StaleIndexException contradicted(final int chunk, final String message) {
        final int place = place(chunk);
        return blocks.get(place).loader().contradicted(own(place, chunk), message);
    }
}
