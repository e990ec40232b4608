package dev.kymo.importer;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The columns that LAS point records are taken apart into. Threads may take disjoint runs of points at once;
/// the rest is for one thread, before or after.
final class LasPoints {
    /// Points per block: a block of records stays in the second-level cache while each column takes its share.
    private static final int BLOCK_POINTS = 4096;
    private static final int GREATEST_8_BIT = 255;
    /// A float32 whose magnitude is at most this many steps is at most half a step wrong.
    private static final double EXACT_STEPS = 1 << 23;

    private final SourceFile file;
    private final Arena arena;
    private final LasHeader header;
    private final int count;
    private final int stride;
    private final int rgbOffset;
    private final boolean originGiven;
    private final double[] origin;
    private final double[] shift = new double[3];
    private final MemorySegment positions;
    private final @Nullable MemorySegment colors;
    private final List<LasColumn> columns;
    /// Least and greatest raw x, y, z. Guarded by `this`.
    private final int[] least = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] greatest = {Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE};
    /// All bits seen in any colour channel. Guarded by `this`.
    private int colorBits;

    LasPoints(final SourceFile file, final Arena arena, final LasHeader header, final double @Nullable [] givenOrigin)
            throws ImportException {
        this.file = file;
        this.arena = arena;
        this.header = header;
        count = header.pointCount();
        stride = header.recordBytes();
        rgbOffset = LasDescriptor.rgbOffset(header.format());
        originGiven = givenOrigin != null;
        origin = givenOrigin != null ? givenOrigin.clone() : claimedCentre();
        useOrigin();
        positions = Columns.allocate(file, arena, Columns.POSITION, count);
        colors = rgbOffset == LasDescriptor.ABSENT ? null : Columns.allocate(file, arena, Datatype.UINT32, count);
        columns = columns();
    }

    /// The middle of the bounds that the header claims, on the grid of its coordinates; the middle of the grid
    /// when the claim is nonsense.
    private double[] claimedCentre() {
        final int[] low = new int[3];
        final int[] high = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = claimedStep(axis, header.bounds()[axis]);
            high[axis] = claimedStep(axis, header.bounds()[3 + axis]);
        }
        return centre(low, high);
    }

    private int claimedStep(final int axis, final double coordinate) {
        return (int) Math.rint((coordinate - header.shift()[axis]) / header.scale()[axis]);
    }

    private double[] centre(final int[] low, final int[] high) {
        final double[] centre = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            final long step = Math.floorDiv((long) low[axis] + high[axis], 2L);
            centre[axis] = step * header.scale()[axis] + header.shift()[axis];
        }
        return centre;
    }

    private void useOrigin() {
        for (int axis = 0; axis < 3; axis++) {
            shift[axis] = header.shift()[axis] - origin[axis];
        }
    }

    private List<LasColumn> columns() throws ImportException {
        final List<LasColumn> all = new ArrayList<>();
        final boolean isLong = header.format() >= LasDescriptor.FIRST_LONG_FORMAT;
        all.add(copied("intensity", Datatype.UINT16, LasDescriptor.INTENSITY));
        if (isLong) {
            all.add(bits("return_number", LasDescriptor.RETURNS, 0, 0xf));
            all.add(bits("number_of_returns", LasDescriptor.RETURNS, 4, 0xf));
            all.add(copied("flags", Datatype.UINT8, LasDescriptor.LONG_FLAGS));
            all.add(copied("classification", Datatype.UINT8, LasDescriptor.LONG_CLASSIFICATION));
            all.add(copied("scan_angle", Datatype.INT16, LasDescriptor.LONG_SCAN_ANGLE));
            all.add(copied("user_data", Datatype.UINT8, LasDescriptor.LONG_USER_DATA));
            all.add(copied("point_source_id", Datatype.UINT16, LasDescriptor.LONG_SOURCE));
        } else {
            all.add(bits("return_number", LasDescriptor.RETURNS, 0, 7));
            all.add(bits("number_of_returns", LasDescriptor.RETURNS, 3, 7));
            all.add(new LasColumn.ShortFlags("flags", count, file, arena));
            all.add(bits("classification", LasDescriptor.SHORT_CLASSIFICATION, 0, 0x1f));
            all.add(copied("scan_angle_rank", Datatype.INT8, LasDescriptor.SHORT_SCAN_ANGLE));
            all.add(copied("user_data", Datatype.UINT8, LasDescriptor.SHORT_USER_DATA));
            all.add(copied("point_source_id", Datatype.UINT16, LasDescriptor.SHORT_SOURCE));
        }
        addWhereThere(all, "gps_time", Datatype.FLOAT64, LasDescriptor.gpsTimeOffset(header.format()));
        addWhereThere(all, "nir", Datatype.UINT16, LasDescriptor.nirOffset(header.format()));
        final int wave = LasDescriptor.waveOffset(header.format());
        if (wave != LasDescriptor.ABSENT) {
            all.add(copied("wave_packet_index", Datatype.UINT8, wave));
            all.add(copied("wave_packet_offset", Datatype.UINT64, wave + 1));
            all.add(copied("wave_packet_size", Datatype.UINT32, wave + 9));
            all.add(copied("wave_return_location", Datatype.FLOAT32, wave + 13));
            all.add(copied("wave_direction", Datatype.vector(3, Datatype.FLOAT32), wave + 17));
        }
        addExtraFields(all);
        return all;
    }

    private void addWhereThere(final List<LasColumn> all, final String name, final Datatype type, final int offset)
            throws ImportException {
        if (offset != LasDescriptor.ABSENT) {
            all.add(copied(name, type, offset));
        }
    }

    private void addExtraFields(final List<LasColumn> all) throws ImportException {
        final Set<String> names = new HashSet<>();
        for (final LasColumn column : all) {
            names.add(column.attribute().name());
        }
        int offset = LasDescriptor.recordBytes(header.format());
        for (final LasExtraField field : header.extraFields()) {
            final String name = AttributeNames.unused(field.name(), names);
            if (field.scaled()) {
                all.add(new LasColumn.Scaled(name, field, offset, count, file, arena));
            } else {
                all.add(copied(
                        name,
                        field.count() == 1 ? field.type() : Datatype.vector(field.count(), field.type()),
                        offset));
            }
            offset += field.widthBytes();
        }
        final int rest = header.undescribedBytes();
        if (rest > 0) {
            all.add(copied(AttributeNames.unused("extra_bytes", names), Datatype.vector(rest, Datatype.UINT8), offset));
        }
    }

    private LasColumn copied(final String name, final Datatype type, final int offset) throws ImportException {
        return new LasColumn.Copied(name, type, offset, count, file, arena);
    }

    private LasColumn bits(final String name, final int offset, final int shift, final int mask)
            throws ImportException {
        return new LasColumn.Bits(name, offset, shift, mask, count, file, arena);
    }

    /// Takes `points` records that lie from `base` on, as the points from index `from` on.
    void take(final MemorySegment records, final long base, final int from, final int points) {
        final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        final int[] high = {Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE};
        int bits = 0;
        for (int done = 0; done < points; done += BLOCK_POINTS) {
            final int block = Math.min(BLOCK_POINTS, points - done);
            final long at = base + (long) done * stride;
            for (int axis = 0; axis < 3; axis++) {
                takePositions(records, at, from + done, block, axis, low, high);
            }
            if (colors != null) {
                bits |= takeColors(records, at, from + done, block, Byte.SIZE);
            }
            for (final LasColumn column : columns) {
                column.gather(records, at, stride, from + done, block);
            }
        }
        synchronized (this) {
            for (int axis = 0; axis < 3; axis++) {
                least[axis] = Math.min(least[axis], low[axis]);
                greatest[axis] = Math.max(greatest[axis], high[axis]);
            }
            colorBits |= bits;
        }
    }

    private void takePositions(
            final MemorySegment records,
            final long base,
            final int from,
            final int points,
            final int axis,
            final int[] low,
            final int[] high) {
        final MemorySegment to = positions;
        final double scale = header.scale()[axis];
        final double add = shift[axis];
        final int step = stride;
        final long first = base + axis * 4L;
        final long target = axis * 4L;
        int min = low[axis];
        int max = high[axis];
        for (int i = 0; i < points; i++) {
            final int raw = records.get(Layouts.INT, first + (long) i * step);
            min = Math.min(min, raw);
            max = Math.max(max, raw);
            to.set(Layouts.FLOAT, target + 12L * (from + i), (float) (raw * scale + add));
        }
        low[axis] = min;
        high[axis] = max;
    }

    /// Returns all bits seen.
    private int takeColors(
            final MemorySegment records, final long base, final int from, final int points, final int down) {
        final MemorySegment to = java.util.Objects.requireNonNull(colors);
        final long first = base + rgbOffset;
        final int step = stride;
        int bits = 0;
        for (int i = 0; i < points; i++) {
            final long at = first + (long) i * step;
            final int red = records.get(Layouts.SHORT, at) & 0xffff;
            final int green = records.get(Layouts.SHORT, at + 2) & 0xffff;
            final int blue = records.get(Layouts.SHORT, at + 4) & 0xffff;
            bits |= red | green | blue;
            to.set(
                    Layouts.INT,
                    4L * (from + i),
                    (((red >> down) & 0xff) << 24)
                            | (((green >> down) & 0xff) << 16)
                            | (((blue >> down) & 0xff) << 8)
                            | 0xff);
        }
        return bits;
    }

    /// What needs all points known: 8-bit colours, and a better origin when the header's bounds were wrong.
    ///
    /// @param again for the rare second look
    PointCloud finish(final LasRecords again) throws IOException {
        final List<String> notes = new ArrayList<>();
        final boolean isBlack = colors != null && count > 0 && colorBits == 0;
        if (isBlack) {
            notes.add("all colours are black, as of a scan without colours: left out");
        } else if (colors != null && count > 0 && colorBits <= GREATEST_8_BIT) {
            again.each((records, base, from, points) -> takeColors(records, base, from, points, 0));
            notes.add("colours are 8-bit values in 16-bit fields: taken as 8-bit");
        }
        if (count > 0 && !originGiven && !exact()) {
            final double[] centre = centre(least, greatest);
            System.arraycopy(centre, 0, origin, 0, 3);
            useOrigin();
            again.each((records, base, from, points) -> {
                for (int axis = 0; axis < 3; axis++) {
                    takePositions(records, base, from, points, axis, new int[3], new int[3]);
                }
            });
        }
        final List<PointCloud.Attribute> attributes = new ArrayList<>();
        for (final LasColumn column : columns) {
            attributes.add(column.attribute());
        }
        if (count > 0 && !exact()) {
            attributes.add(new PointCloud.Attribute(AttributeNames.EXACT_POSITIONS, exactPositions(again)));
            notes.add("the coordinates span more than float32 can hold to half a step of "
                    + Arrays.toString(header.scale()) + ": positions are rounded, the exact coordinates are in "
                    + AttributeNames.EXACT_POSITIONS);
        }
        return new PointCloud(
                ArrayData.flat(Columns.POSITION, count, positions),
                colors == null || isBlack ? null : ArrayData.flat(Datatype.UINT32, count, colors),
                attributes,
                origin,
                0,
                notes);
    }

    /// Whether every position is within half a step of the grid of its coordinate.
    private boolean exact() {
        for (int axis = 0; axis < 3; axis++) {
            final double scale = header.scale()[axis];
            final double low = Math.abs(least[axis] * scale + shift[axis]);
            final double high = Math.abs(greatest[axis] * scale + shift[axis]);
            if (!(Math.max(low, high) <= scale * EXACT_STEPS)) {
                return false;
            }
        }
        return true;
    }

    private ArrayData exactPositions(final LasRecords again) throws IOException {
        final MemorySegment exact = Columns.allocate(file, arena, Columns.EXACT_POSITION, count);
        again.each((records, base, from, points) -> {
            for (int i = 0; i < points; i++) {
                for (int axis = 0; axis < 3; axis++) {
                    final int raw = records.get(Layouts.INT, base + (long) i * stride + axis * 4L);
                    exact.set(
                            Layouts.DOUBLE,
                            (3L * (from + i) + axis) * Double.BYTES,
                            raw * header.scale()[axis] + header.shift()[axis]);
                }
            }
        });
        return ArrayData.flat(Columns.EXACT_POSITION, count, exact);
    }
}
