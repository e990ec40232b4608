package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.PointListRenderer;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// What [LevelsSide] draws by levels of detail, drawn whole in every frame: by Kymo, or by Vulkan's point
/// primitive.
final class FlownPointsSide implements Side {
    private final boolean byPointList;
    private @Nullable GpuDevice device;
    private @Nullable HeadlessRenderer renderer;
    private @Nullable PointDrawData points;
    private @Nullable PointListRenderer list;
    private boolean isMoving;

    FlownPointsSide(final boolean byPointList) {
        this.byPointList = byPointList;
    }

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        close();
        if (byPointList && bench.quick()) {
            throw new UnavailableException(
                    "ten pictures of all points take it some seconds, a round of them is not quick");
        }
        final GpuDevice opened = PointsSide.open();
        device = opened;
        isMoving = bench.name().equals(LevelsSide.MOVING);
        try (Arena arena = Arena.ofShared()) {
            final PointScene scene = PointScene.real(bench, arena);
            if (byPointList) {
                list = new PointListRenderer(opened, PointScene.WIDTH, PointScene.HEIGHT, scene.xyz(), scene.rgba());
            } else {
                renderer = new HeadlessRenderer(opened, false);
                points = PointDrawData.upload(opened, scene.xyz(), scene.rgba(), null, 0, PointsSide.DOT);
            }
            return scene.count();
        }
    }

    @Override
    public void round(final Sample sample, final int units) {
        for (int i = 0; i < units; i++) {
            final Camera camera = isMoving ? Flight.share(i, units) : Flight.station(i % Flight.STATIONS);
            sample.start();
            final long beganNs = System.nanoTime();
            if (byPointList) {
                list.render(PointScene.clipFromWorld(camera));
            } else {
                renderer.renderToLook(
                        new FrameDrawData(camera).add(points, Matrices.identity()),
                        PointScene.WIDTH,
                        PointScene.HEIGHT);
            }
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
    }

    @Override
    public int leastUnits() {
        return Flight.STATIONS;
    }

    @Override
    public void close() {
        if (list != null) {
            list.close();
            list = null;
        }
        if (points != null) {
            points.close();
            points = null;
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
