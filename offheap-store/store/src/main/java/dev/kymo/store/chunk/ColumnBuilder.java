package dev.kymo.store.chunk;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;

/// A column of cells that is put together by whoever wants rows of several chunks in one: one list of instances per
/// row, null where there is none. One thread; off the heap.
public final class ColumnBuilder implements AutoCloseable {
    private final String name;
    private final Datatype itemType;
    private final ArrayBuilder lists;

    /// @param name for messages
    /// @param itemType of one instance
    /// @throws IllegalArgumentException for a type with 64-bit offsets
    public ColumnBuilder(final String name, final Datatype itemType, final MemoryTag tag) {
        this.name = name;
        this.itemType = itemType;
        lists = new ArrayBuilder(listOf(itemType), tag);
    }

    /// The type of a column of cells whose instances have a type.
    public static Datatype listOf(final Datatype itemType) {
        return Datatype.list(Field.nullable("item", itemType));
    }

    /// Copies a row's instances.
    ///
    /// @throws IllegalArgumentException when they are of another type, with the column, its type and theirs
    public void append(final ArrayData instances) {
        if (!itemType.equals(instances.type())) {
            throw new IllegalArgumentException(
                    "column " + name + ", row " + length() + ": expected " + itemType + ", found " + instances.type());
        }
        lists.appendList(instances);
    }

    /// A row that has nothing here.
    public void appendNull() {
        lists.appendNulls(1);
    }

    public Datatype itemType() {
        return itemType;
    }

    public int length() {
        return lists.length();
    }

    /// Bytes of memory held.
    public long heldBytes() {
        return lists.heldBytes();
    }

    /// All rows so far; valid until [#close].
    public ArrayData view() {
        return lists.view(lists.length());
    }

    @Override
    public void close() {
        lists.close();
    }
}
