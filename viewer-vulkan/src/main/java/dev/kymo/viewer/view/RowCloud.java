package dev.kymo.viewer.view;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// The points of one row on the device, as many shares of them ([ShareOrder]) as were wanted so far; all of
/// them in one piece where all were wanted at once, which takes a copy and no choosing. Points are as they
/// were logged: a picture of all shares is that of the row, bit by bit.
///
/// One thread, the device's; closed before it.
final class RowCloud implements AutoCloseable {
    private static final int POSITION_BYTES = 3 * Float.BYTES;
    /// In UI pixels: a quarter of what [BoxSight] leaves around the picture.
    private static final float UI_RADIUS_MAX = 4;
    /// Of points that are chosen before they are sent.
    private static final long CHOSEN_BYTES_MAX = 8L << 20;

    private final GpuDevice device;
    private final RecordingStore store;
    private final RowSource source;
    private final int count;
    private final boolean hasOwnRadii;
    private final float[] samples;
    private final ShareOrder order;
    private final List<PointDrawData> shares = new ArrayList<>();
    /// In place of all shares.
    private @Nullable PointDrawData whole;
    /// While not all shares are there.
    private @Nullable ScalarColours numberColours;

    private long heldBytes;
    private boolean isGone;
    /// Around the points that are there, in the cloud's own coordinates.
    private final Vector3d low = new Vector3d(Double.POSITIVE_INFINITY);

    private final Vector3d high = new Vector3d(Double.NEGATIVE_INFINITY);

    /// @param count points of the row
    /// @param hasOwnRadii whether each point has a radius of its own
    /// @param samples some of the positions, three each
    RowCloud(
            final GpuDevice device,
            final RecordingStore store,
            final RowSource source,
            final int count,
            final boolean hasOwnRadii,
            final float[] samples) {
        this.device = device;
        this.store = store;
        this.source = source;
        this.count = count;
        this.hasOwnRadii = hasOwnRadii;
        this.samples = samples;
        order = new ShareOrder(count);
    }

    int count() {
        return count;
    }

    float[] samples() {
        return samples;
    }

    ShareOrder order() {
        return order;
    }

    /// How many shares are on the device.
    int there() {
        return whole == null ? shares.size() : order.shares();
    }

    /// Whether there is no more to come.
    boolean isWhole() {
        return isGone || there() == order.shares();
    }

    /// What is to be drawn for the first so many shares, all of which are there.
    List<PointDrawData> pieces(final int drawn) {
        if (drawn == 0) {
            return List.of();
        }
        return whole == null ? shares.subList(0, drawn) : List.of(whole);
    }

    /// Whether some of the points that are there may be in the picture. True while there are none, and where
    /// each has a radius of its own.
    ///
    /// @param radius of each, as in [PointDrawData]
    boolean mayBeSeen(final BoxSight sight, final Matrix4d worldFromObject, final float radius) {
        final boolean isKnown = there() > 0 && !hasOwnRadii && radius >= -UI_RADIUS_MAX;
        return !isKnown
                || sight.sees(
                        low,
                        high,
                        worldFromObject,
                        Math.max(0, radius) * Matrices.scaleOf(worldFromObject.get(new double[16])));
    }

    /// Bytes of its shares on the device.
    long heldBytes() {
        return heldBytes;
    }

    /// What a point takes there.
    int bytesPerPoint() {
        return bytesPerPoint(hasOwnRadii);
    }

    static int bytesPerPoint(final boolean hasOwnRadii) {
        return POSITION_BYTES + Integer.BYTES + (hasOwnRadii ? Float.BYTES : 0);
    }

    /// Brings shares to the device until there are so many, or so many bytes have been sent.
    ///
    /// @return the bytes that were sent; at least one share's when one was missing and `bytesMax` is more
    ///     than 0
    long upload(final int wanted, final long bytesMax) {
        if (isGone || there() >= Math.min(wanted, order.shares()) || bytesMax <= 0) {
            return 0;
        }
        long sent = 0;
        try (StoreReader reader = store.reader()) {
            final RowSource.Values values = find(reader);
            if (values == null) {
                return 0;
            }
            if (values.numbers() != null && numberColours == null) {
                numberColours = ScalarColours.of(values.numbers());
            }
            while (shares.size() < Math.min(wanted, order.shares()) && sent < bytesMax) {
                sent += upload(Math.min(wanted, order.shares()), bytesMax - sent, values);
            }
        }
        if (isWhole()) {
            closeNumbers();
        }
        return sent;
    }

    /// Brings all points to the device.
    ///
    /// @return the bytes that were sent
    long uploadAll() {
        if (there() > 0 || isGone) {
            return upload(order.shares(), Long.MAX_VALUE);
        }
        try (StoreReader reader = store.reader();
                Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final RowSource.Values values = find(reader);
            if (values == null) {
                return 0;
            }
            final PointDrawData all = uploadAll(values, arena);
            whole = all;
            heldBytes += all.sizeBytes();
            return all.sizeBytes();
        }
    }

    /// @return null when the row was given up, or is another by now
    private RowSource.@Nullable Values find(final StoreReader reader) {
        final RowSource.Values values = source.find(reader);
        isGone = values == null || values.positions().length() != count;
        return isGone ? null : values;
    }

    private PointDrawData uploadAll(final RowSource.Values values, final Arena arena) {
        final MemorySegment xyz = values.positions().flatBytes();
        final ArrayData ownColours = values.numbers() == null ? values.colours() : null;
        final boolean isOneColour = ownColours != null && ownColours.length() == 1;
        final Around around = new Around();
        around.take(xyz, 0, count);
        surround(around);
        return PointDrawData.upload(
                device,
                xyz,
                isOneColour
                        ? null
                        : ownColours != null
                                ? CloudVisualizer.splat(ownColours.flatBytes(), count, arena)
                                : madeColours(xyz, values.numbers(), arena),
                hasOwnRadii
                        ? CloudVisualizer.splat(
                                java.util.Objects.requireNonNull(values.radii()).flatBytes(), count, arena)
                        : null,
                isOneColour ? ownColours.getInt(0) : 0,
                Float.NaN);
    }

    private MemorySegment madeColours(final MemorySegment xyz, final @Nullable ArrayData numbers, final Arena arena) {
        final MemorySegment rgba = arena.allocate((long) count * Integer.BYTES, Integer.BYTES);
        try (ScalarColours byNumber = numbers == null ? null : ScalarColours.of(numbers)) {
            final Colours colours = new Colours(null, byNumber, source.heights());
            for (int point = 0; point < count; point++) {
                final long at = (long) point * POSITION_BYTES;
                rgba.set(
                        Layouts.INT,
                        (long) point * Integer.BYTES,
                        colours.of(
                                point,
                                xyz.get(Layouts.FLOAT, at),
                                xyz.get(Layouts.FLOAT, at + 4),
                                xyz.get(Layouts.FLOAT, at + 8)));
            }
        }
        return rgba;
    }

    private void surround(final Around points) {
        if (!points.isEmpty()) {
            low.min(new Vector3d(points.lowX, points.lowY, points.lowZ));
            high.max(new Vector3d(points.highX, points.highY, points.highZ));
        }
    }

    /// The box around points. It is asked for each point: by comparing.
    private static final class Around {
        private float lowX = Float.POSITIVE_INFINITY;
        private float lowY = Float.POSITIVE_INFINITY;
        private float lowZ = Float.POSITIVE_INFINITY;
        private float highX = Float.NEGATIVE_INFINITY;
        private float highY = Float.NEGATIVE_INFINITY;
        private float highZ = Float.NEGATIVE_INFINITY;

        /// @param xyz three f32 of each point
        private void take(final MemorySegment xyz, final int first, final int count) {
            for (int point = first; point < first + count; point++) {
                final long at = (long) point * POSITION_BYTES;
                final float x = xyz.get(Layouts.FLOAT, at);
                final float y = xyz.get(Layouts.FLOAT, at + 4);
                final float z = xyz.get(Layouts.FLOAT, at + 8);
                if (Float.isFinite(x) && Float.isFinite(y) && Float.isFinite(z)) {
                    lowX = x < lowX ? x : lowX;
                    lowY = y < lowY ? y : lowY;
                    lowZ = z < lowZ ? z : lowZ;
                    highX = x > highX ? x : highX;
                    highY = y > highY ? y : highY;
                    highZ = z > highZ ? z : highZ;
                }
            }
        }

        private boolean isEmpty() {
            return lowX > highX;
        }
    }

    /// Brings some shares to the device, at least one.
    ///
    /// @return the bytes that were sent
    private long upload(final int wanted, final long bytesMax, final RowSource.Values values) {
        final int first = shares.size();
        int end = first;
        long bytes = 0;
        while (end == first || (end < wanted && bytes < Math.min(bytesMax, CHOSEN_BYTES_MAX))) {
            bytes += (long) order.pointsMax(end) * bytesPerPoint();
            end++;
        }
        final ArrayData ownColours = values.numbers() == null ? values.colours() : null;
        final boolean isOneColour = ownColours != null && ownColours.length() == 1;
        final Colours colours = isOneColour ? null : new Colours(ownColours, numberColours, source.heights());
        final MemorySegment xyz = values.positions().flatBytes();
        final Gathering[] chosen = new Gathering[end - first];
        long sent = 0;
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            for (int i = 0; i < chosen.length; i++) {
                final int room = order.pointsMax(first + i);
                chosen[i] = new Gathering(
                        xyz,
                        colours,
                        hasOwnRadii ? values.radii() : null,
                        arena.allocate((long) room * POSITION_BYTES, Float.BYTES),
                        arena.allocate(isOneColour ? 0 : (long) room * Integer.BYTES, Integer.BYTES),
                        arena.allocate(hasOwnRadii ? (long) room * Float.BYTES : 0, Float.BYTES));
            }
            order.forEach(first, chosen);
            for (final Gathering points : chosen) {
                final PointDrawData share = PointDrawData.upload(
                        device,
                        points.toXyz.asSlice(0, (long) points.count * POSITION_BYTES),
                        isOneColour ? null : points.toRgba.asSlice(0, (long) points.count * Integer.BYTES),
                        hasOwnRadii ? points.toRadii.asSlice(0, (long) points.count * Float.BYTES) : null,
                        isOneColour ? ownColours.getInt(0) : 0,
                        Float.NaN);
                shares.add(share);
                sent += share.sizeBytes();
                heldBytes += share.sizeBytes();
                surround(points.around);
            }
        }
        return sent;
    }

    /// What colours points have: one of the three.
    private record Colours(
            @Nullable ArrayData own,
            @Nullable ScalarColours byNumber,
            @Nullable HeightColours byHeight) {
        private int of(final int point, final float x, final float y, final float z) {
            if (byNumber != null) {
                return byNumber.of(point);
            }
            // Where there are fewer than points the last one counts for the rest
            if (own != null) {
                return own.getInt(Math.min(point, own.length() - 1));
            }
            return java.util.Objects.requireNonNull(byHeight).of(x, y, z);
        }

        /// One value of each point; null where they are made.
        private @Nullable MemorySegment column(final int count) {
            return byNumber == null && own != null && own.length() >= count ? own.flatBytes() : null;
        }
    }

    /// Copies points one behind the other. They lie apart, in memory that is in no cache: a loop that does no more
    /// than to copy has many of them on their way at once.
    private static final class Gathering implements ShareOrder.Visitor {
        private final MemorySegment fromXyz;
        private final @Nullable Colours colours;
        private final @Nullable MemorySegment ownColours;
        private final @Nullable ArrayData radii;
        private final MemorySegment toXyz;
        private final MemorySegment toRgba;
        private final MemorySegment toRadii;
        private int count;
        private final Around around = new Around();

        private Gathering(
                final MemorySegment fromXyz,
                final @Nullable Colours colours,
                final @Nullable ArrayData radii,
                final MemorySegment toXyz,
                final MemorySegment toRgba,
                final MemorySegment toRadii) {
            this.fromXyz = fromXyz;
            this.colours = colours;
            ownColours = colours == null ? null : colours.column((int) (fromXyz.byteSize() / POSITION_BYTES));
            this.radii = radii;
            this.toXyz = toXyz;
            this.toRgba = toRgba;
            this.toRadii = toRadii;
        }

        @Override
        public void visit(final int[] points, final int more) {
            for (int i = 0; i < more; i++) {
                MemorySegment.copy(
                        fromXyz,
                        (long) points[i] * POSITION_BYTES,
                        toXyz,
                        (long) (count + i) * POSITION_BYTES,
                        POSITION_BYTES);
            }
            if (ownColours != null) {
                for (int i = 0; i < more; i++) {
                    toRgba.set(
                            Layouts.INT,
                            (long) (count + i) * Integer.BYTES,
                            ownColours.get(Layouts.INT, (long) points[i] * Integer.BYTES));
                }
            } else if (colours != null) {
                for (int i = 0; i < more; i++) {
                    final long at = (long) (count + i) * POSITION_BYTES;
                    toRgba.set(
                            Layouts.INT,
                            (long) (count + i) * Integer.BYTES,
                            colours.of(
                                    points[i],
                                    toXyz.get(Layouts.FLOAT, at),
                                    toXyz.get(Layouts.FLOAT, at + 4),
                                    toXyz.get(Layouts.FLOAT, at + 8)));
                }
            }
            if (radii != null) {
                for (int i = 0; i < more; i++) {
                    toRadii.set(
                            Layouts.FLOAT,
                            (long) (count + i) * Float.BYTES,
                            radii.getFloat(Math.min(points[i], radii.length() - 1)));
                }
            }
            around.take(toXyz, count, more);
            count += more;
        }
    }

    /// Gives shares back behind the first so many.
    void trim(final int wanted) {
        cutUp(wanted);
        while (shares.size() > wanted) {
            final PointDrawData last = shares.removeLast();
            heldBytes -= last.sizeBytes();
            last.close();
        }
    }

    /// Gives all points back that are there in one piece, where no longer all of them are wanted.
    void cutUp(final int wanted) {
        final PointDrawData all = whole;
        if (all != null && wanted < order.shares()) {
            heldBytes -= all.sizeBytes();
            all.close();
            whole = null;
        }
    }

    /// The point of the first so many shares that is nearest to a place of the picture, of those within
    /// `radius` pixels the nearest to the eye; none that is outside of the clip box. Reads the row.
    Optional<LodCloud.Picked> pick(final int drawn, final Matrix4d worldFromObject, final Aim aim) {
        if (drawn == 0 || !aim.mayTouch(low, high, worldFromObject)) {
            return Optional.empty();
        }
        try (StoreReader reader = store.reader()) {
            final RowSource.Values values = source.find(reader);
            if (values == null || values.positions().length() != count) {
                return Optional.empty();
            }
            final MemorySegment xyz = values.positions().flatBytes();
            final Nearest nearest = new Nearest(xyz, worldFromObject, aim);
            for (int share = 0; share < Math.min(drawn, order.shares()); share++) {
                order.forEach(share, nearest);
            }
            return Optional.ofNullable(nearest.best);
        }
    }

    /// What was clicked on.
    ///
    /// @param x in pixels, `y` and `radius` likewise
    record Aim(
            Camera camera,
            double x,
            double y,
            double radius,
            int width,
            int height,
            @Nullable ClipBox clip) {
        /// The nearest of few positions, three numbers each.
        Optional<LodCloud.Picked> nearest(final float[] xyz, final Matrix4d worldFromObject) {
            final Nearest nearest = new Nearest(MemorySegment.ofArray(xyz), worldFromObject, this);
            for (int i = 0; i < xyz.length / 3; i++) {
                nearest.accept(i);
            }
            return Optional.ofNullable(nearest.best);
        }

        private boolean mayTouch(final Vector3d low, final Vector3d high, final Matrix4d worldFromObject) {
            double leastX = Double.POSITIVE_INFINITY;
            double leastY = Double.POSITIVE_INFINITY;
            double mostX = Double.NEGATIVE_INFINITY;
            double mostY = Double.NEGATIVE_INFINITY;
            final Vector3d corner = new Vector3d();
            for (int i = 0; i < 8; i++) {
                worldFromObject.transformPosition(corner.set(
                        (i & 1) == 0 ? low.x : high.x, (i & 2) == 0 ? low.y : high.y, (i & 4) == 0 ? low.z : high.z));
                final double[] seen = camera.project(corner.x, corner.y, corner.z, width, height);
                if (seen[2] <= camera.near()) {
                    return true;
                }
                leastX = Math.min(leastX, seen[0]);
                mostX = Math.max(mostX, seen[0]);
                leastY = Math.min(leastY, seen[1]);
                mostY = Math.max(mostY, seen[1]);
            }
            return x >= leastX - radius && x <= mostX + radius && y >= leastY - radius && y <= mostY + radius;
        }
    }

    private static final class Nearest implements IntConsumer {
        private final MemorySegment xyz;
        private final Matrix4d worldFromObject;
        private final Aim aim;
        private final Vector3d at = new Vector3d();
        private LodCloud.@Nullable Picked best;

        private Nearest(final MemorySegment xyz, final Matrix4d worldFromObject, final Aim aim) {
            this.xyz = xyz;
            this.worldFromObject = worldFromObject;
            this.aim = aim;
        }

        @Override
        public void accept(final int point) {
            final long from = (long) point * POSITION_BYTES;
            worldFromObject.transformPosition(at.set(
                    xyz.get(Layouts.FLOAT, from), xyz.get(Layouts.FLOAT, from + 4), xyz.get(Layouts.FLOAT, from + 8)));
            final double[] seen = aim.camera.project(at.x, at.y, at.z, aim.width, aim.height);
            final double pixels = Math.hypot(seen[0] - aim.x, seen[1] - aim.y);
            final double score = seen[2] * (1 + pixels / aim.radius);
            final LodCloud.Picked known = best;
            if (seen[2] > aim.camera.near()
                    && pixels <= aim.radius
                    && (known == null || score < known.score())
                    && (aim.clip == null || aim.clip.contains(at.x, at.y, at.z))) {
                best = new LodCloud.Picked(point, new Vector3d(at), score);
            }
        }
    }

    private void closeNumbers() {
        if (numberColours != null) {
            numberColours.close();
            numberColours = null;
        }
    }

    @Override
    public void close() {
        trim(0);
        closeNumbers();
    }
}
