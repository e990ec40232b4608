package dev.kymo.examples;

import dev.kymo.sdk.Arrows3D;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformAxes3D;
import dev.kymo.sdk.ViewCoordinates;

/// A clock: hands that never change, static, and transforms that turn them. What is below an entity turns with it.
public final class ClockExample {
    private ClockExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("clock")) {
            run(rec, args.length == 0 ? 3600 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int seconds) {
        rec.logStatic("clock", ViewCoordinates.RIGHT_HAND_Y_UP, TransformAxes3D.of(0.2f));
        rec.logStatic(
                "clock/minutes", Arrows3D.of(0, 0.8f, 0).colors(Color.WHITE).radii(0.03f));
        rec.logStatic("clock/seconds", Arrows3D.of(0, 1, 0).colors(Color.RED).radii(0.01f));
        rec.logStatic("clock/seconds/tip", Transform3D.fromTranslation(0, 1, 0), TransformAxes3D.of(0.1f));
        for (int second = 0; second < seconds; second++) {
            rec.setTimeDurationSecs("t", second);
            rec.log("clock/minutes", turned(second / 3600.0));
            rec.log("clock/seconds", turned(second / 60.0));
        }
    }

    /// Clockwise about z, seen from the front.
    private static Transform3D turned(final double turns) {
        return Transform3D.fromAxisAngle(0, 0, -1, (float) (2 * Math.PI * turns));
    }
}
