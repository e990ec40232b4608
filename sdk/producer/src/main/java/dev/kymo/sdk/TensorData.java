package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Numbers in any number of dimensions, the last dimension's lying side by side (row-major). Borrowed: they must
/// not change until they have been logged.
///
/// @param values numbers of one of Rerun's tensor types: integers of 8 to 64 bits, floats of 16 to 64
/// @param shape the length of each dimension
/// @param names of the dimensions; none when they have no names
public record TensorData(ArrayData values, List<Long> shape, List<String> names) {
    /// @throws IllegalArgumentException for another type, and when values, shape and names do not go together
    public TensorData {
        shape = List.copyOf(shape);
        names = List.copyOf(names);
        branch(values.type());
        long product = 1;
        for (final long length : shape) {
            if (length < 0 || (length != 0 && product > Long.MAX_VALUE / length)) {
                throw new IllegalArgumentException("shape=" + shape + ", expected lengths whose product fits 64 bits");
            }
            product *= length;
        }
        if (product != values.length()) {
            throw new IllegalArgumentException(
                    "values=" + values.length() + ", expected=" + product + " by shape=" + shape);
        }
        if (!names.isEmpty() && names.size() != shape.size()) {
            throw new IllegalArgumentException("names=" + names + ", expected one for each of shape=" + shape);
        }
    }

    private static TensorData of(final ArrayData values, final long[] shape) {
        final List<Long> lengths = new ArrayList<>(shape.length);
        for (final long length : shape) {
            lengths.add(length);
        }
        return new TensorData(values, lengths, List.of());
    }

    /// 32-bit floats, borrowed.
    public static TensorData of(final float[] values, final long... shape) {
        return of(ArrayData.floats(Datatype.FLOAT32, values), shape);
    }

    /// 64-bit floats, borrowed.
    public static TensorData of(final double[] values, final long... shape) {
        return of(ArrayData.doubles(Datatype.FLOAT64, values), shape);
    }

    /// 32-bit integers, borrowed.
    public static TensorData of(final int[] values, final long... shape) {
        return of(ArrayData.ints(Datatype.INT32, values), shape);
    }

    /// 64-bit integers, borrowed.
    public static TensorData of(final long[] values, final long... shape) {
        return of(ArrayData.longs(Datatype.INT64, values), shape);
    }

    /// Unsigned bytes, borrowed.
    public static TensorData of(final byte[] values, final long... shape) {
        return of(ArrayData.bytes(Datatype.UINT8, values), shape);
    }

    /// Numbers of any type in borrowed memory: little-endian, without padding.
    ///
    /// @throws IllegalArgumentException when the memory is not as long as the shape says
    public static TensorData of(final MemorySegment values, final Datatype type, final long... shape) {
        final int width = type.byteWidth();
        if (width == 0 || values.byteSize() % width != 0 || values.byteSize() / width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bytes=" + values.byteSize() + ", expected a multiple of " + width + " ("
                    + type + ") and at most " + Integer.MAX_VALUE + " values");
        }
        return of(ArrayData.flat(type, (int) (values.byteSize() / width), values), shape);
    }

    /// The same with a name for each dimension, such as `height` and `width`.
    public TensorData withNames(final String... dimensionNames) {
        return new TensorData(values, shape, List.of(dimensionNames));
    }

    /// Which child of the component's union holds values of a type.
    static int branch(final Datatype type) {
        final Datatype union =
                Components.TENSOR_DATA.datatype().children().get(2).type();
        for (int i = 1; i < union.children().size(); i++) {
            if (union.children().get(i).type().item().equals(type)) {
                return i;
            }
        }
        throw new IllegalArgumentException("a tensor of " + type + ", expected integers or floats");
    }
}
