package dev.kymo.viewer.view;

import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of an entity's clouds in a span of time, kept from one question to the next, so that only rows
/// that come and go cost more than a comparison. One thread.
final class RowWindow {
    /// One of them, with points.
    static final class Row {
        final long time;
        final RowId id;
        final int count;
        /// What is shown of it; null before.
        @Nullable
        PlacedRow placed;

        private Row(final long time, final RowId id, final int count) {
            this.time = time;
            this.id = id;
            this.count = count;
        }

        private boolean isBefore(final long otherTime, final long idTimeNs, final long idInc) {
            if (time != otherTime) {
                return time < otherTime;
            }
            final int byId = Long.compareUnsigned(id.timeNs(), idTimeNs);
            return byId != 0 ? byId < 0 : Long.compareUnsigned(id.inc(), idInc) < 0;
        }

        private boolean is(final long idTimeNs, final long idInc) {
            return id.timeNs() == idTimeNs && id.inc() == idInc;
        }
    }

    /// More are not shown together: the newest are.
    static final int ROWS_MAX = 10_000;

    private final RangeQuery query;
    private final Datatype type;
    private final RangeRuns runs = new RangeRuns();
    private List<Row> rows = new ArrayList<>();
    private List<Row> next = new ArrayList<>();
    private long from;
    private long to;
    private long revision;
    private boolean wasAsked;
    private boolean isStatic;
    private boolean isStale;
    private long leftOut;
    private boolean isAwaited;
    private long placingNsMax = Long.MAX_VALUE;

    /// @param query for the positions
    /// @param type of positions; rows of others count as not there
    RowWindow(final RangeQuery query, final Datatype type) {
        this.query = query;
        this.type = type;
    }

    /// Finds the rows with `askedFrom` ≤ time ≤ `askedTo`.
    ///
    /// @param askedRevision another one when the store has more, or less, of what the rows are shown by
    /// @return whether other rows are there, or some may be shown otherwise
    boolean ask(final StoreReader reader, final long askedFrom, final long askedTo, final long askedRevision) {
        isStale = !wasAsked || revision != askedRevision;
        if (!isStale && from == askedFrom && to == askedTo) {
            return isAwaited;
        }
        wasAsked = true;
        from = askedFrom;
        to = askedTo;
        revision = askedRevision;
        leftOut = Math.max(0, count(reader) - ROWS_MAX);
        long toSkip = leftOut;
        reader.range(query, from, to, runs);
        next.clear();
        isStatic = false;
        int known = 0;
        boolean isOther = isStale || isAwaited;
        while (runs.next()) {
            if (runs.isStatic()) {
                isStatic = true;
                break;
            }
            final boolean isOfType = runs.items().type().equals(type);
            final int first = (int) Math.min(toSkip, runs.length());
            toSkip -= first;
            for (int i = first; i < runs.length() && isOfType; i++) {
                final long time = runs.time(i);
                final long idTimeNs = runs.rowIdTimeNs(i);
                final long idInc = runs.rowIdInc(i);
                while (known < rows.size() && rows.get(known).isBefore(time, idTimeNs, idInc)) {
                    known++;
                    isOther = true;
                }
                if (known < rows.size() && rows.get(known).is(idTimeNs, idInc)) {
                    next.add(rows.get(known++));
                } else if (runs.instanceCount(i) > 0) {
                    next.add(new Row(time, new RowId(idTimeNs, idInc), runs.instanceCount(i)));
                    isOther = true;
                }
            }
        }
        isOther |= known < rows.size();
        final List<Row> before = rows;
        rows = next;
        next = before;
        return isOther;
    }

    private long count(final StoreReader reader) {
        reader.range(query, from, to, runs);
        long count = 0;
        while (runs.next()) {
            count += runs.length();
        }
        return count;
    }

    /// How many rows are not shown, as they are too many.
    long leftOut() {
        return leftOut;
    }

    void placeWithin(final long ns) {
        placingNsMax = ns;
    }

    /// How long placing its rows may take; the next scene goes on.
    long placingNsMax() {
        return placingNsMax;
    }

    /// Notes whether some of the rows wait to be shown, for want of time.
    void await(final boolean isAnyMissing) {
        isAwaited = isAnyMissing;
    }

    boolean isAwaited() {
        return isAwaited;
    }

    /// Whether the entity's cloud is static: it is shown as ever, and there are no rows.
    boolean isStatic() {
        return isStatic;
    }

    /// Whether rows that stay may be in another place, or in other colours, than before the last question.
    boolean isStale() {
        return isStale;
    }

    /// By (time, row id).
    List<Row> rows() {
        return rows;
    }
}
