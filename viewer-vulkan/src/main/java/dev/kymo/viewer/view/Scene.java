package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.LineBatch;
import dev.kymo.viewer.render.LineDrawData;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.render.Texture;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// What there is to see at one moment, on the device. Owns its draw data; close it after the frames that show it.
public final class Scene implements AutoCloseable {
    private final GpuDevice device;
    private final DrawCache cache;
    private final Bounds bounds = new Bounds();
    private final LineBatch lines = new LineBatch();
    private final List<Consumer<FrameDrawData>> drawn = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Inset> insets = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private ViewAxes axes = ViewAxes.Z_UP;
    private final List<Levels> levelled = new ArrayList<>();
    private final @Nullable CloudLevels levels;
    private long pointCount;
    private double planeDistance = 1;
    private @Nullable LineDrawData uploadedLines;
    private @Nullable Vector3d ground;

    /// A camera's picture, also shown flat in a corner.
    record Inset(EntityPath entity, Texture texture) {}

    /// A text at a place of the world.
    record Label(String text, double x, double y, double z, int colour) {}

    /// A cloud that is drawn by its levels of detail.
    record Levels(EntityPath entity, LodCloud cloud, Matrix4d worldFromObject) {}

    /// @param own the cache again when nobody else closes it
    /// @param levels of large clouds; null: all points of all clouds are drawn
    Scene(
            final GpuDevice device,
            final DrawCache cache,
            final @Nullable DrawCache own,
            final @Nullable CloudLevels levels) {
        this.device = device;
        this.cache = cache;
        this.levels = levels;
        if (own != null) {
            owned.add(own);
        }
    }

    DrawCache cache() {
        return cache;
    }

    GpuDevice device() {
        return device;
    }

    Bounds bounds() {
        return bounds;
    }

    /// Lines in world coordinates.
    LineBatch lines() {
        return lines;
    }

    ViewAxes axes() {
        return axes;
    }

    void axes(final ViewAxes worldAxes) {
        axes = worldAxes;
        if (worldAxes.isLeftHanded()) {
            note("the world's ViewCoordinates are left-handed: left and right are swapped");
        }
    }

    /// From a frustum's eye to its far side, in world units, where the recording does not say.
    double planeDistance() {
        return planeDistance;
    }

    void planeDistance(final double distance) {
        planeDistance = distance;
    }

    @Nullable
    CloudLevels levels() {
        return levels;
    }

    void addLevels(final EntityPath entity, final LodCloud cloud, final Matrix4d worldFromObject) {
        pointCount += cloud.points();
        levelled.add(new Levels(entity, cloud, new Matrix4d(worldFromObject)));
    }

    List<Levels> levelled() {
        return levelled;
    }

    void addPoints(final PointDrawData points, final Matrix4d worldFromObject) {
        addPoints(points, worldFromObject, points.count());
    }

    /// @param of how many points these stand for
    void addPoints(final PointDrawData points, final Matrix4d worldFromObject, final long of) {
        pointCount += of;
        final double[] matrix = worldFromObject.get(new double[16]);
        drawn.add(frame -> frame.add(points, matrix));
    }

    void add(final Consumer<FrameDrawData> drawing) {
        drawn.add(drawing);
    }

    void addInset(final EntityPath entity, final Texture texture) {
        insets.add(new Inset(entity, texture));
    }

    void addLabel(final Label label) {
        labels.add(label);
    }

    List<Inset> insets() {
        return insets;
    }

    List<Label> labels() {
        return labels;
    }

    void note(final String text) {
        notes.add(text);
    }

    /// What could not be shown, and why, one line each.
    public Set<String> notes() {
        return java.util.Collections.unmodifiableSet(notes);
    }

    /// Where the ground is taken to be: below the middle of things, at the height of the lowest.
    Vector3d ground() {
        Vector3d found = ground;
        if (found == null) {
            found = bounds.centre();
            found.fma(bounds.lowest(axes.up()) - found.dot(axes.up()), axes.up());
            ground = found;
        }
        return found;
    }

    /// Points of all clouds, those of depth images included.
    public long pointCount() {
        return pointCount;
    }

    /// Whether there is nothing at all to see.
    public boolean isEmpty() {
        return bounds.isEmpty() && insets.isEmpty();
    }

    /// Puts everything into a frame of `width` × `height` pixels.
    ///
    /// @param quality of clouds that have levels of detail; null: all that a picture that stays shows of
    ///     them, loaded first where it is not there
    void drawInto(final FrameDrawData frame, final int width, final int height, final @Nullable LodQuality quality) {
        drawn.forEach(drawing -> drawing.accept(frame));
        for (final Levels each : levelled) {
            if (quality == null) {
                each.cloud.drawSettled(frame, each.worldFromObject, width, height, LodQuality.RESTING);
            } else {
                each.cloud.draw(frame, each.worldFromObject, width, height, quality);
            }
            final String failure = each.cloud.failure();
            if (failure != null) {
                note(each.entity + ": not all of it is shown, delete the file to have it made anew: " + failure);
            }
        }
        LineDrawData uploaded = uploadedLines;
        if (uploaded == null && lines.count() > 0) {
            uploaded = lines.upload(device);
            owned.add(uploaded);
            uploadedLines = uploaded;
        }
        if (uploaded != null) {
            frame.add(uploaded, new Matrix4d().get(new double[16]));
        }
    }

    @Override
    public void close() {
        for (final AutoCloseable thing : owned) {
            try {
                thing.close();
            } catch (final Exception e) {
                throw new IllegalStateException("giving draw data back failed", e);
            }
        }
        owned.clear();
    }
}
