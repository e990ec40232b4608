package dev.kymo.importer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// LAS 1.0 to 1.4, point formats 0 to 10, plain or compressed (LAZ). Plain points are taken apart by all
/// processors at once, straight from the mapping; compressed ones go through a buffer of a few thousand
/// records.
final class LasReader implements PointCloudReader {
    /// Points that one worker takes at a time.
    private static final int SLICE_POINTS = 1 << 17;

    @Override
    public boolean accepts(final byte[] head) {
        return head.length >= LasDescriptor.SIGNATURE.length()
                && new String(head, 0, LasDescriptor.SIGNATURE.length(), StandardCharsets.ISO_8859_1)
                        .equals(LasDescriptor.SIGNATURE);
    }

    @Override
    public boolean acceptsName(final String lowerCaseName) {
        return lowerCaseName.endsWith(".las") || lowerCaseName.endsWith(".laz");
    }

    @Override
    public PointCloud read(
            final SourceFile file, final Arena arena, final double @Nullable [] origin, final Meter meter)
            throws IOException {
        final LasHeader header = LasHeader.parse(file);
        if (header.compressed()) {
            return LazRecords.read(file, arena, header, origin, meter);
        }
        final LasPoints points = new LasPoints(file, arena, header, origin);
        final int count = header.pointCount();
        final int stride = header.recordBytes();
        final int slices = Math.ceilDiv(count, SLICE_POINTS);
        meter.add(header.pointsOffset(), 0);
        IntStream.range(0, slices).parallel().forEach(slice -> {
            final int from = slice * SLICE_POINTS;
            final int size = Math.min(SLICE_POINTS, count - from);
            points.take(file.bytes(), header.pointsOffset() + (long) from * stride, from, size);
            meter.add((long) size * stride, size);
        });
        meter.add(file.sizeBytes() - header.pointsOffset() - (long) count * stride, 0);
        return points.finish(run -> run.take(file.bytes(), header.pointsOffset(), 0, count));
    }
}
