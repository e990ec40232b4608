package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
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

/// Point clouds to import, made from the seed and kept between runs: LAS 1.2 with point format 2, and binary PLY with
/// colours.
final class CloudFiles {
    static final String LAS = "las";
    static final String PLY = "ply";

    private static final int LAS_HEADER_BYTES = 227;
    private static final int LAS_POINT_BYTES = 26;
    private static final int PLY_POINT_BYTES = 15;
    private static final int GATHERED_POINTS = 1 << 16;
    private static final int LAS_RANGE = 100_000;

    private CloudFiles() {}

    static int points(final CaseSpec bench) {
        return bench.size(1_000_000, 10_000_000);
    }

    static Path file(final CaseSpec bench) throws IOException {
        final int points = points(bench);
        final Path file = bench.data().resolve("cloud-" + points + "." + bench.name());
        if (!Files.exists(file)) {
            final Path unfinished = bench.data().resolve(file.getFileName() + ".part");
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                write(channel, points, bench.name().equals(LAS), new SplittableRandom(bench.seed()));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    private static void write(
            final FileChannel channel, final int points, final boolean isLas, final SplittableRandom random)
            throws IOException {
        writeAll(channel, isLas ? lasHeader(points) : plyHeader(points));
        final ByteBuffer gathered = ByteBuffer.allocate(GATHERED_POINTS * (isLas ? LAS_POINT_BYTES : PLY_POINT_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < points; i++) {
            if (isLas) {
                putLasPoint(gathered, random);
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
