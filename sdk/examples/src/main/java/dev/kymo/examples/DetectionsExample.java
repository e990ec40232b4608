package dev.kymo.examples;

import dev.kymo.sdk.AnnotationContext;
import dev.kymo.sdk.AnnotationInfo;
import dev.kymo.sdk.Boxes2D;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.SegmentationImage;

/// What a detector sees in a camera's images: boxes and a mask with class ids, whose names and colours are said once.
public final class DetectionsExample {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final int ROAD = 1;
    private static final int CAR = 2;

    private DetectionsExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("detections")) {
            run(rec, args.length == 0 ? 200 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int frames) {
        rec.logStatic(
                "camera",
                AnnotationContext.of(
                        AnnotationInfo.of(ROAD, "road", Color.GRAY), AnnotationInfo.of(CAR, "car", Color.ORANGE)));
        final byte[] pixels = new byte[WIDTH * HEIGHT];
        final byte[] classes = new byte[WIDTH * HEIGHT];
        for (int frame = 0; frame < frames; frame++) {
            final int left = frame % (WIDTH - 10);
            for (int i = 0; i < classes.length; i++) {
                final int x = i % WIDTH;
                final boolean isCar = i / WIDTH > 30 && i / WIDTH < 36 && x >= left && x < left + 10;
                classes[i] = (byte) (isCar ? CAR : i / WIDTH > 30 ? ROAD : 0);
                pixels[i] = (byte) (isCar ? 220 : 3 * (i / WIDTH));
            }
            rec.setTimeSequence("frame", frame);
            rec.log("camera/image", Image.l8(pixels, WIDTH, HEIGHT));
            rec.log("camera/mask", SegmentationImage.u8(classes, WIDTH, HEIGHT).opacity(0.5f));
            rec.log(
                    "camera/cars",
                    Boxes2D.fromXywh(left, 31, 10, 5).classIds(CAR).labels("car 0." + (90 + frame % 10)));
        }
    }
}
