package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A frame of many transformed entities of one point each, without a window: as the window's 3D view makes it, with an
/// eye that stays where it is. The store is asked, what has changed is made, a picture of 640×360 is drawn and waited
/// for. One operation is one frame.
public final class FrameSide implements Side {
    /// The cursor stands still: nothing changes.
    public static final String NONE_CHANGING = "none-changing";
    /// Every frame is another time, at random, at which every entity has another place.
    public static final String ALL_CHANGING = "all-changing";

    /// Every frame one entity has a new place at a new time; the rest stay where they were.
    public static final String ONE_CHANGING = "one-changing";

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int TIMES = 16;

    private final OpenedTogether opened = new OpenedTogether();
    private @Nullable HeadlessRenderer renderer;
    private @Nullable SceneView view;
    private @Nullable FrameCosts costs;
    private @Nullable FrameStore data;
    private @Nullable Eye eye;
    private @Nullable SplittableRandom times;
    private String prepared = "";
    private long newest;
    private long shown;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException, IOException {
        if (opened.isEmpty()) {
            final GpuDevice device = opened.add(PointsSide.open(), GpuDevice::close);
            data = opened.add(new FrameStore(), FrameStore::close);
            renderer = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
            view = opened.add(new SceneView(device), SceneView::close);
            costs = new FrameCosts(List.of(view.statistics()), renderer.times());
            fill(bench, bench.size(1000, 5000));
        }
        prepared = bench.name();
        times = new SplittableRandom(bench.seed());
        return frame(new Sample());
    }

    private void fill(final CaseSpec bench, final int entities) {
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (int at = 0; at < TIMES; at++) {
            data.recording().setTimeSequence(FrameStore.TIMELINE, at);
            for (int entity = 0; entity < entities; entity++) {
                log(data.recording(), entity, random);
            }
        }
        newest = TIMES - 1;
        data.sealAll();
    }

    private static void log(final RecordingStream into, final int entity, final SplittableRandom random) {
        into.log(
                "world/thing" + entity,
                Transform3D.fromTranslation(
                        (float) random.nextDouble(-10, 10), (float) random.nextDouble(-10, 10), (float)
                                random.nextDouble(-10, 10)),
                Points3D.of(new float[] {0, 0, 0}));
    }

    /// The time of the next frame; what has to be logged for it is.
    private long nextTime() {
        if (prepared.equals(ALL_CHANGING)) {
            final long next = times.nextInt(TIMES - 1);
            shown = next < shown ? next : next + 1;
            return shown;
        }
        if (prepared.equals(ONE_CHANGING)) {
            newest++;
            data.recording().setTimeSequence(FrameStore.TIMELINE, newest);
            log(data.recording(), 0, new SplittableRandom(newest));
        }
        shown = newest;
        return newest;
    }

    private long frame(final Sample sample) {
        final long at = nextTime();
        costs.beginFrame(sample);
        final long beganNs = System.nanoTime();
        final long points;
        try (StoreReader reader = data.store().reader()) {
            final Scene scene = view.show(reader, new TimeCursor(FrameStore.TIMELINE, at), _ -> true, "all");
            points = scene.pointCount();
            if (eye == null) {
                eye = Eye.framing(scene, WIDTH, HEIGHT);
            }
            renderer.renderToLook(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
        }
        sample.recordBatch(System.nanoTime() - beganNs, 1);
        costs.endFrame(sample);
        return points;
    }

    /// As many frames as a window draws in two seconds.
    @Override
    public int warmUnits() {
        return 120;
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
