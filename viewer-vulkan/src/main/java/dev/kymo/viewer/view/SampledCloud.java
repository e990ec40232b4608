package dev.kymo.viewer.view;

import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.PointDrawData;
import java.lang.foreign.MemorySegment;

/// A cloud on the device, and some of its positions here: what cameras are framed on and clicks are tried on.
///
/// @param samples evenly spaced ones of the positions, 3 floats each, in the cloud's own coordinates
record SampledCloud(PointDrawData data, float[] samples) implements AutoCloseable {
    private static final int SAMPLES_MAX = 4096;
    private static final int POSITION_BYTES = 3 * Float.BYTES;

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

    @Override
    public void close() {
        data.close();
    }
}
