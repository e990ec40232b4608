package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import org.joml.Vector3d;
import org.junit.jupiter.api.Test;

/// How many points there is time for.
final class LodPaceTest {
    private static final long MS = 1_000_000;

    private final LodPace pace = new LodPace();
    private long nowNs;

    private static Eye eye(final int place) {
        return new Eye(new Vector3d(place, 0, 0), new Vector3d(place, 10, 0), new Vector3d(0, 0, 1));
    }

    private LodQuality next(final Eye eye, final CloudStyle style) {
        nowNs += 33 * MS;
        return pace.next(eye, style, nowNs);
    }

    private long pointsAfter(final int frames, final long deviceNs, final boolean limited) {
        long points = 0;
        for (int i = 0; i < frames; i++) {
            points = next(eye(i), CloudStyle.PLAIN).pointsMax();
            pace.chosen(limited);
            pace.took(deviceNs);
        }
        return points;
    }

    @Test
    void shouldDrawFewerPointsWhileFramesTakeTooLongAndMoreWhileThereIsTime() {
        assertEquals(LodPace.POINTS_FIRST, next(eye(-1), CloudStyle.PLAIN).pointsMax());
        assertEquals(LodPace.POINTS_MIN, pointsAfter(60, 60 * MS, true));
        assertEquals(LodPace.POINTS_MAX, pointsAfter(200, 5 * MS, true));
    }

    @Test
    void shouldStayWithANumberThatThereIsTimeFor() {
        assertEquals(LodPace.POINTS_FIRST, pointsAfter(100, 21 * MS, true));
    }

    @Test
    void shouldNotAskForMoreThanThereIsToBeSeen() {
        assertEquals(LodPace.POINTS_FIRST, pointsAfter(100, 5 * MS, false));
    }

    @Test
    void shouldTakeWhatChangesBeforeARestingEyeAsMovement() {
        while (!next(eye(0), CloudStyle.PLAIN).equals(LodQuality.RESTING)) {
            assertTrue(nowNs < 1000 * MS);
        }
        assertEquals(LodQuality.moving(LodPace.POINTS_FIRST), pace.changed(nowNs));
        assertTrue(pace.restsInS(nowNs) > 0);
        assertEquals(LodPace.POINTS_FIRST, next(eye(0), CloudStyle.PLAIN).pointsMax());
        nowNs += 200 * MS;
        assertEquals(LodQuality.RESTING, next(eye(0), CloudStyle.PLAIN));
    }

    private long shareAfter(final int frames, final long deviceNs) {
        for (int i = 0; i < frames; i++) {
            next(eye(0), CloudStyle.PLAIN);
            pace.took(deviceNs);
        }
        return pace.share();
    }

    @Test
    void shouldAddAsManyPointsToAPictureAtRestAsThereIsTimeFor() {
        next(eye(0), CloudStyle.PLAIN);
        nowNs += 200 * MS;
        assertEquals(LodPace.POINTS_FIRST, shareAfter(1, 500 * MS), "that was the last of the movement");
        assertEquals(LodPace.POINTS_FIRST, shareAfter(20, 21 * MS));
        assertEquals(LodPace.POINTS_MIN, shareAfter(60, 60 * MS));
        assertEquals(LodPace.POINTS_MAX, shareAfter(60, 5 * MS));
        assertEquals(LodPace.POINTS_FIRST, next(eye(1), CloudStyle.PLAIN).pointsMax(), "movement has its own number");
    }

    @Test
    void shouldShowAllWhenEyeAndBoxRest() {
        next(eye(0), CloudStyle.PLAIN);
        for (int i = 0; i < 4; i++) {
            assertTrue(pace.restsInS(nowNs) > 0);
            assertEquals(LodPace.POINTS_FIRST, next(eye(0), CloudStyle.PLAIN).pointsMax());
        }
        assertEquals(LodQuality.RESTING, next(eye(0), CloudStyle.PLAIN));
        assertEquals(-1, pace.restsInS(nowNs));
        pace.took(500 * MS);
        final CloudStyle other = CloudStyle.PLAIN.withClip(new ClipBox(0, 0, 0, 1, 1, 1));
        assertEquals(LodPace.POINTS_FIRST, next(eye(0), other).pointsMax(), "what it took at rest does not count");
        pace.took(500 * MS);
        assertEquals(LodPace.POINTS_FIRST, next(eye(1), other).pointsMax(), "nor when that is known later");
        pace.took(500 * MS);
        assertTrue(next(eye(2), other).pointsMax() < LodPace.POINTS_FIRST);
    }
}
