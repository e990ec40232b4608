package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.NativeValues;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Makes arrays of instances from what callers have: borrowed primitive arrays and memory segments, or a few
/// numbers. Checks shapes, and says them.
final class Instances {
    private static final Datatype AXIS =
            Components.ROTATION_AXIS_ANGLE.datatype().children().get(0).type();

    /// Stands for an enumeration's value that is not said.
    private static final int NO_CODE = Integer.MIN_VALUE;

    private Instances() {}

    /// All of `values`, as instances of as many floats each as the field's type has.
    static ArrayData floats(final ArchetypeField field, final float... values) {
        return flat(field, values.length, Float.BYTES, MemorySegment.ofArray(values));
    }

    static ArrayData doubles(final ArchetypeField field, final double... values) {
        return flat(field, values.length, Double.BYTES, MemorySegment.ofArray(values));
    }

    static ArrayData ints(final ArchetypeField field, final int... values) {
        return flat(field, values.length, Integer.BYTES, MemorySegment.ofArray(values));
    }

    static ArrayData shorts(final ArchetypeField field, final short... values) {
        return flat(field, values.length, Short.BYTES, MemorySegment.ofArray(values));
    }

    static ArrayData bytes(final ArchetypeField field, final byte... values) {
        return flat(field, values.length, Byte.BYTES, MemorySegment.ofArray(values));
    }

    static ArrayData longs(final ArchetypeField field, final long... values) {
        return flat(field, values.length, Long.BYTES, MemorySegment.ofArray(values));
    }

    private static ArrayData flat(
            final ArchetypeField field, final int length, final int elementBytes, final MemorySegment values) {
        final Datatype type = field.type().datatype();
        final int perInstance = type.byteWidth() / elementBytes;
        if (perInstance == 0 || length % perInstance != 0) {
            throw new IllegalArgumentException(field.descriptor().component() + ": length=" + length
                    + ", expected a multiple of " + perInstance + " (" + type + ")");
        }
        return ArrayData.flat(type, length / perInstance, values);
    }

    /// All of `values`, little-endian, as instances of a type of fixed width.
    static ArrayData segment(final ArchetypeField field, final MemorySegment values) {
        final Datatype type = field.type().datatype();
        final int width = type.byteWidth();
        final long bytes = values.byteSize();
        if (bytes % width != 0) {
            throw new IllegalArgumentException(field.descriptor().component() + ": bytes=" + bytes
                    + ", expected a multiple of " + width + " (" + type + ")");
        }
        return ArrayData.flat(type, count(field, bytes / width, width), values);
    }

    /// Items of nested lists are counted by 32-bit integers, so the number of bytes' worth of them is bounded too.
    private static int count(final ArchetypeField field, final long count, final int width) {
        if (count > Integer.MAX_VALUE / Math.max(1, width)) {
            throw new IllegalArgumentException(field.descriptor().component() + ": instances=" + count + ", at most "
                    + Integer.MAX_VALUE / Math.max(1, width) + " fit one cell; log several entities");
        }
        return (int) count;
    }

    /// One instance that is a list of all bytes of `values`.
    static ArrayData blob(final ArchetypeField field, final MemorySegment values) {
        final int length = count(field, values.byteSize(), 1);
        return ArrayData.oneList(field.type().datatype(), ArrayData.flat(Datatype.UINT8, length, values));
    }

    static ArrayData text(final String value) {
        return ArrayData.text(List.of(value));
    }

    static ArrayData bool(final boolean value) {
        return ArrayData.booleans(value);
    }

    /// Axes of three floats each, and an angle in radians for each.
    static ArrayData axisAngles(final ArchetypeField field, final float[] axes, final float[] anglesRad) {
        if (axes.length != 3L * anglesRad.length) {
            throw new IllegalArgumentException(field.descriptor().component() + ": axes.length=" + axes.length
                    + ", expected=angles*3=" + 3L * anglesRad.length);
        }
        return ArrayData.struct(
                field.type().datatype(),
                anglesRad.length,
                ArrayData.floats(AXIS, axes),
                ArrayData.floats(Datatype.FLOAT32, anglesRad));
    }

    /// Strips of points, each an array of its own; several are gathered into one run of memory.
    static ArrayData strips(final ArchetypeField field, final float[]... strips) {
        final int dimensions = dimensions(field);
        final int[] offsets = new int[strips.length + 1];
        for (int i = 0; i < strips.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], points(field, i, strips[i].length, dimensions));
        }
        if (strips.length == 1) {
            return strips(field, MemorySegment.ofArray(strips[0]), offsets);
        }
        final float[] points = new float[Math.multiplyExact(offsets[strips.length], dimensions)];
        for (int i = 0; i < strips.length; i++) {
            System.arraycopy(strips[i], 0, points, offsets[i] * dimensions, strips[i].length);
        }
        return strips(field, MemorySegment.ofArray(points), offsets);
    }

    /// Strips cut from one run of points: strip `i` has the points from `offsets[i]` up to but not including
    /// `offsets[i + 1]`.
    static ArrayData strips(final ArchetypeField field, final MemorySegment points, final int... offsets) {
        final Datatype type = field.type().datatype();
        final int width = type.item().byteWidth();
        final long pointCount = points.byteSize() / width;
        final String component = field.descriptor().component();
        if (points.byteSize() % width != 0) {
            throw new IllegalArgumentException(
                    component + ": bytes=" + points.byteSize() + ", expected a multiple of " + width);
        }
        if (offsets.length == 0) {
            throw new IllegalArgumentException(component + ": offsets.length=0, expected=strips+1");
        }
        int previous = 0;
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < previous || offsets[i] > pointCount) {
                throw new IllegalArgumentException(component + ": offsets[" + i + "]=" + offsets[i] + ", expected "
                        + previous + " to points=" + pointCount);
            }
            previous = offsets[i];
        }
        final ArrayData items = ArrayData.flat(type.item(), count(field, pointCount, width), points);
        return ArrayData.lists(type, items, offsets);
    }

    private static int points(final ArchetypeField field, final int strip, final int length, final int dimensions) {
        if (length % dimensions != 0) {
            throw new IllegalArgumentException(field.descriptor().component() + ": strip " + strip + " has length="
                    + length + ", expected a multiple of " + dimensions);
        }
        return length / dimensions;
    }

    private static int dimensions(final ArchetypeField field) {
        return field.type().datatype().item().size();
    }

    /// Numbers from 0 to 65,535.
    static ArrayData unsignedShorts(final ArchetypeField field, final int... values) {
        final short[] narrow = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            if ((values[i] & ~0xFFFF) != 0) {
                throw new IllegalArgumentException(field.descriptor().component() + ": number " + i + " is " + values[i]
                        + ", expected 0 to 65535");
            }
            narrow[i] = (short) values[i];
        }
        return shorts(field, narrow);
    }

    /// Floats, rounded to half precision.
    static ArrayData halfs(final ArchetypeField field, final float... values) {
        final short[] narrow = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = Float.floatToFloat16(values[i]);
        }
        return shorts(field, narrow);
    }

    /// The numbers that stand for constants.
    static <E extends Enum<E>> ArrayData codes(
            final ArchetypeField field, final List<E> values, final ToIntFunction<E> code) {
        final int[] codes = values.stream().mapToInt(code).toArray();
        if (field.type().datatype().byteWidth() == Integer.BYTES) {
            return ints(field, codes);
        }
        final byte[] narrow = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            narrow[i] = (byte) codes[i];
        }
        return bytes(field, narrow);
    }

    /// Each of `values` as a list of its bytes, gathered.
    static ArrayData blobs(final ArchetypeField field, final byte[]... values) {
        final int[] offsets = new int[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], values[i].length);
        }
        final byte[] gathered = new byte[offsets[values.length]];
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(values[i], 0, gathered, offsets[i], values[i].length);
        }
        return ArrayData.lists(field.type().datatype(), ArrayData.bytes(Datatype.UINT8, gathered), offsets);
    }

    /// The same of doubles, such as latitudes and longitudes.
    static ArrayData strips(final ArchetypeField field, final double[]... strips) {
        final int dimensions = dimensions(field);
        final int[] offsets = new int[strips.length + 1];
        for (int i = 0; i < strips.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], points(field, i, strips[i].length, dimensions));
        }
        if (strips.length == 1) {
            return strips(field, MemorySegment.ofArray(strips[0]), offsets);
        }
        final double[] points = new double[Math.multiplyExact(offsets[strips.length], dimensions)];
        for (int i = 0; i < strips.length; i++) {
            System.arraycopy(strips[i], 0, points, offsets[i] * dimensions, strips[i].length);
        }
        return strips(field, MemorySegment.ofArray(points), offsets);
    }

    // ---- what Java has types for: each is named as its component

    static ArrayData viewCoordinates(final ArchetypeField field, final List<ViewCoordinates> values) {
        final byte[] codes = new byte[3 * values.size()];
        for (int i = 0; i < values.size(); i++) {
            final byte[] axes = values.get(i).codes();
            if (axes.length != 3) {
                throw new IllegalArgumentException(field.descriptor().component() + ": no axes are set");
            }
            System.arraycopy(axes, 0, codes, 3 * i, 3);
        }
        return bytes(field, codes);
    }

    /// Laid out by hand, for each image that is logged has one.
    static ArrayData imageFormat(final ArchetypeField field, final List<ImageFormat> values) {
        final int count = values.size();
        final int[] widths = new int[count];
        final int[] heights = new int[count];
        final int[] pixelFormats = new int[count];
        final int[] colorModels = new int[count];
        final int[] channelDatatypes = new int[count];
        for (int i = 0; i < count; i++) {
            final ImageFormat format = values.get(i);
            widths[i] = format.width();
            heights[i] = format.height();
            final PixelFormat pixelFormat = format.pixelFormat();
            pixelFormats[i] = pixelFormat == null ? NO_CODE : pixelFormat.code();
            final ColorModel colorModel = format.colorModel();
            colorModels[i] = colorModel == null ? NO_CODE : colorModel.code();
            final ChannelDatatype channelDatatype = format.channelDatatype();
            channelDatatypes[i] = channelDatatype == null ? NO_CODE : channelDatatype.code();
        }
        return ArrayData.struct(
                field.type().datatype(),
                count,
                ArrayData.ints(Datatype.UINT32, widths),
                ArrayData.ints(Datatype.UINT32, heights),
                codes(pixelFormats),
                codes(colorModels),
                codes(channelDatatypes));
    }

    /// Codes of enumerations, null for [#NO_CODE].
    private static ArrayData codes(final int... codes) {
        final byte[] data = new byte[codes.length];
        final byte[] bits = new byte[(codes.length + Byte.SIZE - 1) / Byte.SIZE];
        boolean hasNull = false;
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == NO_CODE) {
                hasNull = true;
            } else {
                data[i] = (byte) codes[i];
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return new ArrayData(
                Datatype.UINT8,
                0,
                codes.length,
                hasNull ? MemorySegment.ofArray(bits) : ArrayData.NO_BUFFER,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(data));
    }

    static ArrayData graphEdge(final ArchetypeField field, final List<GraphEdge> values) {
        return structs(field, values, edge -> row(edge.first(), edge.second()));
    }

    static ArrayData keyValuePairs(final ArchetypeField field, final List<Map<String, String>> values) {
        return listsOfStructs(field, values, Map::entrySet, pair -> row(pair.getKey(), pair.getValue()));
    }

    static ArrayData channelMessageCounts(final ArchetypeField field, final List<Map<Integer, Long>> values) {
        return listsOfStructs(field, values, Map::entrySet, pair -> row(pair.getKey(), pair.getValue()));
    }

    static ArrayData annotationContext(final ArchetypeField field, final List<List<ClassDescription>> values) {
        final Datatype item = field.type().datatype().item();
        return listsOfStructs(
                field,
                values,
                classes -> classes,
                description -> row(
                        description.info().id(),
                        named(
                                item.children().get(1).type(),
                                row(
                                        named(info(item), info(description.info())),
                                        description.keypoints().stream()
                                                .map(keypoint -> named(info(item), info(keypoint)))
                                                .toList(),
                                        description.connections().stream()
                                                .map(line ->
                                                        Map.of("keypoint0", line.first(), "keypoint1", line.second()))
                                                .toList()))));
    }

    private static Datatype info(final Datatype item) {
        return item.children().get(1).type().children().getFirst().type();
    }

    private static List<@Nullable Object> info(final AnnotationInfo info) {
        return row(info.id(), info.label(), info.color() == null ? null : Integer.toUnsignedLong(info.color()));
    }

    /// Tensors of one type, or of several: each is in the union's child of its type.
    static ArrayData tensorData(final ArchetypeField field, final List<TensorData> values) {
        final Datatype type = field.type().datatype();
        final Datatype union = type.children().get(2).type();
        final ArrayData[] children = new ArrayData[union.children().size()];
        final byte[] branches = new byte[values.size()];
        final int[] places = new int[values.size()];
        for (int branch = 0; branch < children.length; branch++) {
            final List<ArrayData> numbers = new ArrayList<>();
            for (int i = 0; i < branches.length; i++) {
                if (TensorData.branch(values.get(i).values().type()) == branch) {
                    branches[i] = (byte) branch;
                    places[i] = numbers.size();
                    numbers.add(values.get(i).values());
                }
            }
            children[branch] = tensorNumbers(union.children().get(branch).type(), numbers);
        }
        final ArrayData buffer = new ArrayData(
                union,
                0,
                branches.length,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(places),
                MemorySegment.ofArray(branches),
                children);
        return ArrayData.struct(
                type,
                values.size(),
                NativeValues.of(
                        type.children().get(0).type(),
                        values.stream().map(TensorData::shape).toList()),
                NativeValues.of(
                        type.children().get(1).type(),
                        values.stream()
                                .map(tensor -> tensor.names().isEmpty() ? null : tensor.names())
                                .toList()),
                buffer);
    }

    /// A single one is borrowed, several are gathered.
    private static ArrayData tensorNumbers(final Datatype lists, final List<ArrayData> numbers) {
        if (numbers.isEmpty()) {
            return ArrayData.empty(lists);
        }
        if (numbers.size() == 1) {
            return ArrayData.oneList(lists, numbers.getFirst());
        }
        final int[] offsets = new int[numbers.size() + 1];
        for (int i = 0; i < numbers.size(); i++) {
            offsets[i + 1] = Math.addExact(offsets[i], numbers.get(i).length());
        }
        final int width = lists.item().byteWidth();
        final MemorySegment gathered =
                MemorySegment.ofArray(new byte[Math.multiplyExact(offsets[numbers.size()], width)]);
        for (int i = 0; i < numbers.size(); i++) {
            final MemorySegment from = numbers.get(i).flatBytes();
            MemorySegment.copy(from, 0, gathered, (long) offsets[i] * width, from.byteSize());
        }
        return ArrayData.lists(lists, ArrayData.flat(lists.item(), offsets[numbers.size()], gathered), offsets);
    }

    private static <T> ArrayData structs(
            final ArchetypeField field, final List<T> values, final Function<T, List<@Nullable Object>> row) {
        final Datatype type = field.type().datatype();
        return NativeValues.of(
                type,
                values.stream().map(value -> named(type, row.apply(value))).toList());
    }

    private static <T, I> ArrayData listsOfStructs(
            final ArchetypeField field,
            final List<T> values,
            final Function<T, Collection<I>> items,
            final Function<I, List<@Nullable Object>> row) {
        final Datatype type = field.type().datatype();
        return NativeValues.of(
                type,
                values.stream()
                        .map(value -> items.apply(value).stream()
                                .map(item -> named(type.item(), row.apply(item)))
                                .toList())
                        .toList());
    }

    private static List<@Nullable Object> row(final @Nullable Object... values) {
        return Arrays.asList(values);
    }

    /// A struct's values by the names of its fields.
    private static Map<String, @Nullable Object> named(final Datatype struct, final List<@Nullable Object> values) {
        final Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(struct.children().get(i).name(), values.get(i));
        }
        return named;
    }
}
