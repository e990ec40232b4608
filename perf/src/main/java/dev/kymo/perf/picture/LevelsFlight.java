package dev.kymo.perf.picture;

import dev.kymo.perf.run.DiskUse;
import dev.kymo.perf.run.HeldPeak;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.HeldMemory;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.rrd.lod.LodPlace;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.view.FlownCloud;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A cloud of many copies of the airborne scan, stored; all points of all copies but the first have been moved by noise
/// of their own, which follows from their number. Its levels of detail are built from the file, then flown through,
/// 1920×1080, without a window. A flight is past the
/// stations of [Flight], widened to the cloud, then low over its middle. Before the build and before the flight the
/// pages of what is read are dropped, so that both begin with a disk.
public final class LevelsFlight {
    /// Of the flight; it has as many for each cloud.
    public static final int FRAMES = 600;
    /// A frame is not begun sooner than that allows.
    public static final int FRAMES_PER_S = 30;

    private static final String PREFIX = "flight-";
    private static final int LOW_FRAMES = 150;
    private static final long BUILD_BYTES = 1L << 30;
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_S = 1e9;
    private static final int STILL_FRAMES = 3;

    private final Path folder;
    private final Path data;

    /// @param folder for the clouds and their side files
    /// @param data where the scan is unpacked to
    public LevelsFlight(final Path folder, final Path data) {
        this.folder = folder;
        this.data = data;
    }

    /// What a build took.
    ///
    /// @param seconds until the side file had its name; `forcedSeconds` more until all of it was on the disk
    /// @param heldBeforeBytes by the process; `heldMostBytes` at most meanwhile
    /// @param readBytes from the disk
    public record Built(
            double seconds,
            double forcedSeconds,
            long sideBytes,
            long heldBeforeBytes,
            long heldMostBytes,
            long readBytes) {}

    /// What a flight took.
    ///
    /// @param points in the cloud
    /// @param built null when the side file was there
    /// @param wallNs of frames: nodes chosen, drawn, read back
    /// @param lowNs the same of those low over the ground alone
    /// @param cpuNs of frames, of the whole process, the driver's threads and the reader of nodes included
    /// @param drawn points of frames
    /// @param late frames that did not have all they wanted yet
    /// @param deviceBytes of nodes, at the end
    /// @param heldMostBytes by the process
    /// @param readBytes from the disk
    /// @param settleNs at a station: until all is there and the picture at rest is drawn
    /// @param stillNs a further picture there, drawn again at once
    /// @param stillCpuNs processor time of that
    /// @param refineNs frames there that draw it share by share, as a window does
    /// @param refineCpuNs processor time of these
    /// @param wholeNs until it was whole so
    public record Flown(
            long points,
            @Nullable Built built,
            Histogram wallNs,
            Histogram lowNs,
            Histogram cpuNs,
            Histogram drawn,
            int late,
            long deviceBytes,
            long heldMostBytes,
            long readBytes,
            Histogram settleNs,
            Histogram stillNs,
            Histogram stillCpuNs,
            Histogram refineNs,
            Histogram refineCpuNs,
            Histogram wholeNs) {}

    /// The cloud of so many scans.
    private Path file(final int tiles) {
        return folder.resolve(PREFIX + tiles + ".points");
    }

    /// Of clouds and side files that an earlier run has left.
    public static long storedBytes(final Path folder) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (final Path each : all) {
                bytes += Files.size(each);
            }
        }
        return bytes;
    }

    /// What the disk must have room for: the cloud, then its points on their way or its side file.
    public static long diskBytes(final long points) {
        return points * (StoredCloud.POINT_BYTES + 20 + 1);
    }

    private TiledCloud tiled(final long wantedPoints, final Arena arena) throws IOException, UnavailableException {
        final CaseSpec whole = new CaseSpec("points", PointsSide.AUTZEN, 0, false, 1, folder, data);
        final PointScene scene = PointScene.real(whole, arena);
        final int tiles = (int) Math.max(1, Math.ceilDiv(wantedPoints, (long) scene.count()));
        return new TiledCloud(scene, tiles, (int) Math.ceil(Math.sqrt(tiles)));
    }

    /// Writes the cloud of at least so many points.
    public void store(final long wantedPoints) throws IOException, UnavailableException {
        try (Arena arena = Arena.ofShared()) {
            final TiledCloud cloud = tiled(wantedPoints, arena);
            StoredCloud.write(cloud, file(cloud.tiles()));
        }
    }

    /// Stores it, builds, flies.
    ///
    /// @param wantedPoints whole scans are taken: at least so many
    /// @param keep whether the files stay
    public Flown fly(final long wantedPoints, final boolean keep) throws IOException, UnavailableException {
        final Flight.Ground ground;
        final Path stored;
        try (Arena arena = Arena.ofShared()) {
            final TiledCloud cloud = tiled(wantedPoints, arena);
            stored = file(cloud.tiles());
            ground = cloud.ground();
            StoredCloud.write(cloud, stored);
        }
        final LodPlace place = new LodPlace(stored, null, 1, _ -> {});
        Path side = null;
        try {
            Built built = null;
            LodFile tree = place.open().orElse(null);
            if (tree == null) {
                final Timed timed = build(place, stored);
                tree = timed.tree;
                built = timed.built;
            }
            side = tree.path();
            Libc.dropPages(side);
            return fly(tree, built, ground);
        } finally {
            if (!keep) {
                Files.deleteIfExists(stored);
                if (side != null) {
                    Files.deleteIfExists(side);
                }
            }
        }
    }

    private record Timed(LodFile tree, Built built) {}

    private static Timed build(final LodPlace place, final Path stored) throws IOException {
        Libc.dropPages(stored);
        final long before = new HeldMemory().heldBytes();
        final long readBytes = DiskUse.readBytes();
        try (Arena arena = Arena.ofShared();
                HeldPeak held = new HeldPeak()) {
            final long beganNs = System.nanoTime();
            final LodFile tree = place.build(
                    StoredCloud.map(stored, arena), LodOptions.defaults().withMemoryBytes(BUILD_BYTES));
            final long builtNs = System.nanoTime();
            try (FileChannel channel = FileChannel.open(tree.path(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return new Timed(
                    tree,
                    new Built(
                            (builtNs - beganNs) / NS_PER_S,
                            (System.nanoTime() - builtNs) / NS_PER_S,
                            Files.size(tree.path()),
                            before,
                            held.mostBytes(),
                            DiskUse.readBytes() - readBytes));
        }
    }

    private static Histogram times() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    private static Flown fly(final LodFile tree, final @Nullable Built built, final Flight.Ground ground)
            throws IOException, UnavailableException {
        final Histogram wall = times();
        final Histogram low = times();
        final Histogram cpu = times();
        final Histogram drawn = times();
        final Histogram settle = times();
        final Histogram still = times();
        final Histogram stillCpu = times();
        final Histogram refined = times();
        final Histogram refinedCpu = times();
        final Histogram whole = times();
        final long points = tree.points();
        try (GpuDevice device = PointsSide.open();
                HeadlessRenderer renderer = new HeadlessRenderer(device, false);
                FlownCloud cloud = new FlownCloud(device, tree);
                HeldPeak held = new HeldPeak()) {
            // Shaders and the JIT, not the disk: what is seen here has been counted
            final long readBytes = DiskUse.readBytes();
            for (int frame = 0; frame < FRAMES_PER_S; frame++) {
                frame(cloud, renderer, ground.at(0));
            }
            final long intervalNs = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_S;
            final int high = FRAMES - LOW_FRAMES;
            int late = 0;
            for (int frame = 0; frame < FRAMES; frame++) {
                final boolean isLow = frame >= high;
                final Camera camera = isLow
                        ? ground.low((frame - high + 0.5) / LOW_FRAMES)
                        : ground.at((Flight.STATIONS - 1) * (frame + 0.5) / high);
                final long beganNs = System.nanoTime();
                final long beganCpuNs = Libc.processCpuNs();
                frame(cloud, renderer, camera);
                final long tookNs = System.nanoTime() - beganNs;
                wall.recordValue(tookNs);
                if (isLow) {
                    low.recordValue(tookNs);
                }
                cpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
                drawn.recordValue(Math.max(1, cloud.drawnPoints()));
                late += cloud.isComplete() ? 0 : 1;
                LockSupport.parkNanos(intervalNs - tookNs);
            }
            final long flownBytes = DiskUse.readBytes() - readBytes;
            final long deviceBytes = cloud.heldBytes();
            final long heldMostBytes = held.mostBytes();
            for (int station = 0; station < Flight.STATIONS; station++) {
                for (int again = 0; again <= STILL_FRAMES; again++) {
                    final long beganNs = System.nanoTime();
                    final long beganCpuNs = Libc.processCpuNs();
                    renderer.renderToLook(
                            cloud.rest(ground.at(station), PointScene.WIDTH, PointScene.HEIGHT, CloudStyle.PLAIN),
                            PointScene.WIDTH,
                            PointScene.HEIGHT);
                    (again == 0 ? settle : still).recordValue(System.nanoTime() - beganNs);
                    if (again > 0) {
                        stillCpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
                    }
                }
                refine(cloud, renderer, ground.at(station), refined, refinedCpu, whole);
            }
            return new Flown(
                    points,
                    built,
                    wall,
                    low,
                    cpu,
                    drawn,
                    late,
                    deviceBytes,
                    heldMostBytes,
                    flownBytes,
                    settle,
                    still,
                    stillCpu,
                    refined,
                    refinedCpu,
                    whole);
        }
    }

    /// Draws a picture at rest over frames, from one of a moving eye on. It must be the one that is
    /// drawn at once.
    private static void refine(
            final FlownCloud cloud,
            final HeadlessRenderer renderer,
            final Camera camera,
            final Histogram frames,
            final Histogram cpu,
            final Histogram whole)
            throws IOException {
        final Picture expected = renderer.render(
                cloud.rest(camera, PointScene.WIDTH, PointScene.HEIGHT, CloudStyle.PLAIN),
                PointScene.WIDTH,
                PointScene.HEIGHT);
        frame(cloud, renderer, camera);
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
            frames.recordValue(System.nanoTime() - beganNs);
            cpu.recordValue(Math.max(1, Libc.processCpuNs() - beganCpuNs));
        } while (renderer.hasMore());
        whole.recordValue(System.nanoTime() - startedNs);
        if (!cloud.isComplete() || expected.rgba().mismatch(last.rgba()) >= 0) {
            throw new IOException("the picture that was refined differs from the one that was drawn at once");
        }
    }

    private static void frame(final FlownCloud cloud, final HeadlessRenderer renderer, final Camera camera) {
        final FrameDrawData next = cloud.move(camera, PointScene.WIDTH, PointScene.HEIGHT, LevelsSide.MOVING_POINTS);
        renderer.renderToLook(next, PointScene.WIDTH, PointScene.HEIGHT);
    }
}
