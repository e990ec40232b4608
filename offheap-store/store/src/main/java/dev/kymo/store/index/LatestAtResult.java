package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The answers to a [LatestAtQuery], filled again at each question. They have numbers from 0: entity by entity in
/// the order asked for, in each by component; columns that an entity does not have on the timeline have none. Numbers
/// stay until the store changes, or one entity is asked for after all, or another.
///
/// Values are views of the store's memory: valid until the reader that gave them is closed, or this is filled again.
/// Accessors other than [#isFound] and those that take an entity are for answers that were found; they allocate
/// nothing where it is not said. One thread at a time.
public final class LatestAtResult {
    /// What [#answer] says of a column that there is not.
    public static final int NO_ANSWER = -1;
    /// Values of so many bytes and less come with the answer: a scalar, a position, a rotation, a colour. What is read
    /// of them then lies in the order of the answers, not all over the store.
    public static final int SMALL_BYTES = 16;

    private static final int NONE = -1;
    private static final int STATIC = -2;
    private static final long NO_WIDTH = -1;
    /// No fixed width, and no instances.
    private static final long EMPTY = -2;

    private @Nullable LatestAtQuery query;
    private QueriedColumn[] columns = {};
    private int[] components = {};
    private int[] firstColumn = {};
    private @Nullable ChunkSpan[] spans = {};
    private @Nullable Cell[] fixed = {};
    /// The row, or [#NONE] or [#STATIC].
    private int[] rows = {};
    /// Bytes of the values; [#NO_WIDTH] or [#EMPTY] when instances have no fixed width.
    private long[] lengths = {};
    /// Small values, two words each, little-endian.
    private long[] small = {};
    /// The column of answer 0, and how many answers there are.
    private int offset;

    private int count;
    private long state = -1;
    private long at;
    private boolean isComplete;
    private long layout = -1;
    private boolean isRenumbered = true;
    /// Answers that are another row than before, as far as can be told without reading ids.
    private int[] changed = {};

    private int changedCount;

    boolean isOf(final LatestAtQuery asked, final int from, final int to, final long askedState, final long askedAt) {
        return isComplete
                && query == asked
                && state == askedState
                && at == askedAt
                && offset == from
                && count == to - from;
    }

    /// Room for the answers of columns `from` to `to`.
    void begin(final LatestAtQuery asked, final int from, final int to) {
        // Of a question that failed half way nobody has seen what had changed
        isRenumbered =
                !isComplete || query != asked || layout != asked.layout() || offset != from || count != to - from;
        query = asked;
        layout = asked.layout();
        components = asked.columnComponents();
        begin(asked.columns(), asked.firstColumns(), from, to);
    }

    /// The same question was asked again, and nothing has changed.
    void keep() {
        changedCount = 0;
        isRenumbered = false;
    }

    void begin(final QueriedColumn[] asked, final int[] firstOfEach, final int from, final int to) {
        isComplete = false;
        changedCount = 0;
        columns = asked;
        firstColumn = firstOfEach;
        offset = from;
        count = to - from;
        if (rows.length < count) {
            final int capacity = Math.max(count, rows.length * 2);
            rows = Arrays.copyOf(rows, capacity);
            spans = Arrays.copyOf(spans, capacity);
            fixed = Arrays.copyOf(fixed, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
            small = Arrays.copyOf(small, Math.multiplyExact(capacity, 2));
        }
    }

    void end(final long askedState, final long askedAt) {
        state = askedState;
        at = askedAt;
        isComplete = true;
    }

    void set(final int answer, final ChunkSpan span, final ValueColumn values, final int row) {
        setRow(answer, span, row);
        final int width = values.widthBytes();
        if (width == 0) {
            lengths[answer] = NO_WIDTH;
            return;
        }
        final long length = values.itemCount(row) * (long) width;
        lengths[answer] = length;
        if (length <= SMALL_BYTES) {
            copySmall(answer, values.bytes(), values.firstItem(row) * (long) width, (int) length);
        }
    }

    /// One instance of fixed width, `at` bytes into a segment.
    void set(
            final int answer,
            final ChunkSpan span,
            final int row,
            final int widthBytes,
            final MemorySegment memory,
            final long valueAt) {
        setRow(answer, span, row);
        lengths[answer] = widthBytes;
        if (widthBytes <= SMALL_BYTES) {
            copySmall(answer, memory, valueAt, widthBytes);
        }
    }

    /// A cell without instances.
    void setEmpty(final int answer, final ChunkSpan span, final int row, final int widthBytes) {
        setRow(answer, span, row);
        lengths[answer] = widthBytes == 0 ? EMPTY : 0;
    }

    private void setRow(final int answer, final ChunkSpan span, final int row) {
        // A look costs less than a store, which the garbage collector wants to know of.
        if (spans[answer] != span) {
            spans[answer] = span;
            rows[answer] = row;
            noteChanged(answer);
        } else if (rows[answer] != row) {
            rows[answer] = row;
            noteChanged(answer);
        }
    }

    private void noteChanged(final int answer) {
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, Math.max(16, changedCount * 2));
        }
        changed[changedCount++] = answer;
    }

    void set(final int answer, final Cell cell) {
        final Cell before = fixed[answer];
        final boolean isOther =
                rows[answer] != STATIC || before == null || !before.row().equals(cell.row());
        fixed[answer] = cell;
        rows[answer] = STATIC;
        if (isOther) {
            noteChanged(answer);
        }
        final ArrayData instances = cell.instances();
        final int width = instances.type().byteWidth();
        final long length = width == 0 ? NO_WIDTH : instances.length() * (long) width;
        lengths[answer] = length;
        if (width > 0 && length <= SMALL_BYTES) {
            copySmall(answer, column(answer).fixedBytes(), 0, (int) length);
        }
    }

    private void copySmall(final int answer, final MemorySegment from, final long at, final int length) {
        final int to = answer * 2;
        switch (length) {
            case 4 -> small[to] = from.get(Layouts.INT, at) & 0xFFFF_FFFFL;
            case 8 -> small[to] = from.get(Layouts.LONG, at);
            case 12 -> {
                small[to] = from.get(Layouts.LONG, at);
                small[to + 1] = from.get(Layouts.INT, at + 8) & 0xFFFF_FFFFL;
            }
            case 16 -> {
                small[to] = from.get(Layouts.LONG, at);
                small[to + 1] = from.get(Layouts.LONG, at + 8);
            }
            default -> copyBytes(to, from, at, length);
        }
    }

    private void copyBytes(final int to, final MemorySegment from, final long at, final int length) {
        small[to] = 0;
        small[to + 1] = 0;
        for (int i = 0; i < length; i++) {
            final long value = from.get(ValueLayout.JAVA_BYTE, at + i) & 0xFFL;
            small[to + (i >> 3)] |= value << ((i & 7) * Byte.SIZE);
        }
    }

    void setNone(final int answer) {
        if (rows[answer] != NONE) {
            rows[answer] = NONE;
            noteChanged(answer);
        }
    }

    @Nullable
    Cell fixed(final int answer) {
        return rows[answer] == STATIC ? fixed[answer] : null;
    }

    ChunkSpan span(final int answer) {
        final ChunkSpan span = spans[answer];
        if (rows[answer] < 0 || span == null) {
            throw new IllegalStateException("answer " + answer + " of " + count + " was not found in a chunk");
        }
        return span;
    }

    private Cell cellOf(final int answer) {
        final Cell cell = fixed[answer];
        if (rows[answer] != STATIC || cell == null) {
            throw new IllegalStateException("answer " + answer + " of " + count + " was not found");
        }
        return cell;
    }

    /// Whether answers have other numbers than those of the question before, or there was none: then
    /// [#changedCount] says nothing.
    public boolean isRenumbered() {
        return isRenumbered;
    }

    /// How many answers may be another row than the same numbers were at the question before, or none any more. Whose
    /// chunk takes rows or was sealed since are among them; one that a Clear hides may be, and twice.
    public int changedCount() {
        return changedCount;
    }

    /// The number of such an answer.
    ///
    /// @param index from 0 to [#changedCount] - 1
    public int changed(final int index) {
        return changed[java.util.Objects.checkIndex(index, changedCount)];
    }

    /// How many answers there are, found or not.
    public int size() {
        return count;
    }

    private QueriedColumn column(final int answer) {
        return columns[offset + answer];
    }

    /// The number of an entity's answer, both by their place in the query; [#NO_ANSWER] when the entity has no such
    /// column on the timeline, or was not asked for.
    public int answer(final int entity, final int component) {
        final int end = Math.min(firstColumn[entity + 1], offset + count);
        for (int i = Math.max(firstColumn[entity], offset); i < end; i++) {
            if (components[i] == component) {
                return i - offset;
            }
        }
        return NO_ANSWER;
    }

    /// Whether an entity has an answer for a component: it has the column, and something in it was found.
    public boolean isFound(final int entity, final int component) {
        final int answer = answer(entity, component);
        return answer != NO_ANSWER && isFound(answer);
    }

    /// The entity's place in the query.
    public int entity(final int answer) {
        return column(answer).entity();
    }

    /// The component's place in the query.
    public int component(final int answer) {
        return components[offset + answer];
    }

    public boolean isFound(final int answer) {
        return rows[answer] != NONE;
    }

    public boolean isStatic(final int answer) {
        return rows[answer] == STATIC;
    }

    /// Whether an answer is known to be of the same row of the same chunk as the one before, so that whoever
    /// has read the time or the id of that one need not read this one's. False says nothing.
    ///
    /// @param answer whether found or not
    public boolean isOfSameRowAsBefore(final int answer) {
        return answer > 0
                && query != null
                && layout == query.layout()
                && rows[answer] >= 0
                && rows[answer] == rows[answer - 1]
                && query.isSameChunk(offset + answer, spans[answer], spans[answer - 1]);
    }

    /// Whether an answer has no instances: its component was set to nothing.
    public boolean isEmpty(final int answer) {
        final long length = lengths[answer];
        return length == 0 || length == EMPTY || (length == NO_WIDTH && instanceCount(answer) == 0);
    }

    /// The row's time; 0 and without meaning when static.
    public long time(final int answer) {
        return isStatic(answer) ? 0 : span(answer).time(rows[answer]);
    }

    /// The row in its chunk; below 0 when static.
    public int row(final int answer) {
        return rows[answer];
    }

    /// The chunk that the row is in; null when static.
    public @Nullable Chunk chunk(final int answer) {
        return isStatic(answer) ? null : span(answer).rows().chunk();
    }

    /// The first half of the row's id.
    public long rowIdTimeNs(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).row().timeNs()
                : span(answer).rows().idTimeNs(rows[answer]);
    }

    /// The second half of the row's id.
    public long rowIdInc(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).row().inc()
                : span(answer).rows().idInc(rows[answer]);
    }

    public ComponentDescriptor descriptor(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).descriptor()
                : span(answer).values().descriptor();
    }

    /// The instances among which the answer's are, as an array: from [#firstInstance], [#instanceCount] of them.
    public ArrayData items(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).instances()
                : span(answer).values().items();
    }

    public int firstInstance(final int answer) {
        return isStatic(answer) ? 0 : span(answer).values().firstItem(rows[answer]);
    }

    public int instanceCount(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).instances().length()
                : span(answer).values().itemCount(rows[answer]);
    }

    /// The bytes among which the answer's are: from [#bytesAt], [#bytesLength] of them.
    ///
    /// @throws IllegalArgumentException when the component has instances of no fixed width: use [#items]
    public MemorySegment bytes(final int answer) {
        if (lengths[answer] < 0) {
            throw new IllegalArgumentException(items(answer).type() + " has no fixed width");
        }
        if (isStatic(answer)) {
            return column(answer).fixedBytes();
        }
        return span(answer).values().bytes();
    }

    public long bytesAt(final int answer) {
        if (isStatic(answer)) {
            return 0;
        }
        final ValueColumn values = span(answer).values();
        return values.firstItem(rows[answer]) * (long) values.widthBytes();
    }

    /// How many bytes the answer's values have; -1 when instances have no fixed width.
    public long bytesLength(final int answer) {
        return Math.max(lengths[answer], NO_WIDTH);
    }

    /// Bytes `8 × word` to `8 × word + 7` of the answer's values, little-endian; only of values of at most
    /// [#SMALL_BYTES]. Bits behind their end are unspecified.
    ///
    /// @param word 0 or 1
    public long smallWord(final int answer, final int word) {
        return small[answer * 2 + word];
    }

    /// A value's 32 bits: index 3 of a rotation is its last number.
    ///
    /// @throws IndexOutOfBoundsException when the answer has not so many
    public int int32(final int answer, final int index) {
        final long length = lengths[answer];
        java.util.Objects.checkIndex(index * (long) Integer.BYTES, length);
        if (length <= SMALL_BYTES) {
            final long word = small[answer * 2 + (index >> 1)];
            return (int) ((index & 1) == 0 ? word : word >>> Integer.SIZE);
        }
        return bytes(answer).get(Layouts.INT, bytesAt(answer) + index * (long) Integer.BYTES);
    }

    public float float32(final int answer, final int index) {
        return Float.intBitsToFloat(int32(answer, index));
    }

    /// A value's 64 bits, as [#int32].
    public long int64(final int answer, final int index) {
        final long length = lengths[answer];
        java.util.Objects.checkIndex(index * (long) Long.BYTES, length);
        return length <= SMALL_BYTES
                ? small[answer * 2 + index]
                : bytes(answer).get(Layouts.LONG, bytesAt(answer) + index * (long) Long.BYTES);
    }

    public double float64(final int answer, final int index) {
        return Double.longBitsToDouble(int64(answer, index));
    }

    /// The instances as a view of their own; allocates it.
    public ArrayData instances(final int answer) {
        return isStatic(answer)
                ? cellOf(answer).instances()
                : span(answer).values().instances(rows[answer]);
    }

    /// All of an answer as one object; allocates it.
    public Cell cell(final int answer) {
        return isStatic(answer)
                ? cellOf(answer)
                : new Cell(
                        false,
                        time(answer),
                        new RowId(rowIdTimeNs(answer), rowIdInc(answer)),
                        descriptor(answer),
                        instances(answer));
    }
}
