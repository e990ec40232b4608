package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.ChunkId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One entity as readers see it at a moment: what is sealed by component, and the chunks that still take rows.
/// Immutable, so that one volatile store moves rows from open to sealed for all readers at once.
final class EntityIndex {
    static final EntityIndex EMPTY = new EntityIndex(Map.of(), 0, HiddenChunks.NONE, Map.of(), List.of(), Cuts.NONE);

    /// What is in a file.
    private final Map<String, ComponentIndex> filed;
    /// Of a file that grows, chunks of lower numbers are here.
    private final int filedLimit;
    /// Of what is in a file, this is not seen any more.
    private final HiddenChunks hidden;
    /// What is sealed.
    private final Map<String, ComponentIndex> components;
    private final List<LiveChunk> open;
    private final Cuts cuts;

    private EntityIndex(
            final Map<String, ComponentIndex> filed,
            final int filedLimit,
            final HiddenChunks hidden,
            final Map<String, ComponentIndex> components,
            final List<LiveChunk> open,
            final Cuts cuts) {
        this.filed = filed;
        this.filedLimit = filedLimit;
        this.hidden = hidden;
        this.components = components;
        this.open = open;
        this.cuts = cuts;
    }

    /// The same over what a file has, in the place of what it was said to have before.
    EntityIndex over(final Map<String, FiledComponent> found) {
        final Map<String, ComponentIndex> indexed = new HashMap<>();
        found.forEach((name, component) -> indexed.put(name, ComponentIndex.of(component)));
        return new EntityIndex(indexed, filedLimit, hidden.over(found), components, open, cuts);
    }

    /// With chunks that are in a file that grows.
    EntityIndex withFiled(final List<Placement.InFile> chunks, final GrowingIndex index) {
        Map<String, ComponentIndex> more = filed;
        for (final Placement.InFile chunk : chunks) {
            more = index.add(more, chunk);
        }
        return new EntityIndex(more, index.limit(), hidden, components, open, cuts);
    }

    /// With chunks in memory.
    EntityIndex withChunks(final List<ChunkRows> chunks) {
        final Map<String, List<ChunkRows>> byComponent = new HashMap<>();
        for (final ChunkRows rows : chunks) {
            for (final ComponentColumn column : rows.chunk().components()) {
                byComponent
                        .computeIfAbsent(column.descriptor().component(), _ -> new ArrayList<>())
                        .add(rows);
            }
        }
        final Map<String, ComponentIndex> merged = new HashMap<>(components);
        byComponent.forEach((name, its) ->
                merged.put(name, merged.getOrDefault(name, ComponentIndex.EMPTY).with(name, its)));
        return new EntityIndex(filed, filedLimit, hidden, merged, open, cuts);
    }

    /// Without chunks in memory, of which the cuts speak.
    EntityIndex without(final Set<ChunkRows> gone, final Cuts.Builder its) {
        final Map<String, ComponentIndex> left = new HashMap<>();
        components.forEach((name, cells) -> left.put(name, cells.without(gone)));
        return new EntityIndex(filed, filedLimit, hidden, left, open, cuts.with(its));
    }

    /// Without chunks in a file.
    EntityIndex withHidden(final Map<Integer, ChunkId> chunks) {
        return new EntityIndex(filed, filedLimit, hidden.with(chunks), components, open, cuts);
    }

    /// What is in a file and has a time in a range, by number.
    Map<Integer, FiledChunk> filedIn(final String timeline, final long from, final long to) {
        final Map<Integer, FiledChunk> found = new TreeMap<>();
        for (final String name : filed.keySet()) {
            if (filedOrEmpty(name).on(timeline) instanceof final FiledTimeIndex its) {
                its.collect(from, to, found);
            }
        }
        return found;
    }

    /// What is in a file and has times, by number.
    Map<Integer, FiledChunk> filedChunks() {
        final Map<Integer, FiledChunk> found = new TreeMap<>();
        for (final String name : filed.keySet()) {
            for (final String timeline : filedOrEmpty(name).timelines()) {
                found.putAll(filedIn(timeline, Long.MIN_VALUE, Long.MAX_VALUE));
            }
        }
        return found;
    }

    /// What is sealed in memory and has times, and what is open with times, as it is now; by chunk id.
    Map<ChunkId, Chunk> heldChunks() {
        final Map<ChunkId, Chunk> found = new HashMap<>();
        for (final ComponentIndex cells : components.values()) {
            for (final String timeline : cells.timelines()) {
                final HeapTimeIndex spans = cells.inMemory(timeline);
                for (int i = 0; i < spans.size(); i++) {
                    final Chunk chunk = spans.span(i).rows().chunk();
                    found.put(chunk.id(), chunk);
                }
            }
        }
        for (final Chunk chunk : liveChunks()) {
            if (!chunk.isStatic()) {
                found.put(chunk.id(), chunk);
            }
        }
        return found;
    }

    /// From when on answers are whole.
    Cuts cuts() {
        return cuts;
    }

    EntityIndex withOpen(final LiveChunk chunk) {
        final List<LiveChunk> more = new ArrayList<>(open);
        more.add(chunk);
        return new EntityIndex(filed, filedLimit, hidden, components, List.copyOf(more), cuts);
    }

    EntityIndex withoutOpen(final Collection<? extends LiveChunk> chunks) {
        return new EntityIndex(
                filed,
                filedLimit,
                hidden,
                components,
                open.stream().filter(c -> !chunks.contains(c)).toList(),
                cuts);
    }

    /// What is known of every component at this moment, the rows of open chunks included, by component.
    Map<String, ComponentView> components() {
        final List<Chunk> live = liveChunks();
        final Map<String, ComponentIndex> open = live.isEmpty()
                ? Map.of()
                : EMPTY.withChunks(live.stream()
                                .map(chunk -> new ChunkRows(chunk, null))
                                .toList())
                        .components;
        final Map<String, ComponentView> all = new TreeMap<>();
        for (final Map<String, ComponentIndex> part : List.of(filed, components, open)) {
            for (final String name : part.keySet()) {
                all.computeIfAbsent(
                        name,
                        _ -> new ComponentView(
                                filedOrEmpty(name),
                                components.getOrDefault(name, ComponentIndex.EMPTY),
                                open.getOrDefault(name, ComponentIndex.EMPTY)));
            }
        }
        return all;
    }

    /// One component at this moment: what is sealed, and beside it, not merged into it, the rows of open
    /// chunks. A question to an entity that is being logged to costs what its open rows cost, however many
    /// chunks are sealed.
    ComponentView component(final String name) {
        final ComponentIndex sealed = components.getOrDefault(name, ComponentIndex.EMPTY);
        final List<ChunkRows> live = new ArrayList<>();
        for (final Chunk chunk : liveChunks()) {
            if (chunk.component(name).isPresent()) {
                live.add(new ChunkRows(chunk, null));
            }
        }
        return new ComponentView(
                filedOrEmpty(name),
                sealed,
                live.isEmpty() ? ComponentIndex.EMPTY : ComponentIndex.EMPTY.with(name, live));
    }

    /// Whether a component has a column, with cells or without.
    boolean hasComponent(final String name) {
        if (filed.containsKey(name) || components.containsKey(name)) {
            return true;
        }
        for (final Chunk chunk : liveChunks()) {
            if (chunk.component(name).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// What of a component is in a file; null when nothing is.
    @Nullable
    ComponentIndex filed(final String name) {
        final ComponentIndex known = filed.get(name);
        return known == null ? null : known.seen(filedLimit, hidden);
    }

    private ComponentIndex filedOrEmpty(final String name) {
        final ComponentIndex known = filed(name);
        return known == null ? ComponentIndex.EMPTY : known;
    }

    /// Whether anything is in a file.
    boolean isFiled() {
        return !filed.isEmpty();
    }

    /// What is sealed, by component.
    Map<String, ComponentIndex> sealed() {
        return components;
    }

    /// Whether all of it is in sealed chunks in memory.
    boolean isSealed() {
        return open.isEmpty() && filed.isEmpty();
    }

    /// Whether the chunks that still take rows are those of another moment; may be false although they are.
    @SuppressWarnings("ReferenceEquality") // one list while none comes or goes
    boolean hasSameOpen(final EntityIndex other) {
        return open == other.open;
    }

    /// The chunks that still take rows.
    List<LiveChunk> open() {
        return open;
    }

    private List<Chunk> liveChunks() {
        if (open.isEmpty()) {
            return List.of();
        }
        final List<Chunk> live = new ArrayList<>();
        for (final LiveChunk chunk : open) {
            if (chunk.rowCount() > 0) {
                live.add(chunk.snapshot());
            }
        }
        return live;
    }
}
