package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.LineBatch;
import dev.kymo.viewer.render.LineDrawData;
import dev.kymo.viewer.render.LineGroups;
import dev.kymo.viewer.render.PointBatch;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// What makes the scenes of one store, one after the other: as if each were made of nothing, at the price
/// of what is different from the one before.
///
/// ```text
///   rows of all entities, one question   SceneRows     ──►  which entities have other rows
///   places of all entities               Transforms    ──►  which have moved
///   what each of those shows             ScenePart     ──►  samples, lines, a place in the batch of points
///   all of it                            Scene              cameras are made anew: they depend on each other
/// ```
///
/// One thread, the device's; closed before it.
final class SceneState implements AutoCloseable {
    private static final int[] PLACED = {SceneComponents.POSITIONS, SceneComponents.STRIPS, SceneComponents.HALF_SIZES};
    private static final int IN_PART = SceneComponents.IN_POINTS | SceneComponents.IN_LINES;
    private static final Samples NONE = new Samples(0);

    private final GpuDevice device;
    private final RecordingStore store;
    private final DrawCache cache;
    private final PointBatch batch;
    private final LineGroups lines;
    private final SceneStatistics statistics;
    private final @Nullable CloudLevels levels;
    private final DrawnRows rowsDrawn;
    private final @Nullable RowReadAhead ahead;
    private @Nullable String colouredBy;
    private boolean isShownOtherwise;
    private long colouredAt;
    private long levelsGeneration;
    private @Nullable SceneRows rows;
    private @Nullable Transforms transforms;
    private @Nullable CloudHistory history;
    /// How much of the timeline clouds are shown of, up to the cursor; 0 for those at the cursor.
    private long span;
    private long placingNsMax = Long.MAX_VALUE;
    private boolean isForced;
    private boolean isRemade;
    private @Nullable CloudVisualizer clouds;
    private @Nullable LineVisualizer strips;
    private long storeVersion = -1;
    private boolean hasClears;
    private boolean[] isShown = {};
    private @Nullable Object visibilityKey;
    private @Nullable ScenePart[] parts = {};
    private Bounds bounds = new Bounds(List.of());
    private Bounds.@Nullable Group behindParts;
    private ViewAxes axes = ViewAxes.Z_UP;
    private long pointCount;
    private int partCount;
    private int pastParts;

    private final ShownCameras cameras = new ShownCameras();

    private LineBatch frustums = new LineBatch();
    private int frustumsAt;
    private int frustumCount = -1;

    private final List<ScenePart> changed = new ArrayList<>();
    private @Nullable Scene newest;

    /// @param levels of large clouds, closed after this; null: all points of all clouds are drawn
    SceneState(
            final GpuDevice device,
            final RecordingStore store,
            final SceneStatistics statistics,
            final @Nullable CloudLevels levels) {
        this.device = device;
        this.store = store;
        this.statistics = statistics;
        this.levels = levels;
        rowsDrawn = new DrawnRows(levels == null ? CloudLevels.DEVICE_BYTES : levels.deviceBytes());
        ahead = levels == null || !levels.takesPassing() ? null : new RowReadAhead(store, OffHeap::willNeed);
        cache = new DrawCache();
        batch = new PointBatch(device);
        lines = new LineGroups(device);
    }

    RecordingStore store() {
        return store;
    }

    /// Has clouds coloured by a component of theirs from the next scene on, where it is a number for each
    /// point; null for their own colours.
    void colourBy(final @Nullable String component) {
        if (!Objects.equals(component, colouredBy)) {
            colouredBy = component;
            isShownOtherwise = true;
        }
    }

    @Nullable
    String colouredBy() {
        return colouredBy;
    }

    /// Has the clouds of the last so many nanoseconds, or steps of a sequence, shown together from the next
    /// scene on; 0 for those at the cursor alone.
    ///
    /// @param placing how long a scene may take to place rows that come; the next one goes on, as [#isPlacing] says
    void last(final long span, final long placing) {
        placingNsMax = placing;
        if (span < 0) {
            throw new IllegalArgumentException("span=" + span + ", allowed: 0 or more");
        }
        if (this.span != span) {
            this.span = span;
            isShownOtherwise = true;
        }
    }

    /// Whether the next scene will show more rows of the same moment.
    boolean isPlacing() {
        return history != null && history.isAwaited();
    }

    /// The rows of an entity whose clouds are shown together; null when it shows what it has at the cursor.
    @Nullable
    RowWindow window(final int entity) {
        return Objects.requireNonNull(history).window(entity);
    }

    /// Whether rows that have been shown may be shown otherwise, though the store says nothing else of them.
    boolean isRemade() {
        return isRemade;
    }

    /// Where an entity was at a time.
    Matrix4d placeAt(final int entity, final long time) {
        return Objects.requireNonNull(transforms).at(entity, time);
    }

    GpuDevice device() {
        return device;
    }

    DrawCache cache() {
        return cache;
    }

    PointBatch batch() {
        return batch;
    }

    @Nullable
    CloudLevels levels() {
        return levels;
    }

    Bounds bounds() {
        return bounds;
    }

    ViewAxes axes() {
        return axes;
    }

    /// Lines of frustums in world coordinates.
    LineBatch frustums() {
        return frustums;
    }

    /// Points of all clouds but those of depth images.
    long pointCount() {
        return pointCount;
    }

    /// The components of an entity at the cursor.
    Cells cells(final int entity) {
        final SceneRows present = present();
        return new Cells(component -> present.cell(entity, component));
    }

    private SceneRows present() {
        return Objects.requireNonNull(rows, "nothing was shown yet");
    }

    /// Where a part's data is in the world: where its entity was when they were sensed.
    Matrix4d place(final ScenePart part, final int answer) {
        final LatestAtResult answers = present().answers();
        final Transforms all = Objects.requireNonNull(transforms);
        final int entity = part.entity();
        if (answers.isStatic(answer)) {
            return all.atCursor(entity);
        }
        final long time = answers.time(answer);
        if (!all.isAtCursor(entity, time)) {
            part.isInThePast = true;
            part.placedAt = all.revision(entity);
        }
        return all.at(entity, time);
    }

    /// The scene of a moment: the same object as before when the same rows make it. Another one ends the
    /// life of the one before.
    ///
    /// @param visible where things are does not depend on it
    /// @param visibleKey another one (by `equals`) when `visible` may say something else; null when it
    ///     always may
    Scene update(
            final StoreReader reader,
            final TimeCursor cursor,
            final Predicate<EntityPath> visible,
            final @Nullable Object visibleKey) {
        final long beganNs = System.nanoTime();
        takeVisible(visible, visibleKey, renew(reader, cursor));
        final SceneRows present = present();
        present.ask(reader, cursor.time());
        final long askedNs = System.nanoTime();
        final Transforms all = Objects.requireNonNull(transforms);
        all.update(reader);
        final long placedNs = System.nanoTime();
        isRemade = hasClears != store.hasClears() || isShownOtherwise;
        hasClears = store.hasClears();
        isRemade |= takeAxes();
        // That component is not among those whose rows are compared
        isForced = isRemade || (colouredBy != null && cursor.time() != colouredAt);
        isShownOtherwise = false;
        colouredAt = cursor.time();
        final boolean areLevelsOther = takeLevels();
        Objects.requireNonNull(history).ask(reader, span, placingNsMax, isShown);
        final boolean isOther = updateParts(areLevelsOther) || areLevelsOther;
        final Scene before = newest;
        final boolean camerasAreOther = cameras.update(present, isShown, newest == null);
        final Scene scene;
        if (before != null && !isOther && !isForced && !camerasAreOther && !cameras.haveMoved(all)) {
            scene = before;
        } else {
            scene = finish(cursor);
        }
        if (ahead != null) {
            ahead.moved(cursor, rowsDrawn::entities);
        }
        statistics.add(SceneStatistics.Phase.QUERY, askedNs - beganNs);
        statistics.add(SceneStatistics.Phase.TRANSFORMS, placedNs - askedNs);
        statistics.add(SceneStatistics.Phase.SCENE, System.nanoTime() - placedNs);
        statistics.addRows(present.answers().size(), present.columnsChanged());
        return scene;
    }

    /// Prepares questions for another timeline, or for entities that have come.
    private boolean renew(final StoreReader reader, final TimeCursor cursor) {
        final long version = store.version();
        final SceneRows before = rows;
        final boolean isSameTimeline = before != null && before.timeline().equals(cursor.timeline());
        if (isSameTimeline && (version == storeVersion || before.hasAll(store.entities()))) {
            storeVersion = version;
            return false;
        }
        storeVersion = version;
        forget();
        final SceneRows next = new SceneRows(store, store.entities(), cursor.timeline());
        rows = next;
        transforms = new Transforms(reader, next);
        history = new CloudHistory(store, next, transforms);
        clouds = new CloudVisualizer(this, next);
        strips = new LineVisualizer(this, next);
        isShown = new boolean[next.count()];
        parts = new ScenePart[next.count()];
        bounds = new Bounds(next.paths());
        return true;
    }

    private void takeVisible(final Predicate<EntityPath> visible, final @Nullable Object key, final boolean isRenewed) {
        if (!isRenewed && key != null && key.equals(visibilityKey)) {
            return;
        }
        visibilityKey = key;
        boolean isOther = false;
        final SceneRows present = present();
        for (int i = 0; i < isShown.length; i++) {
            final boolean now = visible.test(present.path(i));
            if (now != isShown[i]) {
                isShown[i] = now;
                isOther = true;
                final ScenePart part = parts[i];
                if (!now && part != null) {
                    remove(part);
                    behindParts = null;
                }
            }
        }
        if (isOther) {
            newest = null;
        }
    }

    private void remove(final ScenePart part) {
        pointCount -= part.pointCount;
        Objects.requireNonNull(clouds).remove(part);
        parts[part.entity()] = null;
    }

    /// What the axes mean, by the ViewCoordinates nearest to the root.
    ///
    /// @return whether they mean something else now
    private boolean takeAxes() {
        final SceneRows present = present();
        if (newest != null && (present.changedParts() & SceneComponents.IN_AXES) == 0) {
            return false;
        }
        final ViewAxes found = ViewAxes.nearestToRoot(present);
        final boolean isOther = !found.equals(axes);
        axes = found;
        return isOther;
    }

    /// @return whether levels of detail have come since, or it has turned out that they won't
    private boolean takeLevels() {
        final long generation = levels == null ? 0 : levels.generation();
        final boolean isOther = generation != levelsGeneration;
        levelsGeneration = generation;
        return isOther;
    }

    private boolean updateParts(final boolean areLevelsOther) {
        changed.clear();
        final SceneRows present = present();
        final Transforms all = Objects.requireNonNull(transforms);
        boolean isOther = false;
        if (newest != null
                && !isForced
                && !areLevelsOther
                && present.changedParts() == 0
                && pastParts == 0
                && !Objects.requireNonNull(history).hasOther()
                && !all.hasMoved()) {
            // Nothing has changed, and nothing that is stored can have moved what was sensed before
            statistics.kept(partCount);
            return false;
        }
        partCount = 0;
        pastParts = 0;
        for (int i = 0; i < parts.length; i++) {
            if (isShown[i]) {
                final ScenePart before = parts[i];
                final boolean isAwaited = areLevelsOther && before != null && before.waitsForLevels();
                isOther |= updatePart(i, isForced || isAwaited, present, all);
                final ScenePart part = parts[i];
                partCount += part == null ? 0 : 1;
                pastParts += part != null && part.isInThePast ? 1 : 0;
            }
        }
        return isOther;
    }

    private boolean updatePart(
            final int entity, final boolean isPartForced, final SceneRows present, final Transforms all) {
        final ScenePart part = parts[entity];
        final boolean hasOtherRows = (present.changes(entity) & IN_PART) != 0
                || Objects.requireNonNull(history).isOther(entity);
        if (!all.isPlaced(entity)) {
            if (part != null) {
                remove(part);
                behindParts = null;
            }
            return part != null;
        }
        if (part == null) {
            return (newest == null || isForced || hasOtherRows || (all.areNamed() && all.isMoved(entity)))
                    && begin(entity);
        }
        if (!isPartForced && !hasOtherRows && isWhereItWas(part, all)) {
            statistics.kept(1);
            return false;
        }
        if (!update(part)) {
            remove(part);
            behindParts = null;
        }
        return true;
    }

    private boolean isWhereItWas(final ScenePart part, final Transforms all) {
        final int entity = part.entity();
        final boolean mayHaveMoved = all.isMoved(entity) || (part.isInThePast && part.placedAt != all.revision(entity));
        if (!mayHaveMoved) {
            return true;
        }
        for (int k = 0; k < PLACED.length; k++) {
            final int answer = present().answers().answer(entity, PLACED[k]);
            if (answer != LatestAtResult.NO_ANSWER
                    && present().answers().isFound(answer)
                    && !place(part, answer).equals(part.places[k])) {
                return false;
            }
        }
        return true;
    }

    private boolean begin(final int entity) {
        final LatestAtResult answers = present().answers();
        boolean hasSomething = false;
        for (final int component : PLACED) {
            hasSomething |= answers.isFound(entity, component);
        }
        hasSomething |= window(entity) != null;
        if (hasSomething) {
            final ScenePart part = new ScenePart(entity);
            if (update(part)) {
                parts[entity] = part;
                behindParts = null;
                return true;
            }
            Objects.requireNonNull(clouds).remove(part);
        }
        return false;
    }

    /// @return whether it shows something
    private boolean update(final ScenePart part) {
        final LatestAtResult answers = present().answers();
        part.samples().clear();
        part.required().clear();
        part.labels().clear();
        part.isInThePast = false;
        for (int k = 0; k < PLACED.length; k++) {
            final int answer = answers.answer(part.entity(), PLACED[k]);
            if (answer != LatestAtResult.NO_ANSWER && answers.isFound(answer)) {
                part.places[k].set(place(part, answer));
            }
        }
        pointCount -= parts[part.entity()] == null ? 0 : part.pointCount;
        Objects.requireNonNull(clouds).update(part);
        pointCount += part.pointCount;
        Objects.requireNonNull(strips).update(part);
        changed.add(part);
        statistics.made();
        return part.pointCount > 0
                || part.hasLines()
                || part.required().count() > 0
                || part.samples().count() > 0;
    }

    private Scene finish(final TimeCursor cursor) {
        final boolean isLaidOut = layOutParts();
        rowsDrawn.show(parts, present());
        final Scene scene = new Scene(this, rowsDrawn);
        newest = scene;
        for (final ScenePart part : parts) {
            if (part != null) {
                part.labels().forEach(scene::addLabel);
                addLevels(scene, part);
            }
        }
        Objects.requireNonNull(transforms).notes().forEach(scene::note);
        if (levels != null) {
            levels.endScene();
        }
        frustums.clear();
        final CameraVisualizer visualizer =
                new CameraVisualizer(scene, this, present(), Objects.requireNonNull(transforms), cursor);
        cameras.entities().forEach(visualizer::collect);
        visualizer.addDepthClouds();
        visualizer.addFrustums();
        cameras.placed(Objects.requireNonNull(transforms), visualizer.isInThePast());
        if (!isLaidOut || frustums.count() != frustumCount) {
            layOutLines();
        } else if (frustums.count() > 0) {
            lines.replace(frustumsAt, frustums);
        }
        cache.endScene();
        return scene;
    }

    private void addLevels(final Scene scene, final ScenePart part) {
        final Object key = part.levelsKey;
        if (levels != null && (key != null || part.note != null)) {
            levels.notes().forEach(scene::note);
        }
        if (part.note != null) {
            scene.note(part.note);
        }
        if (levels != null && key != null) {
            levels.keep(key);
        }
        if (part.levels != null) {
            scene.addLevels(present().path(part.entity()), part.levels, part.cloudPlace);
        }
    }

    /// Puts samples and lines of the parts that have changed where they belong.
    ///
    /// @return whether lines still lie where they lay
    private boolean layOutParts() {
        boolean fits = behindParts != null;
        for (int i = 0; i < changed.size() && fits; i++) {
            fits = changed.get(i).fitsItsPlace();
        }
        if (fits) {
            bounds.cut(Objects.requireNonNull(behindParts));
            for (final ScenePart part : changed) {
                bounds.replace(part.group(), part.samples(), part.required());
                final LineBatch its = part.lines();
                if (its != null && its.count() > 0) {
                    lines.replace(part.lineAt(), its);
                }
            }
            return true;
        }
        bounds = new Bounds(present().paths());
        for (final ScenePart part : parts) {
            if (part != null) {
                part.laidOut(bounds.add(part.entity(), part.samples(), part.required()), part.lineAt());
            }
        }
        behindParts = bounds.end();
        return false;
    }

    private void layOutLines() {
        lines.clear();
        for (final ScenePart part : parts) {
            if (part != null) {
                final LineBatch its = part.lines();
                part.laidOut(part.group(), its == null ? 0 : lines.add(its));
            }
        }
        frustumsAt = lines.add(frustums);
        frustumCount = frustums.count();
    }

    /// Samples of something that is made anew with each scene.
    ///
    /// @param owner by number
    void addSamples(final int owner, final Samples samples) {
        bounds.add(owner, samples, NONE);
    }

    /// The same of places that must be in the picture.
    void require(final int owner, final Samples required) {
        bounds.add(owner, NONE, required);
    }

    /// Puts all parts into a frame.
    void drawInto(final FrameDrawData frame) {
        if (batch.size() > 0) {
            frame.add(batch);
        }
        for (final ScenePart part : parts) {
            if (part != null && part.cloud != null) {
                frame.add(part.cloud.data(), part.cloudPlace.get(new double[16]));
            }
        }
        final LineDrawData all = lines.data();
        if (all != null) {
            frame.add(all, new Matrix4d().get(new double[16]));
        }
    }

    /// Gives up all parts; what the device has of clouds and pictures stays for the next.
    private void forget() {
        for (final ScenePart part : parts) {
            if (part != null) {
                remove(part);
            }
        }
        behindParts = null;
        newest = null;
        axes = ViewAxes.Z_UP;
        cameras.clear();
        lines.clear();
        frustums = new LineBatch();
        frustumCount = -1;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
        }
        forget();
        batch.close();
        lines.close();
        cache.close();
    }
}
