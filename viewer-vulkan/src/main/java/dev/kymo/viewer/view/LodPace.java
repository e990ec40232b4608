package dev.kymo.viewer.view;

import dev.kymo.viewer.render.CloudStyle;
import org.jspecify.annotations.Nullable;

/// How much of large clouds the pictures of a window show: while the eye moves what there is time for,
/// by what the device says that pictures take; when it has rested for a moment all, but in each picture
/// so many points more as there is time for. As long as pictures take about as long as they may, the
/// number stays, so that nothing comes and goes for no reason. One thread.
final class LodPace {
    /// Of the 33 ms of a frame: the window's own drawing needs the rest.
    private static final long LONGEST_NS = 24_000_000;

    private static final long SHORTEST_NS = 18_000_000;
    private static final long REST_NS = 150_000_000;
    static final long POINTS_MIN = 200_000;
    static final long POINTS_FIRST = 500_000;
    static final long POINTS_MAX = 4_000_000;

    private long points = POINTS_FIRST;
    private long share = POINTS_FIRST;
    private @Nullable Eye before;
    private @Nullable CloudStyle styleBefore;
    private long movedNs;
    private boolean isResting;
    private boolean isLimited;
    private boolean isOfRest;
    private boolean isOfMovement;

    /// The quality of a picture that is composed now.
    ///
    /// @param style that a box is dragged in is movement as well
    LodQuality next(final Eye eye, final CloudStyle style, final long nowNs) {
        if (!eye.equals(before) || !style.equals(styleBefore)) {
            before = eye;
            styleBefore = style;
            movedNs = nowNs;
        }
        isOfRest |= isResting;
        isOfMovement |= !isResting;
        isResting = nowNs - movedNs >= REST_NS;
        return isResting ? LodQuality.RESTING : LodQuality.moving(points);
    }

    /// Notes that a picture of the same eye shows something else than the one before, which is movement too.
    ///
    /// @return the quality in which it is to be composed, in place of what [#next] said
    LodQuality changed(final long nowNs) {
        movedNs = nowNs;
        isResting = false;
        return LodQuality.moving(points);
    }

    /// How many points a picture of a resting eye may add.
    long share() {
        return share;
    }

    /// Notes how much of a picture was left out for want of time.
    ///
    /// @param limited whether more points would have shown more
    void chosen(final boolean limited) {
        isLimited = limited;
    }

    /// Notes what a picture took.
    ///
    /// @param deviceNs by the device's clock
    void took(final long deviceNs) {
        if (deviceNs <= 0) {
            return;
        }
        // The device is a frame behind: the first was the last picture before it came to rest, or moved on
        if (isResting) {
            tookResting(deviceNs);
            isOfMovement = false;
        } else if (isOfRest) {
            isOfRest = false;
        } else {
            tookMoving(deviceNs);
        }
    }

    private void tookResting(final long deviceNs) {
        if (isOfMovement) {
            return;
        }
        if (deviceNs > LONGEST_NS) {
            share = Math.max(POINTS_MIN, share - share / 8);
        } else if (deviceNs < SHORTEST_NS) {
            // Few pictures, of which nobody sees that one has more points than another
            share = Math.min(POINTS_MAX, share + share / 4);
        }
    }

    private void tookMoving(final long deviceNs) {
        if (deviceNs > LONGEST_NS) {
            // Faster down than up: a stutter is seen, some points are not
            points = Math.max(POINTS_MIN, points - points / 8);
        } else if (deviceNs < SHORTEST_NS && isLimited) {
            points = Math.min(POINTS_MAX, points + points / 32);
        }
    }

    /// In how many seconds the eye will have rested long enough; -1 when it has.
    double restsInS(final long nowNs) {
        return isResting ? -1 : Math.max(0, (movedNs + REST_NS - nowNs) / 1e9);
    }
}
