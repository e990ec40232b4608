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
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private static final long BUILD_BYTES = 1L << 30;
    private static final double NS_PER_S = 1e9;

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
    /// @param firstNs from an open device, no page of the side file in memory, to the first picture of the cloud
    /// @param firstWholeNs to the first that has all points a moving eye wants
    /// @param wallNs of frames: nodes chosen, drawn, read back
    /// @param lowNs the same of those low over the ground alone
    /// @param cpuNs of frames, of the whole process, the driver's threads and the reader of nodes included
    /// @param drawn points of frames
    /// @param late frames that did not have all they wanted yet
    /// @param deviceBytes of nodes, at the end
    /// @param heldMostBytes by the process
    /// @param readBytes from the disk
    /// @param slowest of the frames, by the clock: its number, and what it took part by part
    /// @param settleNs at a station: until all is there and the picture at rest is drawn
    /// @param stillNs a further picture there, drawn again at once
    /// @param stillCpuNs processor time of that
    /// @param refineNs frames there that draw it share by share, as a window does
    /// @param refineCpuNs processor time of these
    /// @param wholeNs until it was whole so
    public record Flown(
            long points,
            @Nullable Built built,
            long firstNs,
            long firstWholeNs,
            Histogram wallNs,
            Histogram lowNs,
            Histogram cpuNs,
            Histogram drawn,
            int late,
            long deviceBytes,
            long heldMostBytes,
            long readBytes,
            String slowest,
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
            tree.close();
            Libc.dropPages(side);
            return fly(place, built, ground);
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

    /// Opens a device, and the side file after it.
    private static Flown fly(final LodPlace place, final @Nullable Built built, final Flight.Ground ground)
            throws IOException, UnavailableException {
        try (GpuDevice device = PointsSide.open()) {
            final long upNs = System.nanoTime();
            final LodFile tree =
                    place.open().orElseThrow(() -> new IOException("the side file has gone since it was built"));
            try (MeasuredFlight flight = new MeasuredFlight(device, tree, upNs)) {
                return flight.fly(ground, built);
            }
        }
    }
}
