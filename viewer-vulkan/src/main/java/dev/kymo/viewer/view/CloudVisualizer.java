package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.PointSource;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.viewer.render.PointBatch;
import dev.kymo.viewer.render.PointDrawData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Points3D → a cloud on the device, straight from the store's columns: small ones all in one batch, each
/// large one by itself ([RowCloud]), and the largest by their levels of detail. What an entity shows of the
/// last seconds together is made by [PastClouds].
final class CloudVisualizer {
    static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    private static final Datatype ORIGIN = Datatype.vector(3, Datatype.FLOAT64);
    private static final int POSITION_BYTES = 3 * Float.BYTES;
    /// Larger clouds are drawn with smaller points, so that they do not clog: points, then UI pixels (negative
    /// radius).
    private static final long MANY_POINTS = 1_000_000;

    private static final long SOME_POINTS = 60_000;
    /// Of what is shown before levels of detail are there.
    private static final int PREVIEW_RUNS = 16384;

    private static final int PREVIEW_RUN = 64;
    private static final int NONE = LatestAtResult.NO_ANSWER;

    private final SceneState scene;
    private final SceneRows rows;
    private final PastClouds past;
    private final Vector3d point = new Vector3d();
    private final double[] matrix = new double[16];
    private final double[] heights = new double[PointBatch.CLOUD_POINTS_MAX];

    CloudVisualizer(final SceneState scene, final SceneRows rows) {
        this.scene = scene;
        this.rows = rows;
        past = new PastClouds(scene, rows);
    }

    /// Makes the part's cloud what the rows say; its samples have been cleared.
    void update(final ScenePart part) {
        final int entity = part.entity();
        final RowWindow window = scene.window(entity);
        if (window != null) {
            removeSmall(part);
            releaseSample(part);
            leaveLevels(part);
            past.update(part, window);
            return;
        }
        final LatestAtResult answers = rows.answers();
        final int positions = rows.find(entity, SceneComponents.POSITIONS, POSITION);
        if (positions == NONE || answers.instanceCount(positions) == 0) {
            remove(part);
            return;
        }
        final int count = answers.instanceCount(positions);
        part.cloudPlace.set(scene.place(part, positions));
        final int origin = rows.findWhole(entity, SceneComponents.ORIGIN, ORIGIN);
        part.cloudPlace.translate(
                origin == NONE ? 0 : answers.float64(origin, 0),
                origin == NONE ? 0 : answers.float64(origin, 1),
                origin == NONE ? 0 : answers.float64(origin, 2));
        final int colours = rows.findWhole(entity, SceneComponents.POINT_COLORS, Datatype.UINT32);
        final int radii = rows.findWhole(entity, SceneComponents.POINT_RADII, Datatype.FLOAT32);
        part.pointCount = count;
        part.note = null;
        final boolean hasOneRadius = radii == NONE || answers.instanceCount(radii) == 1;
        final float radius = radii == NONE ? defaultRadius(count) : answers.float32(radii, 0);
        final Cell numbers = numbers(entity, count);
        if (PointBatch.takes(count, hasOneRadius ? radius : null)) {
            releaseLarge(part);
            leaveLevels(part);
            batch(part, positions, colours, radii, radius);
            if (numbers != null) {
                paintBatch(part, numbers.instances());
            }
            return;
        }
        removeSmall(part);
        final Key key = key(part, positions, colours, radii);
        if (hasOneRadius && showLevels(part, key, positions, colours, radius)) {
            if (part.levels != null) {
                part.levels.paint(
                        numbers == null ? null : numbersKey(numbers),
                        () -> ScalarColours.of(Objects.requireNonNull(numbers).instances()));
            }
            return;
        }
        leaveLevels(part);
        hold(
                part,
                numbers == null ? key : key.withNumbers(numbersKey(numbers)),
                positions,
                colours,
                radii,
                numbers,
                hasOneRadius ? radius : defaultRadius(count));
        addSamples(part, part.rows.getFirst().samples);
    }

    /// What the cloud is to be coloured by, where it has that.
    private @Nullable Cell numbers(final int entity, final int count) {
        final String component = scene.colouredBy();
        return component == null
                ? null
                : rows.anyCells(entity)
                        .any(component)
                        .filter(cell -> ScalarColours.takes(cell.instances(), count))
                        .orElse(null);
    }

    private RowSource.Numbers numbersKey(final Cell cell) {
        return new RowSource.Numbers(Objects.requireNonNull(scene.colouredBy()), cell.row());
    }

    private void paintBatch(final ScenePart part, final ArrayData numbers) {
        try (ScalarColours colours = ScalarColours.of(numbers)) {
            for (int i = 0; i < numbers.length(); i++) {
                scene.batch().colour(part.batched, i, colours.of(i));
            }
        }
    }

    void remove(final ScenePart part) {
        removeSmall(part);
        releaseLarge(part);
        leaveLevels(part);
        part.note = null;
        part.pointCount = 0;
    }

    private static void leaveLevels(final ScenePart part) {
        part.levelsKey = null;
        part.levels = null;
        part.levelsSamples = new float[0];
    }

    private void removeSmall(final ScenePart part) {
        if (part.batched != ScenePart.NO_CLOUD) {
            scene.batch().remove(part.batched);
            part.batched = ScenePart.NO_CLOUD;
        }
    }

    private void releaseLarge(final ScenePart part) {
        releaseSample(part);
        past.release(part.rows);
        part.rows = List.of();
    }

    private void releaseSample(final ScenePart part) {
        final Object key = part.cloudKey;
        if (key != null) {
            scene.cache().release(key);
            part.cloudKey = null;
            part.cloud = null;
        }
    }

    private void batch(
            final ScenePart part, final int positions, final int colours, final int radii, final float oneRadius) {
        final PointBatch batch = scene.batch();
        if (part.batched == ScenePart.NO_CLOUD) {
            part.batched = batch.add();
        }
        final LatestAtResult answers = rows.answers();
        final int count = answers.instanceCount(positions);
        final int object = part.batched;
        batch.resize(object, count);
        batch.place(object, part.cloudPlace.get(matrix));
        final MemorySegment xyz = answers.bytes(positions);
        final long from = answers.bytesAt(positions);
        for (int i = 0; i < count; i++) {
            final long at = from + (long) i * POSITION_BYTES;
            part.cloudPlace.transformPosition(point.set(
                    xyz.get(Layouts.FLOAT, at), xyz.get(Layouts.FLOAT, at + 4), xyz.get(Layouts.FLOAT, at + 8)));
            part.samples().add(point.x, point.y, point.z);
        }
        final Vector3d up = scene.axes().up();
        final double low = colours == NONE ? lowest(part.samples(), up) : 0;
        final double scale = colours == NONE ? heightScale(part.samples(), low) : 0;
        for (int i = 0; i < count; i++) {
            final long at = from + (long) i * POSITION_BYTES;
            final float x = xyz.get(Layouts.FLOAT, at);
            final float y = xyz.get(Layouts.FLOAT, at + 4);
            final float z = xyz.get(Layouts.FLOAT, at + 8);
            final int colour = colours == NONE
                    ? byHeight(part, x, y, z, up, low, scale)
                    : answers.int32(colours, Math.min(i, answers.instanceCount(colours) - 1));
            final float radius =
                    radii == NONE ? oneRadius : answers.float32(radii, Math.min(i, answers.instanceCount(radii) - 1));
            batch.set(object, i, x, y, z, colour, radius);
        }
    }

    /// The lowest height of few samples, strays apart; the highest is then in [#heights] too, as they are
    /// sorted.
    private double lowest(final Samples samples, final Vector3d up) {
        final int count = samples.count();
        if (count == 0) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            heights[i] = samples.x(i) * up.x + samples.y(i) * up.y + samples.z(i) * up.z;
        }
        Arrays.sort(heights, 0, count);
        return heights[Bounds.strays(count)];
    }

    private double heightScale(final Samples samples, final double low) {
        final int count = samples.count();
        return count == 0 ? 0 : 1 / Math.max(heights[count - 1 - Bounds.strays(count)] - low, 1e-9);
    }

    private int byHeight(
            final ScenePart part,
            final float x,
            final float y,
            final float z,
            final Vector3d up,
            final double low,
            final double scale) {
        final double height =
                part.cloudPlace.transformPosition(point.set(x, y, z)).dot(up) - low;
        return Palette.turbo(0.08 + 0.84 * (height * scale));
    }

    /// The rows that a cloud on the device was made of.
    private record Key(
            String path,
            RowId positions,
            @Nullable RowId colours,
            @Nullable RowId radii,
            @Nullable Matrix4d worldFromObject,
            @Nullable Vector3d up,
            RowSource.@Nullable Numbers numbers) {
        private Key withNumbers(final RowSource.Numbers its) {
            return new Key(path, positions, colours, radii, worldFromObject, up, its);
        }

        /// What levels of detail were made of.
        ///
        /// @param rowsStay whether rows have the same ids whenever the file is opened
        private String inWords(final boolean rowsStay, final long count) {
            final String rows = rowsStay ? positions + "|" + colours : count + "|" + (colours != null);
            return path
                    + "|"
                    + rows
                    + "|"
                    + (worldFromObject == null ? "" : Arrays.toString(worldFromObject.get(new double[16])))
                    + (up == null ? "" : "|" + up.x + "," + up.y + "," + up.z);
        }
    }

    private record PreviewKey(Key cloud) {}

    private Key key(final ScenePart part, final int positions, final int colours, final int radii) {
        return new Key(
                rows.path(part.entity()).toString(),
                Objects.requireNonNull(rowOf(positions)),
                rowOf(colours),
                rowOf(radii),
                // without colours they are by height: by the place in the world, and by what is up there
                colours == NONE ? new Matrix4d(part.cloudPlace) : null,
                colours == NONE ? scene.axes().up() : null,
                null);
    }

    /// Shows a large cloud by its levels of detail, or a sample of it while there are none yet.
    ///
    /// @return whether the cloud is shown so
    private boolean showLevels(
            final ScenePart part, final Key key, final int positions, final int colours, final float radius) {
        final CloudLevels levels = scene.levels();
        final boolean isPassing = !rows.isOnlyRow(positions);
        if (levels == null || part.pointCount < CloudLevels.POINTS_MIN || (isPassing && !levels.takesPassing())) {
            return false;
        }
        if (!key.equals(part.levelsKey)) {
            SampledCloud.willSample(bytes(positions));
            part.levelsSamples = SampledCloud.sample(bytes(positions));
            part.levelsKey = key;
        }
        final HeightColours heights = new HeightColours(
                part.levelsSamples, part.cloudPlace, scene.axes().up());
        final EntityPath path = rows.path(part.entity());
        final TimeCursor cursor = rows.cursor();
        part.levels = levels.find(
                key,
                key.inWords(levels.rowsStay(), part.pointCount),
                radius,
                isPassing,
                (reader, arena) -> source(new Cells(reader, path, cursor), heights, arena));
        final String failure = levels.failureOf(key);
        if (failure != null) {
            part.note = path + ": no levels of detail: " + failure;
            return false;
        }
        if (part.levels != null && !part.levels.isPartial()) {
            releaseLarge(part);
        } else if (isPassing) {
            // Shares of it, as many as there is time for
            final int radii = rows.findWhole(part.entity(), SceneComponents.POINT_RADII, Datatype.FLOAT32);
            hold(part, key, positions, colours, radii, null, radius);
        } else {
            past.release(part.rows);
            part.rows = List.of();
            hold(
                    part,
                    new PreviewKey(key),
                    (long) PREVIEW_RUNS * PREVIEW_RUN * (POSITION_BYTES + Integer.BYTES),
                    () -> preview(positions, colours, heights, radius));
        }
        addSamples(part, part.levelsSamples);
        return true;
    }

    /// Any thread.
    private static @Nullable PointSource source(final Cells cells, final HeightColours heights, final Arena arena) {
        final MemorySegment positions = cells.bytes("Points3D:positions", POSITION);
        return positions == null
                ? null
                : source(positions, cells.bytes("Points3D:colors", Datatype.UINT32), heights, arena);
    }

    private static PointSource source(
            final MemorySegment positions,
            final @Nullable MemorySegment colours,
            final HeightColours heights,
            final Arena arena) {
        final long count = positions.byteSize() / POSITION_BYTES;
        return CloudRows.source(positions, colours == null ? null : splat(colours, count, arena), heights);
    }

    private SampledCloud preview(
            final int positions, final int colours, final HeightColours heights, final float radius) {
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            CloudRows.willSample(bytes(positions), POSITION_BYTES, PREVIEW_RUNS, PREVIEW_RUN);
            if (colours != NONE) {
                CloudRows.willSample(bytes(colours), Integer.BYTES, PREVIEW_RUNS, PREVIEW_RUN);
            }
            final PointSource source =
                    source(bytes(positions), colours == NONE ? null : bytes(colours), heights, arena);
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

    private @Nullable RowId rowOf(final int answer) {
        return answer == NONE
                ? null
                : new RowId(rows.answers().rowIdTimeNs(answer), rows.answers().rowIdInc(answer));
    }

    /// Shows a large cloud by shares.
    private void hold(
            final ScenePart part,
            final Key key,
            final int positions,
            final int colours,
            final int radii,
            final @Nullable Cell numbers,
            final float radius) {
        releaseSample(part);
        final LatestAtResult answers = rows.answers();
        PlacedRow row = part.rows.size() == 1 ? part.rows.getFirst() : null;
        if (row == null || !key.equals(row.key)) {
            final MemorySegment xyz = bytes(positions);
            final long count = xyz.byteSize() / POSITION_BYTES;
            final boolean hasOwnRadii = radii != NONE && answers.instanceCount(radii) != 1;
            final RowCloud cloud = scene.cache()
                    .hold(key, RowCloud.class, count * RowCloud.bytesPerPoint(hasOwnRadii), () -> {
                        if (scene.levels() != null) {
                            // From a file: it may be on a disk yet
                            willNeed(positions);
                            willNeed(colours);
                            willNeed(radii);
                        }
                        final float[] samples = SampledCloud.sample(xyz);
                        return new RowCloud(
                                scene.device(),
                                scene.store(),
                                source(part, positions, colours, radii, numbers, samples),
                                Math.toIntExact(count),
                                hasOwnRadii,
                                samples);
                    });
            past.release(part.rows);
            row = PlacedRow.of(key, cloud, answers.isStatic(positions) ? null : answers.time(positions));
            part.rows = List.of(row);
        }
        row.place.set(part.cloudPlace);
        row.radius = radius;
    }

    private RowSource source(
            final ScenePart part,
            final int positions,
            final int colours,
            final int radii,
            final @Nullable Cell numbers,
            final float[] samples) {
        final LatestAtResult answers = rows.answers();
        return new RowSource(
                rows.path(part.entity()),
                rows.timeline(),
                rows.cursor().time(),
                answers.isStatic(positions) ? rows.cursor().time() : answers.time(positions),
                Objects.requireNonNull(rowOf(positions)),
                rowOf(colours),
                rowOf(radii),
                numbers == null ? null : numbersKey(numbers),
                new HeightColours(samples, part.cloudPlace, scene.axes().up()));
    }

    private SampledCloud hold(
            final ScenePart part, final Object key, final long bytes, final Supplier<SampledCloud> make) {
        SampledCloud cloud = part.cloud;
        if (cloud == null || !key.equals(part.cloudKey)) {
            cloud = scene.cache().hold(key, SampledCloud.class, bytes, make);
            releaseSample(part);
            part.cloud = cloud;
            part.cloudKey = key;
        }
        return cloud;
    }

    private void addSamples(final ScenePart part, final float[] samples) {
        for (int i = 0; i < samples.length; i += 3) {
            part.samples()
                    .add(part.cloudPlace.transformPosition(point.set(samples[i], samples[i + 1], samples[i + 2])));
        }
    }

    private MemorySegment bytes(final int answer) {
        final LatestAtResult answers = rows.answers();
        return answers.bytes(answer).asSlice(answers.bytesAt(answer), answers.bytesLength(answer));
    }

    private void willNeed(final int answer) {
        if (answer != NONE) {
            OffHeap.willNeed(bytes(answer));
        }
    }

    static float defaultRadius(final long count) {
        return count > MANY_POINTS ? -0.5f : count > SOME_POINTS ? -1f : -1.5f;
    }

    /// One value for all, one per instance, or, when there are fewer, the last one repeated; longer ones
    /// are cut.
    static MemorySegment splat(final MemorySegment values, final long count, final Arena arena) {
        if (values.byteSize() == Integer.BYTES || values.byteSize() == count * Integer.BYTES) {
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
