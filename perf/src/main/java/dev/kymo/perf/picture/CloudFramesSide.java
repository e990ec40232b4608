package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording with another cloud at each time, 1920×1080, without a window: every frame is of another
/// time, as while time runs, and the eye stays where it is. One operation is one frame: the store is
/// asked, the cloud goes to the device, it is drawn and read back.
public final class CloudFramesSide implements Side {
    /// Of a million points what a window shows while time runs: as many as there is time for.
    public static final String MILLION = "cloud-per-frame-1m";
    /// All of them.
    public static final String WHOLE_MILLION = "cloud-per-frame-1m-whole";
    /// Of ten million points what a window shows while time runs.
    public static final String SAMPLE = "cloud-per-frame-10m";
    /// All of them.
    public static final String WHOLE = "cloud-per-frame-10m-whole";
    /// Of the last hundred clouds of 100,000 points together what a window shows while time runs.
    public static final String LAST = "last-clouds-10m";

    private static final int POINTS = 1_000_000;
    private static final int LARGE_POINTS = 10_000_000;
    /// Still too many to be shown whole.
    private static final int QUICK_POINTS = 3_000_000;

    /// More than the viewer keeps of what it has shown: each cloud goes to the device anew.
    private static final int TIMES = 12;

    private static final int LAST_POINTS = 100_000;
    private static final int LAST_CLOUDS = 100;
    /// Time goes to the end of them and back.
    private static final int LAST_TIMES = 280;

    private final OpenedTogether opened = new OpenedTogether();
    private @Nullable HeadlessRenderer renderer;
    private @Nullable SceneView view;
    private @Nullable FrameCosts costs;
    private @Nullable FrameStore data;
    private @Nullable Eye eye;
    private boolean isWhole;
    private boolean isOfLast;
    private long frames;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException, IOException {
        close();
        eye = null;
        final boolean isLarge = bench.name().equals(SAMPLE) || bench.name().equals(WHOLE);
        isWhole = bench.name().equals(WHOLE) || bench.name().equals(WHOLE_MILLION);
        isOfLast = bench.name().equals(LAST);
        frames = 0;
        final GpuDevice device = opened.add(PointsSide.open(), GpuDevice::close);
        data = opened.add(new FrameStore(), FrameStore::close);
        renderer = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        view = opened.add(new SceneView(device), SceneView::close);
        costs = new FrameCosts(List.of(view.statistics()), renderer.times());
        if (isOfLast) {
            view.last(LAST_CLOUDS);
            fill(bench, LAST_POINTS, LAST_TIMES);
        } else {
            fill(bench, isLarge ? bench.size(QUICK_POINTS, LARGE_POINTS) : bench.size(POINTS, POINTS), TIMES);
        }
        if (bench.name().equals(SAMPLE)) {
            // Nothing is ever built beside it: no cloud is shown for long enough
            final Path stands = bench.folder().resolve("clouds");
            Files.writeString(stands, "Where side files of the clouds would lie.");
            view.levelsOf(CloudLevels.Anchor.within(stands, true, null, null), data.store(), () -> {});
        }
        return frame(new Sample());
    }

    private void fill(final CaseSpec bench, final int points, final int times) {
        try (Arena arena = Arena.ofConfined()) {
            final PointScene cloud = MadeTerrain.make(points, bench.seed(), arena);
            final float[] xyz = cloud.xyz().toArray(ValueLayout.JAVA_FLOAT);
            final int[] rgba = cloud.rgba().toArray(ValueLayout.JAVA_INT);
            for (int at = 0; at < times; at++) {
                // Rows are what the viewer knows clouds by
                xyz[0] = (float) at / times;
                data.recording().setTimeSequence(FrameStore.TIMELINE, at);
                if (isOfLast) {
                    data.recording().log("world", Transform3D.fromTranslation((float) at / LAST_CLOUDS, 0, 0));
                }
                data.recording().log("world/scan", Points3D.of(xyz).colors(rgba));
            }
        }
        data.sealAll();
    }

    /// From the first time at which all of the last clouds are there to the end, and back.
    private static long lastAt(final long frame) {
        final int way = LAST_TIMES - LAST_CLOUDS;
        final long along = frame % (2L * way);
        return LAST_CLOUDS - 1 + (along <= way ? along : 2L * way - along);
    }

    private long frame(final Sample sample) {
        final long at = isOfLast ? lastAt(frames++) : frames++ % TIMES;
        costs.beginFrame(sample);
        final long beganNs = System.nanoTime();
        final long points;
        try (StoreReader reader = data.store().reader()) {
            final Scene scene = view.show(reader, new TimeCursor(FrameStore.TIMELINE, at), _ -> true, "all");
            points = scene.pointCount();
            if (eye == null) {
                eye = Eye.framing(scene, PointScene.WIDTH, PointScene.HEIGHT);
            }
            renderer.renderToLook(
                    isWhole
                            ? view.compose(eye, PointScene.WIDTH, PointScene.HEIGHT, 1)
                            : view.composeMoving(eye, PointScene.WIDTH, PointScene.HEIGHT, 1, beganNs),
                    PointScene.WIDTH,
                    PointScene.HEIGHT);
            // How many points the next has follows from what this took
            view.took(renderer.times().lastNs(RenderPhase.DEVICE));
        }
        sample.recordBatch(System.nanoTime() - beganNs, 1);
        costs.endFrame(sample);
        return points;
    }

    @Override
    public void round(final Sample sample, final int units) {
        costs.beginRound();
        for (int i = 0; i < units; i++) {
            frame(sample);
        }
        costs.endRound(sample);
    }

    @Override
    public void close() {
        opened.close();
    }
}
