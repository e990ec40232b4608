package dev.kymo.perf.picture;

import dev.kymo.perf.run.Folders;
import dev.kymo.rrd.lod.PointSource;
import dev.kymo.rrd.lod.SegmentPoints;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A cloud as a file of columns, those of a Points3D: three f32 of each point, then a colour of each. 16 bytes a point.
final class StoredCloud {
    static final int POINT_BYTES = 16;
    private static final int POSITION_BYTES = 12;
    private static final int BATCH = 1 << 18;

    private StoredCloud() {}

    /// Writes what is not there yet; it is on the disk afterwards.
    static void write(final PointSource cloud, final Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == cloud.count() * POINT_BYTES) {
            return;
        }
        Folders.writeWhole(file, channel -> {
            final float[] xyz = new float[3 * BATCH];
            final int[] rgba = new int[BATCH];
            final ByteBuffer bytes =
                    ByteBuffer.allocateDirect(BATCH * POSITION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            final long coloursAt = cloud.count() * POSITION_BYTES;
            for (long first = 0; first < cloud.count(); first += BATCH) {
                final int count = (int) Math.min(BATCH, cloud.count() - first);
                cloud.read(first, count, xyz, rgba);
                bytes.clear().asFloatBuffer().put(xyz, 0, 3 * count);
                put(channel, bytes.limit(count * POSITION_BYTES), first * POSITION_BYTES);
                bytes.clear().asIntBuffer().put(rgba, 0, count);
                put(channel, bytes.limit(count * Integer.BYTES), coloursAt + first * Integer.BYTES);
            }
            channel.force(true);
        });
    }

    private static void put(final FileChannel channel, final ByteBuffer bytes, final long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /// @param arena that the mapping lives in
    static PointSource map(final Path file, final Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            final long points = channel.size() / POINT_BYTES;
            final MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SegmentPoints(
                    all.asSlice(0, points * POSITION_BYTES),
                    all.asSlice(points * POSITION_BYTES, points * Integer.BYTES),
                    0);
        }
    }
}
