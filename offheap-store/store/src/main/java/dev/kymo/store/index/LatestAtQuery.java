package dev.kymo.store.index;

import dev.kymo.store.model.EntityPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Latest-at of many entities and components on one timeline, prepared once and asked at many times
/// ([StoreReader#latestAt(LatestAtQuery, long, LatestAtResult)]).
///
/// Names are looked up when the store has changed, not when a question is asked; columns that an entity does not
/// have cost nothing. How a question goes through its columns: [LineTable]. One thread at a time; it holds no memory
/// of the store's.
public final class LatestAtQuery {
    static final int ALL = -1;

    private final RecordingStore store;
    private final List<EntityPath> paths;
    private final List<String> components;
    private final QueriedEntity[] entities;
    private final ClearsInForce clears;
    /// The number of [Clears#COMPONENT], which is never hidden.
    private final int clearComponent;

    private long knownVersion = -1;
    private boolean hasOpen;
    /// Whether a column has chunks in a file.
    private boolean hasFiled;
    private QueriedColumn[] columns = {};
    private int[] firstColumn;
    private final LineTable lines = new LineTable();
    /// Another one when columns have other numbers.
    private long layout;
    /// Another one after each change of what would be answered.
    private long state;

    /// @param entities whether they are in the store already or not, each once
    /// @param components by identifier, each once
    /// @param timeline by name; on one that the store does not have, static data still answers
    /// @throws IllegalArgumentException for a component that is named twice
    public LatestAtQuery(
            final RecordingStore store,
            final List<EntityPath> entities,
            final List<String> components,
            final String timeline) {
        this.store = store;
        this.components = List.copyOf(components);
        paths = List.copyOf(entities);
        final Map<String, Integer> numbers = QueriedEntity.numbered(components);
        this.entities = new QueriedEntity[entities.size()];
        for (int i = 0; i < this.entities.length; i++) {
            this.entities[i] = new QueriedEntity(entities.get(i), i, numbers, timeline);
        }
        clears = new ClearsInForce(store, paths, timeline);
        clearComponent = components.indexOf(Clears.COMPONENT);
        firstColumn = new int[this.entities.length + 1];
    }

    public List<EntityPath> entities() {
        return paths;
    }

    public List<String> components() {
        return components;
    }

    /// Another number when, as of the last question, more is stored of an entity, or less, than before: while it
    /// stays, the same questions about that entity have the same answers, clears apart.
    ///
    /// @param entity its place in the query
    public long revision(final int entity) {
        return entities[entity].revision();
    }

    QueriedColumn[] columns() {
        return columns;
    }

    /// Another number when the columns have other numbers than before.
    long layout() {
        return layout;
    }

    /// Where the columns of each entity begin; one more than there are entities.
    int[] firstColumns() {
        return firstColumn;
    }

    /// @param entity by its place; [#ALL] for all of them
    void ask(final RecordingStore asked, final int entity, final long at, final LatestAtResult answers) {
        if (asked != store) {
            throw new IllegalArgumentException("a query of store " + store.id() + ", asked of " + asked.id());
        }
        // What was found in a file is good until the reader leaves: it is not found again for nothing.
        if (update(entity) || hasFiled) {
            state++;
        }
        final int from = entity == ALL ? 0 : firstColumn[entity];
        final int to = entity == ALL ? columns.length : firstColumn[entity + 1];
        if (answers.isOf(this, from, to, state, at)) {
            if (!clears.update()) {
                answers.keep();
                return;
            }
            state++;
        }
        answers.begin(this, from, to);
        // What a Clear hid is no longer in the answers
        lines.find(from, to, at, answers, !clears.hasAny());
        if (clears.update()) {
            state++;
        }
        if (clears.ask(at)) {
            hide(answers);
        }
        answers.end(state, at);
    }

    private boolean update(final int entity) {
        final long version = store.version();
        if (version != knownVersion) {
            store.requireOpen();
            knownVersion = version;
            return updateAll();
        }
        if (!hasOpen) {
            return false;
        }
        if (entity == ALL) {
            return updateAll();
        }
        final boolean isChanged = entities[entity].update(store);
        if (isChanged) {
            layOut();
        }
        return isChanged;
    }

    private boolean updateAll() {
        boolean isChanged = false;
        boolean anyOpen = false;
        for (final QueriedEntity entity : entities) {
            isChanged |= entity.update(store);
            anyOpen |= entity.hasOpen();
        }
        hasOpen = anyOpen;
        if (isChanged) {
            layOut();
        }
        return isChanged;
    }

    private void layOut() {
        final int[] first = new int[entities.length + 1];
        for (int i = 0; i < entities.length; i++) {
            first[i + 1] = first[i] + entities[i].columns().length;
        }
        final QueriedColumn[] all = new QueriedColumn[first[entities.length]];
        for (int i = 0; i < entities.length; i++) {
            System.arraycopy(entities[i].columns(), 0, all, first[i], first[i + 1] - first[i]);
        }
        columns = all;
        firstColumn = first;
        layout += lines.set(all) ? 0 : 1;
        hasFiled = false;
        for (final QueriedColumn column : all) {
            hasFiled |= column.isFiled();
        }
    }

    private void hide(final LatestAtResult answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.component(i) != clearComponent && answers.isFound(i)) {
                final @Nullable Cell fixed = answers.fixed(i);
                if (clears.hides(answers.entity(i), fixed, fixed == null ? answers.span(i) : null, answers.row(i))) {
                    answers.setNone(i);
                }
            }
        }
    }

    /// What was read ahead, which means nothing.
    long readAhead() {
        return lines.readAhead();
    }
}
