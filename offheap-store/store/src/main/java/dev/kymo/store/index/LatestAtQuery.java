package dev.kymo.store.index;

import dev.kymo.store.model.EntityPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Latest-at of many entities and components on one timeline, prepared once and asked at many times
/// ([StoreReader#latestAt(LatestAtQuery, long, LatestAtResult)]).
///
/// Names are looked up when the store has changed, not when a question is asked; columns that an entity does not
/// have cost nothing. A question goes through its columns in blocks of 128, each in three stages, so that many
/// cache lines are on their way at once instead of one after the other:
///
/// ```text
///   1  candidate chunk, its table or straight line   ──►  guess of the row
///   2  read the time at every guess                   (nothing waits for another)
///   3  exact row, presence                            ──►  answer
/// ```
///
/// What the three stages can't do is done one by one: static data, chunks that overlap, rows that still come,
/// clears. One thread at a time; it holds no memory of the store's.
public final class LatestAtQuery {
    private static final int BLOCK = 128;
    /// The same search as the column before: two components of one chunk.
    private static final long SAME = Long.MAX_VALUE;

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
    /// What the stages read of each column, in arrays of their own: the objects behind would be ten cache lines more.
    /// Before this time the column's one chunk has the answer, when it has any.
    private long[] simpleUntil = {};

    private @Nullable ChunkSpan[] onlySpans = {};
    private @Nullable TimeSearch[] onlySearches = {};
    private @Nullable ValueColumn[] onlyValues = {};
    /// Another one after each change of what would be answered.
    private long state;

    private final @Nullable ChunkSpan[] spans = new ChunkSpan[BLOCK];
    private final @Nullable TimeSearch[] searches = new TimeSearch[BLOCK];
    private final @Nullable ValueColumn[] values = new ValueColumn[BLOCK];
    private final long[] begun = new long[BLOCK];
    private final int[] rows = new int[BLOCK];
    private final FoundRow found = new FoundRow();
    /// So that reading ahead is not optimised away.
    private long readAhead;

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

    QueriedColumn[] columns() {
        return columns;
    }

    /// Where the columns of each entity begin; one more than there are entities.
    int[] firstColumns() {
        return firstColumn;
    }

    void ask(final RecordingStore asked, final long at, final LatestAtResult answers) {
        if (asked != store) {
            throw new IllegalArgumentException("a query of store " + store.id() + ", asked of " + asked.id());
        }
        // What was found in a file is good until the reader leaves: it is not found again for nothing.
        if (update() || hasFiled) {
            state++;
        }
        if (answers.isOf(this, state, at)) {
            if (!clears.update()) {
                return;
            }
            state++;
        }
        answers.begin(this);
        for (int from = 0; from < columns.length; from += BLOCK) {
            findBlock(from, Math.min(from + BLOCK, columns.length), at, answers);
        }
        if (clears.update()) {
            state++;
        }
        if (clears.ask(at)) {
            hide(answers);
        }
        answers.end(state, at);
    }

    private boolean update() {
        final long version = store.version();
        if (version == knownVersion && !hasOpen) {
            return false;
        }
        knownVersion = version;
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
        simpleUntil = new long[all.length];
        onlySpans = new ChunkSpan[all.length];
        onlySearches = new TimeSearch[all.length];
        onlyValues = new ValueColumn[all.length];
        hasFiled = false;
        for (int i = 0; i < all.length; i++) {
            hasFiled |= all[i].isFiled();
            final ChunkSpan only = all[i].only();
            simpleUntil[i] = only == null ? Long.MIN_VALUE : all[i].openFrom();
            if (only != null) {
                onlySpans[i] = only;
                onlySearches[i] = only.search();
                onlyValues[i] = only.values();
            }
        }
    }

    private void findBlock(final int from, final int to, final long at, final LatestAtResult answers) {
        final boolean isSimple = isSimple(from, to, at);
        if (!isSimple) {
            choose(from, to, at);
        }
        // Where all is simple nothing is copied: a store of a reference costs more than the search.
        final @Nullable TimeSearch[] orders = isSimple ? onlySearches : searches;
        final @Nullable ValueColumn[] columnValues = isSimple ? onlyValues : values;
        final @Nullable ChunkSpan[] chunks = isSimple ? onlySpans : spans;
        final int base = isSimple ? from : 0;
        final int count = to - from;
        begin(orders, base, count, at);
        touch(orders, base, count);
        findRows(orders, columnValues, base, count, at);
        for (int j = 0; j < count; j++) {
            final ValueColumn column = columnValues[base + j];
            if (rows[j] == ChunkSpan.NO_ROW || column == null) {
                findAlone(from + j, at, answers);
            } else {
                answers.set(from + j, chunks[base + j], column, rows[j]);
            }
        }
    }

    private boolean isSimple(final int from, final int to, final long at) {
        final long[] until = simpleUntil;
        for (int i = from; i < to; i++) {
            if (at >= until[i]) {
                return false;
            }
        }
        return true;
    }

    /// The chunk in which each column's answer must be; none where that can't be said.
    private void choose(final int from, final int to, final long at) {
        for (int i = from; i < to; i++) {
            final int j = i - from;
            final ChunkSpan span = at < simpleUntil[i] ? onlySpans[i] : columns[i].candidate(at);
            spans[j] = span;
            searches[j] = span == null ? null : span.search();
            values[j] = span == null ? null : span.values();
        }
    }

    /// The first stage.
    private void begin(final @Nullable TimeSearch[] orders, final int base, final int count, final long at) {
        final long[] guesses = begun;
        TimeSearch previous = null;
        for (int j = 0; j < count; j++) {
            final TimeSearch order = orders[base + j];
            if (order != null) {
                guesses[j] = order == previous ? SAME : order.begin(at);
            }
            previous = order;
        }
    }

    /// The second stage.
    private void touch(final @Nullable TimeSearch[] orders, final int base, final int count) {
        final long[] guesses = begun;
        long sum = 0;
        for (int j = 0; j < count; j++) {
            final TimeSearch order = orders[base + j];
            if (order != null && guesses[j] < 0) {
                sum += order.touch(guesses[j]);
            }
        }
        readAhead = sum;
    }

    /// The third stage.
    private void findRows(
            final @Nullable TimeSearch[] orders,
            final @Nullable ValueColumn[] columnValues,
            final int base,
            final int count,
            final long at) {
        final long[] guesses = begun;
        int upTo = 0;
        for (int j = 0; j < count; j++) {
            final TimeSearch order = orders[base + j];
            final ValueColumn column = columnValues[base + j];
            int row = ChunkSpan.NO_ROW;
            if (order != null && column != null) {
                final long guess = guesses[j];
                if (guess != SAME) {
                    upTo = guess >= 0 ? (int) guess : order.refine(at, guess);
                }
                row = column.lastOf(order, upTo);
            }
            rows[j] = row;
        }
    }

    private void findAlone(final int column, final long at, final LatestAtResult answers) {
        final QueriedColumn asked = columns[column];
        final Cell fixed = asked.fixed();
        if (fixed != null) {
            answers.set(column, fixed);
            return;
        }
        asked.find(at, found);
        final ChunkSpan span = found.span();
        if (span == null) {
            answers.setNone(column);
        } else {
            answers.set(column, span, span.values(), found.row());
        }
    }

    private void hide(final LatestAtResult answers) {
        for (int i = 0; i < columns.length; i++) {
            final QueriedColumn column = columns[i];
            if (column.component() != clearComponent && answers.isFound(i)) {
                final @Nullable Cell fixed = answers.fixed(i);
                if (clears.hides(column.entity(), fixed, fixed == null ? answers.span(i) : null, answers.row(i))) {
                    answers.setNone(i);
                }
            }
        }
    }

    /// What was read ahead, which means nothing.
    long readAhead() {
        return readAhead;
    }
}
