package dev.kymo.importer;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a cloud of named fields, as PCD and PLY have them: finds positions, colours and normals by their
/// names, and keeps all else as attributes.
///
/// - positions: `x`, `y`, `z` in either case. Integers and f64 become f32 relative to an origin.
/// - colours: `rgb` or `rgba` packed in 4 bytes; or `red`, `green`, `blue` and perhaps `alpha` (also `diffuse_red`,
/// `r`
///   and so on) as 8-bit, 16-bit or float (0 to 1) values.
/// - normals: `normal_x`, `normal_y`, `normal_z`, or `nx`, `ny`, `nz`.
final class CloudFields {
    /// Above this extent a float32 relative to the middle is more than about a thousandth of a unit wrong.
    private static final double GREATEST_EXTENT = 1 << 14;
    private static final int OPAQUE = 0xff;

    private static final String[][] COLOR_NAMES = {
        {"red", "green", "blue", "alpha"},
        {"diffuse_red", "diffuse_green", "diffuse_blue", "diffuse_alpha"},
        {"r", "g", "b", "a"}
    };
    private static final String[][] NORMAL_NAMES = {{"normal_x", "normal_y", "normal_z"}, {"nx", "ny", "nz"}};

    private final SourceFile file;
    private final Arena arena;
    private final int count;
    private final List<ScalarColumn> fields;
    private final Set<ScalarColumn> used = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final double @Nullable [] givenOrigin;
    private double @Nullable [] origin;
    private long nonFinite;

    private CloudFields(
            final SourceFile file,
            final Arena arena,
            final List<ScalarColumn> fields,
            final int count,
            final double @Nullable [] givenOrigin) {
        this.file = file;
        this.arena = arena;
        this.fields = fields;
        this.count = count;
        this.givenOrigin = givenOrigin;
    }

    /// @param fields of `count` points, all within their memory
    /// @throws ImportException when there are no coordinates
    static PointCloud assemble(
            final SourceFile file,
            final Arena arena,
            final List<ScalarColumn> fields,
            final int count,
            final double @Nullable [] origin)
            throws ImportException {
        return new CloudFields(file, arena, fields, count, origin).assemble();
    }

    private PointCloud assemble() throws ImportException {
        final List<PointCloud.Attribute> attributes = new ArrayList<>();
        final ArrayData positions = positions(attributes);
        final ArrayData colors = colors();
        normals(attributes);
        final Set<String> names = new HashSet<>();
        for (final PointCloud.Attribute attribute : attributes) {
            names.add(attribute.name());
        }
        for (final ScalarColumn field : fields) {
            if (!used.contains(field)) {
                attributes.add(new PointCloud.Attribute(AttributeNames.unused(field.name(), names), column(field)));
            }
        }
        if (nonFinite > 0) {
            notes.add(nonFinite + " of " + count + " points have no finite position (kept)");
        }
        return new PointCloud(positions, colors, attributes, origin, nonFinite, notes);
    }

    private @Nullable ScalarColumn find(final String name) {
        for (final ScalarColumn field : fields) {
            if (field.count() == 1 && field.name().toLowerCase(Locale.ROOT).equals(name)) {
                return field;
            }
        }
        return null;
    }

    /// The fields of these names if the first three are there and of one type; the fourth may be missing
    /// (null).
    private ScalarColumn @Nullable [] findAll(final String... names) {
        final ScalarColumn[] found = new ScalarColumn[names.length];
        for (int i = 0; i < names.length; i++) {
            found[i] = find(names[i]);
            if (i < 3 && (found[i] == null || !found[i].type().equals(found[0].type()))) {
                return null;
            }
        }
        return found;
    }

    private ArrayData positions(final List<PointCloud.Attribute> attributes) throws ImportException {
        final ScalarColumn[] xyz = findAll("x", "y", "z");
        if (xyz == null) {
            final List<String> names = new ArrayList<>();
            fields.forEach(field -> names.add(field.name() + " " + field.type()));
            throw file.error(0, "fields", "x, y and z of one type and one value each", names);
        }
        used.addAll(List.of(xyz));
        if (xyz[0].type().equals(Datatype.FLOAT32) && givenOrigin == null) {
            return floats(xyz);
        }
        return shifted(xyz, attributes);
    }

    /// f32 coordinates as they are, bit by bit.
    private ArrayData floats(final ScalarColumn... xyz) throws ImportException {
        final MemorySegment target = Columns.allocate(file, arena, Columns.POSITION, count);
        for (int i = 0; i < count; i++) {
            boolean finite = true;
            for (int axis = 0; axis < 3; axis++) {
                final int bits = xyz[axis].bits(i);
                finite &= Float.isFinite(Float.intBitsToFloat(bits));
                target.set(Layouts.INT, (3L * i + axis) * Float.BYTES, bits);
            }
            nonFinite += finite ? 0 : 1;
        }
        return ArrayData.flat(Columns.POSITION, count, target);
    }

    private ArrayData shifted(final ScalarColumn[] xyz, final List<PointCloud.Attribute> attributes)
            throws ImportException {
        final double[] from = new double[3];
        double extent = 0;
        for (int axis = 0; axis < 3; axis++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                final double value = xyz[axis].number(i, 0);
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            if (low <= high) {
                from[axis] = givenOrigin != null ? givenOrigin[axis] : Math.rint(low / 2 + high / 2);
                extent = Math.max(extent, Math.max(high - from[axis], from[axis] - low));
            }
        }
        origin = givenOrigin != null ? givenOrigin : from;
        final MemorySegment target = Columns.allocate(file, arena, Columns.POSITION, count);
        for (int i = 0; i < count; i++) {
            boolean finite = true;
            for (int axis = 0; axis < 3; axis++) {
                final double value = xyz[axis].number(i, 0);
                finite &= Double.isFinite(value);
                target.set(Layouts.FLOAT, (3L * i + axis) * Float.BYTES, (float) (value - origin[axis]));
            }
            nonFinite += finite ? 0 : 1;
        }
        if (extent > GREATEST_EXTENT) {
            attributes.add(new PointCloud.Attribute(AttributeNames.EXACT_POSITIONS, exact(xyz)));
            notes.add("coordinates reach " + extent + " from their origin: float32 positions are rounded, the exact "
                    + "coordinates are in " + AttributeNames.EXACT_POSITIONS);
        }
        return ArrayData.flat(Columns.POSITION, count, target);
    }

    private ArrayData exact(final ScalarColumn... xyz) throws ImportException {
        final MemorySegment target = Columns.allocate(file, arena, Columns.EXACT_POSITION, count);
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                target.set(Layouts.DOUBLE, (3L * i + axis) * Double.BYTES, xyz[axis].number(i, 0));
            }
        }
        return ArrayData.flat(Columns.EXACT_POSITION, count, target);
    }

    private @Nullable ArrayData colors() throws ImportException {
        final ScalarColumn rgba = find("rgba");
        final ScalarColumn packed = rgba != null ? rgba : find("rgb");
        if (packed != null && packed.type().byteWidth() == Integer.BYTES) {
            used.add(packed);
            return packedColors(packed, rgba != null);
        }
        for (final String[] names : COLOR_NAMES) {
            final ScalarColumn[] channels = findAll(names);
            if (channels != null) {
                final Datatype.Kind kind = channels[0].type().kind();
                final double scale = channelScale(kind, channels);
                if (scale > 0) {
                    return channelColors(channels, scale);
                }
            }
        }
        return null;
    }

    /// `0xAARRGGBB` in an integer, or in the bits of a float.
    private ArrayData packedColors(final ScalarColumn packed, final boolean withAlpha) throws ImportException {
        final MemorySegment target = Columns.allocate(file, arena, Datatype.UINT32, count);
        int alphas = 0;
        for (int i = 0; withAlpha && i < count; i++) {
            alphas |= packed.bits(i) >>> 24;
        }
        // Writers that know no alpha leave it zero in all points: those are opaque.
        for (int i = 0; i < count; i++) {
            final int bits = packed.bits(i);
            target.set(Layouts.INT, 4L * i, (bits << 8) | (alphas == 0 ? OPAQUE : bits >>> 24));
        }
        return ArrayData.flat(Datatype.UINT32, count, target);
    }

    /// What a channel's value is multiplied with to be 0 to 255; 0 when the type can't be a colour.
    private double channelScale(final Datatype.Kind kind, final ScalarColumn... channels) {
        return switch (kind) {
            case UINT8 -> 1;
            case FLOAT32, FLOAT64 -> OPAQUE;
            case UINT16 -> {
                for (int channel = 0; channel < 3; channel++) {
                    for (int i = 0; i < count; i++) {
                        if (channels[channel].number(i, 0) > OPAQUE) {
                            // as LAS has it: the upper byte
                            yield 1.0 / 256;
                        }
                    }
                }
                yield 1;
            }
            default -> 0;
        };
    }

    private ArrayData channelColors(final ScalarColumn[] channels, final double scale) throws ImportException {
        final MemorySegment target = Columns.allocate(file, arena, Datatype.UINT32, count);
        final ScalarColumn alpha =
                channels[3] != null && channels[3].type().equals(channels[0].type()) ? channels[3] : null;
        final boolean rounds = scale == OPAQUE;
        for (int i = 0; i < count; i++) {
            int color = alpha == null ? OPAQUE : channel(alpha.number(i, 0) * scale, rounds);
            for (int channel = 0; channel < 3; channel++) {
                color |= channel(channels[channel].number(i, 0) * scale, rounds) << (24 - channel * Byte.SIZE);
            }
            target.set(Layouts.INT, 4L * i, color);
        }
        for (int channel = 0; channel < 3; channel++) {
            used.add(channels[channel]);
        }
        if (alpha != null) {
            used.add(alpha);
        }
        return ArrayData.flat(Datatype.UINT32, count, target);
    }

    private static int channel(final double value, final boolean rounds) {
        return Math.clamp((int) (rounds ? Math.rint(value) : value), 0, OPAQUE);
    }

    private void normals(final List<PointCloud.Attribute> attributes) throws ImportException {
        for (final String[] names : NORMAL_NAMES) {
            final ScalarColumn[] normals = findAll(names);
            if (normals != null && normals[0].type().equals(Datatype.FLOAT32)) {
                used.addAll(List.of(normals));
                final MemorySegment target = Columns.allocate(file, arena, Columns.POSITION, count);
                for (int i = 0; i < count; i++) {
                    for (int axis = 0; axis < 3; axis++) {
                        target.set(Layouts.INT, (3L * i + axis) * Float.BYTES, normals[axis].bits(i));
                    }
                }
                attributes.add(new PointCloud.Attribute(
                        AttributeNames.NORMALS, ArrayData.flat(Columns.POSITION, count, target)));
                return;
            }
        }
    }

    private ArrayData column(final ScalarColumn field) throws ImportException {
        final Datatype type = field.count() == 1 ? field.type() : Datatype.vector(field.count(), field.type());
        if ((long) count * field.count() > Integer.MAX_VALUE) {
            throw new ImportException(
                    file.path(),
                    count + " points: field " + field.name() + " of " + field.count() + " values has too many");
        }
        if (field.isColumn()) {
            final long bytes = (long) count * type.byteWidth();
            return ArrayData.flat(type, count, field.bytes().asSlice(field.offset(), bytes));
        }
        final MemorySegment target = Columns.allocate(file, arena, type, count);
        field.copyTo(target, count);
        return ArrayData.flat(type, count, target);
    }
}
