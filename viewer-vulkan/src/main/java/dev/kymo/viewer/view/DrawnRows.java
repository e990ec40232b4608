package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.PointDrawData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Draws the rows of a scene that have no levels of detail: in pictures that follow each other as many
/// shares of each as there is time for, the same fraction of every row; in one that stays all of them,
/// which come to the device over several frames, the first shares of all rows before the second ones.
///
/// One thread, the device's.
final class DrawnRows {
    /// Of shares that come to the device in one frame: so many bytes, and no more once it has taken so
    /// long, as where rows come from a slow disk.
    private static final long UPLOAD_BYTES_PER_FRAME = 8L << 20;

    private static final long UPLOAD_NS_PER_FRAME = 8_000_000;
    /// A disc of one pixel's radius and more takes the device as long as so many dots; measured on lavapipe.
    private static final double DISC_DOTS = 2.5;

    private static final float DOT_RADIUS = -0.5f;

    /// A row's cloud, and whose it is.
    record OfEntity(EntityPath path, PlacedRow row) {}

    private final long memoryBytesMax;
    private List<OfEntity> all = List.of();
    /// Those that are not in the batch of small clouds.
    private List<OfEntity> rows = List.of();

    /// What those take that may be in the picture, in dots.
    private long seenCost;

    private int nextToLoad;
    private boolean isLimited;
    private boolean isComplete = true;
    private long sentBytes;
    private long generation;
    private @Nullable String note;

    /// @param memoryBytesMax what shares of all rows may take on the device
    DrawnRows(final long memoryBytesMax) {
        this.memoryBytesMax = memoryBytesMax;
    }

    /// Has the rows of a scene's parts drawn from now on, those by (time, row id).
    void show(final @Nullable ScenePart[] parts, final SceneRows present) {
        final List<OfEntity> before = rows;
        final List<OfEntity> shown = new ArrayList<>();
        for (final ScenePart part : parts) {
            if (part != null) {
                for (final PlacedRow row : part.rows) {
                    shown.add(new OfEntity(present.path(part.entity()), row));
                }
            }
        }
        all = shown;
        rows = shown.stream().filter(each -> each.row().cloud != null).toList();
        boolean isSame = before.size() == rows.size();
        for (int i = 0; i < rows.size(); i++) {
            isSame &= rows.get(i).row().isWhereItWas();
            isSame = isSame && rows.get(i).row().key.equals(before.get(i).row().key);
        }
        if (isSame) {
            return;
        }
        generation++;
        nextToLoad = 0;
        isLimited = false;
        isComplete = true;
        note = null;
    }

    /// All rows that are shown together or by shares, small ones too.
    List<OfEntity> rows() {
        return all;
    }

    /// Whose rows are drawn by shares.
    List<EntityPath> entities() {
        return rows.stream().map(OfEntity::path).distinct().toList();
    }

    /// Points of all rows that are drawn by shares.
    long points() {
        long points = 0;
        for (final OfEntity each : rows) {
            points += each.row().count;
        }
        return points;
    }

    /// Finds out which of them may be in a picture, by the points of each that have come to the device so far: the
    /// first are a sample of all.
    ///
    /// @return what those take the device, in dots
    long look(final Camera camera, final int width, final int height) {
        final BoxSight sight = new BoxSight(camera, width, height);
        double cost = 0;
        for (final OfEntity each : rows) {
            final PlacedRow row = each.row();
            row.isSeen = cloud(row).mayBeSeen(sight, row.place, row.radius);
            cost += row.isSeen ? costOf(row) : 0;
        }
        seenCost = (long) cost;
        return seenCost;
    }

    private static double costOf(final PlacedRow row) {
        final boolean isDots = row.radius <= 0 && row.radius >= DOT_RADIUS;
        return row.count * (isDots ? 1 : DISC_DOTS);
    }

    private static RowCloud cloud(final PlacedRow row) {
        return java.util.Objects.requireNonNull(row.cloud);
    }

    /// Adds all points of all rows to a frame.
    void drawAll(final FrameDrawData frame) {
        for (final OfEntity each : rows) {
            final RowCloud cloud = cloud(each.row());
            sentBytes += cloud.uploadAll();
            add(frame, each.row(), cloud.there());
        }
        isLimited = false;
        isComplete = true;
    }

    /// Adds to a frame that others follow what there is time for, of rows that may be in the picture
    /// ([#look]).
    ///
    /// @param dotsMax what may be drawn
    void drawSome(final FrameDrawData frame, final long dotsMax) {
        final double share = Math.min(1, dotsMax / (double) Math.max(1, seenCost));
        final double fitting = fitting();
        long sent = 0;
        final long beganNs = System.nanoTime();
        // The newest rows are missed first
        for (int i = rows.size() - 1; i >= 0; i--) {
            final PlacedRow row = rows.get(i).row();
            if (!row.isSeen) {
                row.drawn = 0;
                continue;
            }
            row.drawn = Math.min(sharesOf(row, share), fittingShares(row, fitting));
            cloud(row).cutUp(row.drawn);
            if (hasTime(beganNs)) {
                sent += cloud(row).upload(row.drawn, UPLOAD_BYTES_PER_FRAME - sent);
            }
        }
        sentBytes += sent;
        for (final OfEntity each : rows) {
            add(frame, each.row(), Math.min(each.row().drawn, cloud(each.row()).there()));
        }
        trim(fitting);
        isLimited = share < 1;
        isComplete = false;
    }

    /// So many shares that of many rows together that fraction of the points is drawn. Which of them have
    /// one more than others follows from the row, so that none comes and goes while rows pass by.
    private static int sharesOf(final PlacedRow row, final double fraction) {
        final ShareOrder order = cloud(row).order();
        if (fraction >= 1) {
            return order.shares();
        }
        final double points = fraction * row.count;
        final int shares = order.sharesWithin(points);
        final double more = points - order.pointsUpTo(shares);
        final double next = order.pointsUpTo(shares + 1) - order.pointsUpTo(shares);
        return shares + (more / next > row.rank ? 1 : 0);
    }

    /// Adds to a frame that stays what is there, and brings more to the device.
    void drawResting(final FrameDrawData frame) {
        final double fitting = fitting();
        trim(fitting);
        long sent = 0;
        boolean isMissing = true;
        final long beganNs = System.nanoTime();
        // Round after round, each row one share more
        while (isMissing && sent < UPLOAD_BYTES_PER_FRAME && hasTime(beganNs)) {
            isMissing = false;
            int least = Integer.MAX_VALUE;
            for (final OfEntity each : rows) {
                if (!isLoaded(each.row(), fitting)) {
                    least = Math.min(least, cloud(each.row()).there());
                }
            }
            for (int i = 0; i < rows.size() && sent < UPLOAD_BYTES_PER_FRAME && hasTime(beganNs); i++) {
                final PlacedRow row = rows.get(nextToLoad++ % rows.size()).row();
                if (!isLoaded(row, fitting) && cloud(row).there() == least) {
                    sent += cloud(row).upload(least + 1, UPLOAD_BYTES_PER_FRAME - sent);
                    isMissing = true;
                }
            }
        }
        sentBytes += sent;
        isComplete = true;
        for (final OfEntity each : rows) {
            add(frame, each.row(), cloud(each.row()).there());
            isComplete &= isLoaded(each.row(), fitting);
        }
        isLimited = false;
    }

    private static boolean hasTime(final long beganNs) {
        return System.nanoTime() - beganNs < UPLOAD_NS_PER_FRAME;
    }

    private static boolean isLoaded(final PlacedRow row, final double fitting) {
        final RowCloud cloud = cloud(row);
        return cloud.isWhole() || cloud.there() >= fittingShares(row, fitting);
    }

    private static int fittingShares(final PlacedRow row, final double fitting) {
        final ShareOrder order = cloud(row).order();
        if (fitting >= 1) {
            return order.shares();
        }
        final int shares = order.sharesWithin(fitting * row.count);
        // Where not even the first shares of all fit, those of some
        return shares == 0 && fitting * row.count > row.rank * order.pointsUpTo(1) ? 1 : shares;
    }

    /// Which part of every row fits the memory.
    private double fitting() {
        long bytes = 0;
        for (final OfEntity each : rows) {
            bytes += (long) each.row().count * cloud(each.row()).bytesPerPoint();
        }
        final double fitting = Math.min(1, memoryBytesMax / (double) Math.max(1, bytes));
        note = fitting >= 1
                ? null
                : String.format(
                        Locale.ROOT,
                        "a sample of %.0f %% of the clouds' points is shown: all of them take %d MiB of the device, allowed are"
                                + " %d MiB",
                        100 * fitting,
                        bytes >> 20,
                        memoryBytesMax >> 20);
        return fitting;
    }

    private void trim(final double fitting) {
        if (fitting < 1) {
            for (final OfEntity each : rows) {
                cloud(each.row()).trim(fittingShares(each.row(), fitting));
            }
        }
    }

    private static void add(final FrameDrawData frame, final PlacedRow row, final int shares) {
        row.drawn = shares;
        for (final PointDrawData piece : cloud(row).pieces(shares)) {
            frame.addShare(piece, row.matrix(), row.radius);
        }
    }

    /// Whether more points would have shown more in the last frame.
    boolean isLimited() {
        return isLimited;
    }

    /// Whether the last frame had all that there will be.
    boolean isComplete() {
        return isComplete;
    }

    /// Bytes of shares that have come to the device so far.
    long sentBytes() {
        return sentBytes;
    }

    /// What can't be shown for want of memory; null when all can.
    @Nullable
    String note() {
        return note;
    }

    /// A number that is different whenever other rows are drawn, or in other places.
    long generation() {
        return generation;
    }
}
