package dev.kymo.store.index;

import dev.kymo.store.model.EntityPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Latest-at of many entities and components on one timeline, prepared once and asked at many times
/// ([StoreReader#latestAt(LatestAtQuery, long, LatestAtResult)]).
///
/// Names are looked up when an entity is first seen or gets another column, not when a question is asked; columns that
/// an entity does not have cost nothing. Of a store that has changed the entities are looked at that did
/// ([EntityChanges]), of one entity asked for alone only that one, and nothing is allocated while chunks come and go in
/// memory. How a question goes through its columns: [LineTable]. One thread at a time; it holds no memory
/// of the store's.
public final class LatestAtQuery {
    static final int ALL = -1;
    private static final long UNKNOWN = -1;

    private final RecordingStore store;
    private final List<EntityPath> paths;
    private final List<String> components;
    private final QueriedEntity[] entities;
    private final ClearsInForce clears;
    /// The number of [Clears#COMPONENT], which is never hidden.
    private final int clearComponent;

    /// By path, the numbers of the entities.
    private final Map<EntityPath, Integer> numbers = new HashMap<>();
    /// Changes of the store that are taken in of all entities; [#UNKNOWN] before the first question to all.
    private long knownChanges = UNKNOWN;
    /// The same of each entity that was asked for alone.
    private final long[] askedChanges;
    /// Those that have chunks which still take rows.
    private int openEntities;
    private boolean isLaidOutAnew;
    /// Whether a column has chunks in a file.
    private boolean hasFiled;
    private QueriedColumn[] columns = {};
    /// The number of each column's component.
    private int[] columnComponents = {};
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
        final Map<String, Integer> asked = QueriedEntity.numbered(components);
        this.entities = new QueriedEntity[entities.size()];
        for (int i = 0; i < this.entities.length; i++) {
            this.entities[i] = new QueriedEntity(entities.get(i), i, asked, timeline);
            numbers.put(entities.get(i), i);
        }
        askedChanges = new long[this.entities.length];
        Arrays.fill(askedChanges, UNKNOWN);
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

    /// Their components, by place in the query.
    int[] columnComponents() {
        return columnComponents;
    }

    /// As [LineTable#isSameChunk].
    boolean isSameChunk(final int column, final @Nullable ChunkSpan its, final @Nullable ChunkSpan beside) {
        return lines.isSameChunk(column, its, beside);
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
        // What was found in a file is good until the reader leaves: whether it still is, is looked at each time.
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

    /// Takes in what has changed of what is asked for, and of no other entity.
    private boolean update(final int entity) {
        final long now = store.changes().count();
        if (now != knownChanges) {
            store.requireOpen();
        }
        return entity == ALL ? updateAll(now) : updateOne(entity, now);
    }

    private boolean updateOne(final int entity, final long now) {
        final QueriedEntity its = entities[entity];
        if (now == knownChanges || now == askedChanges[entity]) {
            return its.hasOpen() && take(entity);
        }
        askedChanges[entity] = now;
        return take(entity);
    }

    private boolean updateAll(final long now) {
        boolean isChanged = false;
        if (now != knownChanges) {
            isChanged = takeChanges(now);
            knownChanges = now;
        }
        for (int i = 0; openEntities > 0 && i < entities.length; i++) {
            isChanged |= entities[i].hasOpen() && take(i);
        }
        if (isLaidOutAnew) {
            layOut();
        }
        return isChanged;
    }

    private boolean takeChanges(final long now) {
        final EntityChanges changes = store.changes();
        boolean isChanged = false;
        // Which entities these are is known already when they turn out not to have been all
        if (knownChanges != UNKNOWN && changes.hasAllSince(knownChanges)) {
            for (long number = knownChanges; number < now; number++) {
                final EntitySlot changed = changes.at(number);
                final Integer entity = changed == null ? null : numbers.get(changed.path());
                isChanged |= entity != null && takeBeforeLayOut(entity);
            }
            if (changes.hasAllSince(knownChanges)) {
                return isChanged;
            }
        }
        for (int i = 0; i < entities.length; i++) {
            isChanged |= takeBeforeLayOut(i);
        }
        return isChanged;
    }

    private boolean take(final int entity) {
        final boolean isChanged = takeBeforeLayOut(entity);
        if (isLaidOutAnew) {
            layOut();
        }
        return isChanged;
    }

    private boolean takeBeforeLayOut(final int entity) {
        final QueriedEntity its = entities[entity];
        final boolean hadOpen = its.hasOpen();
        if (!its.update(store)) {
            return false;
        }
        openEntities += (its.hasOpen() ? 1 : 0) - (hadOpen ? 1 : 0);
        isLaidOutAnew |= its.isRearranged();
        // Also where all are laid out anew: those that stay in their places keep their lines
        lines.forget(firstColumn[entity], firstColumn[entity + 1]);
        return true;
    }

    /// Columns came or went.
    private void layOut() {
        isLaidOutAnew = false;
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
        if (!lines.set(all)) {
            columnComponents =
                    Arrays.stream(all).mapToInt(QueriedColumn::component).toArray();
            layout++;
        }
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
