package dev.kymo.perf.picture;

import dev.kymo.rrd.lod.PointSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Copies of a cloud side by side, each point of them moved by a little of its own, so that all are
/// different. Nothing is stored of it: a point follows from its number. The first copy is the cloud itself.
final class TiledCloud implements PointSource {
    /// Half the longest side of the cloud is 1; points of the airborne scan are about 0.0004 apart.
    private static final float NOISE = 0.0004f;

    private final MemorySegment xyz;
    private final MemorySegment rgba;
    private final long points;
    private final int across;
    private final int tiles;
    private final float[] size = new float[3];

    /// @param across how many copies beside each other along x; further ones along z
    TiledCloud(final PointScene scene, final int tiles, final int across) {
        xyz = scene.xyz();
        rgba = scene.rgba();
        points = scene.count();
        this.tiles = tiles;
        this.across = across;
        final float[] low = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
        final float[] high = {-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
        for (long i = 0; i < 3 * points; i++) {
            final float at = xyz.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            final int axis = (int) (i % 3);
            low[axis] = Math.min(low[axis], at);
            high[axis] = Math.max(high[axis], at);
        }
        for (int axis = 0; axis < 3; axis++) {
            size[axis] = high[axis] - low[axis];
        }
    }

    int tiles() {
        return tiles;
    }

    /// The way past all of it that [Flight] is past one copy.
    Flight.Ground ground() {
        final int rows = Math.ceilDiv(tiles, across);
        final int columns = Math.min(tiles, across);
        return new Flight.Ground(
                size[0] / 2 * (columns - 1),
                -size[2] / 2 * (rows - 1),
                Math.max(columns * size[0], rows * size[2]) / Math.max(size[0], size[2]));
    }

    @Override
    public long count() {
        return points * tiles;
    }

    @Override
    public void read(final long first, final int count, final float[] places, final int @Nullable [] colours) {
        for (int i = 0; i < count; i++) {
            final long number = first + i;
            final long tile = number / points;
            final long at = number % points;
            for (int axis = 0; axis < 3; axis++) {
                float place = xyz.getAtIndex(ValueLayout.JAVA_FLOAT, 3 * at + axis);
                if (tile > 0) {
                    place += noise(3 * number + axis) * NOISE;
                    place += axis == 0 ? tile % across * size[0] : axis == 2 ? -(tile / across) * size[2] : 0;
                }
                places[3 * i + axis] = place;
            }
            if (colours != null) {
                colours[i] = rgba.getAtIndex(ValueLayout.JAVA_INT, at);
            }
        }
    }

    /// From -0.5 to 0.5, evenly: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static float noise(final long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 40) / (float) (1 << 24) - 0.5f;
    }
}
