package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.rrd.lod.LodPlace;
import dev.kymo.rrd.lod.SegmentPoints;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Levels of detail of the airborne scan, or of random points in a cube where that is not there: built
/// from memory, by all cores, the side file on a memory file system. One operation is one build.
public final class LodBuildSide implements Side {
    public static final String BUILD = "lod-build";
    /// Points in a second.
    public static final String POINTS_PER_S = "points_per_s";

    private static final int WARM_BUILDS = 8;
    private static final double NS_PER_S = 1e9;

    private @Nullable Arena arena;
    private @Nullable SegmentPoints points;
    private Path recording = Path.of("");

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        close();
        final Arena held = Arena.ofShared();
        arena = held;
        final PointScene scene = scene(bench, held);
        recording = bench.folder().resolve("run.rrd");
        Files.writeString(recording, "what the levels of detail are made of");
        points = new SegmentPoints(scene.xyz(), scene.rgba(), 0);
        try (LodFile made = build()) {
            if (made.points() != scene.count()) {
                throw new IOException(made.points() + " points in nodes, expected " + scene.count());
            }
        }
        return scene.count();
    }

    private static PointScene scene(final CaseSpec bench, final Arena arena) throws IOException {
        try {
            return AutzenCloud.load(bench, arena);
        } catch (final UnavailableException notThere) {
            return PointScene.random(bench, arena);
        }
    }

    private LodFile build() throws IOException {
        return new LodPlace(List.of(recording), null, 1, _ -> {}).build(points, LodOptions.defaults());
    }

    @Override
    public int warmUnits() {
        return WARM_BUILDS;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        long allNs = 0;
        long built = 0;
        for (int i = 0; i < units; i++) {
            final Path made;
            sample.start();
            final long beganNs = System.nanoTime();
            try (LodFile file = build()) {
                made = file.path();
                built += file.points();
            }
            final long tookNs = System.nanoTime() - beganNs;
            sample.recordBatch(tookNs, 1);
            sample.stop(1);
            allNs += tookNs;
            Files.delete(made);
        }
        sample.figure(POINTS_PER_S, built * NS_PER_S / allNs);
    }

    @Override
    public void close() {
        points = null;
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }
}
