package dev.kymo.importer;

import dev.kymo.importer.mcap.MalformedMcapException;
import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.Points3D;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clouds of points in messages: named fields at offsets of a stride, as PCD has them.
final class CloudMessages {
    /// By ROS's code, from 1.
    private static final Datatype[] ROS_TYPES = {
        Datatype.INT8,
        Datatype.UINT8,
        Datatype.INT16,
        Datatype.UINT16,
        Datatype.INT32,
        Datatype.UINT32,
        Datatype.FLOAT32,
        Datatype.FLOAT64
    };
    /// By Foxglove's code, from 1.
    private static final Datatype[] FOXGLOVE_TYPES = {
        Datatype.UINT8,
        Datatype.INT8,
        Datatype.UINT16,
        Datatype.INT16,
        Datatype.UINT32,
        Datatype.INT32,
        Datatype.FLOAT32,
        Datatype.FLOAT64
    };
    private static final double[] NO_ORIGIN = {0, 0, 0};

    private CloudMessages() {}

    static void ros(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final int width = count(message, "width");
        final int height = count(message, "height");
        final int stride = count(message, "point_step");
        final int lineBytes = count(message, "row_step");
        final long points = (long) width * height;
        if (points > Integer.MAX_VALUE || (height > 1 && lineBytes < (long) width * stride)) {
            throw new MalformedMcapException(
                    width + " x " + height + " points of " + stride + " bytes in lines of " + lineBytes);
        }
        final MemorySegment data = message.bytes("data").bytes();
        final long needed = height == 0 ? 0 : (height - 1L) * lineBytes + (long) width * stride;
        require(data, needed);
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            MemorySegment packed = data;
            if (height > 1 && lineBytes != (long) width * stride) {
                packed = arena.allocate(points * stride);
                for (int line = 0; line < height; line++) {
                    MemorySegment.copy(
                            data, (long) line * lineBytes, packed, (long) line * width * stride, (long) width * stride);
                }
            }
            final boolean isBigEndian = message.number("is_bigendian") != 0;
            final List<ScalarColumn> columns = new ArrayList<>();
            for (final Struct field : message.structs("fields")) {
                // Some writers say 0 for one value
                final int values = Math.max(1, (int) field.numberOr(1, "count"));
                columns.add(column(field, field.integer("datatype"), ROS_TYPES, values, packed, stride, isBigEndian));
            }
            log(log, entity, columns, (int) points, FrameMessages.frame(message), null, arena);
        }
    }

    static void foxglove(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final int stride = count(message, "point_stride");
        final MemorySegment data = message.bytes("data").bytes();
        final long points = stride == 0 ? 0 : data.byteSize() / stride;
        if (points > Integer.MAX_VALUE) {
            throw new MalformedMcapException(points + " points in one message");
        }
        final List<ScalarColumn> columns = new ArrayList<>();
        for (final Struct field : message.structs("fields")) {
            columns.add(column(field, field.integer("type"), FOXGLOVE_TYPES, 1, data, stride, false));
        }
        final Archetype pose = message.has("pose") ? FrameMessages.ownPose(message.struct("pose")) : null;
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            log(log, entity, columns, (int) points, FrameMessages.frame(message), pose, arena);
        }
    }

    private static int count(final Struct message, final String field) {
        final int count = message.integer(field);
        if (count < 0) {
            throw new MalformedMcapException("field " + field + ": expected a count, found " + count);
        }
        return count;
    }

    private static void require(final MemorySegment data, final long needed) {
        if (data.byteSize() < needed) {
            throw new MalformedMcapException("a cloud that needs " + needed + " bytes has " + data.byteSize());
        }
    }

    private static ScalarColumn column(
            final Struct field,
            final int code,
            final Datatype[] types,
            final int values,
            final MemorySegment data,
            final int stride,
            final boolean isBigEndian) {
        final String name = field.text("name");
        if (code < 1 || code > types.length) {
            throw new MalformedMcapException("field " + name + " of points: type " + code + ", expected 1 to 8");
        }
        final Datatype type = types[code - 1];
        final int offset = count(field, "offset");
        if (offset + (long) values * type.byteWidth() > stride) {
            throw new MalformedMcapException("field " + name + " of points: " + values + " of " + type + " at " + offset
                    + ", points have " + stride + " bytes");
        }
        return new ScalarColumn(name, type, values, data, offset, stride, isBigEndian);
    }

    private static void log(
            final MessageLog log,
            final EntityPath entity,
            final List<ScalarColumn> columns,
            final int points,
            final @Nullable Archetype frame,
            final @Nullable Archetype pose,
            final Arena arena)
            throws IOException {
        final SourceFile file = new SourceFile(log.file(), MemorySegment.NULL);
        final boolean areFloats = columns.stream()
                .filter(column -> column.name().equalsIgnoreCase("x"))
                .allMatch(column -> column.type().equals(Datatype.FLOAT32));
        final PointCloud cloud;
        try {
            cloud = CloudFields.assemble(file, arena, columns, points, areFloats ? null : NO_ORIGIN);
        } catch (final ImportException e) {
            throw new MalformedMcapException("a cloud without coordinates: " + e.getMessage(), e);
        }
        final List<DataCell> cells = new ArrayList<>();
        cells.add(Points3D.POSITIONS.cell(cloud.positions()));
        if (cloud.colors() != null) {
            cells.add(Points3D.COLORS.cell(cloud.colors()));
        }
        for (final PointCloud.Attribute attribute : cloud.attributes()) {
            cells.add(new DataCell(AttributeNames.descriptor(attribute.name()), attribute.values()));
        }
        for (final Archetype more : new @Nullable Archetype[] {frame, pose}) {
            if (more != null) {
                cells.addAll(more.cells());
            }
        }
        log.log(entity, cells);
    }
}
