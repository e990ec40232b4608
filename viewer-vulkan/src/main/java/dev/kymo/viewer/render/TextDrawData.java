package dev.kymo.viewer.render;

/// One line of text over the picture.
///
/// @param text Latin-1; other characters show as `?`
/// @param x of the left end in pixels, or of the middle when `centred`
/// @param y of the top of the line in pixels
/// @param sizePixels height of a line, 6 to 96, rounded
/// @param colour `0xRRGGBBAA`
/// @param background `0xRRGGBBAA` of the box behind it; alpha 0 for none
public record TextDrawData(
        String text, double x, double y, float sizePixels, int colour, int background, boolean centred) {
    public TextDrawData {
        if (!(sizePixels >= 6 && sizePixels <= 96)) {
            throw new IllegalArgumentException("sizePixels=" + sizePixels + ", allowed: 6 to 96");
        }
    }
}
