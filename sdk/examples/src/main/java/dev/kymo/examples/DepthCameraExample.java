package dev.kymo.examples;

import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.ViewCoordinates;

/// A depth camera that circles the origin: a pose over time, fixed intrinsics, depth in millimetres.
public final class DepthCameraExample {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    private DepthCameraExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("depth-camera")) {
            run(rec, args.length == 0 ? 100 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int frames) {
        rec.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP);
        rec.logStatic("world/camera", Pinhole.of(131.25, 131.25, 79.5, 59.5, WIDTH, HEIGHT));
        final short[] depths = new short[WIDTH * HEIGHT];
        for (int frame = 0; frame < frames; frame++) {
            for (int i = 0; i < depths.length; i++) {
                depths[i] = (short) (1500 + i % WIDTH + frame);
            }
            final float angleRad = (float) (2 * Math.PI * frame / frames);
            rec.setTimeDuration("t", frame * 33_333_333L);
            rec.log(
                    "world/camera",
                    Transform3D.fromAxisAngle(0, 0, 1, angleRad)
                            .translation((float) Math.cos(angleRad), (float) Math.sin(angleRad), 1));
            rec.log("world/camera/depth", DepthImage.u16mm(depths, WIDTH, HEIGHT));
        }
    }
}
