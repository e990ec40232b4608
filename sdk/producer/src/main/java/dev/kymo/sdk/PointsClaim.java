package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/// A cloud of [Points3D] to be written in place: see [RowClaim], and [RecordingStream#claimPoints].
public final class PointsClaim extends RowClaim {
    private static final int BYTES_A_POSITION = 3 * Float.BYTES;
    private static final long POSITIONS_OFFSET =
            offset(ArrayData.empty(Points3D.POSITIONS.type().datatype()));
    private static final long COLORS_OFFSET =
            offset(ArrayData.empty(Points3D.COLORS.type().datatype()));

    private final int maxPoints;
    private final ClaimedMemory positions;
    private @Nullable ClaimedMemory colors;
    private int points;

    private PointsClaim(final RecordingStream recording, final EntityPath entity, final int maxPoints) {
        super(recording, entity, 2);
        this.maxPoints = maxPoints;
        points = maxPoints;
        positions = take(POSITIONS_OFFSET, (long) maxPoints * BYTES_A_POSITION);
    }

    static PointsClaim take(final RecordingStream recording, final EntityPath entity, final int maxPoints) {
        if (maxPoints < 0 || maxPoints > Integer.MAX_VALUE / BYTES_A_POSITION) {
            throw new IllegalArgumentException(
                    "points=" + maxPoints + ", expected 0 to " + Integer.MAX_VALUE / BYTES_A_POSITION);
        }
        return new PointsClaim(recording, entity, maxPoints);
    }

    /// How many points were claimed.
    public int maxPoints() {
        return maxPoints;
    }

    /// x, y and z of each point, little-endian floats. To be written, for as many points as are committed.
    ///
    /// @throws IllegalStateException after the claim has ended
    public MemorySegment positions() {
        return open(positions);
    }

    /// The same as a buffer. Makes objects.
    public FloatBuffer positionBuffer() {
        return open(positions).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /// A colour `0xRRGGBBAA` ([Color]) for each point, little-endian; claimed with the first call. Who does not ask for
    /// them logs none.
    ///
    /// @throws IllegalStateException after the claim has ended
    public MemorySegment colors() {
        requireOpen();
        ClaimedMemory memory = colors;
        if (memory == null) {
            memory = take(COLORS_OFFSET, (long) maxPoints * Integer.BYTES);
            colors = memory;
        }
        return memory.memory();
    }

    /// The same as a buffer. Makes objects.
    public IntBuffer colorBuffer() {
        return colors().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    }

    /// [#commit] of the first points alone: a scan has fewer than it may have. What is left over is given back.
    ///
    /// @param count from 0 to [#maxPoints]
    public Commit commit(final int count) {
        requireOpen();
        if (count < 0 || count > maxPoints) {
            throw new IllegalArgumentException("count=" + count + ", claimed=" + maxPoints);
        }
        points = count;
        return commit();
    }

    @Override
    void addCells() {
        final MemorySegment xyz = positions.memory().asSlice(0, (long) points * BYTES_A_POSITION);
        add(Points3D.POSITIONS.cell(Instances.segment(Points3D.POSITIONS, xyz)), positions);
        final ClaimedMemory memory = colors;
        if (memory != null) {
            final MemorySegment rgba = memory.memory().asSlice(0, (long) points * Integer.BYTES);
            add(Points3D.COLORS.cell(Instances.segment(Points3D.COLORS, rgba)), memory);
        }
    }
}
