package dev.kymo.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The smallest files that can be imported, one of each kind.
final class SmallSources {
    private static final int LAS_HEADER_BYTES = 227;
    private static final int LAS_RECORD_BYTES = 20;

    private SmallSources() {}

    /// LAS 1.2, point format 0, three points.
    static byte[] las() {
        final int points = 3;
        final ByteBuffer las = ByteBuffer.allocate(LAS_HEADER_BYTES + points * LAS_RECORD_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        las.put("LASF".getBytes(StandardCharsets.US_ASCII));
        las.put(24, (byte) 1).put(25, (byte) 2);
        las.putShort(94, (short) LAS_HEADER_BYTES).putInt(96, LAS_HEADER_BYTES);
        las.put(104, (byte) 0).putShort(105, (short) LAS_RECORD_BYTES).putInt(107, points);
        for (int axis = 0; axis < 3; axis++) {
            las.putDouble(131 + 8 * axis, 0.01);
            las.putDouble(179 + 16 * axis, 0.02).putDouble(187 + 16 * axis, 0);
        }
        for (int i = 0; i < points; i++) {
            final int at = LAS_HEADER_BYTES + i * LAS_RECORD_BYTES;
            las.putInt(at, i).putInt(at + 4, i).putInt(at + 8, i);
        }
        return las.array();
    }

    static byte[] pcd() {
        final ByteBuffer pcd = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        pcd.put("""
                VERSION 0.7
                FIELDS x y z
                SIZE 4 4 4
                TYPE F F F
                COUNT 1 1 1
                WIDTH 30
                HEIGHT 1
                POINTS 30
                DATA binary
                """.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 90; i++) {
            pcd.putFloat(i);
        }
        return java.util.Arrays.copyOf(pcd.array(), pcd.position());
    }

    static byte[] ply() {
        final ByteBuffer ply = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        ply.put("""
                ply
                format binary_little_endian 1.0
                element vertex 30
                property float x
                property float y
                property float z
                end_header
                """.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 90; i++) {
            ply.putFloat(i);
        }
        return java.util.Arrays.copyOf(ply.array(), ply.position());
    }

    /// Compressing needs a library: a file that others made, when it is there.
    static @Nullable Path lazOrNull() {
        final String named = System.getenv("KYMO_SHARED");
        final Path root = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("kymo.root")).toAbsolutePath().resolveSibling("shared");
        final Path laz = root.resolve("data/lidar/las_matrix/pdrf4-1.3.laz");
        return Files.exists(laz) ? laz : null;
    }

    /// The same file with a header that promises two thousand million points.
    static byte[] lying(final String name, final byte... whole) {
        if (name.endsWith(".las") || name.endsWith(".laz")) {
            final byte[] lie = whole.clone();
            ByteBuffer.wrap(lie).order(ByteOrder.LITTLE_ENDIAN).putInt(107, 2_000_000_000);
            return lie;
        }
        final String text = new String(whole, StandardCharsets.ISO_8859_1)
                .replace("POINTS 30", "POINTS 2000000000")
                .replace("WIDTH 30", "WIDTH 2000000000")
                .replace("vertex 30", "vertex 2000000000");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// 2 × 2 pixels, red, green, blue and white.
    static byte[] png() throws IOException {
        final int[] pixels = {0xFF0000FF, 0xFF00FF00, 0xFFFF0000, 0xFFFFFFFF};
        return dev.kymo.viewer.render.PngWriter.encode(
                new dev.kymo.viewer.render.Picture(2, 2, MemorySegment.ofArray(pixels)));
    }
}
