package dev.kymo.viewer.render;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A rendered frame: bytes red, green, blue, alpha per pixel, rows from the top, no padding. Owns its memory
/// through the garbage collector.
public record Picture(int width, int height, MemorySegment rgba) {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;

    public Picture {
        if (width < 1 || height < 1 || rgba.byteSize() != 4L * width * height) {
            throw new IllegalArgumentException(
                    "width=" + width + ", height=" + height + ", rgba of " + rgba.byteSize() + " bytes");
        }
    }

    /// The pixel as `0xRRGGBBAA`.
    public int pixel(final int x, final int y) {
        if (x < 0 || y < 0 || x >= width || y >= height) {
            throw new IndexOutOfBoundsException(
                    "pixel (" + x + ", " + y + ") of a picture of " + width + " x " + height);
        }
        return Integer.reverseBytes(rgba.get(WORD, 4L * ((long) y * width + x)));
    }
}
