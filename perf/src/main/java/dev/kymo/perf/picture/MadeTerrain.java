package dev.kymo.perf.picture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Ground as an airborne scanner sees it, made up: hills, roads and trees, scanned line by line, in the cube
/// of [PointScene].
final class MadeTerrain {
    private static final double LIGHT = 90;

    private MadeTerrain() {}

    static PointScene make(final int count, final long seed, final Arena arena) {
        final MemorySegment xyz = arena.allocate(count * 12L, 8);
        final MemorySegment rgba = arena.allocate(count * 4L, 8);
        final SplittableRandom random = new SplittableRandom(seed);
        final double perLine = Math.sqrt(count);
        for (int i = 0; i < count; i++) {
            final double x = 2 * (i % perLine + random.nextDouble()) / perLine - 1;
            final double z = 2 * (Math.floor(i / perLine) + random.nextDouble()) / perLine - 1;
            final boolean isRoad = Math.abs(Math.sin(x * 11)) < 0.06 || Math.abs(Math.sin(z * 7)) < 0.05;
            final double tree = isRoad ? 0 : Math.max(0, Math.sin(x * 140) * Math.sin(z * 110) - 0.5) * 0.04;
            final double y = 0.05 * Math.sin(x * 5) * Math.cos(z * 4) + tree * random.nextDouble();
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i, (float) x);
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + 1, (float) y);
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + 2, (float) z);
            final int light = (int) (LIGHT + random.nextInt(30));
            final int red = isRoad ? light : tree > 0 ? 32 : light;
            final int green = isRoad ? light : tree > 0 ? light / 2 : light + 110;
            final int blue = isRoad ? light : tree > 0 ? 16 : light / 2;
            rgba.setAtIndex(ValueLayout.JAVA_INT, i, red << 24 | green << 16 | blue << 8 | 0xFF);
        }
        return new PointScene(count, xyz, rgba);
    }
}
