package dev.kymo.rrd.lod;

import dev.kymo.rrd.format.Checksums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

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
        final long colours = used + (long) count * LodDescriptor.PLACE_BYTES;
        final long numbers = colours + (long) count * LodDescriptor.COLOUR_BYTES;
        final double stepsPerUnit = STEPS / node.edge;
        for (int i = 0; i < count; i++) {
            final int record = chosen[from + i] * PointSpill.RECORD_INTS;
            final float x = Float.intBitsToFloat(records[record]);
            final float y = Float.intBitsToFloat(records[record + 1]);
            final float z = Float.intBitsToFloat(records[record + 2]);
            node.include(x, y, z);
            final long place = step((x - node.x) * stepsPerUnit)
                    | step((y - node.y) * stepsPerUnit) << LodDescriptor.PLACE_BITS
                    | step((z - node.z) * stepsPerUnit) << (2 * LodDescriptor.PLACE_BITS);
            out.set(LONG, used + (long) i * LodDescriptor.PLACE_BYTES, place);
            out.set(INT, colours + (long) i * LodDescriptor.COLOUR_BYTES, records[record + 3]);
            out.set(INT, numbers + (long) i * LodDescriptor.NUMBER_BYTES, records[record + 4]);
        }
        node.offset = used;
        node.count = count;
        final long bytes = (long) count * LodDescriptor.POINT_BYTES;
        node.checksum = Checksums.ofPayload(List.of(out.asSlice(used, bytes)));
        used += bytes;
    }

    private static long step(final double steps) {
        return Math.clamp((long) steps, 0, STEPS - 1);
    }
}
