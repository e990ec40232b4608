package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.PointSource;
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
import org.jspecify.annotations.Nullable;

/// Points3D → a cloud on the device, straight from the store's columns.
final class CloudVisualizer {
    private static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    private static final int POSITION_BYTES = 3 * Float.BYTES;
    /// Larger clouds are drawn with smaller points, so that they do not clog: points, then UI pixels (negative
    /// radius).
    private static final long MANY_POINTS = 1_000_000;

    private static final long SOME_POINTS = 60_000;
    /// Of what is shown before levels of detail are there.
    private static final int PREVIEW_RUNS = 4096;

    private static final int PREVIEW_RUN = 256;

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
        if (addLevels(entity, cells, key, positions, worldFromObject)) {
            return;
        }
        final SampledCloud cloud = scene.cache()
                .get(
                        key,
                        SampledCloud.class,
                        positions.byteSize() + count * Integer.BYTES,
                        () -> upload(cells, positions, worldFromObject));
        scene.bounds().add(cloud.samples(), worldFromObject);
        scene.addPoints(cloud.data(), worldFromObject, count);
    }

    /// Shows a large cloud by its levels of detail, or a sample of it while there are none yet.
    ///
    /// @return whether the cloud is shown so
    private boolean addLevels(
            final EntityPath entity,
            final Cells cells,
            final Key key,
            final MemorySegment positions,
            final Matrix4d worldFromObject) {
        final CloudLevels levels = scene.levels();
        final long count = positions.byteSize() / POSITION_BYTES;
        final MemorySegment radii = cells.bytes("Points3D:radii", Datatype.FLOAT32);
        if (levels == null
                || count < CloudLevels.POINTS_MIN
                || (radii != null && radii.byteSize() != Float.BYTES)
                || !cells.isOnlyRow("Points3D:positions")) {
            return false;
        }
        final float radius = radii == null ? defaultRadius(count) : radii.get(Layouts.FLOAT, 0);
        final LargeKey large = new LargeKey(key);
        final float[] samples =
                scene.cache().get(large, Samples.class, 0, () -> new Samples(SampledCloud.sample(positions))).samples;
        final HeightColours heights =
                new HeightColours(samples, worldFromObject, scene.axes().up());
        final LodCloud cloud = levels.find(
                key,
                key.inWords(levels.rowsStay(), count),
                radius,
                (reader, arena) -> source(cells.of(reader), heights, arena));
        levels.notes().forEach(scene::note);
        if (cloud == null && levels.failureOf(key) != null) {
            scene.note(entity + ": no levels of detail: " + levels.failureOf(key));
            return false;
        }
        scene.bounds().add(samples, worldFromObject);
        if (cloud == null) {
            final SampledCloud preview = scene.cache()
                    .get(
                            new PreviewKey(key),
                            SampledCloud.class,
                            (long) PREVIEW_RUNS * PREVIEW_RUN * (POSITION_BYTES + Integer.BYTES),
                            () -> preview(cells, heights, radius));
            scene.addPoints(preview.data(), worldFromObject, count);
        } else {
            scene.addLevels(entity, cloud, worldFromObject);
        }
        return true;
    }

    private static @Nullable PointSource source(final Cells cells, final HeightColours heights, final Arena arena) {
        final MemorySegment positions = cells.bytes("Points3D:positions", POSITION);
        return positions == null
                ? null
                : CloudRows.source(
                        positions,
                        splat(
                                cells.bytes("Points3D:colors", Datatype.UINT32),
                                positions.byteSize() / POSITION_BYTES,
                                arena),
                        heights);
    }

    private SampledCloud preview(final Cells cells, final HeightColours heights, final float radius) {
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final PointSource source = java.util.Objects.requireNonNull(source(cells, heights, arena));
            final MemorySegment xyz = CloudRows.room(arena, PREVIEW_RUNS * PREVIEW_RUN, 3);
            final MemorySegment rgba = CloudRows.room(arena, PREVIEW_RUNS * PREVIEW_RUN, 1);
            final long count = CloudRows.sample(source, PREVIEW_RUNS, PREVIEW_RUN, xyz, rgba);
            return new SampledCloud(
                    PointDrawData.upload(
                            scene.device(),
                            xyz.asSlice(0, count * POSITION_BYTES),
                            rgba.asSlice(0, count * Integer.BYTES),
                            null,
                            0,
                            radius),
                    new float[0]);
        }
    }

    /// Kept from one scene to the next.
    private record Samples(float[] samples) implements AutoCloseable {
        @Override
        public void close() {}
    }

    private record LargeKey(Key cloud) {}

    private record PreviewKey(Key cloud) {}

    /// The rows that a cloud on the device was made of.
    private record Key(
            EntityPath entity,
            RowId positions,
            @Nullable RowId colours,
            @Nullable RowId radii,
            @Nullable Matrix4d worldFromObject) {
        /// What levels of detail were made of.
        ///
        /// @param rowsStay whether rows have the same ids whenever the file is opened
        private String inWords(final boolean rowsStay, final long count) {
            return entity
                    + "|" + (rowsStay ? positions + "|" + colours : count + "|" + (colours != null))
                    + "|"
                    + (worldFromObject == null ? "" : java.util.Arrays.toString(worldFromObject.get(new double[16])));
        }
    }

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
        final HeightColours heights = new HeightColours(
                SampledCloud.sample(positions), worldFromObject, scene.axes().up());
        final long count = positions.byteSize() / POSITION_BYTES;
        final MemorySegment colours = arena.allocate(Math.max(1, count) * Integer.BYTES, Integer.BYTES);
        for (long i = 0; i < count; i++) {
            final long at = i * POSITION_BYTES;
            colours.set(
                    Layouts.INT,
                    i * Integer.BYTES,
                    heights.of(
                            positions.get(Layouts.FLOAT, at),
                            positions.get(Layouts.FLOAT, at + 4),
                            positions.get(Layouts.FLOAT, at + 8)));
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
