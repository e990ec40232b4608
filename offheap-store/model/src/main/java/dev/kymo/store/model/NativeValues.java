package dev.kymo.store.model;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values in Arrow's layout from Java's own types, and back; for tests, tools and small data. Numbers in bulk go
/// through [ArrayData#floats] and its like, which copy nothing.
///
/// | datatype | made from | comes back as |
/// |---|---|---|
/// | integers, unsigned ones too | a whole `Number` that fits | the narrowest that holds all; UInt64 as `Long` |
/// | floats | any `Number` | `Float`, `Double` |
/// | times, durations | any `Number`: nanoseconds | `Long` |
/// | Bool | `Boolean` | `Boolean` |
/// | text | `CharSequence` | `String` |
/// | binary, lists of UInt8 | `byte[]` | `byte[]` |
/// | lists, also of fixed size | arrays, `Collection`s | `List` |
/// | struct | `Map` by field name | `Map` |
/// | dense union | `Map` of one entry, by field name | such a `Map` |
///
/// Null stands for null everywhere.
public final class NativeValues {
    private static final float MAX_FLOAT16 = 65_504f;

    private NativeValues() {}

    /// Where in a type values are. Told as text only when something does not fit there: writing a type out costs more
    /// than laying out a small value of it.
    ///
    /// @param within null for the outermost
    /// @param what the outermost type, or a field's name
    private record Place(@Nullable Place within, Object what) {
        @Override
        public String toString() {
            return within == null ? what.toString() : within + "." + what;
        }
    }

    /// @throws IllegalArgumentException that names the place, the type expected and what was found
    public static ArrayData of(final Datatype type, final List<? extends @Nullable Object> values) {
        return build(type, values, new Place(null, type));
    }

    private static ArrayData build(
            final Datatype type, final List<? extends @Nullable Object> values, final Place where) {
        final int length = values.size();
        final MemorySegment validity = validity(type, values);
        return switch (type.kind()) {
            case NULL ->
                new ArrayData(
                        type, 0, nulls(values, where), ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
            case BOOL -> {
                final byte[] bits = new byte[(length + Byte.SIZE - 1) / Byte.SIZE];
                for (int i = 0; i < length; i++) {
                    if (values.get(i) != null && expect(Boolean.class, values.get(i), where)) {
                        bits[i >> 3] |= (byte) (1 << (i & 7));
                    }
                }
                yield new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, MemorySegment.ofArray(bits));
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> bytes(type, values, validity, where);
            case FIXED_SIZE_BINARY -> {
                final byte[] data = new byte[Math.multiplyExact(length, type.size())];
                for (int i = 0; i < length; i++) {
                    if (values.get(i) != null) {
                        final byte[] one = expect(byte[].class, values.get(i), where);
                        checkLength(type, one.length, where);
                        System.arraycopy(one, 0, data, i * type.size(), one.length);
                    }
                }
                yield new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, MemorySegment.ofArray(data));
            }
            case LIST, LARGE_LIST -> lists(type, values, validity, where);
            case FIXED_SIZE_LIST -> {
                final List<@Nullable Object> items = new ArrayList<>();
                for (final Object value : values) {
                    final List<?> one = value == null ? Collections.nCopies(type.size(), null) : items(value, where);
                    checkLength(type, one.size(), where);
                    items.addAll(one);
                }
                yield new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        child(type.children().getFirst(), items, where));
            }
            case STRUCT -> struct(type, values, validity, where);
            case DENSE_UNION -> union(type, values, where);
            default -> numbers(type, values, validity, where);
        };
    }

    private static MemorySegment validity(final Datatype type, final List<? extends @Nullable Object> values) {
        if (!type.hasValidity() || values.stream().noneMatch(java.util.Objects::isNull)) {
            return ArrayData.NO_BUFFER;
        }
        final byte[] bits = new byte[(values.size() + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return MemorySegment.ofArray(bits);
    }

    private static int nulls(final List<? extends @Nullable Object> values, final Place where) {
        for (final Object value : values) {
            if (value != null) {
                throw misfit(where, "null", value);
            }
        }
        return values.size();
    }

    private static ArrayData child(final Field field, final List<? extends @Nullable Object> items, final Place where) {
        return build(field.type(), items, new Place(where, field.name()));
    }

    private static ArrayData numbers(
            final Datatype type,
            final List<? extends @Nullable Object> values,
            final MemorySegment validity,
            final Place where) {
        final MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.size(), type.byteWidth())]);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                putNumber(type, data, i, expect(Number.class, values.get(i), where), where);
            }
        }
        return new ArrayData(type, 0, values.size(), validity, ArrayData.NO_BUFFER, data);
    }

    private static void putNumber(
            final Datatype type, final MemorySegment data, final int i, final Number value, final Place where) {
        switch (type.kind()) {
            case FLOAT16 -> {
                if (Math.abs(value.doubleValue()) > MAX_FLOAT16 && Double.isFinite(value.doubleValue())) {
                    throw misfit(where, type.toString(), value);
                }
                data.set(Layouts.SHORT, i * 2L, Float.floatToFloat16(value.floatValue()));
            }
            case FLOAT32 -> data.set(Layouts.FLOAT, i * 4L, value.floatValue());
            case FLOAT64 -> data.set(Layouts.DOUBLE, i * 8L, value.doubleValue());
            case UINT64 -> data.set(Layouts.LONG, i * 8L, whole(value, type, where));
            default -> {
                final long whole = whole(value, type, where);
                final int bits = type.bitWidth();
                final boolean isUnsigned = switch (type.kind()) {
                    case UINT8, UINT16, UINT32 -> true;
                    default -> false;
                };
                final boolean fits = isUnsigned
                        ? whole >>> bits == 0
                        : bits == Long.SIZE || whole >> (bits - 1) == 0 || whole >> (bits - 1) == -1;
                if (!fits) {
                    throw misfit(where, type.toString(), value);
                }
                switch (bits) {
                    case Byte.SIZE -> data.set(ValueLayout.JAVA_BYTE, i, (byte) whole);
                    case Short.SIZE -> data.set(Layouts.SHORT, i * 2L, (short) whole);
                    case Integer.SIZE -> data.set(Layouts.INT, i * 4L, (int) whole);
                    default -> data.set(Layouts.LONG, i * 8L, whole);
                }
            }
        }
    }

    private static long whole(final Number value, final Datatype type, final Place where) {
        final boolean isFraction = value instanceof Float || value instanceof Double;
        if (isFraction && value.doubleValue() != (double) value.longValue()) {
            throw misfit(where, type.toString(), value);
        }
        return value.longValue();
    }

    private static ArrayData bytes(
            final Datatype type,
            final List<? extends @Nullable Object> values,
            final MemorySegment validity,
            final Place where) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        final int[] ends = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                all.writeBytes(
                        type.isText()
                                ? expect(CharSequence.class, values.get(i), where)
                                        .toString()
                                        .getBytes(StandardCharsets.UTF_8)
                                : expect(byte[].class, values.get(i), where));
            }
            ends[i + 1] = all.size();
        }
        return new ArrayData(
                type, 0, values.size(), validity, offsets(type, ends), MemorySegment.ofArray(all.toByteArray()));
    }

    private static MemorySegment offsets(final Datatype type, final int... ends) {
        return type.offsetWidth() == Long.BYTES
                ? MemorySegment.ofArray(
                        java.util.Arrays.stream(ends).asLongStream().toArray())
                : MemorySegment.ofArray(ends);
    }

    private static ArrayData lists(
            final Datatype type,
            final List<? extends @Nullable Object> values,
            final MemorySegment validity,
            final Place where) {
        final List<@Nullable Object> items = new ArrayList<>();
        final int[] ends = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            final Object value = values.get(i);
            if (value instanceof final byte[] blob && type.isBlob()) {
                for (final byte each : blob) {
                    items.add(Byte.toUnsignedInt(each));
                }
            } else if (value != null) {
                items.addAll(items(value, where));
            }
            ends[i + 1] = items.size();
        }
        final ArrayData child = child(type.children().getFirst(), items, where);
        return new ArrayData(type, 0, values.size(), validity, offsets(type, ends), ArrayData.NO_BUFFER, child);
    }

    private static List<@Nullable Object> items(final Object value, final Place where) {
        if (value instanceof final Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (!value.getClass().isArray()) {
            throw misfit(where, "an array or a collection", value);
        }
        final List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            items.add(Array.get(value, i));
        }
        return items;
    }

    private static ArrayData struct(
            final Datatype type,
            final List<? extends @Nullable Object> values,
            final MemorySegment validity,
            final Place where) {
        final ArrayData[] fields = new ArrayData[type.children().size()];
        for (int field = 0; field < fields.length; field++) {
            final String name = type.children().get(field).name();
            final List<@Nullable Object> its = new ArrayList<>();
            for (final Object value : values) {
                its.add(value == null ? null : expect(Map.class, value, where).get(name));
            }
            fields[field] = child(type.children().get(field), its, where);
        }
        return new ArrayData(type, 0, values.size(), validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, fields);
    }

    private static ArrayData union(
            final Datatype type, final List<? extends @Nullable Object> values, final Place where) {
        final byte[] ids = new byte[values.size()];
        final int[] offsets = new int[values.size()];
        final List<List<@Nullable Object>> children = new ArrayList<>();
        type.children().forEach(_ -> children.add(new ArrayList<>()));
        for (int i = 0; i < ids.length; i++) {
            // A union has no nulls of its own: below a null it is a null of its first child.
            final Object value = values.get(i);
            final Map<?, ?> one = value == null
                    ? Collections.singletonMap(type.children().getFirst().name(), null)
                    : expect(Map.class, value, where);
            int found = -1;
            for (int field = 0; field < children.size(); field++) {
                if (one.size() == 1
                        && one.containsKey(type.children().get(field).name())) {
                    found = field;
                }
            }
            if (found < 0) {
                throw misfit(where, "one of " + type, one);
            }
            ids[i] = type.unionTypeIds()[found];
            offsets[i] = children.get(found).size();
            children.get(found).add(one.values().iterator().next());
        }
        final ArrayData[] built = new ArrayData[children.size()];
        for (int field = 0; field < built.length; field++) {
            built[field] = child(type.children().get(field), children.get(field), where);
        }
        return new ArrayData(
                type,
                0,
                ids.length,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(offsets),
                MemorySegment.ofArray(ids),
                built);
    }

    private static void checkLength(final Datatype type, final int found, final Place where) {
        if (found != type.size()) {
            throw new IllegalArgumentException(where + ": expected " + type.size() + " items, found " + found);
        }
    }

    private static <T> T expect(final Class<T> wanted, final @Nullable Object value, final Place where) {
        if (!wanted.isInstance(value)) {
            throw misfit(where, wanted.getSimpleName(), value);
        }
        return wanted.cast(value);
    }

    private static IllegalArgumentException misfit(
            final Place where, final String expected, final @Nullable Object found) {
        return new IllegalArgumentException(where + ": expected " + expected + ", found "
                + (found == null ? "null" : found.getClass().getSimpleName() + " " + found));
    }

    /// All values of a window; a list of its own.
    public static List<@Nullable Object> toJava(final ArrayData values) {
        final List<@Nullable Object> all = new ArrayList<>(values.length());
        for (int i = 0; i < values.length(); i++) {
            all.add(toJava(values, i));
        }
        return all;
    }

    /// One value.
    public static @Nullable Object toJava(final ArrayData values, final int index) {
        if (values.isNull(index)) {
            return null;
        }
        return switch (values.type().kind()) {
            case NULL -> null;
            case BOOL -> values.bool(index);
            case INT8 -> values.getByte(index);
            case UINT8 -> (short) Byte.toUnsignedInt(values.getByte(index));
            case INT16 -> values.getShort(index);
            case UINT16 -> Short.toUnsignedInt(values.getShort(index));
            case INT32 -> values.getInt(index);
            case UINT32 -> Integer.toUnsignedLong(values.getInt(index));
            case INT64, UINT64, TIMESTAMP_NS, DURATION_NS -> values.getLong(index);
            case FLOAT16 -> Float.float16ToFloat(values.getShort(index));
            case FLOAT32 -> values.getFloat(index);
            case FLOAT64 -> values.getDouble(index);
            case UTF8, LARGE_UTF8 -> values.string(index);
            case BINARY, LARGE_BINARY, FIXED_SIZE_BINARY -> values.bytes(index).toArray(ValueLayout.JAVA_BYTE);
            case LIST, LARGE_LIST, FIXED_SIZE_LIST -> {
                final ArrayData items = values.list(index);
                yield values.type().isBlob() && items.nullCount() == 0
                        ? items.flatBytes().toArray(ValueLayout.JAVA_BYTE)
                        : toJava(items);
            }
            case STRUCT -> {
                final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                for (int field = 0; field < values.childCount(); field++) {
                    fields.put(values.type().children().get(field).name(), toJava(values.structField(field), index));
                }
                yield fields;
            }
            case DENSE_UNION -> {
                final int child = values.unionChild(index);
                yield Collections.singletonMap(
                        values.type().children().get(child).name(),
                        toJava(values.child(child), values.unionOffset(index)));
            }
        };
    }
}
