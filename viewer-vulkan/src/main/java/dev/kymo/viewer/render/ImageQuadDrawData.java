package dev.kymo.viewer.render;

import org.jspecify.annotations.Nullable;

/// A picture on a parallelogram in the world. Does not own the texture.
///
/// @param texture null: plain colour
/// @param corners x, y, z of the picture's top left, top right, bottom right and bottom left corner
/// @param tint `0xRRGGBBAA` that texels are multiplied with; its alpha is the opacity
public record ImageQuadDrawData(@Nullable Texture texture, double[] corners, int tint) {
    public ImageQuadDrawData {
        if (corners.length != 12) {
            throw new IllegalArgumentException("corners: " + corners.length + " numbers, expected 12");
        }
        corners = corners.clone();
    }

    /// From the top left corner and the vectors along the picture's width and height.
    ///
    /// @param opacity 0 to 1
    public static ImageQuadDrawData of(
            final Texture texture,
            final double[] origin,
            final double[] alongWidth,
            final double[] alongHeight,
            final float opacity) {
        final double[] corners = new double[12];
        for (int row = 0; row < 3; row++) {
            corners[row] = origin[row];
            corners[3 + row] = origin[row] + alongWidth[row];
            corners[6 + row] = origin[row] + alongWidth[row] + alongHeight[row];
            corners[9 + row] = origin[row] + alongHeight[row];
        }
        final int alpha = Math.round(Math.clamp(opacity, 0f, 1f) * 255);
        return new ImageQuadDrawData(texture, corners, 0xFFFFFF00 | alpha);
    }

    boolean isTransparent() {
        return (tint & 0xFF) != 0xFF;
    }

    double[] corner(final int index) {
        return new double[] {corners[index * 3], corners[index * 3 + 1], corners[index * 3 + 2]};
    }
}
