package dev.kymo.viewer.view;

import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.PointDrawData;
import java.lang.foreign.MemorySegment;

/// A cloud on the device, and some of its positions here: what cameras are framed on and clicks are tried on.
///
/// @param samples evenly spaced ones of the positions, 3 floats each, in the cloud's own coordinates
record SampledCloud(PointDrawData data, float[] samples) implements AutoCloseable {
    private static final int SAMPLES_MAX = 4096;
    private static final int POSITION_BYTES = 3 * Float.BYTES;
    /// Samples that are further apart than that are read without what lies between them.
    static final long SPARSE_BYTES = 16L << 10;

    static float[] sample(final MemorySegment positions) {
        return sample(positions, SAMPLES_MAX);
    }

    /// @param most how many samples, up to twice as many
    static float[] sample(final MemorySegment positions, final int most) {
        final long points = positions.byteSize() / POSITION_BYTES;
        final long step = Math.max(1, points / most);
        final float[] samples = new float[Math.toIntExact((points + step - 1) / step * 3)];
        int at = 0;
        for (long i = 0; i < points; i += step) {
            for (int axis = 0; axis < 3; axis++) {
                samples[at++] = positions.get(Layouts.FLOAT, i * POSITION_BYTES + (long) axis * Float.BYTES);
            }
        }
        return samples;
    }

    /// Has what [#sample] reads of a row that may be on a disk brought to memory, all of it at the same time and
    /// not page after page.
    static void willSample(final MemorySegment positions) {
        final long points = positions.byteSize() / POSITION_BYTES;
        final long step = Math.max(1, points / SAMPLES_MAX);
        if (step * POSITION_BYTES < SPARSE_BYTES) {
            OffHeap.willNeed(positions);
            return;
        }
        for (long i = 0; i < points; i += step) {
            OffHeap.willNeed(positions.asSlice(i * POSITION_BYTES, POSITION_BYTES));
        }
    }

    @Override
    public void close() {
        data.close();
    }
}
