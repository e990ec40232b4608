package dev.kymo.viewer.view;

import org.joml.Matrix4d;
import org.joml.Vector3d;

/// Colours by height, for clouds that have none. Any thread.
final class HeightColours {
    private final double[] heightOf = new double[4];

    /// @param samples some of the positions, three each; the heights between which the ramp goes, strays
    ///     apart
    HeightColours(final float[] samples, final Matrix4d worldFromObject, final Vector3d up) {
        final Bounds own = new Bounds();
        own.add(samples, worldFromObject);
        if (own.isEmpty()) {
            return;
        }
        final double low = own.lowest(up);
        final double scale = 1 / Math.max(own.highest(up) - low, 1e-9);
        final org.joml.Vector4d along =
                worldFromObject.transformTranspose(new org.joml.Vector4d(up.x, up.y, up.z, -low));
        heightOf[0] = along.x * scale;
        heightOf[1] = along.y * scale;
        heightOf[2] = along.z * scale;
        heightOf[3] = along.w * scale;
    }

    /// @return `0xRRGGBBAA`
    int of(final float x, final float y, final float z) {
        final double height = heightOf[0] * x + heightOf[1] * y + heightOf[2] * z + heightOf[3];
        return Palette.turbo(0.08 + 0.84 * height);
    }
}
