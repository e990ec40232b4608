package dev.kymo.importer;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One attribute of LAS points as a column. Threads may gather disjoint runs of points at once.
abstract sealed class LasColumn {
    private final String name;
    private final Datatype type;
    private final int count;
    final MemorySegment target;

    private LasColumn(final String name, final Datatype type, final int count, final SourceFile file, final Arena arena)
            throws ImportException {
        this.name = name;
        this.type = type;
        this.count = count;
        if ((long) count * Math.max(1, type.size()) > Integer.MAX_VALUE) {
            throw new ImportException(
                    file.path(), count + " points: attribute " + name + " of " + type + " has too many values");
        }
        target = Columns.allocate(file, arena, type, count);
    }

    /// Takes the attribute of `count` records, `stride` bytes apart from `base` on, to the column from index `from`
    /// on.
    abstract void gather(MemorySegment records, long base, int stride, int from, int count);

    final PointCloud.Attribute attribute() {
        return new PointCloud.Attribute(name, ArrayData.flat(type, count, target));
    }

    /// Values taken as they are: numbers of 1, 2, 4 or 8 bytes, or runs of them.
    static final class Copied extends LasColumn {
        private final int offset;
        private final int widthBytes;

        Copied(
                final String name,
                final Datatype type,
                final int offset,
                final int count,
                final SourceFile file,
                final Arena arena)
                throws ImportException {
            super(name, type, count, file, arena);
            this.offset = offset;
            widthBytes = type.byteWidth();
        }

        @Override
        void gather(final MemorySegment records, final long base, final int stride, final int from, final int count) {
            switch (widthBytes) {
                case Byte.BYTES -> gatherBytes(records, base + offset, stride, from, count);
                case Short.BYTES -> gatherShorts(records, base + offset, stride, from, count);
                case Integer.BYTES -> gatherInts(records, base + offset, stride, from, count);
                case Long.BYTES -> gatherLongs(records, base + offset, stride, from, count);
                default -> {
                    for (int i = 0; i < count; i++) {
                        MemorySegment.copy(
                                records,
                                base + offset + (long) i * stride,
                                target,
                                (long) (from + i) * widthBytes,
                                widthBytes);
                    }
                }
            }
        }

        private void gatherBytes(
                final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            for (int i = 0; i < count; i++) {
                to.set(
                        ValueLayout.JAVA_BYTE,
                        (long) from + i,
                        records.get(ValueLayout.JAVA_BYTE, base + (long) i * stride));
            }
        }

        private void gatherShorts(
                final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            for (int i = 0; i < count; i++) {
                to.set(Layouts.SHORT, 2L * (from + i), records.get(Layouts.SHORT, base + (long) i * stride));
            }
        }

        private void gatherInts(
                final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            for (int i = 0; i < count; i++) {
                to.set(Layouts.INT, 4L * (from + i), records.get(Layouts.INT, base + (long) i * stride));
            }
        }

        private void gatherLongs(
                final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            for (int i = 0; i < count; i++) {
                to.set(Layouts.LONG, 8L * (from + i), records.get(Layouts.LONG, base + (long) i * stride));
            }
        }
    }

    /// Some bits of one byte.
    static final class Bits extends LasColumn {
        private final int offset;
        private final int shift;
        private final int mask;

        Bits(
                final String name,
                final int offset,
                final int shift,
                final int mask,
                final int count,
                final SourceFile file,
                final Arena arena)
                throws ImportException {
            super(name, Datatype.UINT8, count, file, arena);
            this.offset = offset;
            this.shift = shift;
            this.mask = mask;
        }

        @Override
        void gather(final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            final long first = base + offset;
            for (int i = 0; i < count; i++) {
                final int value = records.get(ValueLayout.JAVA_BYTE, first + (long) i * stride);
                to.set(ValueLayout.JAVA_BYTE, (long) from + i, (byte) ((value >> shift) & mask));
            }
        }
    }

    /// The flags that formats 0 to 5 keep in two bytes, as formats 6 and up keep them in one.
    static final class ShortFlags extends LasColumn {
        private static final int DIRECTION_AND_EDGE = 0xc0;

        ShortFlags(final String name, final int count, final SourceFile file, final Arena arena)
                throws ImportException {
            super(name, Datatype.UINT8, count, file, arena);
        }

        @Override
        void gather(final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final MemorySegment to = target;
            for (int i = 0; i < count; i++) {
                final long at = base + (long) i * stride;
                final int returns = records.get(ValueLayout.JAVA_BYTE, at + LasDescriptor.RETURNS);
                final int flags = records.get(ValueLayout.JAVA_BYTE, at + LasDescriptor.SHORT_CLASSIFICATION);
                to.set(ValueLayout.JAVA_BYTE, (long) from + i, (byte)
                        ((returns & DIRECTION_AND_EDGE) | ((flags >> 5) & 7)));
            }
        }
    }

    /// An extra field with a scale or an offset: raw × scale + offset, as f64.
    static final class Scaled extends LasColumn {
        private final int offset;
        private final LasExtraField field;

        Scaled(
                final String name,
                final LasExtraField field,
                final int offset,
                final int count,
                final SourceFile file,
                final Arena arena)
                throws ImportException {
            super(
                    name,
                    field.count() == 1 ? Datatype.FLOAT64 : Datatype.vector(field.count(), Datatype.FLOAT64),
                    count,
                    file,
                    arena);
            this.offset = offset;
            this.field = field;
        }

        @Override
        void gather(final MemorySegment records, final long base, final int stride, final int from, final int count) {
            final int width = field.type().byteWidth();
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < field.count(); k++) {
                    final double raw = ScalarColumn.number(
                            field.type().kind(), records, base + (long) i * stride + offset + (long) k * width, false);
                    target.set(
                            Layouts.DOUBLE,
                            ((long) (from + i) * field.count() + k) * Double.BYTES,
                            raw * field.scale()[k] + field.shift()[k]);
                }
            }
        }
    }
}
