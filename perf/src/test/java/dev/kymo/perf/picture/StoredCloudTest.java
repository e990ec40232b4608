package dev.kymo.perf.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.rrd.lod.PointSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cloud that `kymo bench flight` stores.
final class StoredCloudTest {
    private static final int TILES = 7;

    @TempDir
    private Path folder;

    @Test
    void shouldStoreTheTiledCloudPointByPointAllOfThemDifferent() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            final PointScene scene =
                    PointScene.random(new CaseSpec("points", "dots", 3, true, 0.06, folder, folder), arena);
            final TiledCloud tiled = new TiledCloud(scene, TILES, 3);
            final Path file = folder.resolve("cloud");
            StoredCloud.write(tiled, file);
            assertEquals(tiled.count() * StoredCloud.POINT_BYTES, Files.size(file));
            final PointSource stored = StoredCloud.map(file, arena);
            assertEquals((long) TILES * scene.count(), stored.count());
            final int count = (int) stored.count();
            final float[] xyz = new float[3 * count];
            final int[] rgba = new int[count];
            final float[] expected = new float[3 * count];
            final int[] colours = new int[count];
            stored.read(0, count, xyz, rgba);
            tiled.read(0, count, expected, colours);
            assertArrayEquals(expected, xyz);
            assertArrayEquals(colours, rgba);
            final Set<List<Float>> different = new HashSet<>();
            for (int i = 0; i < count; i++) {
                different.add(List.of(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]));
            }
            assertEquals(count, different.size());
            final double[] eye = tiled.ground().at(0).eye();
            assertTrue(tiled.ground().scale() > 2.9 && tiled.ground().scale() < 3.1, Arrays.toString(eye));
            assertEquals(0.1, tiled.ground().low(0.5).eye()[1], 1e-9);
        }
    }
}
