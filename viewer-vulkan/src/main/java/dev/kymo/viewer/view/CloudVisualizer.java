package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.viewer.render.PointDrawData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Points3D → a cloud on the device, straight from the store's columns.
final class CloudVisualizer {
    private static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    private static final int POSITION_BYTES = 3 * Float.BYTES;
    /// Larger clouds are drawn with smaller points, so that they do not clog: points, then UI pixels (negative
    /// radius).
    private static final long MANY_POINTS = 1_000_000;

    private static final long SOME_POINTS = 60_000;

    private final Scene scene;

    CloudVisualizer(final Scene scene) {
        this.scene = scene;
    }

    void add(final EntityPath entity, final Cells cells, final Transforms transforms) {
        final Cell cell = cells.cell("Points3D:positions", POSITION).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return;
        }
        final MemorySegment positions = cell.instances().flatBytes();
        final long count = positions.byteSize() / POSITION_BYTES;
        final Matrix4d worldFromObject = new Matrix4d(cells.worldAt(entity, cell, transforms));
        final double[] origin = cells.origin();
        worldFromObject.translate(origin[0], origin[1], origin[2]);
        final RowId colourRow = rowOf(cells, "Points3D:colors", Datatype.UINT32);
        final Key key = new Key(
                entity,
                cell.row(),
                colourRow,
                rowOf(cells, "Points3D:radii", Datatype.FLOAT32),
                // without colours they are by height, and so by the place in the world
                colourRow == null ? worldFromObject : null);
        final SampledCloud cloud = scene.cache()
                .get(
                        key,
                        SampledCloud.class,
                        positions.byteSize() + count * Integer.BYTES,
                        () -> upload(cells, positions, worldFromObject));
        scene.bounds().add(cloud.samples(), worldFromObject);
        scene.addPoints(cloud.data(), worldFromObject);
    }

    /// The rows that a cloud on the device was made of.
    private record Key(
            EntityPath entity,
            RowId positions,
            @Nullable RowId colours,
            @Nullable RowId radii,
            @Nullable Matrix4d worldFromObject) {}

    private static @Nullable RowId rowOf(final Cells cells, final String component, final Datatype type) {
        return cells.cell(component, type).map(Cell::row).orElse(null);
    }

    private SampledCloud upload(final Cells cells, final MemorySegment positions, final Matrix4d worldFromObject) {
        final long count = positions.byteSize() / POSITION_BYTES;
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final MemorySegment colours = coloursOf(cells, positions, worldFromObject, arena);
            final MemorySegment radii = splat(cells.bytes("Points3D:radii", Datatype.FLOAT32), count, arena);
            final boolean oneRadius = radii != null && radii.byteSize() == Float.BYTES && count != 1;
            return new SampledCloud(
                    PointDrawData.upload(
                            scene.device(),
                            positions,
                            colours.byteSize() == Integer.BYTES && count != 1 ? null : colours,
                            oneRadius ? null : radii,
                            colours.get(Layouts.INT, 0),
                            oneRadius ? radii.get(Layouts.FLOAT, 0) : defaultRadius(count)),
                    SampledCloud.sample(positions));
        }
    }

    static float defaultRadius(final long count) {
        return count > MANY_POINTS ? -0.5f : count > SOME_POINTS ? -1f : -1.5f;
    }

    /// As logged, one per point or one for all; without any, by height.
    private MemorySegment coloursOf(
            final Cells cells, final MemorySegment positions, final Matrix4d worldFromObject, final Arena arena) {
        final long count = positions.byteSize() / POSITION_BYTES;
        final MemorySegment logged = splat(cells.bytes("Points3D:colors", Datatype.UINT32), count, arena);
        return logged != null ? logged : byHeight(positions, worldFromObject, arena);
    }

    private MemorySegment byHeight(final MemorySegment positions, final Matrix4d worldFromObject, final Arena arena) {
        final Bounds own = new Bounds();
        own.add(SampledCloud.sample(positions), worldFromObject);
        final long count = positions.byteSize() / POSITION_BYTES;
        final MemorySegment colours = arena.allocate(Math.max(1, count) * Integer.BYTES, Integer.BYTES);
        if (own.isEmpty()) {
            colours.set(Layouts.INT, 0, 0xFFFFFFFF);
            return colours;
        }
        final Vector3d up = scene.axes().up();
        final double low = own.lowest(up);
        final double scale = 1 / Math.max(own.highest(up) - low, 1e-9);
        final Vector3d point = new Vector3d();
        for (long i = 0; i < count; i++) {
            final long at = i * POSITION_BYTES;
            point.set(
                    positions.get(Layouts.FLOAT, at),
                    positions.get(Layouts.FLOAT, at + 4),
                    positions.get(Layouts.FLOAT, at + 8));
            final double height = (worldFromObject.transformPosition(point).dot(up) - low) * scale;
            colours.set(Layouts.INT, i * Integer.BYTES, Palette.turbo(0.08 + 0.84 * height));
        }
        return colours;
    }

    /// One value for all, one per instance, or, when there are fewer, the last one repeated; longer ones are cut.
    static @Nullable MemorySegment splat(final @Nullable MemorySegment values, final long count, final Arena arena) {
        if (values == null || values.byteSize() == Integer.BYTES || values.byteSize() == count * Integer.BYTES) {
            return values;
        }
        final long present = values.byteSize() / Integer.BYTES;
        if (present > count) {
            return values.asSlice(0, count * Integer.BYTES);
        }
        final MemorySegment all = arena.allocate(count * Integer.BYTES, Integer.BYTES);
        MemorySegment.copy(values, 0, all, 0, values.byteSize());
        final int last = values.get(Layouts.INT, (present - 1) * Integer.BYTES);
        for (long i = present; i < count; i++) {
            all.set(Layouts.INT, i * Integer.BYTES, last);
        }
        return all;
    }

    /// The value for instance `index` of splatted 32-bit values.
    static int at(final @Nullable ArrayData values, final int index, final int otherwise) {
        return values == null ? otherwise : values.getInt(Math.min(index, values.length() - 1));
    }
}
