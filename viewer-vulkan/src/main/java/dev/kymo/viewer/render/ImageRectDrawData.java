package dev.kymo.viewer.render;

import org.jspecify.annotations.Nullable;

/// A rectangle over the picture, in pixels from the top left corner. Does not own the texture.
///
/// @param texture null: plain colour
/// @param tint `0xRRGGBBAA` that texels are multiplied with, or the plain colour
public record ImageRectDrawData(
        @Nullable Texture texture, double left, double top, double width, double height, int tint) {}
