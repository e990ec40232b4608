package dev.kymo.store.query;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import org.jspecify.annotations.Nullable;

/// One column of a table while rows go by: where its next value is, and which it has in the present row.
final class MergedColumn {
    private final ColumnName name;
    private final RangeQuery query;
    private final RangeRuns runs = new RangeRuns();
    private int next;
    private long headTime;
    private boolean hasHead;
    private @Nullable Cell fixed;
    private @Nullable Cell present;

    MergedColumn(final RecordingStore store, final ColumnName name, final String timeline) {
        this.name = name;
        query = new RangeQuery(store, name.entity(), name.component(), timeline);
    }

    ColumnName name() {
        return name;
    }

    /// Goes to the first value in a span of times.
    ///
    /// @return whether there is one; never for static data, which has no time
    boolean begin(final StoreReader reader, final long from, final long to) {
        reader.range(query, from, to, runs);
        fixed = null;
        present = null;
        hasHead = runs.next();
        next = 0;
        if (hasHead && runs.isStatic()) {
            fixed = runs.cell(0);
            hasHead = false;
        }
        if (hasHead) {
            headTime = runs.time(0);
        }
        return hasHead;
    }

    /// Whether one static cell stands in every row.
    boolean isStatic() {
        return fixed != null;
    }

    /// Of the next value; without meaning when there is none.
    long headTime() {
        return headTime;
    }

    /// Takes the values of the next time, of which the one with the greatest row id, the last, counts.
    ///
    /// @return whether there is another behind them
    boolean take() {
        final long time = headTime;
        do {
            while (next + 1 < runs.length() && runs.time(next + 1) == time) {
                next++;
            }
            present = runs.cell(next);
            next++;
            if (next >= runs.length()) {
                next = 0;
                hasHead = runs.next();
            }
        } while (hasHead && runs.time(next) == time);
        if (hasHead) {
            headTime = runs.time(next);
        }
        return hasHead;
    }

    void clear() {
        present = null;
    }

    /// What the row has here; null for nothing.
    @Nullable
    Cell cell() {
        return fixed != null ? fixed : present;
    }
}
