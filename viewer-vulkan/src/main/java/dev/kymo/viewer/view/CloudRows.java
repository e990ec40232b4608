package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.PointSource;
import dev.kymo.rrd.lod.SegmentPoints;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Points of a Points3D as levels of detail are built of them: as logged, or coloured by height.
final class CloudRows {
    private CloudRows() {}

    /// @param positions three f32 each
    /// @param colours one or as many; null: by height
    static PointSource source(
            final MemorySegment positions, final @Nullable MemorySegment colours, final HeightColours heights) {
        if (colours == null) {
            return new ByHeight(new SegmentPoints(positions, null, 0), heights);
        }
        final boolean isOne = colours.byteSize() == Integer.BYTES;
        return new SegmentPoints(positions, isOne ? null : colours, colours.get(Layouts.INT, 0));
    }

    private record ByHeight(SegmentPoints points, HeightColours heights) implements PointSource {
        @Override
        public long count() {
            return points.count();
        }

        @Override
        public void read(final long first, final int count, final float[] xyz, final int @Nullable [] rgba) {
            points.read(first, count, xyz, null);
            if (rgba != null) {
                for (int i = 0; i < count; i++) {
                    rgba[i] = heights.of(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
                }
            }
        }
    }

    /// Short runs of points from all over a cloud: what is shown of it before its levels of detail are
    /// there.
    ///
    /// @param xyz gets three floats each, `rgba` the colours
    /// @return how many
    static int sample(
            final PointSource source,
            final int runs,
            final int run,
            final MemorySegment xyz,
            final MemorySegment rgba) {
        final float[] positions = new float[3 * run];
        final int[] colours = new int[run];
        int count = 0;
        for (int i = 0; i < runs; i++) {
            final long first = source.count() / runs * i;
            final int points = (int) Math.min(run, source.count() - first);
            source.read(first, points, positions, colours);
            MemorySegment.copy(positions, 0, xyz, Layouts.FLOAT, 3L * count * Float.BYTES, 3 * points);
            MemorySegment.copy(colours, 0, rgba, Layouts.INT, (long) count * Integer.BYTES, points);
            count += points;
        }
        return count;
    }

    /// Has what [#sample] reads of a column that may be on a disk brought to memory, all of it at the same
    /// time.
    static void willSample(final MemorySegment column, final int valueBytes, final int runs, final int run) {
        final long step = column.byteSize() / valueBytes / runs * valueBytes;
        final long bytes = (long) run * valueBytes;
        if (step < SampledCloud.SPARSE_BYTES) {
            OffHeap.willNeed(column);
            return;
        }
        for (int i = 0; i < runs; i++) {
            OffHeap.willNeed(column.asSlice(step * i, Math.min(bytes, column.byteSize() - step * i)));
        }
    }

    /// Memory for a sample.
    static MemorySegment room(final Arena arena, final int points, final int numbers) {
        return arena.allocate((long) points * numbers * Float.BYTES, Float.BYTES);
    }
}
