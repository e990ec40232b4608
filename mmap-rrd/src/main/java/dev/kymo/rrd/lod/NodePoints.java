package dev.kymo.rrd.lod;

import dev.kymo.rrd.format.Checksums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Puts the points of nodes into the bytes that the file has of them.
final class NodePoints {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int STEPS = 1 << LodDescriptor.PLACE_BITS;

    private final MemorySegment out;
    private long used;

    /// @param out has room for all that will be put
    NodePoints(final MemorySegment out) {
        this.out = out;
    }

    long used() {
        return used;
    }

    /// Writes the points of a node, and what the node says of them. Its offset is that in `out`.
    ///
    /// @param records of [PointSpill]
    /// @param chosen which of them, from the `from`-th to before the `to`-th
    void put(final LodNode node, final int[] records, final int[] chosen, final int from, final int to) {
        final int count = to - from;
        final MemorySegment bytes = out;
        long placeAt = used;
        long colourAt = used + (long) count * LodDescriptor.PLACE_BYTES;
        long numberAt = colourAt + (long) count * LodDescriptor.COLOUR_BYTES;
        final double stepsPerUnit = STEPS / node.edge;
        final double cornerX = node.x;
        final double cornerY = node.y;
        final double cornerZ = node.z;
        float lowX = Float.POSITIVE_INFINITY;
        float lowY = Float.POSITIVE_INFINITY;
        float lowZ = Float.POSITIVE_INFINITY;
        float highX = Float.NEGATIVE_INFINITY;
        float highY = Float.NEGATIVE_INFINITY;
        float highZ = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            final int record = chosen[i] * PointSpill.RECORD_INTS;
            final float x = Float.intBitsToFloat(records[record]);
            final float y = Float.intBitsToFloat(records[record + 1]);
            final float z = Float.intBitsToFloat(records[record + 2]);
            lowX = x < lowX ? x : lowX;
            lowY = y < lowY ? y : lowY;
            lowZ = z < lowZ ? z : lowZ;
            highX = x > highX ? x : highX;
            highY = y > highY ? y : highY;
            highZ = z > highZ ? z : highZ;
            final long place = step((x - cornerX) * stepsPerUnit)
                    | step((y - cornerY) * stepsPerUnit) << LodDescriptor.PLACE_BITS
                    | step((z - cornerZ) * stepsPerUnit) << (2 * LodDescriptor.PLACE_BITS);
            bytes.set(LONG, placeAt, place);
            bytes.set(INT, colourAt, records[record + 3]);
            bytes.set(INT, numberAt, records[record + 4]);
            placeAt += LodDescriptor.PLACE_BYTES;
            colourAt += LodDescriptor.COLOUR_BYTES;
            numberAt += LodDescriptor.NUMBER_BYTES;
        }
        if (count > 0) {
            node.include(lowX, lowY, lowZ);
            node.include(highX, highY, highZ);
        }
        node.offset = used;
        node.count = count;
        final long length = (long) count * LodDescriptor.POINT_BYTES;
        node.checksum = Checksums.ofOwnMemory(out.asSlice(used, length));
        used += length;
    }

    private static long step(final double steps) {
        return Math.clamp((int) steps, 0, STEPS - 1);
    }
}
