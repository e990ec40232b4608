package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.joml.Vector3d;
import org.junit.jupiter.api.Test;

final class EyeTest {
    private static final Vector3d UP = new Vector3d(0, 0, 1);
    private static final Eye EYE = new Eye(new Vector3d(0, -10, 0), new Vector3d(0, 0, 0), UP);

    @Test
    void shouldKeepItsDistanceWhenItTurns() {
        final Eye turned = EYE.orbit(0.7, 0.4).orbit(-2, -0.1);
        assertEquals(10, turned.distance(), 1e-9);
        assertEquals(EYE.target(), turned.target());
    }

    @Test
    void shouldRiseWithPositivePitchAndStopShortOfStraightDown() {
        assertTrue(EYE.orbit(0, 0.5).position().z() > 4);
        final Eye top = EYE.orbit(0, 100);
        assertEquals(Math.toRadians(89), Math.asin(top.position().z() / 10), 1e-9);
        assertEquals(
                10 * Math.sin(Math.toRadians(-89)),
                EYE.orbit(0, -100).position().z(),
                1e-6);
    }

    @Test
    void shouldMoveAlongThePicture() {
        final Eye moved = EYE.move(1, 2, 3);
        assertEquals(0, new Vector3d(1, -7, 2).distance(moved.position()), 1e-9);
        assertEquals(0, new Vector3d(1, 3, 2).distance(moved.target()), 1e-9);
    }

    @Test
    void shouldGoOnThroughTheTargetWhereItCannotComeNearer() {
        assertEquals(5, EYE.zoom(0.5, 0.1).distance(), 1e-9);
        final Eye near = EYE.zoom(0.001, 0.1);
        assertEquals(0.1, near.distance(), 1e-9);
        assertTrue(near.target().y() > 0);
    }
}
