package dev.kymo.examples;

import dev.kymo.sdk.Image;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.ViewCoordinates;

/// Points, images and a number, on a time of their own: what a program needs to be seen.
public final class HelloExample {
    private HelloExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("hello")) {
            run(rec, args.length == 0 ? 1000 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int frames) {
        final float[] xyz = new float[3 * 100];
        final int[] rgba = new int[100];
        final byte[] pixels = new byte[64 * 48 * 3];

        rec.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP);
        final var error = rec.scalar("loop/error"); // prepared: allocates nothing
        for (int frame = 0; frame < frames; frame++) {
            for (int i = 0; i < 100; i++) {
                final double angle = .1 * i + .01 * frame;
                xyz[3 * i] = (float) Math.cos(angle);
                xyz[3 * i + 1] = (float) Math.sin(angle);
                xyz[3 * i + 2] = .02f * i;
                rgba[i] = 0xFF | (2 * i) << 16 | 0x80 << 24;
            }
            pixels[frame % pixels.length] = (byte) frame;

            rec.setTimeSequence("frame", frame);
            rec.log("world/lidar", Points3D.of(xyz).colors(rgba).radii(.01f));
            rec.log("camera", Image.rgb8(pixels, 64, 48));
            error.log(Math.sin(frame * .1));
        }
    }
}
