package dev.kymo.viewer.view;

/// How much of a cloud with levels of detail a picture shows.
///
/// @param pointsMax how many points may be drawn
/// @param spacingPixels how many pixels apart points may be before finer ones are wanted
record LodQuality(long pointsMax, double spacingPixels) {
    /// For a picture that stays: at 1920×1080 it can't be told from one of all points but by comparing
    /// them.
    static final LodQuality RESTING = new LodQuality(6_000_000, 0.7);

    private static final double MOVING_SPACING_PIXELS = 1.0;

    /// For pictures that follow each other.
    static LodQuality moving(final long pointsMax) {
        return new LodQuality(pointsMax, MOVING_SPACING_PIXELS);
    }
}
