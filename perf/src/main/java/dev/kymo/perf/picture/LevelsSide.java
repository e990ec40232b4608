package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.rrd.lod.LodPlace;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.FlownCloud;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A cloud drawn by its levels of detail, 1920×1080: frames of a flight past ten stations; of an eye that rests at
/// them, as a window shows what it sees, share by share; or pictures of it that are drawn at once, as without a
/// window. Before anything is timed, pictures of the ten stations are compared with those of all
/// points. The levels of detail are made once and kept; the large cloud is ten of the small one side by side,
/// with noise on every coordinate. One operation is one frame: nodes are chosen, it is drawn and read back.
public final class LevelsSide implements Side {
    public static final String MOVING = "levels-moving";
    public static final String REFINING = "levels-refining";
    public static final String RESTING = "levels-resting";
    public static final String LARGE_MOVING = "levels-moving-100m";
    public static final String LARGE_REFINING = "levels-refining-100m";
    public static final String LARGE_RESTING = "levels-resting-100m";
    /// Points of a share of a picture: what a window begins with before it knows how many there is time for.
    static final long MOVING_POINTS = 500_000;
    /// Of pictures at rest, structurally, to those of all points; stated before they were compared.
    static final double SIMILARITY_LEAST = 0.95;

    private static final int QUICK_STATIONS = 4;
    private static final int TILES = 10;
    private static final int TILES_ACROSS = 5;
    private static final long BUILD_BYTES = 1L << 30;

    private @Nullable GpuDevice device;
    private @Nullable HeadlessRenderer renderer;
    private @Nullable FlownCloud cloud;
    private Eye eye = Eye.RESTING;
    private boolean isQuick;
    /// Stations whose refined picture was compared with the one that is drawn at once.
    private final BitSet compared = new BitSet(Flight.STATIONS);

    private double similarityLeast = Double.NaN;
    private double similarityMean = Double.NaN;

    private enum Eye {
        MOVING,
        REFINING,
        RESTING;

        static Eye of(final CaseSpec bench) {
            return switch (bench.name()) {
                case LevelsSide.MOVING, LARGE_MOVING -> MOVING;
                case LevelsSide.REFINING, LARGE_REFINING -> REFINING;
                default -> RESTING;
            };
        }
    }

    private static boolean isLarge(final CaseSpec bench) {
        return switch (bench.name()) {
            case LARGE_MOVING, LARGE_REFINING, LARGE_RESTING -> true;
            default -> false;
        };
    }

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        close();
        final GpuDevice opened = PointsSide.open();
        device = opened;
        renderer = new HeadlessRenderer(opened, false);
        eye = Eye.of(bench);
        isQuick = bench.quick();
        compared.clear();
        try (Arena arena = Arena.ofShared()) {
            final LodPlace place = place(bench);
            Optional<LodFile> tree = place.open();
            // What is refined is compared with what is drawn at once, and that with all points
            final boolean compares = !isLarge(bench) && eye != Eye.REFINING;
            final PointScene scene = tree.isEmpty() || compares ? PointScene.real(bench, arena) : null;
            if (tree.isEmpty()) {
                tree = Optional.of(place.build(
                        new TiledCloud(Objects.requireNonNull(scene), isLarge(bench) ? TILES : 1, TILES_ACROSS),
                        LodOptions.defaults().withMemoryBytes(BUILD_BYTES)));
            }
            final long points = tree.get().points();
            cloud = new FlownCloud(opened, tree.get());
            if (compares) {
                compare(opened, Objects.requireNonNull(scene));
            }
            return points;
        }
    }

    private static LodPlace place(final CaseSpec bench) throws IOException {
        final Path stands = bench.data().resolve("levels-" + (isLarge(bench) ? "100m" : "10m") + "-" + bench.scale());
        if (!Files.exists(stands)) {
            Files.writeString(stands, "The side file beside this one has levels of detail of the cloud of points.");
        }
        return new LodPlace(stands, null, 1, _ -> {});
    }

    private void compare(final GpuDevice on, final PointScene scene) throws IOException {
        similarityLeast = 1;
        similarityMean = 0;
        try (PointDrawData all = PointDrawData.upload(on, scene.xyz(), scene.rgba(), null, 0, PointsSide.DOT)) {
            for (int station = 0; station < Flight.STATIONS; station++) {
                final Camera camera = Flight.station(station);
                // Gaps are closed while the eye moves, and so they are in what is compared with it
                final Picture whole = renderer.render(
                        new FrameDrawData(camera)
                                .style(CloudStyle.PLAIN.withFilledHoles(eye == Eye.MOVING))
                                .add(all, Matrices.identity()),
                        PointScene.WIDTH,
                        PointScene.HEIGHT);
                final Picture levels = renderer.render(settled(camera), PointScene.WIDTH, PointScene.HEIGHT);
                final double similarity = Similarity.of(whole, levels);
                similarityLeast = Math.min(similarityLeast, similarity);
                similarityMean += similarity / Flight.STATIONS;
            }
        }
        if (eye != Eye.MOVING && similarityLeast < SIMILARITY_LEAST) {
            throw new IOException("pictures differ: the least similar is " + similarityLeast + ", expected at least "
                    + SIMILARITY_LEAST);
        }
    }

    /// What is to be seen there once everything has come.
    private FrameDrawData settled(final Camera camera) {
        return eye == Eye.MOVING
                ? cloud.moved(camera, PointScene.WIDTH, PointScene.HEIGHT, MOVING_POINTS, CloudStyle.PLAIN)
                : cloud.rest(camera, PointScene.WIDTH, PointScene.HEIGHT, CloudStyle.PLAIN);
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        long points = 0;
        int refined = 0;
        for (int i = 0; i < units; i++) {
            final int station = i % Flight.STATIONS;
            final Camera along = Flight.share(i, units);
            switch (eye) {
                case MOVING -> {
                    frame(sample, () -> cloud.moveAtPace(along, PointScene.WIDTH, PointScene.HEIGHT));
                    cloud.took(renderer.times().lastNs(RenderPhase.DEVICE));
                }
                case REFINING -> refined += refine(sample, station);
                case RESTING -> frame(sample, () -> settled(Flight.station(station)));
            }
            points += cloud.drawnPoints();
        }
        sample.figure("points_per_picture", (double) points / units);
        if (refined > 0) {
            sample.figure("frames_per_picture", (double) refined / units);
        }
        sample.figure("device_bytes", (double) cloud.heldBytes());
        if (!Double.isNaN(similarityLeast)) {
            sample.figure("similarity_least", similarityLeast);
            sample.figure("similarity_mean", similarityMean);
        }
    }

    private Picture frame(final Sample sample, final Supplier<FrameDrawData> next) {
        sample.start();
        final long beganNs = System.nanoTime();
        final Picture picture = renderer.renderToLook(next.get(), PointScene.WIDTH, PointScene.HEIGHT);
        sample.recordBatch(System.nanoTime() - beganNs, 1);
        sample.stop(1);
        return picture;
    }

    /// From the last frame of a moving eye, which is not timed, to the whole picture. At each station it is
    /// compared once with the one that is drawn at once.
    ///
    /// @return how many frames it took
    private int refine(final Sample sample, final int station) throws IOException {
        final Camera camera = Flight.station(station);
        final Picture expected =
                compared.get(station) ? null : renderer.render(settled(camera), PointScene.WIDTH, PointScene.HEIGHT);
        compared.set(station);
        renderer.renderToLook(
                cloud.move(camera, PointScene.WIDTH, PointScene.HEIGHT, MOVING_POINTS),
                PointScene.WIDTH,
                PointScene.HEIGHT);
        int frames = 0;
        Picture last;
        do {
            last = frame(
                    sample,
                    () -> cloud.refine(camera, PointScene.WIDTH, PointScene.HEIGHT, MOVING_POINTS, CloudStyle.PLAIN));
            frames++;
        } while (renderer.hasMore());
        if (expected != null && expected.rgba().mismatch(last.rgba()) >= 0) {
            throw new IOException("the picture that was refined differs from the one that was drawn at once");
        }
        return frames;
    }

    /// All stations are in a round; in the quick form the first ones, where each takes several frames.
    @Override
    public int leastUnits() {
        return isQuick && eye != Eye.MOVING ? QUICK_STATIONS : Flight.STATIONS;
    }

    @Override
    public void close() {
        if (cloud != null) {
            cloud.close();
            cloud = null;
        }
        if (renderer != null) {
            renderer.close();
            renderer = null;
        }
        if (device != null) {
            device.close();
            device = null;
        }
    }
}
