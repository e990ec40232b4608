package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.viewer.render.PointBatch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// The clouds of the last seconds of an entity, all of them together: each where it was sensed, with
/// colours, radii and origin as of its own time. Those of its own row come first, then what latest-at
/// answers at that time. Rows that stay are not touched unless the store has more of what they are shown
/// by.
final class PastClouds {
    private static final Datatype ORIGIN = Datatype.vector(3, Datatype.FLOAT64);
    private static final int COLOURS = 0;
    private static final int RADII = 1;
    private static final int ORIGINS = 2;
    private static final List<String> COMPONENTS = List.of(
            SceneComponents.ALL.get(SceneComponents.POINT_COLORS),
            SceneComponents.ALL.get(SceneComponents.POINT_RADII),
            SceneComponents.ALL.get(SceneComponents.ORIGIN));
    /// Of one row, and of all rows of an entity: what the eye is framed on and clicks are tried on.
    private static final int ROW_SAMPLES_MAX = 512;

    private static final int SAMPLES_MAX = 8192;

    private final SceneState scene;
    private final SceneRows rows;
    private final LatestAtQuery query;
    private final LatestAtResult answers = new LatestAtResult();
    private final Vector3d point = new Vector3d();
    private final double[] matrix = new double[16];
    private long updates;

    PastClouds(final SceneState scene, final SceneRows rows) {
        this.scene = scene;
        this.rows = rows;
        query = new LatestAtQuery(scene.store(), rows.paths(), COMPONENTS, rows.timeline());
    }

    /// What a row is shown by.
    record Key(
            RowSource source,
            @Nullable Matrix4d worldFromObject,
            @Nullable Vector3d up) {}

    /// Makes the part's clouds what the window's rows say; its samples have been cleared.
    void update(final ScenePart part, final RowWindow window) {
        updates++;
        final boolean isStale = window.isStale() || scene.isRemade();
        final List<PlacedRow> next = new ArrayList<>(window.rows().size());
        long large = 0;
        long all = 0;
        window.await(!placeAll(part.entity(), window, isStale));
        for (final RowWindow.Row row : window.rows()) {
            final PlacedRow placed = row.placed;
            if (placed != null && !placed.isReleased) {
                placed.usedIn = updates;
                next.add(placed);
                all += placed.count;
                large += placed.cloud == null ? 0 : placed.count;
            }
        }
        part.rows.forEach(before -> {
            if (before.usedIn != updates) {
                release(before);
            }
        });
        part.rows = next;
        part.pointCount = all;
        part.note = window.leftOut() == 0
                ? null
                : rows.path(part.entity()) + ": the newest " + RowWindow.ROWS_MAX + " clouds are shown, "
                        + window.leftOut() + " are left out";
        final float radius = CloudVisualizer.defaultRadius(large);
        for (final PlacedRow each : next) {
            each.radius = each.ownRadius == null ? radius : each.ownRadius;
        }
        addSamples(part);
    }

    /// Shows rows that are not shown yet, the newest first, for as long as there is time.
    ///
    /// @return whether there was time for all of them
    private boolean placeAll(final int entity, final RowWindow window, final boolean isStale) {
        final long beganNs = System.nanoTime();
        boolean hasTime = true;
        boolean isAll = true;
        for (int i = window.rows().size() - 1; i >= 0; i--) {
            final RowWindow.Row row = window.rows().get(i);
            final PlacedRow placed = row.placed;
            final boolean isNew = placed == null || placed.isReleased;
            if (isNew ? hasTime : isStale) {
                row.placed = place(entity, row, isNew ? null : placed);
                hasTime = System.nanoTime() - beganNs <= window.placingNsMax();
            } else if (isNew) {
                isAll = false;
            }
        }
        return isAll;
    }

    private void addSamples(final ScenePart part) {
        long samples = 0;
        for (final PlacedRow each : part.rows) {
            samples += each.samples.length / 3;
        }
        final int step = 3 * (int) Math.max(1, (samples + SAMPLES_MAX - 1) / SAMPLES_MAX);
        for (final PlacedRow each : part.rows) {
            for (int i = 0; i < each.samples.length; i += step) {
                part.samples()
                        .add(each.place.transformPosition(
                                point.set(each.samples[i], each.samples[i + 1], each.samples[i + 2])));
            }
        }
    }

    /// @param before what was shown of the row; given back by the caller when it is not what is returned
    /// @return null when the row can't be found again
    private @Nullable PlacedRow place(final int entity, final RowWindow.Row row, final @Nullable PlacedRow before) {
        final StoreReader reader = rows.reader();
        reader.latestAt(query, entity, row.time, answers);
        final Matrix4d place = new Matrix4d(scene.placeAt(entity, row.time));
        final int origin = SceneRows.findWhole(answers, entity, ORIGINS, ORIGIN);
        if (origin != LatestAtResult.NO_ANSWER) {
            place.translate(answers.float64(origin, 0), answers.float64(origin, 1), answers.float64(origin, 2));
        }
        final RowId colours = beside(reader, entity, row, COLOURS, Datatype.UINT32);
        final RowId radii = beside(reader, entity, row, RADII, Datatype.FLOAT32);
        final RowSource.Numbers numbers = numbers(reader, entity, row);
        final Vector3d up = scene.axes().up();
        final RowSource named = new RowSource(
                rows.path(entity), rows.timeline(), row.time, row.time, row.id, colours, radii, numbers, null);
        final boolean isByHeight = colours == null && numbers == null;
        final Key key = new Key(named, isByHeight ? place : null, isByHeight ? up : null);
        if (before != null && key.equals(before.key)) {
            if (!place.equals(before.place)) {
                before.place.set(place);
                if (before.cloud == null) {
                    scene.batch().place(before.batched, place.get(matrix));
                }
            }
            return before;
        }
        final RowSource.Values values = named.find(reader);
        return values == null ? null : make(key, row, place, up, values);
    }

    private PlacedRow make(
            final Key key,
            final RowWindow.Row row,
            final Matrix4d place,
            final Vector3d up,
            final RowSource.Values values) {
        final MemorySegment xyz = values.positions().flatBytes();
        final int count = values.positions().length();
        final ArrayData radii = values.radii();
        final boolean hasOwnRadii = radii != null && radii.length() != 1;
        final Float oneRadius = radii != null && !hasOwnRadii ? (Float) radii.getFloat(0) : null;
        final Float batchRadius = radii == null ? (Float) CloudVisualizer.defaultRadius(count) : oneRadius;
        final PlacedRow placed;
        if (PointBatch.takes(count, batchRadius)) {
            final float[] samples = SampledCloud.sample(xyz, ROW_SAMPLES_MAX);
            final int object = scene.batch().add();
            placed = PlacedRow.batched(key, object, row.time, count, samples);
            batch(object, place, values, new HeightColours(samples, place, up), batchRadius);
        } else {
            final RowCloud cloud = scene.cache()
                    .hold(key, RowCloud.class, (long) count * RowCloud.bytesPerPoint(hasOwnRadii), () -> {
                        final float[] samples = SampledCloud.sample(xyz, ROW_SAMPLES_MAX);
                        return new RowCloud(
                                scene.device(),
                                scene.store(),
                                key.source.with(new HeightColours(samples, place, up)),
                                count,
                                hasOwnRadii,
                                samples);
                    });
            placed = PlacedRow.of(key, cloud, row.time);
        }
        placed.ownRadius = oneRadius;
        placed.place.set(place);
        return placed;
    }

    private void batch(
            final int object,
            final Matrix4d place,
            final RowSource.Values values,
            final HeightColours heights,
            final @Nullable Float oneRadius) {
        final PointBatch batch = scene.batch();
        final ArrayData colours = values.colours();
        final ArrayData radii = values.radii();
        final MemorySegment xyz = values.positions().flatBytes();
        final int count = values.positions().length();
        batch.resize(object, count);
        batch.place(object, place.get(matrix));
        try (ScalarColours numbers = values.numbers() == null ? null : ScalarColours.of(values.numbers())) {
            for (int i = 0; i < count; i++) {
                final float x = xyz.get(Layouts.FLOAT, i * 12L);
                final float y = xyz.get(Layouts.FLOAT, i * 12L + 4);
                final float z = xyz.get(Layouts.FLOAT, i * 12L + 8);
                final int colour = numbers != null
                        ? numbers.of(i)
                        : colours == null ? heights.of(x, y, z) : CloudVisualizer.at(colours, i, 0);
                final float radius = oneRadius != null
                        ? oneRadius
                        : Objects.requireNonNull(radii).getFloat(Math.min(i, radii.length() - 1));
                batch.set(object, i, x, y, z, colour, radius);
            }
        }
    }

    /// The row that has a component for a row's points: its own, else the one that latest-at answers at its
    /// time.
    private @Nullable RowId beside(
            final StoreReader reader,
            final int entity,
            final RowWindow.Row row,
            final int component,
            final Datatype type) {
        final int answer = answers.answer(entity, component);
        if (answer == LatestAtResult.NO_ANSWER) {
            return null;
        }
        final boolean isFound = answers.isFound(answer);
        final RowId latest = isFound ? new RowId(answers.rowIdTimeNs(answer), answers.rowIdInc(answer)) : null;
        final boolean mayHaveOwn = !isFound || (!answers.isStatic(answer) && answers.time(answer) == row.time);
        if (!row.id.equals(latest) && mayHaveOwn) {
            final ArrayData own = RowSource.inRange(
                    reader, rows.path(entity), COMPONENTS.get(component), rows.timeline(), row.time, row.id);
            if (own != null && own.type().equals(type) && own.length() > 0 && own.nullCount() == 0) {
                return row.id;
            }
        }
        return SceneRows.findWhole(answers, entity, component, type) == LatestAtResult.NO_ANSWER ? null : latest;
    }

    private RowSource.@Nullable Numbers numbers(final StoreReader reader, final int entity, final RowWindow.Row row) {
        final String component = scene.colouredBy();
        if (component == null) {
            return null;
        }
        final Cells cells = new Cells(reader, rows.path(entity), new TimeCursor(rows.timeline(), row.time));
        final Cell cell = cells.any(component)
                .filter(its -> ScalarColours.takes(its.instances(), row.count))
                .orElse(null);
        return cell == null ? null : new RowSource.Numbers(component, cell.row());
    }

    /// Gives back what is shown of rows.
    void release(final List<PlacedRow> shown) {
        shown.forEach(this::release);
    }

    private void release(final PlacedRow row) {
        if (row.isReleased) {
            return;
        }
        row.isReleased = true;
        if (row.cloud == null) {
            scene.batch().remove(row.batched);
        } else {
            scene.cache().release(row.key);
        }
    }
}
