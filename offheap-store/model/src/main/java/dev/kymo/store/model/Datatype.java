package dev.kymo.store.model;

import java.util.List;
import java.util.Objects;

/// The type of a value, and with it the layout of a column of such values: a subset of Arrow's types, with Arrow's
/// buffers (https://arrow.apache.org/docs/format/Columnar.html). Immutable.
public final class Datatype {
    /// How the values of one node are laid out. Widths are in bits.
    public enum Kind {
        NULL(0, 0),
        BOOL(2, 1),
        INT8(2, 8),
        UINT8(2, 8),
        INT16(2, 16),
        UINT16(2, 16),
        INT32(2, 32),
        UINT32(2, 32),
        INT64(2, 64),
        UINT64(2, 64),
        FLOAT16(2, 16),
        FLOAT32(2, 32),
        FLOAT64(2, 64),
        TIMESTAMP_NS(2, 64),
        DURATION_NS(2, 64),
        FIXED_SIZE_BINARY(2, 0),
        UTF8(3, 0),
        BINARY(3, 0),
        LARGE_UTF8(3, 0),
        LARGE_BINARY(3, 0),
        LIST(2, 0),
        LARGE_LIST(2, 0),
        FIXED_SIZE_LIST(1, 0),
        STRUCT(1, 0),
        DENSE_UNION(2, 0);

        private final int buffers;
        private final int bitWidth;

        Kind(final int buffers, final int bitWidth) {
            this.buffers = buffers;
            this.bitWidth = bitWidth;
        }
    }

    public static final Datatype NULL = new Datatype(Kind.NULL);
    public static final Datatype BOOL = new Datatype(Kind.BOOL);
    public static final Datatype INT8 = new Datatype(Kind.INT8);
    public static final Datatype UINT8 = new Datatype(Kind.UINT8);
    public static final Datatype INT16 = new Datatype(Kind.INT16);
    public static final Datatype UINT16 = new Datatype(Kind.UINT16);
    public static final Datatype INT32 = new Datatype(Kind.INT32);
    public static final Datatype UINT32 = new Datatype(Kind.UINT32);
    public static final Datatype INT64 = new Datatype(Kind.INT64);
    public static final Datatype UINT64 = new Datatype(Kind.UINT64);
    public static final Datatype FLOAT16 = new Datatype(Kind.FLOAT16);
    public static final Datatype FLOAT32 = new Datatype(Kind.FLOAT32);
    public static final Datatype FLOAT64 = new Datatype(Kind.FLOAT64);
    public static final Datatype TIMESTAMP_NS = new Datatype(Kind.TIMESTAMP_NS);
    public static final Datatype DURATION_NS = new Datatype(Kind.DURATION_NS);
    public static final Datatype UTF8 = new Datatype(Kind.UTF8);
    public static final Datatype BINARY = new Datatype(Kind.BINARY);

    private static final byte[] NO_IDS = {};
    /// So that widths in bits fit an int: types of files are checked here, once, and not wherever a width is used.
    private static final int MAX_WIDTH_BYTES = Integer.MAX_VALUE / Byte.SIZE;

    private final Kind kind;
    private final int size;
    private final List<Field> children;
    private final byte[] unionTypeIds;
    private final int totalBuffers;
    private final int totalNodes;
    private final boolean hasWideOffsets;

    private Datatype(final Kind kind) {
        this(kind, 0, List.of(), NO_IDS);
    }

    private Datatype(final Kind kind, final int size, final List<Field> children, final byte[] unionTypeIds) {
        this.kind = kind;
        this.size = size;
        this.children = List.copyOf(children);
        this.unionTypeIds = unionTypeIds;
        int buffers = kind.buffers;
        int nodes = 1;
        boolean isWide = hasOffsets() && offsetWidth() == Long.BYTES;
        for (final Field child : children) {
            isWide |= child.type().hasWideOffsets;
            buffers += child.type().totalBuffers;
            nodes += child.type().totalNodes;
        }
        totalBuffers = buffers;
        totalNodes = nodes;
        hasWideOffsets = isWide;
    }

    /// A type without parameters.
    ///
    /// @throws IllegalArgumentException for a kind that needs a size or children
    public static Datatype of(final Kind kind) {
        return switch (kind) {
            case FIXED_SIZE_BINARY, LIST, LARGE_LIST, FIXED_SIZE_LIST, STRUCT, DENSE_UNION ->
                throw new IllegalArgumentException(kind + " needs a size or children");
            default -> new Datatype(kind);
        };
    }

    /// Binary values of `bytes` bytes each.
    public static Datatype fixedSizeBinary(final int bytes) {
        if (bytes < 0 || bytes > MAX_WIDTH_BYTES) {
            throw new IllegalArgumentException("width=" + bytes + " of a fixed-size binary, max=" + MAX_WIDTH_BYTES);
        }
        return new Datatype(Kind.FIXED_SIZE_BINARY, bytes, List.of(), NO_IDS);
    }

    public static Datatype list(final Field item) {
        return new Datatype(Kind.LIST, 0, List.of(item), NO_IDS);
    }

    public static Datatype largeList(final Field item) {
        return new Datatype(Kind.LARGE_LIST, 0, List.of(item), NO_IDS);
    }

    /// `size` items each, such as a position's three floats.
    public static Datatype fixedSizeList(final int size, final Field item) {
        if (size < 0 || (long) size * item.type().byteWidth() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("size=" + size + " of a fixed-size list of " + item.type());
        }
        return new Datatype(Kind.FIXED_SIZE_LIST, size, List.of(item), NO_IDS);
    }

    /// `size` non-null items each, named `item`.
    public static Datatype vector(final int size, final Datatype item) {
        return fixedSizeList(size, Field.required("item", item));
    }

    public static Datatype struct(final Field... fields) {
        return new Datatype(Kind.STRUCT, 0, List.of(fields), NO_IDS);
    }

    public static Datatype struct(final List<Field> fields) {
        return new Datatype(Kind.STRUCT, 0, fields, NO_IDS);
    }

    /// A dense union; `typeIds[i]` marks values held by `fields[i]`.
    public static Datatype denseUnion(final byte[] typeIds, final List<Field> fields) {
        if (typeIds.length != fields.size()) {
            throw new IllegalArgumentException("typeIds=" + typeIds.length + ", fields=" + fields.size());
        }
        return new Datatype(Kind.DENSE_UNION, 0, fields, typeIds.clone());
    }

    public Kind kind() {
        return kind;
    }

    /// Items of a fixed-size list, bytes of a fixed-size binary, else 0.
    public int size() {
        return size;
    }

    public List<Field> children() {
        return children;
    }

    /// The type of the only child of a list or fixed-size list.
    public Datatype item() {
        return children.get(0).type();
    }

    /// The ids of a dense union's children.
    public byte[] unionTypeIds() {
        return unionTypeIds.clone();
    }

    /// The child that union type id `id` names, or -1.
    public int unionChild(final byte id) {
        for (int i = 0; i < unionTypeIds.length; i++) {
            if (unionTypeIds[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /// How many Arrow buffers this node has itself, children not counted.
    public int bufferCount() {
        return kind.buffers;
    }

    /// How many Arrow buffers this node and all below it have.
    public int totalBufferCount() {
        return totalBuffers;
    }

    /// How many nodes (field nodes of Arrow's record batch) this type has: itself and all below it.
    public int totalNodeCount() {
        return totalNodes;
    }

    /// Whether the node has a validity bitmap (every kind but null and union).
    public boolean hasValidity() {
        return kind != Kind.NULL && kind != Kind.DENSE_UNION;
    }

    /// Bits of one value in the data buffer; 0 when values have no fixed width.
    public int bitWidth() {
        return kind == Kind.FIXED_SIZE_BINARY ? size * Byte.SIZE : kind.bitWidth;
    }

    /// Bytes of one value when it is a number, a fixed-size binary, or (nested) fixed-size lists of such; else 0.
    public int byteWidth() {
        return switch (kind) {
            case FIXED_SIZE_LIST -> size * item().byteWidth();
            case BOOL -> 0;
            default -> bitWidth() / Byte.SIZE;
        };
    }

    /// Whether the node has an offsets buffer of 32-bit or 64-bit integers.
    public boolean hasOffsets() {
        return switch (kind) {
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY, LIST, LARGE_LIST -> true;
            default -> false;
        };
    }

    /// Bytes of one offset of [#hasOffsets] kinds.
    public int offsetWidth() {
        return switch (kind) {
            case LARGE_UTF8, LARGE_BINARY, LARGE_LIST -> Long.BYTES;
            default -> Integer.BYTES;
        };
    }

    /// Whether this node, or one below it, has 64-bit offsets: then values can be read, not appended to.
    public boolean hasWideOffsets() {
        return hasWideOffsets;
    }

    public boolean isList() {
        return kind == Kind.LIST || kind == Kind.LARGE_LIST;
    }

    public boolean isText() {
        return kind == Kind.UTF8 || kind == Kind.LARGE_UTF8;
    }

    public boolean isBinary() {
        return kind == Kind.BINARY || kind == Kind.LARGE_BINARY || kind == Kind.FIXED_SIZE_BINARY;
    }

    /// Whether this is a list of unsigned bytes, which answers show as a blob.
    public boolean isBlob() {
        return isList() && item().kind == Kind.UINT8;
    }

    @Override
    public boolean equals(final Object object) {
        return this == object
                || (object instanceof final Datatype other
                        && kind == other.kind
                        && size == other.size
                        && areEqual(children, other.children)
                        && java.util.Arrays.equals(unionTypeIds, other.unionTypeIds));
    }

    /// Types of columns are compared at each question: without a list's iterators.
    private static boolean areEqual(final List<Field> fields, final List<Field> others) {
        final int count = fields.size();
        if (count != others.size()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!fields.get(i).equals(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, size, children);
    }

    /// In Arrow's notation: `FixedSizeList(3 x non-null Float32)`.
    @Override
    public String toString() {
        return switch (kind) {
            case BOOL -> "Boolean";
            case TIMESTAMP_NS -> "Timestamp(ns)";
            case DURATION_NS -> "Duration(ns)";
            case FIXED_SIZE_BINARY -> "FixedSizeBinary(" + size + ")";
            case LIST -> "List(" + describe(children.get(0)) + ")";
            case LARGE_LIST -> "LargeList(" + describe(children.get(0)) + ")";
            case FIXED_SIZE_LIST -> "FixedSizeList(" + size + " x " + describe(children.get(0)) + ")";
            case STRUCT -> "Struct(" + describeNamed() + ")";
            case DENSE_UNION -> "DenseUnion(" + describeNamed() + ")";
            case NULL, UTF8, BINARY -> capitalised(kind.name());
            case LARGE_UTF8 -> "LargeUtf8";
            case LARGE_BINARY -> "LargeBinary";
            case UINT8, UINT16, UINT32, UINT64 -> "UInt" + kind.bitWidth;
            default -> capitalised(kind.name());
        };
    }

    private static String capitalised(final String name) {
        return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String describe(final Field field) {
        return (field.nullable() ? "" : "non-null ") + field.type();
    }

    private String describeNamed() {
        final StringBuilder text = new StringBuilder();
        for (final Field field : children) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(field.name())
                    .append("\": ");
            text.append(describe(field));
        }
        return text.toString();
    }
}
