package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.rrd.lod.LodPlace;
import dev.kymo.rrd.lod.SegmentPoints;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// A large cloud like those of airborne scanners: hills, roads and trees, one kilometre wide, scanned line
/// by line.
final class Terrain {
    static final double EDGE = 1000;

    private Terrain() {}

    /// Three floats each; `rgba` gets their colours.
    static float[] make(final int[] rgba) {
        final SplittableRandom random = new SplittableRandom(4);
        final float[] xyz = new float[3 * rgba.length];
        final double perLine = Math.sqrt(rgba.length);
        for (int i = 0; i < rgba.length; i++) {
            final double x = (i % perLine + random.nextDouble()) / perLine * EDGE;
            final double y = (Math.floor(i / perLine) + random.nextDouble()) / perLine * EDGE;
            final boolean isRoad = Math.abs(Math.sin(x / 90)) < 0.06 || Math.abs(Math.sin(y / 140)) < 0.05;
            final double tree = isRoad ? 0 : Math.max(0, Math.sin(x / 7) * Math.sin(y / 9) - 0.5) * 30;
            xyz[3 * i] = (float) x;
            xyz[3 * i + 1] = (float) y;
            xyz[3 * i + 2] = (float) (40 * Math.sin(x / 180) * Math.cos(y / 230) + tree * random.nextDouble());
            final int light = 90 + random.nextInt(30);
            rgba[i] = isRoad
                    ? colour(light, light, light)
                    : tree > 0 ? colour(32, light / 2, 16) : colour(light, light + 110, light / 2);
        }
        return xyz;
    }

    private static int colour(final int red, final int green, final int blue) {
        return (red << 24) | (green << 16) | (blue << 8) | 0xFF;
    }

    static LodFile tree(final Path folder, final float[] xyz, final int[] rgba) throws IOException {
        return tree(folder, xyz, rgba, LodOptions.defaults());
    }

    /// @param growth is told of the tree while it is built
    static LodFile tree(final Path folder, final float[] xyz, final int[] rgba, final LodOptions.Growth growth)
            throws IOException {
        return tree(folder, xyz, rgba, LodOptions.defaults().withGrowth(growth));
    }

    private static LodFile tree(final Path folder, final float[] xyz, final int[] rgba, final LodOptions options)
            throws IOException {
        final Path recording = folder.resolve("terrain.rrd");
        Files.writeString(recording, "terrain");
        return new LodPlace(List.of(recording), null, 1, _ -> {})
                .build(new SegmentPoints(MemorySegment.ofArray(xyz), MemorySegment.ofArray(rgba), 0), options);
    }

    /// Where it is looked at from: all of it, from one side, close to the ground, straight down.
    static Eye[] stations() {
        return new Eye[] {
            eye(500, -900, 700, 500, 500, 0),
            eye(-150, 200, 160, 500, 600, 0),
            eye(480, 430, 75, 560, 640, 0),
            eye(500, 499, 1400, 500, 500, 0)
        };
    }

    private static Eye eye(
            final double x, final double y, final double z, final double toX, final double toY, final double toZ) {
        return new Eye(
                new org.joml.Vector3d(x, y, z), new org.joml.Vector3d(toX, toY, toZ), new org.joml.Vector3d(0, 0, 1));
    }
}
