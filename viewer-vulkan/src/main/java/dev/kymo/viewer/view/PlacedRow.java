package dev.kymo.viewer.view;

import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// A row's cloud and where it is: by itself on the device, or, when it is small, in the batch of small
/// ones. One thread, the device's.
final class PlacedRow {
    /// Fibonacci hashing (Knuth 6.4).
    private static final int GOLDEN = 0x9E3779B9;

    /// By which key the cache holds the cloud.
    final Object key;
    /// Null when it is in the batch.
    final @Nullable RowCloud cloud;
    /// Its number in the batch; [ScenePart#NO_CLOUD] when it is by itself.
    final int batched;
    /// On the entity's timeline; null when it is static.
    final @Nullable Long time;
    final int count;
    /// Some of its positions, three each.
    final float[] samples;
    /// From its coordinates to the world's; the origin that its positions are relative to is in it.
    final Matrix4d place = new Matrix4d();

    private final Matrix4d placeBefore = new Matrix4d().zero();
    private double[] matrix = {};
    private float radiusBefore = Float.NaN;

    /// From 0 to 1, evenly over rows: whether it has one share more than others, where there is not time
    /// for one more of all of them.
    final double rank;
    /// Of points that have none of their own: what the recording says; null where it says nothing.
    @Nullable
    Float ownRadius;

    /// The same as it is drawn.
    float radius;
    /// Whether it may be in the picture, as of [DrawnRows#look].
    boolean isSeen = true;
    /// Shares that the last frame had.
    int drawn;
    /// What it was used for last.
    long usedIn;
    /// Whether it was given back.
    boolean isReleased;

    private PlacedRow(
            final Object key,
            final @Nullable RowCloud cloud,
            final int batched,
            final @Nullable Long time,
            final int count,
            final float[] samples) {
        this.key = key;
        this.cloud = cloud;
        this.batched = batched;
        this.time = time;
        this.count = count;
        this.samples = samples;
        rank = ((key.hashCode() * GOLDEN) >>> 8) / (double) (1 << 24);
    }

    /// By itself.
    static PlacedRow of(final Object key, final RowCloud cloud, final @Nullable Long time) {
        return new PlacedRow(key, cloud, ScenePart.NO_CLOUD, time, cloud.count(), cloud.samples());
    }

    static PlacedRow batched(
            final Object key, final int object, final long time, final int count, final float[] samples) {
        return new PlacedRow(key, null, object, time, count, samples);
    }

    /// Whether it is as large, and where it was, when this was asked before.
    boolean isWhereItWas() {
        final boolean isThere = place.equals(placeBefore) && radius == radiusBefore;
        if (!isThere) {
            placeBefore.set(place);
            radiusBefore = radius;
            matrix = place.get(new double[16]);
        }
        return isThere;
    }

    /// Its place, column-major, as of [#isWhereItWas]; not to be changed.
    double[] matrix() {
        return matrix;
    }
}
