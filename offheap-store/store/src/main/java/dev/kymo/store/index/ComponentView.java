package dev.kymo.store.index;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One component of one entity as a question sees it: sealed chunks and, beside them, those that still take rows.
record ComponentView(ComponentIndex sealed, ComponentIndex live) {
    /// The static cell with the greatest row id; null when there is none.
    @Nullable
    Cell newestStatic() {
        return later(sealed.newestStatic(), live.newestStatic());
    }

    /// The greatest (time, row id) with time ≤ `at`; null when there is none.
    @Nullable
    Cell latestAt(final String timeline, final long at) {
        return later(sealed.on(timeline).latestAt(at), live.on(timeline).latestAt(at));
    }

    /// All cells in range, in no order between chunks.
    void range(final String timeline, final long from, final long to, final Consumer<Cell> out) {
        sealed.on(timeline).range(from, to, out);
        live.on(timeline).range(from, to, out);
    }

    private static @Nullable Cell later(final @Nullable Cell left, final @Nullable Cell right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.compareIndex(right) > 0 ? left : right;
    }
}
