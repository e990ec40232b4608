package dev.kymo.perf.files;

import dev.kymo.perf.run.Jvm;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Point clouds to import, made from the seed and kept between runs: LAS 1.2 with point format 2, binary PLY and
/// PCD with colours; and a real LAZ.
public final class CloudFiles {
    static final String LAS = "las";
    static final String PLY = "ply";
    static final String PCD = "pcd";
    static final String LAZ = "laz";
    /// No cloud: messages of one number.
    static final String MCAP = "mcap";
    /// No cloud: the folder of colour and depth images of the sample data.
    public static final String IMAGES = "images";

    private static final int LAS_HEADER_BYTES = 227;
    private static final int LAS_POINT_BYTES = 26;
    private static final int PLY_POINT_BYTES = 15;
    private static final int PCD_POINT_BYTES = 16;
    private static final int LAS_COUNT_OFFSET = 107;
    private static final int LAS_14_COUNT_OFFSET = 247;
    private static final int LAS_14_HEADER_BYTES = 375;
    private static final int GATHERED_POINTS = 1 << 16;
    private static final int LAS_RANGE = 100_000;

    private CloudFiles() {}

    static int points(final CaseSpec bench) {
        if (bench.name().equals(MCAP)) {
            return bench.size(200_000, 2_000_000);
        }
        return bench.size(1_000_000, 10_000_000);
    }

    /// How many points a file says it has, or was made with.
    static long points(final CaseSpec bench, final Path file) throws IOException {
        if (bench.name().equals(IMAGES)) {
            try (Stream<Path> images = Files.list(file.resolve("image"))) {
                return images.count();
            }
        }
        if (!bench.name().equals(LAZ)) {
            return points(bench);
        }
        final ByteBuffer header = ByteBuffer.allocate(LAS_14_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // until the header is there, or the file ends
            }
        }
        final int former = header.getInt(LAS_COUNT_OFFSET);
        return former != 0 ? former : header.getLong(LAS_14_COUNT_OFFSET);
    }

    /// A real one: nothing here can compress.
    private static Path laz() throws UnavailableException {
        return sample("data/lidar/las_matrix/indoor.laz", "a LAZ file can't be made here");
    }

    /// A file or folder of the sample data, which lie beside the repository or where `KYMO_SHARED` says.
    public static Path sample(final String name, final String reason) throws UnavailableException {
        final String shared = System.getenv("KYMO_SHARED");
        final Path folder = shared != null ? Path.of(shared) : Jvm.root().resolveSibling("shared");
        final Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new UnavailableException(file + " is not there (" + reason + ")");
        }
        return file;
    }

    static Path file(final CaseSpec bench) throws IOException, UnavailableException {
        if (bench.name().equals(LAZ)) {
            return laz();
        }
        if (bench.name().equals(IMAGES)) {
            return sample("data/images/livingroom_rgbd", "they can't be made here");
        }
        final int points = points(bench);
        final Path file = bench.data().resolve("cloud-" + points + "." + bench.name());
        if (!Files.exists(file)) {
            // Its own: other sides make the same at the same time.
            final String own = file + ".part-" + ProcessHandle.current().pid();
            final Path unfinished = Path.of(own);
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                write(channel, points, bench.name(), new SplittableRandom(bench.seed()));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    private static void write(
            final FileChannel channel, final int points, final String kind, final SplittableRandom random)
            throws IOException {
        if (kind.equals(MCAP)) {
            McapData.write(channel, points);
            return;
        }
        final boolean isLas = kind.equals(LAS);
        final boolean isPcd = kind.equals(PCD);
        writeAll(channel, isLas ? lasHeader(points) : isPcd ? pcdHeader(points) : plyHeader(points));
        final ByteBuffer gathered = ByteBuffer.allocate(
                        GATHERED_POINTS * (isLas ? LAS_POINT_BYTES : isPcd ? PCD_POINT_BYTES : PLY_POINT_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < points; i++) {
            if (isLas) {
                putLasPoint(gathered, random);
            } else if (isPcd) {
                putPcdPoint(gathered, random);
            } else {
                putPlyPoint(gathered, random);
            }
            if (!gathered.hasRemaining() || i == points - 1) {
                writeAll(channel, gathered.flip());
                gathered.clear();
            }
        }
    }

    private static void putLasPoint(final ByteBuffer into, final SplittableRandom random) {
        into.putInt(random.nextInt(LAS_RANGE)).putInt(random.nextInt(LAS_RANGE)).putInt(random.nextInt(LAS_RANGE));
        // intensity; returns, classification, scan angle, user data; source id; red, green, blue
        into.putShort((short) random.nextInt())
                .put((byte) 9)
                .put((byte) 2)
                .put((byte) 0)
                .put((byte) 0);
        into.putShort((short) 1);
        into.putShort((short) random.nextInt())
                .putShort((short) random.nextInt())
                .putShort((short) random.nextInt());
    }

    private static void putPlyPoint(final ByteBuffer into, final SplittableRandom random) {
        for (int axis = 0; axis < 3; axis++) {
            into.putFloat((float) random.nextDouble(-100, 100));
        }
        into.put((byte) random.nextInt()).put((byte) random.nextInt()).put((byte) random.nextInt());
    }

    private static void putPcdPoint(final ByteBuffer into, final SplittableRandom random) {
        for (int axis = 0; axis < 3; axis++) {
            into.putFloat((float) random.nextDouble(-100, 100));
        }
        into.putInt(random.nextInt() & 0xFFFFFF);
    }

    private static ByteBuffer pcdHeader(final int points) {
        return ByteBuffer.wrap(("VERSION 0.7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH "
                        + points + "\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS " + points + "\nDATA binary\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer plyHeader(final int points) {
        return ByteBuffer.wrap(("ply\nformat binary_little_endian 1.0\nelement vertex " + points
                        + "\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\n"
                        + "property uchar green\nproperty uchar blue\nend_header\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /// The public header block of LAS 1.2, ASPRS, 2008.
    private static ByteBuffer lasHeader(final int points) {
        final ByteBuffer header = ByteBuffer.allocate(LAS_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, "LASF".getBytes(StandardCharsets.US_ASCII));
        header.put(24, (byte) 1).put(25, (byte) 2);
        header.put(26, "kymo bench".getBytes(StandardCharsets.US_ASCII));
        header.putShort(94, (short) LAS_HEADER_BYTES).putInt(96, LAS_HEADER_BYTES);
        header.put(104, (byte) 2)
                .putShort(105, (short) LAS_POINT_BYTES)
                .putInt(107, points)
                .putInt(111, points);
        for (int axis = 0; axis < 3; axis++) {
            header.putDouble(131 + 8 * axis, 0.01);
            header.putDouble(179 + 16 * axis, LAS_RANGE * 0.01);
        }
        return header;
    }

    private static void writeAll(final FileChannel channel, final ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
