package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One thread's view of a store. Answers are views of the store's memory: they stay valid from the question
/// until the reader is closed, whatever the writer does meanwhile, so close it soon and open another.
///
/// Semantics: `docs/SEMANTICS.md`.
public final class StoreReader implements AutoCloseable {
    private final RecordingStore store;
    private final Epochs.Reader guard;

    StoreReader(final RecordingStore store, final Epochs.Reader guard) {
        this.store = store;
        this.guard = guard;
        guard.enter();
    }

    /// The newest cell of a component at or before `at`: static data first, else the greatest (time, row id),
    /// unless a Clear hides it. A cell of 0 instances is an answer.
    ///
    /// @param timeline by name; on one that the store does not have, static data still answers
    public Optional<Cell> latestAt(
            final EntityPath entity, final String component, final String timeline, final long at) {
        final long time = Math.max(at, Timeline.MIN_TIME);
        final Cell found = unclearedLatestAt(entity, component, timeline, time);
        if (found == null || store.clearedCount() == 0) {
            return Optional.ofNullable(found);
        }
        return Optional.ofNullable(
                isHidden(entity, component, found, above -> unclearedLatestAt(above, Clears.COMPONENT, timeline, time))
                        ? null
                        : found);
    }

    /// The newest static cell of a component, unless a static Clear hides it.
    public Optional<Cell> latestStatic(final EntityPath entity, final String component) {
        final Cell found = newestStatic(entity, component);
        return Optional.ofNullable(
                isHidden(entity, component, found, above -> newestStatic(above, Clears.COMPONENT)) ? null : found);
    }

    private boolean isHidden(
            final EntityPath entity,
            final String component,
            final @Nullable Cell cell,
            final java.util.function.Function<EntityPath, @Nullable Cell> latestClear) {
        if (cell == null || component.equals(Clears.COMPONENT) || store.clearedCount() == 0) {
            return false;
        }
        final Cell clear = Clears.inForce(entity, above -> store.hasClear(above) ? latestClear.apply(above) : null);
        return clear != null && cell.compareIndex(clear) <= 0;
    }

    private @Nullable Cell unclearedLatestAt(
            final EntityPath entity, final String component, final String timeline, final long at) {
        try {
            return askLatestAt(entity, component, timeline, at);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askLatestAt(entity, component, timeline, at);
        }
    }

    private @Nullable Cell askLatestAt(
            final EntityPath entity, final String component, final String timeline, final long at) {
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return null;
        }
        if (index.isSealed()) {
            // Nothing comes to it and nothing is in a file: what is sealed is all there is.
            final ComponentIndex sealed = index.sealed().get(component);
            if (sealed == null) {
                return null;
            }
            final Cell fixed = sealed.newestStatic();
            return fixed != null ? fixed : sealed.inMemory(timeline).latestAt(at);
        }
        final ComponentView cells = index.component(component);
        final Cell fixed = cells.newestStatic();
        return fixed != null ? fixed : cells.latestAt(timeline, at);
    }

    private @Nullable Cell newestStatic(final EntityPath entity, final String component) {
        try {
            return askStatic(entity, component);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askStatic(entity, component);
        }
    }

    private @Nullable Cell askStatic(final EntityPath entity, final String component) {
        final EntityIndex index = store.find(entity);
        return index == null ? null : index.component(component).newestStatic();
    }

    /// Latest-at of many entities and components at once; the same answers as [#latestAt(EntityPath, String,
    /// String, long)] gives for each. Nothing is allocated unless the store has changed since the last time.
    ///
    /// @param query of this store; used by one thread at a time
    /// @param answers the caller's, valid until this reader is closed or they are filled again
    /// @throws IllegalArgumentException when the query is of another store
    public void latestAt(final LatestAtQuery query, final long at, final LatestAtResult answers) {
        ask(query, LatestAtQuery.ALL, at, answers);
    }

    /// The same of one of the query's entities: `answers` has its components and no others. What one asks again and
    /// again of one thing at a time is prepared like this, once for all of them.
    ///
    /// @param entity its place in the query
    /// @throws IndexOutOfBoundsException when it has no such place
    public void latestAt(final LatestAtQuery query, final int entity, final long at, final LatestAtResult answers) {
        java.util.Objects.checkIndex(entity, query.entities().size());
        ask(query, entity, at, answers);
    }

    private void ask(final LatestAtQuery query, final int entity, final long at, final LatestAtResult answers) {
        final long time = Math.max(at, Timeline.MIN_TIME);
        try {
            query.ask(store, entity, time, answers);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            query.ask(store, entity, time, answers);
        }
    }

    /// All cells of a component with `from` ≤ time ≤ `to`, each once, by (time, row id). Static data answers
    /// alone, for every range. Clears hide nothing here.
    public List<Cell> range(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        try {
            return askRange(entity, component, timeline, from, to);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askRange(entity, component, timeline, from, to);
        }
    }

    private List<Cell> askRange(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        final List<Cell> cells = new ArrayList<>();
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return cells;
        }
        final ComponentView column = index.component(component);
        final Cell fixed = column.newestStatic();
        if (fixed != null) {
            cells.add(fixed);
            return cells;
        }
        column.range(timeline, Math.max(from, Timeline.MIN_TIME), to, cells::add);
        cells.sort(Cell::compareIndex);
        return cells;
    }

    /// The same rows as [#range(EntityPath, String, String, long, long)] as runs of columns, in the same order. Nothing
    /// is allocated unless the store has changed, or more chunks overlap than ever before.
    ///
    /// @param query of this store; used by one thread at a time
    /// @param runs the caller's, valid until this reader is closed or they are filled again
    /// @throws IllegalArgumentException when the query is of another store
    public void range(final RangeQuery query, final long from, final long to, final RangeRuns runs) {
        try {
            runs.begin(query.column(store), Math.max(from, Timeline.MIN_TIME), to);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            runs.begin(query.column(store), Math.max(from, Timeline.MIN_TIME), to);
        }
    }

    /// From when on answers about a column are as if nothing had been given up (a sweep, a limit of memory): latest-at
    /// from this time on, ranges that begin behind it. Before it, answers are what is left.
    ///
    /// @return empty when all that was ever here still is
    public OptionalLong cut(final EntityPath entity, final String component, final String timeline) {
        OptionalLong greatest = cutOf(entity, component, timeline);
        // A clear that is gone hides no longer
        for (EntityPath path = entity; path != null && store.clearedCount() > 0; path = path.parent()) {
            final OptionalLong other = cutOf(path, Clears.COMPONENT, timeline);
            if (other.isPresent() && (greatest.isEmpty() || other.getAsLong() > greatest.getAsLong())) {
                greatest = other;
            }
        }
        return greatest;
    }

    private OptionalLong cutOf(final EntityPath entity, final String component, final String timeline) {
        final EntityIndex index = store.find(entity);
        return index == null ? OptionalLong.empty() : index.cuts().of(component, timeline);
    }

    /// The type of a column's newest instances, whatever hides them; empty when it has none on the timeline. Static
    /// data
    /// first, as for [#latestAt(EntityPath, String, String, long)].
    public Optional<Datatype> datatype(final EntityPath entity, final String component, final String timeline) {
        return Optional.ofNullable(unclearedLatestAt(entity, component, timeline, Timeline.MAX_TIME))
                .map(cell -> cell.instances().type());
    }

    /// How many complete chunks of a component begin on a timeline behind `after` and up to `to`. Loads none.
    public int chunksBeginning(
            final EntityPath entity, final String component, final String timeline, final long after, final long to) {
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return 0;
        }
        final ComponentIndex inFile = index.filed(component);
        final ComponentIndex filed = inFile == null ? ComponentIndex.EMPTY : inFile;
        final ComponentIndex sealed = index.sealed().getOrDefault(component, ComponentIndex.EMPTY);
        return filed.on(timeline).beginningUpTo(to)
                + sealed.on(timeline).beginningUpTo(to)
                - filed.on(timeline).beginningUpTo(after)
                - sealed.on(timeline).beginningUpTo(after);
    }

    /// Every chunk of a component on a timeline that has a time in `from` to `to`, by first time, open ones
    /// last. Times within a chunk need not ascend, and chunks may overlap. Static data is not among it.
    public List<StoredColumn> storedColumns(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        try {
            return askStored(entity, component, timeline, from, to);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askStored(entity, component, timeline, from, to);
        }
    }

    private List<StoredColumn> askStored(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        final EntityIndex index = store.find(entity);
        return index == null ? new ArrayList<>() : index.component(component).stored(timeline, from, to);
    }

    /// The same as [#storedColumns] without loading chunks of a file: for readers that keep what they computed of a
    /// chunk, or that need no more than its times.
    public List<StoredChunkColumn> storedChunks(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return new ArrayList<>();
        }
        final List<StoredChunkColumn> found = index.component(component).listed(timeline, from, to);
        found.replaceAll(each -> each.orElse(reason -> {
            store.refresh(reason);
            for (final StoredColumn stored : askStored(entity, component, timeline, each.minTime(), each.maxTime())) {
                if (stored.chunk().id().equals(each.chunk())) {
                    return stored;
                }
            }
            return null;
        }));
        return found;
    }

    /// All chunks of an entity that have times, at one moment: for who wants every row.
    ///
    /// @param held in memory, open ones as they are now, by first row id; valid until this is renewed or closed
    /// @param filed not loaded yet: one after the other, or all of them are held at once ([FiledChunk#load])
    public record Chunks(List<Chunk> held, List<FiledChunk> filed) {}

    /// All chunks of an entity that have times.
    public Chunks chunks(final EntityPath entity) {
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return new Chunks(List.of(), List.of());
        }
        final List<Chunk> held = new ArrayList<>(index.heldChunks().values());
        held.sort(Comparator.comparing(chunk -> chunk.rowId(0)));
        return new Chunks(held, List.copyOf(index.filedChunks().values()));
    }

    /// The newest static cell of each component of an entity, by component.
    public List<Cell> statics(final EntityPath entity) {
        try {
            return askStatics(entity);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askStatics(entity);
        }
    }

    private List<Cell> askStatics(final EntityPath entity) {
        final List<Cell> found = new ArrayList<>();
        final EntityIndex index = store.find(entity);
        if (index != null) {
            index.components().values().forEach(cells -> {
                final Cell newest = cells.newestStatic();
                if (newest != null) {
                    found.add(newest);
                }
            });
        }
        return found;
    }

    /// Whether an entity has a column of a component, with cells or without. Loads nothing.
    public boolean hasColumn(final EntityPath entity, final String component) {
        final EntityIndex index = store.find(entity);
        return index != null && index.hasComponent(component);
    }

    /// Chunks that have static rows of a component, for readers to whom each row is about something of its own and
    /// not only the newest counts. All of them where the component says which frame a transform is of; of other
    /// components those in files, and what still takes rows.
    public List<Chunk> staticChunks(final EntityPath entity, final String component) {
        try {
            return askStaticChunks(entity, component);
        } catch (final StaleIndexException e) {
            store.refresh(e);
            return askStaticChunks(entity, component);
        }
    }

    private List<Chunk> askStaticChunks(final EntityPath entity, final String component) {
        final List<Chunk> found = new ArrayList<>();
        final EntityIndex index = store.find(entity);
        if (index != null) {
            final ComponentView cells = index.component(component);
            for (final ComponentIndex part : List.of(cells.filed(), cells.sealed(), cells.live())) {
                part.visitStatics(found::add);
            }
        }
        return found;
    }

    /// What is known of one column of an entity.
    ///
    /// @param archetypes all archetype tags seen
    /// @param componentTypes all component type tags seen
    /// @param timelines those on which it has at least one value
    public record ColumnInfo(
            String component,
            Set<String> archetypes,
            Set<String> componentTypes,
            boolean hasStatic,
            Set<String> timelines) {}

    /// All columns of an entity, by component.
    public List<ColumnInfo> columns(final EntityPath entity) {
        final List<ColumnInfo> columns = new ArrayList<>();
        final EntityIndex index = store.find(entity);
        if (index == null) {
            return columns;
        }
        index.components().forEach((component, cells) -> {
            final Set<String> archetypes = new TreeSet<>();
            final Set<String> types = new TreeSet<>();
            for (final ComponentDescriptor descriptor : cells.descriptors()) {
                if (descriptor.archetype() != null) {
                    archetypes.add(descriptor.archetype());
                }
                if (descriptor.componentType() != null) {
                    types.add(descriptor.componentType());
                }
            }
            columns.add(new ColumnInfo(component, archetypes, types, cells.hasStatic(), cells.timelines()));
        });
        return columns;
    }

    /// First and last time of a timeline, both included.
    public record TimeRange(long from, long to) {
        /// Both, and what is between them.
        TimeRange and(final TimeRange other) {
            return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    /// The times that the rows of an entity span on a timeline; empty when it has none there.
    public Optional<TimeRange> timeRange(final EntityPath entity, final String timeline) {
        final EntityIndex index = store.find(entity);
        TimeRange range = null;
        if (index != null) {
            for (final ComponentView cells : index.components().values()) {
                final TimeRange more = cells.timeRange(timeline);
                if (more != null) {
                    range = range == null ? more : range.and(more);
                }
            }
        }
        return Optional.ofNullable(range);
    }

    /// Lets go of all answers, and goes on with the store as it is: what closing this and opening another would do,
    /// for a loop that asks again and again.
    public void renew() {
        guard.renew();
    }

    public RecordingStore store() {
        return store;
    }

    @Override
    public void close() {
        guard.close();
    }
}
