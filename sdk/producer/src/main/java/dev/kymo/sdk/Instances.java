package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Makes arrays of instances from what callers have: borrowed primitive arrays and memory segments, or a few
/// numbers. Checks shapes, and says them.
final class Instances {
    private static final Datatype AXIS =
            Components.ROTATION_AXIS_ANGLE.datatype().children().get(0).type();

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
            if (strips[i].length % dimensions != 0) {
                throw new IllegalArgumentException(field.descriptor().component() + ": strip " + i + " has length="
                        + strips[i].length + ", expected a multiple of " + dimensions);
            }
            offsets[i + 1] = Math.addExact(offsets[i], strips[i].length / dimensions);
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

    private static int dimensions(final ArchetypeField field) {
        return field.type().datatype().item().size();
    }

    /// One image format; a code of 0 stands for null.
    static ArrayData imageFormat(final ImageFormat format) {
        final List<Field> children = Components.IMAGE_FORMAT.datatype().children();
        return ArrayData.struct(
                Components.IMAGE_FORMAT.datatype(),
                1,
                ArrayData.ints(Datatype.UINT32, format.width()),
                ArrayData.ints(Datatype.UINT32, format.height()),
                codeOrNull(
                        children.get(2),
                        format.pixelFormat() == null ? 0 : format.pixelFormat().code()),
                codeOrNull(
                        children.get(3),
                        format.colorModel() == null ? 0 : format.colorModel().code()),
                codeOrNull(
                        children.get(4),
                        format.channelDatatype() == null
                                ? 0
                                : format.channelDatatype().code()));
    }

    private static ArrayData codeOrNull(final Field field, final int code) {
        final MemorySegment validity = code == 0 ? MemorySegment.ofArray(new byte[] {0}) : ArrayData.NO_BUFFER;
        return new ArrayData(
                field.type(), 0, 1, validity, ArrayData.NO_BUFFER, MemorySegment.ofArray(new byte[] {(byte) code}));
    }
}
