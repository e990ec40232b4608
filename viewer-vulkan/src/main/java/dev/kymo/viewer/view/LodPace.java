package dev.kymo.viewer.view;

import org.jspecify.annotations.Nullable;

/// How much of large clouds the pictures of a window show: while the eye moves what there is time for,
/// found out by how fast pictures follow each other; all when it has rested for a moment. One thread.
final class LodPace {
    private static final long FRAME_NS = 33_000_000;
    /// Pictures that are further apart are not of one movement.
    private static final long MOVEMENT_NS = 250_000_000;

    private static final long REST_NS = 150_000_000;
    private static final long POINTS_MIN = 200_000;
    private static final long POINTS_MAX = 4_000_000;

    private long points = 1_000_000;
    private @Nullable Eye before;
    private long movedNs;
    private long drawnNs;
    private boolean isResting;

    /// The quality of a picture that is composed now.
    LodQuality next(final Eye eye, final long nowNs) {
        final boolean moved = !eye.equals(before);
        if (moved) {
            final long sinceNs = nowNs - drawnNs;
            if (before != null && !isResting && sinceNs < MOVEMENT_NS) {
                // Faster down than up: a stutter is seen, some points are not
                points = Math.clamp(sinceNs > FRAME_NS ? points * 7 / 8 : points + points / 32, POINTS_MIN, POINTS_MAX);
            }
            before = eye;
            movedNs = nowNs;
        }
        drawnNs = nowNs;
        isResting = nowNs - movedNs >= REST_NS;
        return isResting ? LodQuality.RESTING : LodQuality.moving(points);
    }

    /// In how many seconds the eye will have rested long enough; -1 when it has.
    double restsInS(final long nowNs) {
        return isResting ? -1 : Math.max(0, (movedNs + REST_NS - nowNs) / 1e9);
    }
}
