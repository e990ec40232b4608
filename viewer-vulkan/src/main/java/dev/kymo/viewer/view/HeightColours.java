package dev.kymo.viewer.view;

import java.util.Arrays;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.joml.Vector4d;

/// Colours by height, for clouds that have none. Any thread.
final class HeightColours {
    private final double[] heightOf = new double[4];

    /// @param samples some of the positions, three each; the heights between which the ramp goes, strays
    ///     apart
    HeightColours(final float[] samples, final Matrix4d worldFromObject, final Vector3d up) {
        final Samples own = new Samples(samples.length / 3);
        final Vector3d point = new Vector3d();
        for (int i = 0; i < samples.length; i += 3) {
            own.add(worldFromObject.transformPosition(point.set(samples[i], samples[i + 1], samples[i + 2])));
        }
        final int count = own.count();
        if (count == 0) {
            return;
        }
        final double[] sorted = new double[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = own.x(i) * up.x + own.y(i) * up.y + own.z(i) * up.z;
        }
        Arrays.sort(sorted);
        final int strays = Bounds.strays(count);
        final double low = sorted[strays];
        final double scale = 1 / Math.max(sorted[count - 1 - strays] - low, 1e-9);
        final Vector4d along = worldFromObject.transformTranspose(new Vector4d(up.x, up.y, up.z, -low));
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
