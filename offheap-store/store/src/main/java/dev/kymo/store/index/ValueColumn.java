package dev.kymo.store.index;

import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Where the instances of a row's cell lie. A column whose every row has exactly one instance, which is what
/// sensors and poses are, needs neither presence nor offsets: the row says where. One whose every row has an empty
/// cell needs nothing at all.
final class ValueColumn {
    private final ComponentDescriptor descriptor;
    private final ArrayData lists;
    private final ArrayData items;
    private final Presence presence;
    private final boolean isDense;
    private final boolean isEmpty;
    /// Of the first row.
    private final int firstItem;
    private final MemorySegment bytes;
    private final int widthBytes;

    private ValueColumn(
            final ComponentDescriptor descriptor,
            final ArrayData lists,
            final Presence presence,
            final boolean isDense,
            final boolean isEmpty,
            final int firstItem) {
        this.descriptor = descriptor;
        this.lists = lists;
        this.presence = presence;
        this.isDense = isDense;
        this.isEmpty = isEmpty;
        this.firstItem = firstItem;
        items = lists.child(0);
        widthBytes = items.type().byteWidth();
        bytes = widthBytes == 0 ? ArrayData.NO_BUFFER : items.flatBytes();
    }

    /// @param memory as for [Presence#of]
    static ValueColumn of(final ComponentColumn column, final @Nullable TableMemory memory) {
        final ArrayData lists = column.lists();
        final Presence presence = Presence.of(lists, memory);
        final boolean isWhole = memory != null && presence.isAll();
        final boolean isDense = isWhole && hasEach(1, lists);
        final boolean isEmpty = isWhole && !isDense && hasEach(0, lists);
        return new ValueColumn(
                column.descriptor(), lists, presence, isDense, isEmpty, isDense ? lists.valueOffset(0) : 0);
    }

    private static boolean hasEach(final int instances, final ArrayData lists) {
        for (int row = 0; row < lists.length(); row++) {
            if (lists.valueOffset(row + 1) - lists.valueOffset(row) != instances) {
                return false;
            }
        }
        return lists.length() > 0;
    }

    ComponentDescriptor descriptor() {
        return descriptor;
    }

    Presence presence() {
        return presence;
    }

    /// The last row among the first `count` positions that has a cell, or [Presence#NO_ROW].
    ///
    /// @param order as [ChunkSpan#search] gives it
    int lastOf(final TimeSearch order, final int count) {
        if (count == 0) {
            return Presence.NO_ROW;
        }
        return order.isPermuted() ? order.row(count - 1) : lastUpTo(count - 1);
    }

    /// The last row up to `row` that has a cell, or [Presence#NO_ROW].
    int lastUpTo(final int row) {
        return isDense ? row : presence.lastUpTo(row);
    }

    /// Whether every row has exactly one instance.
    boolean isDense() {
        return isDense;
    }

    /// The instances of all rows; those of one are a run of them.
    ArrayData items() {
        return items;
    }

    /// The first instance of a row that has a cell.
    int firstItem(final int row) {
        return isDense ? firstItem + row : lists.valueOffset(row);
    }

    int itemCount(final int row) {
        return isDense ? 1 : lists.valueOffset(row + 1) - lists.valueOffset(row);
    }

    /// All instances as they lie, [#widthBytes] each; empty when they have no fixed width.
    MemorySegment bytes() {
        return bytes;
    }

    /// 0 when instances have no fixed width.
    int widthBytes() {
        return widthBytes;
    }

    ArrayData instances(final int row) {
        return lists.list(row);
    }

    /// Writes where values are into a line ([LineDescriptor]) when they are there for each of `rows` rows, one behind
    /// the other, in native memory; or that there are none.
    void describe(final long[] line, final int rows) {
        if (isEmpty && widthBytes <= LineDescriptor.MAX_WIDTH_BYTES) {
            line[LineDescriptor.SHAPE] |= LineDescriptor.EMPTY | LineDescriptor.ofWidth(widthBytes);
            return;
        }
        if (!isDense || widthBytes == 0 || widthBytes > LineDescriptor.MAX_WIDTH_BYTES || !bytes.isNative()) {
            return;
        }
        final long at = firstItem * (long) widthBytes;
        java.util.Objects.checkFromIndexSize(at, rows * (long) widthBytes, bytes.byteSize());
        line[LineDescriptor.VALUES] = bytes.address() + at;
        line[LineDescriptor.SHAPE] |= LineDescriptor.DENSE | LineDescriptor.ofWidth(widthBytes);
    }
}
