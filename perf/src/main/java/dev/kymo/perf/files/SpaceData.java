package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;

/// What the suite `space` stores: slow curves with noise, as sensors give them, rounded to a thousandth. The worker in
/// Node makes the same numbers.
public final class SpaceData {
    private static final int POSE_NUMBERS = 7;
    private static final int POINTS = 1000;
    private static final double SCALE = 10_000;
    private static final double NOISE = 100;
    private static final double ROUNDED = 1000;
    private static final double CLOUD = 50_000;
    private static final int MULTIPLIER = 1664525;
    private static final int INCREMENT = 1013904223;
    private static final double NOISE_RANGE = 16777216;

    private final String kind;
    private int state;

    public SpaceData(final String kind, final long seed) {
        this.kind = kind;
        state = (int) seed;
    }

    /// From 0 to 1, by a linear congruential generator that other languages can repeat.
    private double noise() {
        state = state * MULTIPLIER + INCREMENT;
        return (state >>> 8) / NOISE_RANGE;
    }

    private double curve(final double angle) {
        return Math.round(Math.sin(angle) * SCALE + (noise() - 0.5) * NOISE) / ROUNDED;
    }

    /// How many rows a case has.
    public static int rows(final CaseSpec bench) {
        return bench.name().equals(SpaceSide.CLOUDS) ? bench.size(100, 1000) : bench.size(100_000, 1_000_000);
    }

    /// Rows are asked for in order.
    public ArrayData row(final int row) {
        return switch (kind) {
            case SpaceSide.SCALARS -> ArrayData.doubles(Datatype.FLOAT64, curve(row * 0.001));
            case SpaceSide.POSES -> pose(row);
            default -> cloud();
        };
    }

    private ArrayData pose(final int row) {
        final float[] pose = new float[POSE_NUMBERS];
        for (int i = 0; i < pose.length; i++) {
            pose[i] = (float) curve(row * 0.001 * (i + 1));
        }
        return ArrayData.floats(Datatype.vector(POSE_NUMBERS, Datatype.FLOAT32), pose);
    }

    private ArrayData cloud() {
        final float[] xyz = new float[3 * POINTS];
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) (Math.round(noise() * CLOUD) / ROUNDED);
        }
        return ArrayData.floats(Datatype.vector(3, Datatype.FLOAT32), xyz);
    }
}
