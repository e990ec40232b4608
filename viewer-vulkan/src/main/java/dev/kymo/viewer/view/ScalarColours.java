package dev.kymo.viewer.view;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Colours of a cloud's points by a number that each of them has, along a ramp that goes from the lowest to
/// the highest number, strays apart. One byte a point off the heap; what has no number, or none that is
/// finite, is grey.
final class ScalarColours implements AutoCloseable {
    private static final int NO_NUMBER = 0x808080FF;
    private static final int STEPS = 255;
    private static final int SAMPLES_MAX = 1 << 14;
    private static final int[] RAMP = ramp();

    private final OffHeap.Block steps;
    private final int count;

    private ScalarColours(final OffHeap.Block steps, final int count) {
        this.steps = steps;
        this.count = count;
    }

    private static int[] ramp() {
        final int[] ramp = new int[STEPS + 1];
        ramp[0] = NO_NUMBER;
        for (int i = 1; i <= STEPS; i++) {
            ramp[i] = Palette.turbo(0.04 + 0.92 * (i - 1) / (STEPS - 1));
        }
        return ramp;
    }

    /// Whether values are numbers, one for each of so many points.
    static boolean takes(final ArrayData values, final long points) {
        return values.length() == points && points > 0 && isNumber(values.type());
    }

    private static boolean isNumber(final Datatype type) {
        return switch (type.kind()) {
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, FLOAT32, FLOAT64 -> true;
            default -> false;
        };
    }

    /// @param values that [#takes] takes; read now and not kept
    static ScalarColours of(final ArrayData values) {
        final int count = values.length();
        final double[] ends = ends(values);
        final double scale = (STEPS - 1) / Math.max(ends[1] - ends[0], Double.MIN_NORMAL);
        final OffHeap.Block steps = OffHeap.allocate(MemoryTag.SCRATCH, count);
        final MemorySegment to = steps.segment();
        final MemorySegment from = values.flatBytes();
        final Datatype.Kind kind = values.type().kind();
        final boolean mayBeNull = values.nullCount() > 0;
        for (int i = 0; i < count; i++) {
            final double value = mayBeNull && values.isNull(i) ? Double.NaN : number(from, kind, i);
            final int step = Double.isFinite(value)
                    ? 1 + (int) Math.clamp((value - ends[0]) * scale, 0.0, (double) (STEPS - 1))
                    : 0;
            to.set(ValueLayout.JAVA_BYTE, i, (byte) step);
        }
        return new ScalarColours(steps, count);
    }

    private static double number(final MemorySegment bytes, final Datatype.Kind kind, final long i) {
        return switch (kind) {
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, i);
            case UINT8 -> bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            case INT16 -> bytes.get(Layouts.SHORT, 2 * i);
            case UINT16 -> bytes.get(Layouts.SHORT, 2 * i) & 0xFFFF;
            case INT32 -> bytes.get(Layouts.INT, 4 * i);
            case UINT32 -> bytes.get(Layouts.INT, 4 * i) & 0xFFFF_FFFFL;
            case INT64 -> bytes.get(Layouts.LONG, 8 * i);
            case UINT64 -> {
                final long bits = bytes.get(Layouts.LONG, 8 * i);
                yield bits >= 0 ? bits : (bits >>> 1) * 2.0;
            }
            case FLOAT32 -> bytes.get(Layouts.FLOAT, 4 * i);
            case FLOAT64 -> bytes.get(Layouts.DOUBLE, 8 * i);
            default -> Double.NaN;
        };
    }

    /// The lowest and the highest of some of the numbers from all over the cloud, strays apart.
    private static double[] ends(final ArrayData values) {
        final MemorySegment from = values.flatBytes();
        final Datatype.Kind kind = values.type().kind();
        final boolean mayBeNull = values.nullCount() > 0;
        final int step = Math.max(1, values.length() / SAMPLES_MAX);
        final double[] samples = new double[(values.length() + step - 1) / step];
        int found = 0;
        for (int i = 0; i < values.length(); i += step) {
            final double value = mayBeNull && values.isNull(i) ? Double.NaN : number(from, kind, i);
            if (Double.isFinite(value)) {
                samples[found++] = value;
            }
        }
        if (found == 0) {
            return new double[] {0, 1};
        }
        Arrays.sort(samples, 0, found);
        final int strays = Bounds.strays(found);
        return new double[] {samples[strays], samples[found - 1 - strays]};
    }

    /// @param point its number; grey for one that there is not
    /// @return `0xRRGGBBAA`
    int of(final int point) {
        return point < 0 || point >= count ? NO_NUMBER : RAMP[steps.segment().get(ValueLayout.JAVA_BYTE, point) & 0xFF];
    }

    @Override
    public void close() {
        steps.close();
    }
}
