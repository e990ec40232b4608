package dev.kymo.demo.world;

/// Value noise from integer hashes: the same everywhere and always, without tables.
final class Noise {
    private Noise() {}

    /// Evenly spread, 0 to 1, of a lattice point.
    static float hash(final int x, final int y, final int z) {
        int h = x * 0x27d4eb2d ^ y * 0x165667b1 ^ z * 0x9e3779b9;
        h = (h ^ (h >>> 15)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return ((h ^ (h >>> 16)) >>> 8) * (1f / (1 << 24));
    }

    /// Smooth, 0 to 1, with features of size 1.
    static float smooth(final float x, final float y) {
        final int xi = floor(x);
        final int yi = floor(y);
        final float fx = fade(x - xi);
        final float fy = fade(y - yi);
        final float low = hash(xi, yi, 7) + fx * (hash(xi + 1, yi, 7) - hash(xi, yi, 7));
        final float high = hash(xi, yi + 1, 7) + fx * (hash(xi + 1, yi + 1, 7) - hash(xi, yi + 1, 7));
        return low + fy * (high - low);
    }

    static int floor(final float value) {
        final int truncated = (int) value;
        return value < truncated ? truncated - 1 : truncated;
    }

    private static float fade(final float t) {
        return t * t * (3 - 2 * t);
    }
}
