package dev.kymo.viewer.view;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rows that a scene is made of: of all entities of a store, asked in one question, and which of them
/// are others than at the question before. Entities have numbers, in path order: a parent comes before what
/// is below it.
///
/// What [#answers] says is valid until the reader of the last question is closed. One thread.
final class SceneRows {
    private static final int NO_ROW = -3;
    private static final int NOBODY = -1;

    private final String timeline;
    private final List<EntityPath> paths;
    private final Map<EntityPath, Integer> numbers = new HashMap<>();
    private final int[] parents;
    private final LatestAtQuery query;
    private final LatestAtResult answers = new LatestAtResult();
    /// Per entity, what has changed: bits of [SceneComponents].
    private final int[] changes;
    /// All of them together.
    private int changedParts;
    /// What the last question found, by (entity, component).
    private int knownCount;

    private int[] knownKeys = {};
    private @Nullable Chunk[] knownChunks = {};
    private int[] knownRows = {};
    private long[] knownIds = {};
    private int[] nextKeys = {};
    /// The answer that was compared last.
    private int compared;

    private int columnsChanged;
    private @Nullable StoreReader reader;
    private long time;

    /// @param entities of the store; those above them count as well
    SceneRows(final RecordingStore store, final Iterable<EntityPath> entities, final String timeline) {
        this.timeline = timeline;
        final TreeSet<EntityPath> all = new TreeSet<>();
        for (final EntityPath entity : entities) {
            for (EntityPath path = entity; path != null && all.add(path); path = path.parent()) {
                // until one whose parents are known
            }
        }
        paths = List.copyOf(all);
        parents = new int[paths.size()];
        for (int i = 0; i < parents.length; i++) {
            numbers.put(paths.get(i), i);
            final EntityPath parent = paths.get(i).parent();
            parents[i] = parent == null ? NOBODY : numbers.get(parent);
        }
        changes = new int[parents.length];
        query = new LatestAtQuery(store, paths, SceneComponents.ALL, timeline);
    }

    String timeline() {
        return timeline;
    }

    List<EntityPath> paths() {
        return paths;
    }

    EntityPath path(final int entity) {
        return paths.get(entity);
    }

    int count() {
        return parents.length;
    }

    /// Below 0 for the root.
    int parent(final int entity) {
        return parents[entity];
    }

    /// Whether all of these are among those that are asked for.
    boolean hasAll(final Iterable<EntityPath> entities) {
        for (final EntityPath entity : entities) {
            if (numberOf(entity) == null) {
                return false;
            }
        }
        return true;
    }

    /// @return null for one that was not there
    @Nullable
    Integer numberOf(final EntityPath path) {
        return numbers.get(path);
    }

    /// Asks for all rows at a time, and compares them with those before.
    ///
    /// @return whether there are others
    boolean ask(final StoreReader present, final long at) {
        reader = present;
        time = at;
        present.latestAt(query, at, answers);
        if (changedParts != 0) {
            Arrays.fill(changes, 0);
            changedParts = 0;
        }
        columnsChanged = 0;
        compared = NOBODY;
        if (answers.isRenumbered()) {
            compareAll();
        } else {
            for (int i = 0; i < answers.changedCount(); i++) {
                compare(answers.changed(i));
            }
        }
        return changedParts != 0;
    }

    private void compareAll() {
        final int size = answers.size();
        if (nextKeys.length < size) {
            nextKeys = new int[size];
        }
        for (int i = 0; i < size; i++) {
            nextKeys[i] = answers.entity(i) * SceneComponents.ALL.size() + answers.component(i);
        }
        align(size);
        for (int i = 0; i < size; i++) {
            compare(i);
        }
    }

    /// Brings what is known into the order of the answers.
    private void align(final int size) {
        final @Nullable Chunk[] chunks = new Chunk[size];
        final int[] rows = new int[size];
        final long[] ids = new long[size * 2];
        Arrays.fill(rows, NO_ROW);
        int known = 0;
        for (int i = 0; i < size; i++) {
            while (known < knownCount && knownKeys[known] < nextKeys[i]) {
                forget(known++);
            }
            if (known < knownCount && knownKeys[known] == nextKeys[i]) {
                chunks[i] = knownChunks[known];
                rows[i] = knownRows[known];
                ids[i * 2] = knownIds[known * 2];
                ids[i * 2 + 1] = knownIds[known * 2 + 1];
                known++;
            }
        }
        while (known < knownCount) {
            forget(known++);
        }
        knownCount = size;
        knownKeys = Arrays.copyOf(nextKeys, size);
        knownChunks = chunks;
        knownRows = rows;
        knownIds = ids;
    }

    private void forget(final int known) {
        if (knownRows[known] != NO_ROW) {
            changed(knownKeys[known]);
        }
    }

    private void changed(final int key) {
        final int components = SceneComponents.ALL.size();
        final int part = SceneComponents.partOf(key % components);
        changes[key / components] |= part;
        changedParts |= part;
        columnsChanged++;
    }

    private void compare(final int answer) {
        final boolean followsCompared = compared == answer - 1;
        compared = answer;
        if (!answers.isFound(answer)) {
            if (knownRows[answer] != NO_ROW) {
                changed(knownKeys[answer]);
                knownRows[answer] = NO_ROW;
                knownChunks[answer] = null;
            }
            return;
        }
        final int row = answers.row(answer);
        // Components of one row lie one behind the other; what is known of one is so of the next, and at hand
        final boolean isBeside = followsCompared && answers.isOfSameRowAsBefore(answer);
        final Chunk chunk = isBeside ? knownChunks[answer - 1] : answers.chunk(answer);
        final boolean wasFound = knownRows[answer] != NO_ROW;
        if (wasFound && knownRows[answer] == row && chunk != null && chunk == knownChunks[answer]) {
            return;
        }
        // A chunk that takes rows, or is sealed, is another object with the same rows
        final long idTimeNs = isBeside ? knownIds[answer * 2 - 2] : answers.rowIdTimeNs(answer);
        final long idInc = isBeside ? knownIds[answer * 2 - 1] : answers.rowIdInc(answer);
        if (!wasFound || knownIds[answer * 2] != idTimeNs || knownIds[answer * 2 + 1] != idInc) {
            changed(knownKeys[answer]);
            knownIds[answer * 2] = idTimeNs;
            knownIds[answer * 2 + 1] = idInc;
        }
        knownChunks[answer] = chunk;
        knownRows[answer] = row;
    }

    /// Any component of an entity at the moment of the last question, of those that scenes are not made of as
    /// well.
    Cells anyCells(final int entity) {
        return new Cells(reader(), paths.get(entity), cursor());
    }

    /// Of the last question.
    StoreReader reader() {
        return Objects.requireNonNull(reader, "nothing was asked yet");
    }

    /// Where the last question was asked.
    TimeCursor cursor() {
        return new TimeCursor(timeline, time);
    }

    /// Whether an answer's component has the same row at every time, so that what is made of it is worth
    /// keeping.
    boolean isOnlyRow(final int answer) {
        return answers.isStatic(answer)
                || reader().timeRange(paths.get(answers.entity(answer)), timeline)
                        .filter(range -> range.from() == range.to())
                        .isPresent();
    }

    /// Which parts of an entity have changed: bits of [SceneComponents].
    int changes(final int entity) {
        return changes[entity];
    }

    /// The same of all entities together.
    int changedParts() {
        return changedParts;
    }

    /// How many columns had another row at the last question than before.
    int columnsChanged() {
        return columnsChanged;
    }

    /// Another number after each change of what the store has of an entity.
    long revision(final int entity) {
        return query.revision(entity);
    }

    LatestAtResult answers() {
        return answers;
    }

    /// The answer for a component; [LatestAtResult#NO_ANSWER] unless it was found and is of that type.
    int find(final int entity, final int component, final Datatype type) {
        return find(answers, entity, component, type);
    }

    static int find(final LatestAtResult answers, final int entity, final int component, final Datatype type) {
        final int answer = answers.answer(entity, component);
        return answer != LatestAtResult.NO_ANSWER
                        && answers.isFound(answer)
                        && answers.items(answer).type().equals(type)
                ? answer
                : LatestAtResult.NO_ANSWER;
    }

    /// The same, where there must be an instance and none may be null.
    int findWhole(final int entity, final int component, final Datatype type) {
        return findWhole(answers, entity, component, type);
    }

    static int findWhole(final LatestAtResult answers, final int entity, final int component, final Datatype type) {
        final int answer = answers.answer(entity, component);
        if (answer == LatestAtResult.NO_ANSWER
                || !answers.isFound(answer)
                || answers.isEmpty(answer)
                || !answers.items(answer).type().equals(type)) {
            return LatestAtResult.NO_ANSWER;
        }
        final ArrayData items = answers.items(answer);
        final int from = answers.firstInstance(answer);
        final int count = answers.instanceCount(answer);
        for (int i = from; i < from + count; i++) {
            if (items.isNull(i)) {
                return LatestAtResult.NO_ANSWER;
            }
        }
        return answer;
    }

    Optional<Cell> cell(final int entity, final String component) {
        final int answer = answers.answer(entity, SceneComponents.placeOf(component));
        return answer != LatestAtResult.NO_ANSWER && answers.isFound(answer)
                ? Optional.of(answers.cell(answer))
                : Optional.empty();
    }
}
