package dev.kymo.perf.picture;

import dev.kymo.perf.run.DiskUse;
import dev.kymo.perf.run.HeldPeak;
import dev.kymo.perf.run.Libc;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.FlownCloud;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One flight through a cloud whose side file is there, 1920×1080, and what it took: the first picture, frames on
/// the way, then the stations at rest. One thread.
final class MeasuredFlight implements AutoCloseable {
    private static final int LOW_FRAMES = 150;
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final int STILL_FRAMES = 3;
    private static final double NS_PER_MS = 1e6;

    private final OpenedTogether opened = new OpenedTogether();
    private final long upNs;
    private final long points;
    private final HeadlessRenderer renderer;
    private final FlownCloud cloud;
    private final HeldPeak held;

    private long firstNs;
    private long firstWholeNs;
    private final Histogram wall = times();
    private final Histogram low = times();
    private final Histogram cpu = times();
    private final Histogram drawn = times();
    private int late;
    private long choosingNs;
    private long slowestNs;
    private String slowest = "";
    private long readBytes;
    private long deviceBytes;
    private long heldMostBytes;
    private final Histogram settle = times();
    private final Histogram still = times();
    private final Histogram stillCpu = times();
    private final Histogram refined = times();
    private final Histogram refinedCpu = times();
    private final Histogram whole = times();

    /// @param tree closed with this
    /// @param upNs `System.nanoTime` when the device was open
    MeasuredFlight(final GpuDevice device, final LodFile tree, final long upNs) {
        this.upNs = upNs;
        points = tree.points();
        cloud = opened.add(new FlownCloud(device, tree), FlownCloud::close);
        renderer = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        held = opened.add(new HeldPeak(), HeldPeak::close);
    }

    private static Histogram times() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    /// Once for each of these.
    ///
    /// @param built of the cloud's building, to be handed on
    LevelsFlight.Flown fly(final Flight.Ground ground, final LevelsFlight.@Nullable Built built) throws IOException {
        first(ground);
        move(ground);
        rest(ground);
        return new LevelsFlight.Flown(
                points,
                built,
                firstNs,
                firstWholeNs,
                wall,
                low,
                cpu,
                drawn,
                late,
                deviceBytes,
                heldMostBytes,
                readBytes,
                slowest,
                settle,
                still,
                stillCpu,
                refined,
                refinedCpu,
                whole);
    }

    private void first(final Flight.Ground ground) {
        do {
            frame(ground.at(0));
            if (firstNs == 0 && cloud.drawnPoints() > 0) {
                firstNs = System.nanoTime() - upNs;
            }
        } while (!cloud.isComplete());
        firstWholeNs = System.nanoTime() - upNs;
    }

    private void move(final Flight.Ground ground) throws IOException {
        // Shaders and the JIT, not the disk: what is seen here has been counted
        for (int frame = 0; frame < LevelsFlight.FRAMES_PER_S; frame++) {
            frame(ground.at(0));
        }
        final long readBefore = DiskUse.readBytes();
        final long intervalNs = TimeUnit.SECONDS.toNanos(1) / LevelsFlight.FRAMES_PER_S;
        final int high = LevelsFlight.FRAMES - LOW_FRAMES;
        for (int frame = 0; frame < LevelsFlight.FRAMES; frame++) {
            final boolean isLow = frame >= high;
            final Camera camera = isLow
                    ? ground.low((frame - high + 0.5) / LOW_FRAMES)
                    : ground.at((Flight.STATIONS - 1) * (frame + 0.5) / high);
            final long beganNs = System.nanoTime();
            final long beganCpuNs = Libc.processCpuNs();
            frame(camera);
            final long tookNs = System.nanoTime() - beganNs;
            wall.recordValue(tookNs);
            if (tookNs > slowestNs) {
                slowestNs = tookNs;
                slowest = describe(frame);
            }
            if (isLow) {
                low.recordValue(tookNs);
            }
            cpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
            drawn.recordValue(Math.max(1, cloud.drawnPoints()));
            late += cloud.isComplete() ? 0 : 1;
            LockSupport.parkNanos(intervalNs - tookNs);
        }
        readBytes = DiskUse.readBytes() - readBefore;
        deviceBytes = cloud.heldBytes();
        heldMostBytes = held.mostBytes();
    }

    private void rest(final Flight.Ground ground) throws IOException {
        for (int station = 0; station < Flight.STATIONS; station++) {
            final Camera camera = ground.at(station);
            for (int again = 0; again <= STILL_FRAMES; again++) {
                final long beganNs = System.nanoTime();
                final long beganCpuNs = Libc.processCpuNs();
                renderer.renderToLook(resting(camera), PointScene.WIDTH, PointScene.HEIGHT);
                (again == 0 ? settle : still).recordValue(System.nanoTime() - beganNs);
                if (again > 0) {
                    stillCpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
                }
            }
            refine(camera);
        }
    }

    private FrameDrawData resting(final Camera camera) {
        return cloud.rest(camera, PointScene.WIDTH, PointScene.HEIGHT, CloudStyle.PLAIN);
    }

    /// Draws a picture at rest over frames, from one of a moving eye on. It must be the one that is drawn at
    /// once.
    private void refine(final Camera camera) throws IOException {
        final Picture expected = renderer.render(resting(camera), PointScene.WIDTH, PointScene.HEIGHT);
        frame(camera);
        final long startedNs = System.nanoTime();
        Picture last;
        do {
            final long beganNs = System.nanoTime();
            final long beganCpuNs = Libc.processCpuNs();
            last = renderer.renderToLook(
                    cloud.refine(
                            camera, PointScene.WIDTH, PointScene.HEIGHT, LevelsSide.MOVING_POINTS, CloudStyle.PLAIN),
                    PointScene.WIDTH,
                    PointScene.HEIGHT);
            refined.recordValue(System.nanoTime() - beganNs);
            refinedCpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
        } while (renderer.hasMore());
        whole.recordValue(System.nanoTime() - startedNs);
        if (!cloud.isComplete() || expected.rgba().mismatch(last.rgba()) >= 0) {
            throw new IOException("the picture that was refined differs from the one that was drawn at once");
        }
    }

    /// What the last frame consisted of.
    private String describe(final int frame) {
        final StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "frame %d: choosing %.1f ms", frame, choosingNs / NS_PER_MS));
        for (final RenderPhase part : RenderPhase.values()) {
            text.append(String.format(
                    Locale.ROOT,
                    ", %s %.1f",
                    part.name().toLowerCase(Locale.ROOT),
                    renderer.times().lastNs(part) / NS_PER_MS));
        }
        return text.toString();
    }

    private void frame(final Camera camera) {
        final long beganNs = System.nanoTime();
        final FrameDrawData next = cloud.move(camera, PointScene.WIDTH, PointScene.HEIGHT, LevelsSide.MOVING_POINTS);
        choosingNs = System.nanoTime() - beganNs;
        renderer.renderToLook(next, PointScene.WIDTH, PointScene.HEIGHT);
    }

    @Override
    public void close() {
        opened.close();
    }
}
