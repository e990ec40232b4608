package dev.kymo.store.index;

import dev.kymo.store.model.ChunkId;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Chunks of files that a store does not show any more: some of their rows were taken out, and what is left of them is
/// in memory. The file has them still. Immutable.
final class HiddenChunks {
    static final HiddenChunks NONE = new HiddenChunks(Set.of(), new BitSet());

    private final Set<ChunkId> ids;
    /// As [ChunkLoader] numbers them now.
    private final BitSet numbers;

    private HiddenChunks(final Set<ChunkId> ids, final BitSet numbers) {
        this.ids = ids;
        this.numbers = numbers;
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    boolean has(final int number) {
        return numbers.get(number);
    }

    /// @param more by number
    HiddenChunks with(final Map<Integer, ChunkId> more) {
        if (more.isEmpty()) {
            return this;
        }
        final Set<ChunkId> all = new HashSet<>(ids);
        final BitSet its = (BitSet) numbers.clone();
        more.forEach((number, id) -> {
            all.add(id);
            its.set(number);
        });
        return new HiddenChunks(all, its);
    }

    /// The same chunks by the numbers of an index that was built anew.
    HiddenChunks over(final Map<String, FiledComponent> found) {
        if (isEmpty()) {
            return this;
        }
        final BitSet its = new BitSet();
        for (final FiledComponent component : found.values()) {
            for (final ChunkSeries series : component.timelines().values()) {
                for (int i = 0; i < series.count(); i++) {
                    final int number = series.chunk(i);
                    if (!its.get(number) && ids.contains(component.loader().id(number))) {
                        its.set(number);
                    }
                }
            }
        }
        return new HiddenChunks(ids, its);
    }
}
