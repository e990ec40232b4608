package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.render.Texture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// What there is to see at one moment, on the device. Good until the next one of the same view is made;
/// close it, where it was made by itself, after the frames that show it.
public final class Scene implements AutoCloseable {
    private final SceneState state;
    private final DrawnRows rows;
    private final List<Consumer<FrameDrawData>> drawn = new ArrayList<>();
    private final List<Inset> insets = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final List<Levels> levelled = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long depthPoints;
    private double planeDistance = 1;
    private boolean ownsState;
    private @Nullable Vector3d ground;

    /// A camera's picture, also shown flat in a corner.
    record Inset(EntityPath entity, Texture texture) {}

    /// A text at a place of the world.
    record Label(String text, double x, double y, double z, int colour) {}

    /// A cloud that is drawn by its levels of detail.
    record Levels(EntityPath entity, LodCloud cloud, Matrix4d worldFromObject) {
        /// Another one (by `equals`) when other points are seen, or in other places or colours.
        Object shown() {
            return List.of(cloud.shown(), worldFromObject);
        }
    }

    Scene(final SceneState state, final DrawnRows rows) {
        this.state = state;
        this.rows = rows;
        if (state.axes().isLeftHanded()) {
            note("the world's ViewCoordinates are left-handed: left and right are swapped");
        }
    }

    /// What made it is closed with it.
    Scene owningState() {
        ownsState = true;
        return this;
    }

    Bounds bounds() {
        return state.bounds();
    }

    ViewAxes axes() {
        return state.axes();
    }

    /// From a frustum's eye to its far side, in world units, where the recording does not say.
    double planeDistance() {
        return planeDistance;
    }

    void planeDistance(final double distance) {
        planeDistance = distance;
    }

    /// A cloud that a depth image measured.
    void addPoints(final PointDrawData points, final Matrix4d worldFromObject) {
        depthPoints += points.count();
        final double[] matrix = worldFromObject.get(new double[16]);
        drawn.add(frame -> frame.add(points, matrix));
    }

    void addLevels(final EntityPath entity, final LodCloud cloud, final Matrix4d worldFromObject) {
        levelled.add(new Levels(entity, cloud, new Matrix4d(worldFromObject)));
    }

    List<Levels> levelled() {
        return levelled;
    }

    /// Clouds that are drawn by shares.
    DrawnRows rows() {
        return rows;
    }

    /// Whether pictures of it that follow each other show what there is time for.
    boolean isPaced() {
        return !levelled.isEmpty() || rows.points() > LodPace.POINTS_MIN;
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
            final Vector3d up = axes().up();
            found = bounds().centre();
            found.fma(bounds().lowest(up) - found.dot(up), up);
            ground = found;
        }
        return found;
    }

    /// Points of all clouds, those of depth images included.
    public long pointCount() {
        return state.pointCount() + depthPoints;
    }

    /// Whether there is nothing at all to see.
    public boolean isEmpty() {
        return bounds().isEmpty() && insets.isEmpty();
    }

    /// Puts everything into a frame of `width` × `height` pixels. Large clouds share the points that may be
    /// drawn, each as many as it would have alone, in proportion.
    ///
    /// @param quality of large clouds; null: all that a picture that stays shows of them, loaded first
    ///     where it is not there
    void drawInto(final FrameDrawData frame, final int width, final int height, final @Nullable LodQuality quality) {
        drawn.forEach(drawing -> drawing.accept(frame));
        state.drawInto(frame);
        final LodQuality wanted = quality == null ? LodQuality.RESTING : quality;
        final long[] needs = new long[levelled.size()];
        final boolean isResting = wanted.equals(LodQuality.RESTING);
        // A picture that stays has all points of clouds without levels of detail, whatever the others need
        final long ofRows = isResting ? 0 : rows.look(frame.camera(), width, height);
        long all = ofRows;
        final boolean isShared = needs.length > 1 || all > 0;
        for (int i = 0; i < needs.length && isShared; i++) {
            final Levels each = levelled.get(i);
            needs[i] = each.cloud.need(frame, each.worldFromObject, width, height, wanted);
            all += needs[i];
        }
        if (quality == null) {
            rows.drawAll(frame);
        } else if (isResting) {
            rows.drawResting(frame);
        } else {
            rows.drawSome(frame, wanted.share(ofRows, all).pointsMax());
        }
        final String lacking = quality == null ? null : rows.note();
        if (lacking != null) {
            note(lacking);
        }
        for (int i = 0; i < needs.length; i++) {
            final Levels each = levelled.get(i);
            final LodQuality share = wanted.share(needs[i], all);
            if (quality == null) {
                each.cloud.drawSettled(frame, each.worldFromObject, width, height, share);
            } else {
                each.cloud.draw(frame, each.worldFromObject, width, height, share);
            }
            final String failure = each.cloud.failure();
            if (failure != null) {
                note(each.entity + ": not all of it is shown until its levels of detail are made anew: " + failure);
            }
        }
    }

    @Override
    public void close() {
        if (ownsState) {
            state.close();
        }
    }
}
