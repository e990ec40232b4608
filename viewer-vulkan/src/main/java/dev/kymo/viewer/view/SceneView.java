package dev.kymo.viewer.view;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// A 3D view of a store through time: the newest scene, and what was sent to the device for it and may serve
/// the next. The picture is a function of (store, moment, visible entities, eye, size), whether it goes to a
/// window or a file. One thread, the device's; closed before it.
public final class SceneView implements AutoCloseable {
    private static final double PICK_PIXELS = 10;

    private final GpuDevice device;
    private final SceneStatistics statistics = new SceneStatistics();
    private final Map<EntityPath, Extent> extents = new HashMap<>();
    private @Nullable SceneState state;
    private @Nullable Scene scene;
    private @Nullable ComposedKey composedOf;
    private @Nullable FrameDrawData composed;
    private final LodPace pace = new LodPace();
    private @Nullable FrameDrawData composedLast;
    /// What composing the last of these took.
    private long composingNs;
    private List<Object> levelledLast = List.of();
    private long rowsLast = -1;
    private @Nullable CloudLevels levels;
    private long built;

    private ShownStyle style = ShownStyle.PLAIN;
    private @Nullable String colouredBy;
    private long span;
    private long placingNsMax = Long.MAX_VALUE;
    /// Scenes so far that left rows to the next.
    private long unplaced;

    private record ComposedKey(Scene scene, Eye eye, int width, int height, float uiScale, CloudStyle style) {}

    public SceneView(final GpuDevice device) {
        this.device = device;
    }

    /// How clouds are shown from now on, until another style is given; [CloudStyle#PLAIN] at first. Frames
    /// that were composed before must have been drawn.
    public void style(final CloudStyle clouds) {
        if (!clouds.equals(style.style())) {
            final ShownStyle before = style;
            style = new ShownStyle(device, clouds);
            composed = null;
            composedOf = null;
            before.close();
        }
    }

    /// Has large clouds drawn by their levels of detail from now on, which are built in the background.
    ///
    /// @param anchor where the clouds come from; null: all points of all clouds are drawn
    /// @param wake told when a picture would be another; any thread
    public void levelsOf(final CloudLevels.@Nullable Anchor anchor, final RecordingStore store, final Runnable wake) {
        if (anchor == null ? levels == null : levels != null && levels.isOf(anchor, store)) {
            return;
        }
        forget();
        levels = anchor == null ? null : CloudLevels.inBackground(anchor, device, store, wake);
    }

    /// A number that is different whenever [#show] would make another scene of the same rows. Any thread.
    public long levelsGeneration() {
        return levels == null ? 0 : levels.generation();
    }

    /// A number that is different whenever [#composeMoving] would compose more of the same scene. Any
    /// thread.
    public long news() {
        return levels == null ? 0 : levels.news();
    }

    /// How far levels of detail are built, in percent; -1 when none are.
    public int levelsPercent() {
        return levels == null ? -1 : levels.percent();
    }

    /// Has clouds coloured by a component of theirs from the next [#show] on, where it is a number for each
    /// of their points; null for their own colours.
    public void colourBy(final @Nullable String component) {
        colouredBy = component;
    }

    /// Has the clouds of the last so many nanoseconds, or steps of a sequence, shown together from the next
    /// [#show] on: those with cursor - `span` < time ≤ cursor, each where it was sensed. 0 for those at the
    /// cursor alone.
    public void last(final long span) {
        this.span = span;
    }

    /// Has the rows of a [#last] that has become longer shown over several scenes, when placing them takes longer than
    /// this.
    public void placeWithin(final long ns) {
        placingNsMax = ns;
    }

    /// A number that is another one after a [#show] that left rows to the next, which is to be of the same moment.
    public long unplaced() {
        return unplaced;
    }

    /// Components that a cloud of the store can be coloured by at a moment: those that are a number for each
    /// point of an entity's cloud. In alphabetic order.
    public static List<String> coloursOf(final StoreReader reader, final TimeCursor cursor) {
        final TreeSet<String> found = new TreeSet<>();
        for (final EntityPath entity : reader.store().entities()) {
            final Cells cells = new Cells(reader, entity, cursor);
            final int points = cells.any("Points3D:positions")
                    .map(cell -> cell.instances().length())
                    .orElse(0);
            if (points > 0) {
                for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
                    if (!column.component().startsWith("Points3D:")
                            && cells.any(column.component())
                                    .filter(cell -> ScalarColours.takes(cell.instances(), points))
                                    .isPresent()) {
                        found.add(column.component());
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /// Makes the scene of a moment the one that is shown. It is the same object as before when the same
    /// rows make it; the one before is no longer good when it is not.
    public Scene show(final StoreReader reader, final TimeCursor cursor, final Predicate<EntityPath> visible) {
        return show(reader, cursor, visible, null);
    }

    /// The same without asking each time which entities are visible.
    ///
    /// @param visibleKey another one (by `equals`) when `visible` says something else
    public Scene show(
            final StoreReader reader,
            final TimeCursor cursor,
            final Predicate<EntityPath> visible,
            final @Nullable Object visibleKey) {
        SceneState making = state;
        if (making == null || making.store() != reader.store()) {
            forgetScene();
            making = new SceneState(device, reader.store(), statistics, levels);
            state = making;
        }
        making.colourBy(colouredBy);
        making.last(span, placingNsMax);
        final Scene next;
        try {
            next = making.update(reader, cursor, visible, visibleKey);
        } catch (final RuntimeException | Error e) {
            // What has been compared but not made would never be made
            forgetScene();
            throw e;
        }
        if (making.isPlacing()) {
            unplaced++;
        }
        if (next != scene) {
            scene = next;
            built++;
            extents.clear();
        }
        return next;
    }

    /// @throws IllegalStateException before the first [#show]
    public Scene scene() {
        final Scene shown = scene;
        if (shown == null) {
            throw new IllegalStateException("nothing has been shown yet");
        }
        return shown;
    }

    /// How many large clouds, pictures and textures have been made for the device so far.
    public long uploadCount() {
        return state == null ? 0 : state.cache().madeCount();
    }

    /// Bytes of points that have come to the device so far for clouds that are drawn by shares.
    long sentBytes() {
        return scene == null ? 0 : scene.rows().sentBytes();
    }

    /// What scenes have cost so far.
    public SceneStatistics statistics() {
        return statistics;
    }

    /// Gives up what the scene that is shown does not need.
    public void giveUp() {
        if (state != null) {
            state.cache().giveUp();
        }
    }

    /// How many scenes have been built so far.
    public long builtCount() {
        return built;
    }

    /// The scene as a frame of `width` × `height` pixels, all of large clouds: the same object as before
    /// when it is the same frame, unless clouds are drawn by their levels of detail.
    public FrameDrawData compose(final Eye eye, final int width, final int height, final float uiScale) {
        if (!scene().levelled().isEmpty()) {
            return composeAnew(eye, width, height, uiScale, null);
        }
        final ComposedKey key = new ComposedKey(scene(), eye, width, height, uiScale, style.style());
        FrameDrawData frame = composed;
        if (frame == null || !key.equals(composedOf)) {
            frame = Composition.compose(scene(), eye, width, height, uiScale, style, null);
            composed = frame;
            composedOf = key;
        }
        return frame;
    }

    /// As [#compose], for one of many pictures: of large clouds it shows what there is time for and what
    /// has been loaded; more as eye and time rest, by a share a picture, all of which must then be drawn by
    /// the same renderer and may be the same otherwise.
    ///
    /// @param nowNs `System.nanoTime`
    public FrameDrawData composeMoving(
            final Eye eye, final int width, final int height, final float uiScale, final long nowNs) {
        if (!scene().isPaced()) {
            composedLast = null;
            rowsLast = -1;
            return compose(eye, width, height, uiScale);
        }
        final long beganNs = System.nanoTime();
        final FrameDrawData before = composedLast;
        final long rows = scene().rows().generation();
        final List<Object> levelled =
                scene().levelled().stream().map(Scene.Levels::shown).toList();
        LodQuality quality = pace.next(eye, style.style(), nowNs);
        if (rows != rowsLast) {
            rowsLast = rows;
            quality = pace.changed(nowNs);
        }
        FrameDrawData frame = composeAnew(eye, width, height, uiScale, quality);
        if (before == null || !frame.hasSameClouds(before) || !levelled.equals(levelledLast)) {
            final LodQuality instead = pace.changed(nowNs);
            frame = instead.equals(quality) ? frame : composeAnew(eye, width, height, uiScale, instead);
        }
        composedLast = frame;
        levelledLast = levelled;
        composingNs = System.nanoTime() - beganNs;
        return frame;
    }

    /// Notes what a picture of [#composeMoving] took: how many points the next has follows from that.
    ///
    /// @param deviceNs by the device's clock; 0 when it is not known
    public void took(final long deviceNs) {
        boolean isLimited = false;
        for (final Scene.Levels each : scene().levelled()) {
            isLimited |= each.cloud().isLimited();
        }
        isLimited |= scene().rows().isLimited();
        pace.chosen(isLimited);
        // Points have to be chosen and sent before they are drawn; on a device that draws by the processor both
        // have the same cores
        pace.took(deviceNs > 0 ? deviceNs + composingNs : 0);
    }

    private FrameDrawData composeAnew(
            final Eye eye, final int width, final int height, final float uiScale, final @Nullable LodQuality quality) {
        composed = null;
        composedOf = null;
        final FrameDrawData frame = Composition.compose(scene(), eye, width, height, uiScale, style, quality);
        if (quality == null) {
            return frame;
        }
        return quality.equals(LodQuality.RESTING) ? frame.refining(pace.share(), isComplete()) : frame.passing(true);
    }

    /// Whether the last frame had all of the large clouds that it will have.
    private boolean isComplete() {
        boolean isComplete = scene().rows().isComplete();
        for (final Scene.Levels each : scene().levelled()) {
            isComplete &= each.cloud().isSettled() && !each.cloud().isPartial();
        }
        return isComplete;
    }

    /// When the next picture of the same eye would show more: in so many seconds, 0 for at once; less than
    /// 0 for never, unless [#news] changes.
    public double refinesInS(final long nowNs) {
        if (state != null && state.isPlacing()) {
            return 0;
        }
        if (!scene().isPaced()) {
            return -1;
        }
        final double restsInS = pace.restsInS(nowNs);
        // What is not on the device yet comes with the next frames
        return restsInS < 0 && !scene().rows().isComplete() ? 0 : restsInS;
    }

    /// The instance of a large cloud that a place of the last picture shows.
    ///
    /// @param instance its number in the entity's row
    /// @param time of the row; null when it is static, or all times show the same cloud
    /// @param point world coordinates
    public record PickedInstance(
            EntityPath entity, int instance, @Nullable Long time, Vector3d point) {}

    /// The point of large clouds that is nearest to (x, y), of all that the last picture of them has.
    public Optional<PickedInstance> pickInstance(
            final Eye eye, final double x, final double y, final int width, final int height, final float uiScale) {
        PickedInstance best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (final Scene.Levels each : scene().levelled()) {
            final LodCloud.Picked picked = each.cloud()
                    .pick(eye.camera(), each.worldFromObject(), x, y, PICK_PIXELS * uiScale, width, height)
                    .orElse(null);
            if (picked != null && picked.score() < bestScore) {
                bestScore = picked.score();
                best = new PickedInstance(each.entity(), picked.number(), null, picked.world());
            }
        }
        final RowCloud.Aim aim = new RowCloud.Aim(
                eye.camera(),
                x,
                y,
                PICK_PIXELS * uiScale,
                width,
                height,
                style.style().clip());
        for (final DrawnRows.OfEntity each : scene().rows().rows()) {
            final PlacedRow row = each.row();
            final RowCloud cloud = row.cloud;
            // Of one in the batch all positions are at hand
            final LodCloud.Picked picked = (cloud == null
                            ? aim.nearest(row.samples, row.place)
                            : cloud.pick(row.drawn, row.place, aim))
                    .orElse(null);
            if (picked != null && picked.score() < bestScore) {
                bestScore = picked.score();
                best = new PickedInstance(each.path(), picked.number(), row.time, picked.world());
            }
        }
        return Optional.ofNullable(best);
    }

    /// What a place of the picture shows.
    ///
    /// @param point world coordinates
    /// @param radius half the size of the entity there, world units
    public record Pick(EntityPath entity, Vector3d point, double radius) {}

    /// The nearest thing within a few pixels of (x, y), by samples of what is shown.
    public Optional<Pick> pick(
            final Eye eye, final double x, final double y, final int width, final int height, final float uiScale) {
        final Bounds bounds = scene().bounds();
        final Camera camera = eye.camera();
        final ClipBox clip = style.style().clip();
        int best = -1;
        double bestScore = Double.POSITIVE_INFINITY;
        for (int i = 0; i < bounds.count(); i++) {
            final Vector3d sample = bounds.sample(i);
            final double[] at = camera.project(sample.x, sample.y, sample.z, width, height);
            final double pixels = Math.hypot(at[0] - x, at[1] - y) / uiScale;
            final boolean isShown = clip == null || !bounds.isOfCloud(i) || clip.contains(sample.x, sample.y, sample.z);
            if (isShown && at[2] > camera.near() && pixels <= PICK_PIXELS) {
                // Of things that lie close together in the picture the nearer one hides the other.
                final double score = at[2] * (1 + pixels / PICK_PIXELS);
                if (score < bestScore) {
                    bestScore = score;
                    best = i;
                }
            }
        }
        if (best < 0) {
            return Optional.empty();
        }
        final EntityPath entity = bounds.ownerOf(best);
        return Optional.of(
                new Pick(entity, bounds.sample(best), extentOf(entity).radius()));
    }

    /// A box around what an entity, and all below it, shows.
    ///
    /// @param low corner in world coordinates, `high` the opposite one
    public record Extent(Vector3d low, Vector3d high) {
        public boolean isEmpty() {
            return !(low.x <= high.x);
        }

        public Vector3d centre() {
            return new Vector3d(low).add(high).mul(0.5);
        }

        public double radius() {
            return isEmpty() ? 0 : low.distance(high) / 2;
        }
    }

    public Extent extentOf(final EntityPath entity) {
        return extents.computeIfAbsent(entity, this::findExtent);
    }

    private Extent findExtent(final EntityPath entity) {
        final Bounds bounds = scene().bounds();
        final Vector3d low = new Vector3d(Double.POSITIVE_INFINITY);
        final Vector3d high = new Vector3d(Double.NEGATIVE_INFINITY);
        for (int i = 0; i < bounds.count(); i++) {
            if (entity.contains(bounds.ownerOf(i))) {
                final Vector3d sample = bounds.sample(i);
                low.min(sample);
                high.max(sample);
            }
        }
        return new Extent(low, high);
    }

    /// Where corners of a box are in the picture: x, y in pixels, then the distance; behind the eye below 0.
    public static double[] project(final Eye eye, final Vector3d point, final int width, final int height) {
        return eye.camera().project(point.x, point.y, point.z, width, height);
    }

    /// Lets go of everything that was shown; the next [#show] may be of another store.
    public void forget() {
        forgetScene();
        if (levels != null) {
            levels.close();
            levels = null;
        }
    }

    private void forgetScene() {
        if (state != null) {
            state.close();
            state = null;
        }
        scene = null;
        composedLast = null;
        rowsLast = -1;
        composed = null;
        composedOf = null;
        extents.clear();
    }

    @Override
    public void close() {
        forget();
        style.close();
    }
}
