package dev.kymo.rrd.lod;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/// Clouds of all shapes that are hard on a division of space.
enum Clouds {
    NONE(0),
    ONE(1),
    TWO(2),
    VOLUME(150_000),
    SURFACE(300_000),
    LINE(120_000),
    EQUAL(90_000),
    FEW_PLACES(200_000),
    CLUSTER_AND_STRAY(250_000),
    FAR_FROM_ZERO(80_000),
    NOWHERE(60_000);

    private final int most;

    Clouds(final int most) {
        this.most = most;
    }

    /// Positions, three floats each.
    float[] make(final Random random) {
        final int count = most <= 2 ? most : most - random.nextInt(1000);
        final float[] xyz = new float[3 * count];
        for (int i = 0; i < count; i++) {
            final float u = random.nextFloat();
            final float v = random.nextFloat();
            final float w = random.nextFloat();
            final float[] at = switch (this) {
                case NONE, ONE, TWO, VOLUME -> new float[] {u, v, w};
                case SURFACE -> new float[] {100 * u, 100 * v, (float) Math.sin(9 * u) * 5 + w * 0.1f};
                case LINE -> new float[] {-1000 * u, 3, -7};
                case EQUAL -> new float[] {1, 2, 3};
                case FEW_PLACES -> new float[] {(int) (4 * u), (int) (3 * v), 0};
                case CLUSTER_AND_STRAY -> i == 7 ? new float[] {1e7f, -1e7f, 1e7f} : new float[] {u * 10, v * 10, w};
                case FAR_FROM_ZERO -> new float[] {637_000 + u * 50, 851_000 + v * 50, w};
                case NOWHERE ->
                    new float[] {
                        i % 3 == 0 ? Float.NaN : u, v, i % 5 == 0 ? Float.NEGATIVE_INFINITY : w * Float.MAX_VALUE
                    };
            };
            System.arraycopy(at, 0, xyz, 3 * i, 3);
        }
        return xyz;
    }

    static int[] colours(final int count, final Random random) {
        final int[] rgba = new int[count];
        for (int i = 0; i < count; i++) {
            rgba[i] = random.nextInt();
        }
        return rgba;
    }

    static PointSource source(final float[] xyz, final int[] rgba) {
        return new SegmentPoints(MemorySegment.ofArray(xyz), MemorySegment.ofArray(rgba), 0);
    }
}
