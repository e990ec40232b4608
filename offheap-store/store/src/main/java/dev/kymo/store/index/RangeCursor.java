package dev.kymo.store.index;

/// How far a range has come in one chunk. Used again for the next.
final class RangeCursor {
    private ChunkSpan span;
    private TimeSearch order;
    private Presence presence;
    private int position;
    private int end;
    private long headTime;

    RangeCursor(final ChunkSpan span) {
        this.span = span;
        order = span.search();
        presence = span.values().presence();
    }

    /// Begins in another chunk.
    ///
    /// @return whether it has any row in the span of time
    boolean begin(final ChunkSpan chunk, final long from, final long to) {
        span = chunk;
        order = chunk.search();
        presence = chunk.values().presence();
        position = from == Long.MIN_VALUE ? 0 : order.countUpTo(from - 1);
        end = order.countUpTo(to);
        return settle();
    }

    /// Goes to the next row that has a cell.
    private boolean settle() {
        if (!order.isPermuted()) {
            position = presence.next(position, end, true);
        }
        if (position >= end) {
            return false;
        }
        headTime = order.time(position);
        return true;
    }

    ChunkSpan span() {
        return span;
    }

    TimeSearch order() {
        return order;
    }

    int position() {
        return position;
    }

    /// Of the next row.
    long headTime() {
        return headTime;
    }

    /// Whether the next row is before another's.
    boolean isBefore(final RangeCursor other) {
        if (headTime != other.headTime) {
            return headTime < other.headTime;
        }
        return isBelow(position, other);
    }

    private boolean isBelow(final int at, final RangeCursor other) {
        return span.rows().compareIds(order.row(at), other.span.rows(), other.order.row(other.position)) < 0;
    }

    /// Where rows with cells, one behind the other, end: at the latest before `time`.
    int endBefore(final long time) {
        return time > headTime ? Math.min(runEnd(), order.countUpTo(time - 1)) : position;
    }

    /// The same before another's next row.
    int endBefore(final RangeCursor other) {
        final int limit = runEnd();
        int at = Math.max(position, Math.min(limit, order.countUpTo(other.headTime - 1)));
        while (at < limit && span.time(order.row(at)) == other.headTime && isBelow(at, other)) {
            at++;
        }
        return at;
    }

    int runEnd() {
        return order.isPermuted() ? end : presence.next(position, end, false);
    }

    /// Goes on from a position.
    ///
    /// @return whether any row is left
    boolean advance(final int to) {
        position = to;
        return settle();
    }
}
