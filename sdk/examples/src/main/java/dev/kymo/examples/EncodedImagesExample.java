package dev.kymo.examples;

import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.RecordingStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/// Pictures as the files they are, JPEG here: the smallest way to log a camera without a video encoder.
public final class EncodedImagesExample {
    private EncodedImagesExample() {}

    public static void main(final String[] args) throws IOException {
        try (var rec = RecordingStream.open("encoded-images")) {
            run(rec, args.length == 0 ? 100 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int frames) throws IOException {
        final BufferedImage picture = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        final Graphics2D pen = picture.createGraphics();
        for (int frame = 0; frame < frames; frame++) {
            pen.setColor(Color.DARK_GRAY);
            pen.fillRect(0, 0, 160, 120);
            pen.setColor(Color.ORANGE);
            pen.fillOval(frame % 140, 50, 20, 20);
            final ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            ImageIO.write(picture, "jpeg", jpeg);

            rec.setTimeDuration("t", frame * 33_333_333L);
            rec.log("camera", EncodedImage.of(jpeg.toByteArray()));
        }
        pen.dispose();
    }
}
