package dev.kymo.examples;

import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.TimeColumn;

/// What was measured before: whole columns in one call instead of a call for each row.
public final class ColumnsExample {
    private ColumnsExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("columns")) {
            run(rec, args.length == 0 ? 10_000 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int samples) {
        final long[] timesNs = new long[samples];
        final double[] volts = new double[samples];
        final float[] xyz = new float[3 * 2 * samples];
        final int[] pointsOfRow = new int[samples];
        for (int i = 0; i < samples; i++) {
            timesNs[i] = i * 1_000_000L;
            volts[i] = Math.sin(i * 0.01);
            // Two points a row: the sample, and its shadow on the ground
            xyz[6 * i] = i;
            xyz[6 * i + 2] = (float) volts[i];
            xyz[6 * i + 3] = i;
            pointsOfRow[i] = 2;
        }
        final TimeColumn time = TimeColumn.duration("t", timesNs);
        rec.logStatic("sensor/volts", SeriesLines.update().names("volts").widths(2));
        rec.sendColumns("sensor/volts", time, Scalars.of(volts).columns());
        rec.sendColumns("sensor/path", time, Points3D.of(xyz).columns(pointsOfRow));
    }
}
