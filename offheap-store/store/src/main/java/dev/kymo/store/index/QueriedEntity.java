package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entity as a prepared query has it: only the columns that it has on the timeline. The query's thread alone.
final class QueriedEntity {
    private static final LiveChunk[] NO_CHUNKS = {};
    private static final QueriedColumn[] NO_COLUMNS = {};
    private static final ChunkSpan[] NO_SPANS = {};

    private final EntityPath path;
    private final int number;
    private final Map<String, Integer> components;
    private final String timeline;
    private @Nullable EntitySlot slot;
    private @Nullable EntityIndex index;
    private LiveChunk[] open = NO_CHUNKS;
    private ChunkRows[] openRows = {};
    private QueriedColumn[] columns = NO_COLUMNS;
    /// How many components are sealed in memory, asked for or not; they only become more.
    private int knownNames;
    private boolean isRearranged;
    /// Those of them that are asked for and have nothing on the timeline.
    private String[] absent = {};
    private long revision;

    /// @param number of the entity in the query
    /// @param components the names asked for, and their numbers in the query
    QueriedEntity(
            final EntityPath path, final int number, final Map<String, Integer> components, final String timeline) {
        this.path = path;
        this.number = number;
        this.components = components;
        this.timeline = timeline;
    }

    /// Those that are there, by component number.
    QueriedColumn[] columns() {
        return columns;
    }

    /// Takes in what has changed since the last time. Nothing is allocated when nothing has, or sealed chunks came and
    /// went alone; then [#columns] are the same array.
    ///
    /// @return whether something had
    boolean update(final RecordingStore store) {
        if (!takeChanges(store)) {
            return false;
        }
        revision++;
        return true;
    }

    private boolean takeChanges(final RecordingStore store) {
        EntitySlot known = slot;
        if (known == null) {
            known = store.slot(path);
            slot = known;
            if (known == null) {
                return false;
            }
        }
        final EntityIndex before = index;
        final EntityIndex now = known.index();
        if (now == before) {
            if (!takeOpenRows()) {
                return false;
            }
            takeColumns(now);
            return true;
        }
        index = now;
        isRearranged = false;
        boolean isSealedOnly = false;
        if (before != null && now.hasSameOpen(before)) {
            isSealedOnly = !takeOpenRows() && !before.isFiled();
        } else if (open.length == 0 && now.open().isEmpty()) {
            isSealedOnly = before != null && !before.isFiled();
        } else {
            takeOpen(now.open());
        }
        if (!isSealedOnly || now.isFiled() || !takeSealed(now)) {
            takeColumns(now);
        }
        return true;
    }

    /// Takes other sealed chunks of the same columns; allocates nothing.
    ///
    /// @return false when columns came or went, or static data changed: then all is as before
    private boolean takeSealed(final EntityIndex now) {
        final Map<String, ComponentIndex> sealed = now.sealed();
        if (sealed.size() != knownNames) {
            return false;
        }
        for (int i = 0; i < absent.length; i++) {
            final ComponentIndex cells = sealed.get(absent[i]);
            if (cells == null
                    || cells.newestStatic() != null
                    || cells.inMemory(timeline).size() > 0) {
                return false;
            }
        }
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].takes(sealedIn(sealed, columns[i]), timeline)) {
                return false;
            }
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i].setSealed(sealedIn(sealed, columns[i]).inMemory(timeline));
        }
        return true;
    }

    /// Whether [#columns] were others before the last change.
    boolean isRearranged() {
        return isRearranged;
    }

    /// Another number after each change.
    long revision() {
        return revision;
    }

    boolean hasOpen() {
        return open.length > 0;
    }

    private void takeOpen(final List<LiveChunk> chunks) {
        final LiveChunk[] present = chunks.toArray(NO_CHUNKS);
        final ChunkRows[] rows = new ChunkRows[present.length];
        for (int i = 0; i < present.length; i++) {
            rows[i] = ChunkRows.kept(present[i].snapshot(), known(present[i]));
        }
        open = present;
        openRows = rows;
    }

    /// The rows of a chunk as they were at the last question; null when it was not there.
    private @Nullable ChunkRows known(final LiveChunk chunk) {
        for (int i = 0; i < open.length; i++) {
            if (open[i].equals(chunk)) {
                return openRows[i];
            }
        }
        return null;
    }

    private boolean takeOpenRows() {
        boolean isChanged = false;
        for (int i = 0; i < open.length; i++) {
            if (open[i].rowCount() != openRows[i].count()) {
                openRows[i] = ChunkRows.kept(open[i].snapshot(), openRows[i]);
                isChanged = true;
            }
        }
        return isChanged;
    }

    private void takeColumns(final EntityIndex now) {
        final Map<String, ComponentIndex> sealed = now.sealed();
        final List<QueriedColumn> found = new ArrayList<>();
        if (open.length == 0 && !now.isFiled() && sealed.size() < components.size()) {
            // Asked for 86 components of which two are there: look at two.
            sealed.forEach((name, cells) -> {
                final Integer asked = components.get(name);
                if (asked != null) {
                    take(asked, name, cells, null, found);
                }
            });
            found.sort((a, b) -> Integer.compare(a.component(), b.component()));
        } else {
            components.forEach((name, asked) ->
                    take(asked, name, sealed.getOrDefault(name, ComponentIndex.EMPTY), now.filed(name), found));
        }
        columns = found.toArray(NO_COLUMNS);
        isRearranged = true;
        noteAbsent(sealed);
    }

    private static ComponentIndex sealedIn(final Map<String, ComponentIndex> sealed, final QueriedColumn column) {
        return sealed.getOrDefault(column.name(), ComponentIndex.EMPTY);
    }

    /// For [#takeSealed].
    private void noteAbsent(final Map<String, ComponentIndex> sealed) {
        knownNames = sealed.size();
        final List<String> without = new ArrayList<>();
        sealed.forEach((name, _) -> {
            if (components.containsKey(name) && !hasColumn(name)) {
                without.add(name);
            }
        });
        absent = without.toArray(String[]::new);
    }

    private boolean hasColumn(final String name) {
        for (final QueriedColumn column : columns) {
            if (column.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void take(
            final int component,
            final String name,
            final ComponentIndex cells,
            final @Nullable ComponentIndex filed,
            final List<QueriedColumn> found) {
        final HeapTimeIndex onTimeline = cells.inMemory(timeline);
        final FiledTimeIndex inFile =
                filed != null && filed.on(timeline) instanceof final FiledTimeIndex its ? its : null;
        final boolean isFiled = filed != null && (filed.hasStatic() || inFile != null);
        Cell fixed = cells.newestStatic();
        final List<ChunkSpan> spans = new ArrayList<>();
        for (final ChunkRows rows : openRows) {
            final ChunkRows.Values values = rows.component(name);
            if (values == null || rows.count() == 0) {
                continue;
            }
            final Chunk chunk = rows.chunk();
            if (chunk.isStatic()) {
                final Cell newest = ChunkSpan.newestStatic(chunk, values.column());
                if (newest != null && (fixed == null || newest.compareIndex(fixed) > 0)) {
                    fixed = newest;
                }
            }
            for (final ChunkRows.Times times : rows.timelines()) {
                if (times.column().timeline().name().equals(timeline)) {
                    spans.add(new ChunkSpan(rows, values, times));
                }
            }
        }
        if (fixed != null || !spans.isEmpty() || onTimeline.size() > 0 || isFiled) {
            final QueriedColumn column = new QueriedColumn(number, component, name);
            column.set(
                    onTimeline, isFiled ? filed : null, inFile, spans.toArray(NO_SPANS), fixed, cells.newestStatic());
            found.add(column);
        }
    }

    /// The numbers that names have in a query, in the order in which they were given.
    static Map<String, Integer> numbered(final List<String> names) {
        final Map<String, Integer> numbers = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (numbers.put(names.get(i), i) != null) {
                throw new IllegalArgumentException("component " + names.get(i) + " is asked for twice");
            }
        }
        return numbers;
    }
}
