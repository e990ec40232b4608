package dev.kymo.sdk;

final class Ellipsoids3D {
    /// Spheres about the entity's origin, of one radius each.
    public static Ellipsoids3D fromRadii(final float... radii) {
        return fromHalfSizes(sphereHalfSizes(radii));
    }

    /// Spheres about `centers`, three floats each, of one radius each.
    ///
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    public static Ellipsoids3D fromCentersAndRadii(final float[] centers, final float... radii) {
        if (centers.length != 3L * radii.length) {
            throw new IllegalArgumentException(
                    "centers.length=" + centers.length + ", expected=radii*3=" + 3L * radii.length);
        }
        return fromCentersAndHalfSizes(centers, sphereHalfSizes(radii));
    }

    private static float[] sphereHalfSizes(final float... radii) {
        final float[] halfSizes = new float[Math.multiplyExact(3, radii.length)];
        for (int i = 0; i < halfSizes.length; i++) {
            halfSizes[i] = radii[i / 3];
        }
        return halfSizes;
    }
}
