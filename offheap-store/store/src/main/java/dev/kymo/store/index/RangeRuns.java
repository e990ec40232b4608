package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.RowId;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows that a [RangeQuery] found, as runs: rows of one chunk that lie one behind the other in the answer, all
/// of which have a cell. Rows come by (time, row id), each once; chunks that overlap are interleaved.
///
/// ```java
/// reader.range(query, from, to, runs);
/// while (runs.next()) {
///     total += runs.sum();                  // or least, greatest, copyTo; or oneself:
///     if (runs.isDense()) {
///         // runs.length() values of runs.widthBytes(), one behind the other, at runs.bytesAt() of runs.bytes()
///     }
/// }
/// ```
///
/// Values are views of the store's memory: valid until the reader that gave them is closed, or this is filled again.
/// Nothing is allocated where it is not said. One thread at a time.
public final class RangeRuns {
    private static final RangeCursor[] NONE = {};

    private RangeCursor[] active = NONE;
    private int activeCount;
    private HeapTimeIndex index = TimeIndex.EMPTY;
    private int nextSpan;
    private int lastSpan;
    private long from;
    private long to;
    private @Nullable Cell waitingFixed;

    private @Nullable Cell fixed;
    private @Nullable ChunkSpan span;
    private @Nullable TimeSearch order;
    private @Nullable ValueColumn values;
    private int begin;
    private int end;

    void begin(final @Nullable QueriedColumn column, final long askedFrom, final long askedTo) {
        activeCount = 0;
        nextSpan = 0;
        lastSpan = -1;
        fixed = null;
        span = null;
        waitingFixed = null;
        from = askedFrom;
        to = askedTo;
        if (column == null) {
            return;
        }
        waitingFixed = column.fixed();
        if (waitingFixed != null || askedFrom > askedTo) {
            return;
        }
        index = column.sealed(askedFrom, askedTo);
        lastSpan = index.lastBeginningUpTo(askedTo);
        nextSpan = lastSpan + 1;
        while (nextSpan > 0 && index.maxTimeUpTo(nextSpan - 1) >= askedFrom) {
            nextSpan--;
        }
        for (final ChunkSpan open : column.open()) {
            activate(open);
        }
    }

    private void activate(final ChunkSpan chunk) {
        if (chunk.maxTime() < from || chunk.minTime() > to) {
            return;
        }
        if (activeCount == active.length) {
            active = Arrays.copyOf(active, activeCount + 1);
            active[activeCount] = new RangeCursor(chunk);
        }
        if (active[activeCount].begin(chunk, from, to)) {
            activeCount++;
        }
    }

    /// Goes to the next run.
    ///
    /// @return whether there is one
    public boolean next() {
        span = null;
        fixed = waitingFixed;
        waitingFixed = null;
        if (fixed != null) {
            return true;
        }
        int first = first(-1);
        while (nextSpan <= lastSpan && (first < 0 || index.span(nextSpan).minTime() <= active[first].headTime())) {
            activate(index.span(nextSpan++));
            first = first(-1);
        }
        if (first < 0) {
            return false;
        }
        final RangeCursor cursor = active[first];
        int until = cursor.runEnd();
        if (nextSpan <= lastSpan) {
            until = Math.min(until, cursor.endBefore(index.span(nextSpan).minTime()));
        }
        final int second = first(first);
        if (second >= 0) {
            until = Math.min(until, cursor.endBefore(active[second]));
        }
        // Of two rows with the same time and id neither is before the other: which is first is undefined, not whether
        // this ends
        until = Math.max(until, cursor.position() + 1);
        span = cursor.span();
        order = cursor.order();
        values = span.values();
        begin = cursor.position();
        end = until;
        if (!cursor.advance(until)) {
            activeCount--;
            active[first] = active[activeCount];
            active[activeCount] = cursor;
        }
        return true;
    }

    /// The chunk whose next row is first, `without` left out; below 0 when there is none.
    private int first(final int without) {
        int best = -1;
        for (int i = 0; i < activeCount; i++) {
            if (i != without && (best < 0 || active[i].isBefore(active[best]))) {
                best = i;
            }
        }
        return best;
    }

    private ChunkSpan run() {
        final ChunkSpan known = span;
        if (known == null) {
            throw new IllegalStateException("no run of a chunk: call next() first, and look whether it is static");
        }
        return known;
    }

    private ValueColumn column() {
        final ValueColumn known = values;
        if (span == null || known == null) {
            throw new IllegalStateException("no run of a chunk: call next() first, and look whether it is static");
        }
        return known;
    }

    private int rowOf(final int i) {
        java.util.Objects.checkIndex(i, end - begin);
        final TimeSearch known = order;
        return known == null ? begin + i : known.row(begin + i);
    }

    /// Whether the run is one static row, which answers alone for every range.
    public boolean isStatic() {
        return fixed != null;
    }

    /// How many rows the run has, 1 or more.
    public int length() {
        return fixed != null ? 1 : end - begin;
    }

    /// Whether the run's rows lie one behind the other in their chunk: [#row] of `i` is then that of 0 plus `i`.
    public boolean isContiguous() {
        return fixed == null && order != null && !order.isPermuted();
    }

    /// Whether, moreover, each of them has exactly one instance of a fixed width: the run's values are then
    /// [#length] times [#widthBytes] bytes at [#bytesAt].
    public boolean isDense() {
        return isContiguous() && column().isDense() && column().widthBytes() > 0;
    }

    /// The chunk; null for a static row.
    public @Nullable Chunk chunk() {
        return fixed != null ? null : run().rows().chunk();
    }

    public ComponentDescriptor descriptor() {
        final Cell cell = fixed;
        return cell != null ? cell.descriptor() : column().descriptor();
    }

    /// The row, in its chunk, of the run's row `i`; not for a static one.
    public int row(final int i) {
        run();
        return rowOf(i);
    }

    /// Of the run's row `i`; 0 and without meaning when static.
    public long time(final int i) {
        return fixed != null ? 0 : run().time(rowOf(i));
    }

    /// The first half of the id of the run's row `i`.
    public long rowIdTimeNs(final int i) {
        final Cell cell = fixed;
        return cell != null ? cell.row().timeNs() : run().rows().idTimeNs(rowOf(i));
    }

    /// The second half.
    public long rowIdInc(final int i) {
        final Cell cell = fixed;
        return cell != null ? cell.row().inc() : run().rows().idInc(rowOf(i));
    }

    /// The instances among which the run's are.
    public ArrayData items() {
        final Cell cell = fixed;
        return cell != null ? cell.instances() : column().items();
    }

    /// The first instance, among [#items], of the run's row `i`.
    public int firstInstance(final int i) {
        return fixed != null ? 0 : column().firstItem(rowOf(i));
    }

    public int instanceCount(final int i) {
        final Cell cell = fixed;
        return cell != null ? cell.instances().length() : column().itemCount(rowOf(i));
    }

    /// The bytes among which the run's are; empty when instances have no fixed width. Allocates for a static row.
    public MemorySegment bytes() {
        final Cell cell = fixed;
        if (cell == null) {
            return column().bytes();
        }
        return widthBytes() == 0 ? ArrayData.NO_BUFFER : cell.instances().flatBytes();
    }

    /// Where in [#bytes] the first row's values begin.
    public long bytesAt() {
        return firstInstance(0) * (long) widthBytes();
    }

    /// Bytes of an instance; 0 when they have no fixed width.
    public int widthBytes() {
        return items().type().byteWidth();
    }

    /// How many instances the run's rows have together.
    public int instanceTotal() {
        final int last = length() - 1;
        if (isInOnePiece()) {
            return firstInstance(last) + instanceCount(last) - firstInstance(0);
        }
        int total = 0;
        for (int i = 0; i <= last; i++) {
            total += instanceCount(i);
        }
        return total;
    }

    /// Whether instances of the run's rows lie one behind the other with nothing between: rows of a list column do.
    private boolean isInOnePiece() {
        return fixed != null || isContiguous();
    }

    /// The sum of the run's numbers, in no order between them: its last bits may be others than those of a loop.
    ///
    /// @throws IllegalArgumentException when its instances are not single numbers
    public double sum() {
        final ArrayData items = numbers();
        if (isInOnePiece()) {
            return RunNumbers.sum(items, firstInstance(0), instanceTotal());
        }
        double sum = 0;
        for (int i = 0; i < length(); i++) {
            sum += RunNumbers.sum(items, firstInstance(i), instanceCount(i));
        }
        return sum;
    }

    /// The least of the run's numbers; positive infinity when it has none, not a number when one of them is not.
    ///
    /// @throws IllegalArgumentException when its instances are not single numbers
    public double least() {
        final ArrayData items = numbers();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < length(); i++) {
            least = Math.min(least, RunNumbers.least(items, firstInstance(i), instanceCount(i)));
        }
        return least;
    }

    /// The greatest of the run's numbers; negative infinity when it has none, not a number when one of them is not.
    ///
    /// @throws IllegalArgumentException when its instances are not single numbers
    public double greatest() {
        final ArrayData items = numbers();
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < length(); i++) {
            greatest = Math.max(greatest, RunNumbers.greatest(items, firstInstance(i), instanceCount(i)));
        }
        return greatest;
    }

    /// Copies the run's numbers, in the order of rows, to `into[at]` and behind.
    ///
    /// @return how many: [#instanceTotal]
    /// @throws IllegalArgumentException when its instances are not single numbers
    /// @throws IndexOutOfBoundsException when there is no room for all of them
    public int copyTo(final double[] into, final int at) {
        final ArrayData items = numbers();
        final int total = instanceTotal();
        java.util.Objects.checkFromIndexSize(at, total, into.length);
        if (isInOnePiece()) {
            RunNumbers.copy(items, firstInstance(0), total, into, at);
            return total;
        }
        int to = at;
        for (int i = 0; i < length(); i++) {
            RunNumbers.copy(items, firstInstance(i), instanceCount(i), into, to);
            to += instanceCount(i);
        }
        return total;
    }

    private ArrayData numbers() {
        final ArrayData items = items();
        RunNumbers.require(items.type());
        return items;
    }

    /// The instances of the run's row `i` as a view of their own; allocates it.
    public ArrayData instances(final int i) {
        final Cell cell = fixed;
        return cell != null ? cell.instances() : column().instances(rowOf(i));
    }

    /// The run's row `i` as one object; allocates it.
    public Cell cell(final int i) {
        final Cell cell = fixed;
        return cell != null
                ? cell
                : new Cell(false, time(i), new RowId(rowIdTimeNs(i), rowIdInc(i)), descriptor(), instances(i));
    }
}
