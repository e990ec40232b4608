package dev.kymo.perf.picture;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.OpenedFiles;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A recording on the disk with another cloud of a million points at each time, played ten of them a second,
/// 1920×1080, without a window: no page of it is in memory when a round begins. One operation is one frame.
public final class ColdCloudsSide implements Side {
    public static final String COLD = "cloud-per-frame-1m-disk";

    private static final int POINTS = 1_000_000;
    private static final int TIMES = 100;
    private static final long FRAME_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final OpenedTogether opened = new OpenedTogether();
    private Path file = Path.of("");
    private @Nullable RecordingStore store;
    private @Nullable HeadlessRenderer renderer;
    private @Nullable SceneView view;
    private @Nullable Eye eye;
    private int next;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException, IOException {
        close();
        eye = null;
        file = bench.data().resolve("clouds-" + bench.size(POINTS, POINTS) + ".rrd");
        if (!Files.exists(file)) {
            make(bench);
        }
        final GpuDevice device = opened.add(PointsSide.open(), GpuDevice::close);
        final OpenedFiles files =
                opened.add(OpenedFiles.open(List.of(file), _ -> IndexOptions.defaults()), OpenedFiles::close);
        final RecordingStore found = KeptScan.recordingOf(files);
        store = found;
        renderer = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        view = opened.add(new SceneView(device), SceneView::close);
        view.levelsOf(CloudLevels.Anchor.within(file, true, null, null), found, () -> {});
        return frame(new Sample(), 0);
    }

    private void make(final CaseSpec bench) throws IOException {
        final Path unfinished = file.resolveSibling("unfinished-" + file.getFileName());
        try (Arena arena = Arena.ofConfined()) {
            final PointScene cloud = MadeTerrain.make(bench.size(POINTS, POINTS), bench.seed(), arena);
            final float[] xyz = cloud.xyz().toArray(ValueLayout.JAVA_FLOAT);
            final int[] rgba = cloud.rgba().toArray(ValueLayout.JAVA_INT);
            try (RecordingStream out = RecordingStream.builder("clouds")
                    .sink(FileSink.create(unfinished))
                    .logTime(false)
                    .open()) {
                for (int at = 0; at < TIMES; at++) {
                    xyz[0] = (float) at / TIMES;
                    out.setTimeSequence(KeptScan.TIMELINE, at);
                    out.log("world/scan", Points3D.of(xyz).colors(rgba));
                }
            }
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                // Pages that are not on the disk yet can't be dropped
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private long frame(final Sample sample, final int at) {
        final long points;
        sample.start();
        final long beganNs = System.nanoTime();
        try (StoreReader reader = store.reader()) {
            points = view.show(reader, new TimeCursor(KeptScan.TIMELINE, at), _ -> true, "all")
                    .pointCount();
            if (eye == null) {
                eye = Eye.framing(view.scene(), PointScene.WIDTH, PointScene.HEIGHT);
            }
            renderer.renderToLook(
                    view.composeMoving(eye, PointScene.WIDTH, PointScene.HEIGHT, 1, beganNs),
                    PointScene.WIDTH,
                    PointScene.HEIGHT);
            view.took(renderer.times().lastNs(RenderPhase.DEVICE));
        }
        final long tookNs = System.nanoTime() - beganNs;
        sample.recordBatch(tookNs, 1);
        sample.stop(1);
        LockSupport.parkNanos(FRAME_NS - tookNs);
        return points;
    }

    @Override
    public void round(final Sample sample, final int units) {
        Libc.dropPages(file);
        // What was shown lately is on the device yet: rounds go on where the one before has ended
        for (int i = 0; i < units; i++) {
            frame(sample, next++ % TIMES);
        }
    }

    @Override
    public int leastUnits() {
        return TIMES / 5;
    }

    @Override
    public int maxUnits() {
        return TIMES;
    }

    @Override
    public void close() {
        opened.close();
    }
}
