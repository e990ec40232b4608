package dev.kymo.perf.picture;

import dev.kymo.viewer.render.Picture;

/// How alike two pictures are: mean structural similarity of luma in windows of 8 × 8 pixels, half of which
/// overlap (Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
/// structural similarity", 2004).
public final class Similarity {
    private static final int WINDOW = 8;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;

    private Similarity() {}

    /// @return 1 for the same picture
    public static double of(final Picture one, final Picture other) {
        return of(luma(one), luma(other), one.width(), one.height());
    }

    private static double of(final double[] a, final double[] b, final int width, final int height) {
        double sum = 0;
        long windows = 0;
        for (int top = 0; top + WINDOW <= height; top += WINDOW / 2) {
            for (int left = 0; left + WINDOW <= width; left += WINDOW / 2) {
                sum += window(a, b, top * width + left, width);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(final double[] a, final double[] b, final int at, final int width) {
        double sumA = 0;
        double sumB = 0;
        double squareA = 0;
        double squareB = 0;
        double product = 0;
        for (int y = 0; y < WINDOW; y++) {
            for (int x = 0; x < WINDOW; x++) {
                final double first = a[at + y * width + x];
                final double second = b[at + y * width + x];
                sumA += first;
                sumB += second;
                squareA += first * first;
                squareB += second * second;
                product += first * second;
            }
        }
        final double count = WINDOW * WINDOW;
        final double meanA = sumA / count;
        final double meanB = sumB / count;
        final double variances = squareA / count - meanA * meanA + squareB / count - meanB * meanB;
        final double covariance = product / count - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (variances + C2));
    }

    private static double[] luma(final Picture picture) {
        final double[] luma = new double[picture.width() * picture.height()];
        for (int i = 0; i < luma.length; i++) {
            final int rgba = picture.pixel(i % picture.width(), i / picture.width());
            luma[i] = 0.299 * (rgba >>> 24) + 0.587 * (rgba >>> 16 & 255) + 0.114 * (rgba >>> 8 & 255);
        }
        return luma;
    }
}
