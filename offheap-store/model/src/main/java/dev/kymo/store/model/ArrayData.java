package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A borrowed, read-only view of a run of values in Arrow's columnar layout: a window of `length` values that
/// begins at `offset` of the buffers. Slicing copies nothing. Buffers may be heap arrays, native memory or a
/// mapped file.
///
/// The view owns nothing: it is valid as long as the memory behind it is. Any thread may read it. Reads are
/// bounds-checked by `MemorySegment`; structural agreement (offsets ascending, children long enough) is what
/// [#validate] checks, and must have been called once on anything that came from a file or another process.
public final class ArrayData {
    /// The buffer that is not there: no nulls, or no values.
    public static final MemorySegment NO_BUFFER = MemorySegment.ofArray(new byte[0]);

    private static final ArrayData[] NO_CHILDREN = {};
    /// Values of a window that are told as text.
    private static final int MAX_SHOWN = 8;
    private static final int MAX_SHOWN_ITEMS = 16;

    private final Datatype type;
    private final int offset;
    private final int length;
    private final MemorySegment validity;
    private final MemorySegment offsets;
    private final MemorySegment data;
    private final ArrayData[] children;

    /// @param offset the first value of the window
    /// @param length how many values
    /// @param validity Arrow's bitmap, 1 for a value that is there; empty when none is null
    /// @param offsets the offsets (lists, text, binary) or the dense union's value offsets; else empty
    /// @param data the values, or the dense union's type ids; empty where all is in children
    /// @param children whole (not windowed by `offset`), in the type's order
    public ArrayData(
            final Datatype type,
            final int offset,
            final int length,
            final MemorySegment validity,
            final MemorySegment offsets,
            final MemorySegment data,
            final ArrayData... children) {
        if (length < 0 || offset < 0 || children.length != type.children().size()) {
            throw new IllegalArgumentException(type + ": offset=" + offset + ", length=" + length + ", children="
                    + children.length + " of " + type.children().size());
        }
        this.type = type;
        this.offset = offset;
        this.length = length;
        this.validity = validity;
        this.offsets = offsets;
        this.data = data;
        this.children = children;
    }

    /// Values without nulls that lie one behind the other: numbers, fixed-size binary, or (nested) fixed-size
    /// lists of them.
    public static ArrayData flat(final Datatype type, final int length, final MemorySegment values) {
        if (type.kind() == Datatype.Kind.FIXED_SIZE_LIST) {
            final ArrayData items = flat(type.item(), Math.multiplyExact(length, type.size()), values);
            return new ArrayData(type, 0, length, NO_BUFFER, NO_BUFFER, NO_BUFFER, items);
        }
        if (type.byteWidth() == 0 || values.byteSize() < (long) length * type.byteWidth()) {
            throw new IllegalArgumentException(
                    type + ": length=" + length + " needs more than bytes=" + values.byteSize());
        }
        return new ArrayData(type, 0, length, NO_BUFFER, NO_BUFFER, values, NO_CHILDREN);
    }

    /// All of a `float[]`, borrowed, as numbers or vectors.
    public static ArrayData floats(final Datatype type, final float... values) {
        return flat(type, lengthOf(type, values.length * (long) Float.BYTES), MemorySegment.ofArray(values));
    }

    public static ArrayData doubles(final Datatype type, final double... values) {
        return flat(type, lengthOf(type, values.length * (long) Double.BYTES), MemorySegment.ofArray(values));
    }

    public static ArrayData ints(final Datatype type, final int... values) {
        return flat(type, lengthOf(type, values.length * (long) Integer.BYTES), MemorySegment.ofArray(values));
    }

    public static ArrayData longs(final Datatype type, final long... values) {
        return flat(type, lengthOf(type, values.length * (long) Long.BYTES), MemorySegment.ofArray(values));
    }

    public static ArrayData shorts(final Datatype type, final short... values) {
        return flat(type, lengthOf(type, values.length * (long) Short.BYTES), MemorySegment.ofArray(values));
    }

    public static ArrayData bytes(final Datatype type, final byte... values) {
        return flat(type, lengthOf(type, values.length), MemorySegment.ofArray(values));
    }

    private static int lengthOf(final Datatype type, final long bytes) {
        final int width = type.byteWidth();
        if (width == 0 || bytes % width != 0) {
            throw new IllegalArgumentException(
                    type + ": bytes=" + bytes + ", expected a multiple of " + width + " bytes a value");
        }
        return Math.toIntExact(bytes / width);
    }

    public static ArrayData booleans(final boolean... values) {
        final byte[] bits = new byte[(values.length + 7) / 8];
        for (int i = 0; i < values.length; i++) {
            if (values[i]) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return new ArrayData(
                Datatype.BOOL, 0, values.length, NO_BUFFER, NO_BUFFER, MemorySegment.ofArray(bits), NO_CHILDREN);
    }

    public static ArrayData text(final String... values) {
        return text(List.of(values));
    }

    public static ArrayData text(final List<String> values) {
        final byte[][] encoded = new byte[values.size()][];
        final int[] offsets = new int[values.size() + 1];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = values.get(i).getBytes(StandardCharsets.UTF_8);
            offsets[i + 1] = Math.addExact(offsets[i], encoded[i].length);
        }
        final byte[] bytes = new byte[offsets[encoded.length]];
        for (int i = 0; i < encoded.length; i++) {
            System.arraycopy(encoded[i], 0, bytes, offsets[i], encoded[i].length);
        }
        return new ArrayData(
                Datatype.UTF8,
                0,
                encoded.length,
                NO_BUFFER,
                MemorySegment.ofArray(offsets),
                MemorySegment.ofArray(bytes),
                NO_CHILDREN);
    }

    /// One list that holds all of `items`: a blob, a line strip.
    public static ArrayData oneList(final Datatype listType, final ArrayData items) {
        return lists(listType, items, 0, items.length);
    }

    /// Lists cut from `items` at `offsets` (one more than there are lists, ascending).
    public static ArrayData lists(final Datatype listType, final ArrayData items, final int... offsets) {
        return new ArrayData(
                listType, 0, offsets.length - 1, NO_BUFFER, MemorySegment.ofArray(offsets), NO_BUFFER, items);
    }

    public static ArrayData struct(final Datatype type, final int length, final ArrayData... fields) {
        return new ArrayData(type, 0, length, NO_BUFFER, NO_BUFFER, NO_BUFFER, fields);
    }

    /// No values at all, of any type.
    public static ArrayData empty(final Datatype type) {
        final ArrayData[] children = new ArrayData[type.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = empty(type.children().get(i).type());
        }
        return new ArrayData(type, 0, 0, NO_BUFFER, NO_BUFFER, NO_BUFFER, children);
    }

    public Datatype type() {
        return type;
    }

    /// How many values the window has.
    public int length() {
        return length;
    }

    /// Where the window begins in the buffers.
    public int offset() {
        return offset;
    }

    public MemorySegment validityBuffer() {
        return validity;
    }

    public MemorySegment offsetsBuffer() {
        return offsets;
    }

    public MemorySegment dataBuffer() {
        return data;
    }

    public int childCount() {
        return children.length;
    }

    /// A child as it is stored, not windowed: index it with [#childIndex].
    public ArrayData child(final int index) {
        return children[index];
    }

    /// The same buffers, seen through a window of `count` values from value `from` of this window on.
    public ArrayData slice(final int from, final int count) {
        java.util.Objects.checkFromIndexSize(from, count, length);
        return new ArrayData(type, offset + from, count, validity, offsets, data, children);
    }

    /// Whether the window, and those of all children, begin with the first value of their buffers, and offsets
    /// with 0: such an array can be written as it lies.
    public boolean beginsAtZero() {
        if (offset != 0 || (type.hasOffsets() && valueOffset(0) != 0)) {
            return false;
        }
        for (final ArrayData child : children) {
            if (!child.beginsAtZero()) {
                return false;
            }
        }
        return true;
    }

    public boolean isNull(final int index) {
        if (type.kind() == Datatype.Kind.NULL) {
            return true;
        }
        if (validity.byteSize() == 0) {
            return false;
        }
        final int at = offset + index;
        return (validity.get(ValueLayout.JAVA_BYTE, at >> 3) >> (at & 7) & 1) == 0;
    }

    /// How many values of the window are null; walks the bitmap.
    public int nullCount() {
        if (type.kind() == Datatype.Kind.NULL) {
            return length;
        }
        if (validity.byteSize() == 0) {
            return 0;
        }
        int nulls = 0;
        int i = 0;
        while (i < length) {
            final int at = offset + i;
            if ((at & 7) == 0 && length - i >= Long.SIZE && (at >> 3) + Long.BYTES <= validity.byteSize()) {
                nulls += Long.SIZE - Long.bitCount(validity.get(Layouts.LONG, at >> 3));
                i += Long.SIZE;
            } else {
                nulls += isNull(i) ? 1 : 0;
                i++;
            }
        }
        return nulls;
    }

    /// The list (of lists) at `index`, as a window on its items. Not for a null.
    public ArrayData list(final int index) {
        if (type.kind() == Datatype.Kind.FIXED_SIZE_LIST) {
            return children[0].slice((offset + index) * type.size(), type.size());
        }
        final int from = valueOffset(index);
        return children[0].slice(from, valueOffset(index + 1) - from);
    }

    /// The child values of a struct's window, or all of a union child.
    public ArrayData structField(final int field) {
        return children[field].slice(offset, length);
    }

    /// Bytes of the text or binary value at `index`; not for a null.
    public MemorySegment bytes(final int index) {
        if (type.kind() == Datatype.Kind.FIXED_SIZE_BINARY) {
            return data.asSlice((long) (offset + index) * type.size(), type.size());
        }
        final int from = valueOffset(index);
        return data.asSlice(from, valueOffset(index + 1) - from);
    }

    public String string(final int index) {
        return new String(bytes(index).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    public boolean bool(final int index) {
        final int at = offset + index;
        return (data.get(ValueLayout.JAVA_BYTE, at >> 3) >> (at & 7) & 1) != 0;
    }

    public byte getByte(final int index) {
        return data.get(ValueLayout.JAVA_BYTE, offset + index);
    }

    public short getShort(final int index) {
        return data.get(Layouts.SHORT, (offset + index) * 2L);
    }

    public int getInt(final int index) {
        return data.get(Layouts.INT, (offset + index) * 4L);
    }

    public long getLong(final int index) {
        return data.get(Layouts.LONG, (offset + index) * 8L);
    }

    public float getFloat(final int index) {
        return data.get(Layouts.FLOAT, (offset + index) * 4L);
    }

    public double getDouble(final int index) {
        return data.get(Layouts.DOUBLE, (offset + index) * 8L);
    }

    /// Which child holds the union value at `index`.
    public int unionChild(final int index) {
        return type.unionChild(data.get(ValueLayout.JAVA_BYTE, offset + index));
    }

    /// Where in its child the union value at `index` is.
    public int unionOffset(final int index) {
        return offsets.get(Layouts.INT, (offset + index) * 4L);
    }

    /// The window's values as one run of bytes, without a copy. Only for types with a [Datatype#byteWidth];
    /// null values have unspecified bytes.
    public MemorySegment flatBytes() {
        ArrayData node = this;
        long scale = 1;
        long from = offset;
        while (node.type.kind() == Datatype.Kind.FIXED_SIZE_LIST) {
            scale *= node.type.size();
            from = from * node.type.size() + node.children[0].offset;
            node = node.children[0];
        }
        final long width = node.type.byteWidth();
        if (width == 0) {
            throw new IllegalArgumentException(type + " has no fixed width");
        }
        return node.data.asSlice(from * width, length * scale * width);
    }

    /// The offset that value `index` of the window begins at; `index` may be the window's length. An empty
    /// offsets buffer stands for a single 0 (Arrow allows it for 0 values).
    public int valueOffset(final int index) {
        if (length == 0 && offsets.byteSize() == 0) {
            return 0;
        }
        return type.offsetWidth() == Long.BYTES
                ? Math.toIntExact(offsets.get(Layouts.LONG, (offset + index) * 8L))
                : offsets.get(Layouts.INT, (offset + index) * 4L);
    }

    /// Type, length and, where values are small, the first of them, for people: `Float64 x 3: [1.0, 2.0, 3.0]`.
    @Override
    public String toString() {
        final String what = type + " x " + length;
        if (!isSmall(type)) {
            return what;
        }
        try {
            final String values =
                    NativeValues.toJava(slice(0, Math.min(length, MAX_SHOWN))).toString();
            return what + ": " + (length <= MAX_SHOWN ? values : values.substring(0, values.length() - 1) + ", …]");
        } catch (final IllegalStateException | IndexOutOfBoundsException unreadable) {
            return what + ": " + unreadable.getMessage();
        }
    }

    /// Whether one value of a type is no list of any length.
    private static boolean isSmall(final Datatype type) {
        return switch (type.kind()) {
            case LIST, LARGE_LIST, BINARY, LARGE_BINARY, FIXED_SIZE_BINARY -> false;
            case FIXED_SIZE_LIST -> type.size() <= MAX_SHOWN_ITEMS && isSmall(type.item());
            default -> type.children().stream().allMatch(child -> isSmall(child.type()));
        };
    }

    /// Checks once what reads rely on: buffers long enough for the window, offsets ascending and inside the
    /// child or data, union ids known and their offsets inside. Recurses into children.
    ///
    /// @throws IllegalArgumentException that names the type, what was expected and what was found
    public void validate() {
        final long end = (long) offset + length;
        if (type.hasValidity() && validity.byteSize() != 0) {
            require(validity.byteSize() >= (end + 7) / 8, "validity bytes", (end + 7) / 8, validity.byteSize());
        }
        switch (type.kind()) {
            case NULL -> {}
            case LIST, LARGE_LIST -> validateOffsets(children[0].length);
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> validateOffsets(data.byteSize());
            case FIXED_SIZE_LIST -> {
                final long items = end * type.size();
                require(children[0].length >= items, "items", items, children[0].length);
            }
            case STRUCT -> {
                for (final ArrayData child : children) {
                    require(child.length >= end, "values in each field", end, child.length);
                }
            }
            case DENSE_UNION -> validateUnion(end);
            default -> {
                final long bytes = (end * type.bitWidth() + 7) / 8;
                require(data.byteSize() >= bytes, "data bytes", bytes, data.byteSize());
            }
        }
        for (final ArrayData child : children) {
            child.validate();
        }
    }

    private void validateOffsets(final long limit) {
        if (length == 0 && offsets.byteSize() == 0) {
            return;
        }
        final long bytes = (offset + length + 1L) * type.offsetWidth();
        require(offsets.byteSize() >= bytes, "offsets bytes", bytes, offsets.byteSize());
        final boolean wide = type.offsetWidth() == Long.BYTES;
        long previous = 0;
        for (int i = 0; i <= length; i++) {
            final long at =
                    wide ? offsets.get(Layouts.LONG, (offset + i) * 8L) : offsets.get(Layouts.INT, (offset + i) * 4L);
            if (at < previous || at > limit || at > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(type + ": offset " + i + " is " + at + ", expected " + previous
                        + " to " + Math.min(limit, Integer.MAX_VALUE));
            }
            previous = at;
        }
    }

    private void validateUnion(final long end) {
        require(data.byteSize() >= end, "union type ids", end, data.byteSize());
        require(offsets.byteSize() >= end * 4, "union offsets bytes", end * 4, offsets.byteSize());
        for (int i = 0; i < length; i++) {
            final int child = unionChild(i);
            final int at = unionOffset(i);
            if (child < 0 || at < 0 || at >= children[child].length) {
                throw new IllegalArgumentException(
                        type + ": union value " + i + " has child " + child + " and offset " + at);
            }
        }
    }

    private void require(final boolean holds, final String what, final long expected, final long found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    type + ": " + what + ": expected at least " + expected + ", found " + found);
        }
    }
}
