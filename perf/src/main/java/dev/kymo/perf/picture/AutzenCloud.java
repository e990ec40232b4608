package dev.kymo.perf.picture;

import dev.kymo.perf.files.CloudFiles;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/// The airborne scan of Autzen stadium from the sample data, brought into the cube that [PointScene]'s camera looks at:
/// its longest side from -1 to 1, up along y. The packed file: `SOA2`, u32 number of points, then a plane of one byte
/// each for the four bytes of x, of y, of z (i32, least significant first), intensity, red, green, blue.
final class AutzenCloud {
    private static final String PACKED = "data/lidar/autzen10m/autzen_10653336pts.soa2.zst";
    private static final int MAGIC = 0x32414F53;
    private static final int HEADER_BYTES = 8;
    private static final int PLANES = 16;
    private static final int RED_PLANE = 13;
    private static final int STEP_IF_QUICK = 10;
    private static final long UNPACK_S = 60;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final MemorySegment planes;
    private final int points;

    private AutzenCloud(final MemorySegment planes, final int points) {
        this.planes = planes;
        this.points = points;
    }

    /// @throws UnavailableException when the file, or what unpacks it, is not there
    static PointScene load(final CaseSpec bench, final Arena arena) throws IOException, UnavailableException {
        return load(bench, stepOf(bench), arena);
    }

    /// The same of all its points in both forms of a bench.
    static PointScene loadWhole(final CaseSpec bench, final Arena arena) throws IOException, UnavailableException {
        return load(bench, 1 / bench.scale(), arena);
    }

    private static PointScene load(final CaseSpec bench, final double everyNth, final Arena arena)
            throws IOException, UnavailableException {
        final Path file = unpacked(bench);
        try (FileChannel channel = FileChannel.open(file);
                Arena mapping = Arena.ofConfined()) {
            final MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping);
            final int count = all.byteSize() < HEADER_BYTES || all.get(INT, 0) != MAGIC ? -1 : all.get(INT, 4);
            if (count < 1 || all.byteSize() != HEADER_BYTES + (long) PLANES * count) {
                throw new IOException(file + ": " + all.byteSize() + " bytes, expected SOA2 with " + PLANES
                        + " planes of " + count + " bytes");
            }
            final int step = (int) Math.max(1, Math.round(everyNth));
            return new AutzenCloud(all.asSlice(HEADER_BYTES), count).scene(step, arena);
        }
    }

    private static double stepOf(final CaseSpec bench) {
        return (bench.quick() ? STEP_IF_QUICK : 1) / bench.scale();
    }

    private static Path unpacked(final CaseSpec bench) throws IOException, UnavailableException {
        final Path file = bench.data().resolve("autzen.soa2");
        if (Files.exists(file)) {
            return file;
        }
        final Path packed = CloudFiles.sample(PACKED, "sample data");
        final Path unfinished = Files.createTempFile(bench.data(), "autzen", ".part");
        try {
            final Process unpacking = new ProcessBuilder(
                            "zstd", "-q", "-d", "-f", packed.toString(), "-o", unfinished.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!unpacking.waitFor(UNPACK_S, TimeUnit.SECONDS) || unpacking.exitValue() != 0) {
                unpacking.destroyForcibly();
                throw new IOException("zstd could not unpack " + packed);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking " + packed, e);
        } catch (final IOException e) {
            throw new UnavailableException(e.getMessage() + " (its packed form needs the tool zstd)");
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private int byteOf(final int plane, final int point) {
        return planes.get(ValueLayout.JAVA_BYTE, (long) plane * points + point) & 0xFF;
    }

    private int coordinate(final int axis, final int point) {
        return byteOf(axis * 4, point)
                | byteOf(axis * 4 + 1, point) << 8
                | byteOf(axis * 4 + 2, point) << 16
                | byteOf(axis * 4 + 3, point) << 24;
    }

    private PointScene scene(final int step, final Arena arena) {
        final int count = (points + step - 1) / step;
        final long[] low = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        final long[] high = {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE};
        for (int i = 0; i < points; i++) {
            for (int axis = 0; axis < 3; axis++) {
                final int at = coordinate(axis, i);
                low[axis] = Math.min(low[axis], at);
                high[axis] = Math.max(high[axis], at);
            }
        }
        double longest = 1;
        for (int axis = 0; axis < 3; axis++) {
            longest = Math.max(longest, (double) high[axis] - low[axis]);
        }
        final MemorySegment xyz = arena.allocate(count * 12L, 8);
        final MemorySegment rgba = arena.allocate(count * 4L, 8);
        for (int i = 0; i < count; i++) {
            final double[] place = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                place[axis] = (2.0 * coordinate(axis, i * step) - (double) (high[axis] + low[axis])) / longest;
            }
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i, (float) place[0]);
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + 1, (float) place[2]);
            xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + 2, (float) -place[1]);
            final int colour = byteOf(RED_PLANE, i * step) << 24
                    | byteOf(RED_PLANE + 1, i * step) << 16
                    | byteOf(RED_PLANE + 2, i * step) << 8
                    | 0xFF;
            rgba.setAtIndex(ValueLayout.JAVA_INT, i, colour);
        }
        return new PointScene(count, xyz, rgba);
    }
}
