package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Sink;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.view.Composition;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneBuilder;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A frame of many transformed entities of one point each, without a window: the store is asked, draw data are made,
/// a picture of 640×360 is drawn and read back. One operation is one frame.
public final class FrameSide implements Side {
    /// The cursor stands still: nothing changes.
    public static final String NONE_CHANGING = "none-changing";
    /// Every frame is another time, at which every entity has another place.
    public static final String ALL_CHANGING = "all-changing";

    /// Every frame one entity has a new place at a new time; the rest stay where they were.
    public static final String ONE_CHANGING = "one-changing";

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int TIMES = 16;
    private static final String TIMELINE = "frame";

    private @Nullable GpuDevice device;
    private @Nullable HeadlessRenderer renderer;
    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private @Nullable RecordingStore store;
    private @Nullable StoreIngest ingest;
    private @Nullable RecordingStream recording;
    private String prepared = "";
    private long newest;
    private long time;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException {
        if (device == null) {
            device = PointsSide.open();
            renderer = new HeadlessRenderer(device, false);
            fill(bench, bench.size(1000, 5000));
        }
        prepared = bench.name();
        return frame(new Sample());
    }

    private void fill(final CaseSpec bench, final int entities) {
        final SplittableRandom random = new SplittableRandom(bench.seed());
        final StoreIngest filled = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment());
        ingest = filled;
        final RecordingStream opened = RecordingStream.builder("bench")
                .sink(Sink.to(filled))
                .logTime(false)
                .open();
        recording = opened;
        store = stores.getOrCreate(opened.storeId());
        for (int at = 0; at < TIMES; at++) {
            opened.setTimeSequence(TIMELINE, at);
            for (int entity = 0; entity < entities; entity++) {
                log(opened, entity, random);
            }
        }
        newest = TIMES - 1;
        filled.sealAll();
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
            return time++ % TIMES;
        }
        if (prepared.equals(ONE_CHANGING)) {
            newest++;
            recording.setTimeSequence(TIMELINE, newest);
            log(recording, 0, new SplittableRandom(newest));
        }
        return newest;
    }

    private long frame(final Sample sample) {
        final long at = nextTime();
        final long beganNs = System.nanoTime();
        sample.start();
        final long points;
        final long builtNs;
        try (StoreReader reader = store.reader();
                Scene scene = SceneBuilder.build(reader, new TimeCursor(TIMELINE, at), device)) {
            builtNs = System.nanoTime();
            points = scene.pointCount();
            renderer.render(Composition.compose(scene, WIDTH, HEIGHT, "", ""), WIDTH, HEIGHT);
        }
        sample.stop(1);
        final long endedNs = System.nanoTime();
        sample.recordBatch(endedNs - beganNs, 1);
        sample.figure("scene_ns", (double) (builtNs - beganNs));
        sample.figure("draw_ns", (double) (endedNs - builtNs));
        return points;
    }

    @Override
    public void round(final Sample sample, final int units) {
        for (int i = 0; i < units; i++) {
            frame(sample);
        }
    }

    @Override
    public void close() {
        if (renderer != null) {
            renderer.close();
        }
        if (device != null) {
            device.close();
        }
        if (recording != null) {
            recording.close();
        }
        if (ingest != null) {
            ingest.close();
        }
        stores.close();
        chunks.close();
    }
}
