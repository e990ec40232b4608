package dev.kymo.rrd.lod;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A cloud that lies in memory, or in a mapped file, as columns: those of a Points3D.
public final class SegmentPoints implements PointSource {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int POSITION_BYTES = 3 * Float.BYTES;

    private final MemorySegment positions;
    private final @Nullable MemorySegment colours;
    private final int colour;
    private final long count;

    /// @param positions three f32 each; readable by any thread for as long as this is read
    /// @param colours one `0xRRGGBBAA` each, or null: `colour` for all
    public SegmentPoints(final MemorySegment positions, final @Nullable MemorySegment colours, final int colour) {
        count = positions.byteSize() / POSITION_BYTES;
        if (positions.byteSize() % POSITION_BYTES != 0
                || (colours != null && colours.byteSize() != count * Integer.BYTES)) {
            throw new IllegalArgumentException("positions of " + positions.byteSize() + " bytes, colours of "
                    + (colours == null ? 0 : colours.byteSize()));
        }
        this.positions = positions;
        this.colours = colours;
        this.colour = colour;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void read(final long first, final int points, final float[] xyz, final int @Nullable [] rgba) {
        MemorySegment.copy(positions, FLOAT, first * POSITION_BYTES, xyz, 0, 3 * points);
        if (rgba == null) {
            return;
        }
        if (colours == null) {
            Arrays.fill(rgba, 0, points, colour);
        } else {
            MemorySegment.copy(colours, INT, first * Integer.BYTES, rgba, 0, points);
        }
    }
}
