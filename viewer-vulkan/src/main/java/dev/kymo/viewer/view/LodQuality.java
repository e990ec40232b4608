package dev.kymo.viewer.view;

/// How much of a cloud with levels of detail a picture shows.
///
/// @param pointsMax how many points may be drawn
/// @param spacingPixels how many pixels apart points may be before finer ones are wanted
/// @param isClosed whether all gaps between points are closed, as far as points are apart, and not only
///     those around points that stand for finer ones
record LodQuality(long pointsMax, double spacingPixels, boolean isClosed) {
    /// For a picture that stays: at 1920×1080 it can't be told from one of all points but by comparing
    /// them.
    static final LodQuality RESTING = new LodQuality(6_000_000, 0.7, false);

    private static final double MOVING_SPACING_PIXELS = 1.0;

    /// For pictures that follow each other: what is near and what is far, what has come and what is still
    /// missing look alike, so that nothing seems to come or go where only its points become finer.
    static LodQuality moving(final long pointsMax) {
        return new LodQuality(pointsMax, MOVING_SPACING_PIXELS, true);
    }

    /// The same for one of a picture's clouds, when others need some of the points.
    ///
    /// @param need points that it would have alone
    /// @param needs of all clouds of the picture together
    LodQuality share(final long need, final long needs) {
        return needs <= pointsMax
                ? this
                : new LodQuality((long) ((double) pointsMax / needs * need), spacingPixels, isClosed);
    }
}
