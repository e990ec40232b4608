package dev.kymo.sdk;

import dev.kymo.ring.RingConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Measures what a row costs that is logged in a loop, and one that is sent with its column. Rows go to shared memory
/// that nobody reads. Argument: the folder of the rings.
final class ColumnThroughput {
    private static final Logger LOG = Logger.getLogger(ColumnThroughput.class.getName());
    private static final int ROWS = 20_000;
    private static final int POINTS_A_ROW = 10;
    private static final int ROUNDS = 200;
    private static final int WARM_UP_ROUNDS = 100;

    private ColumnThroughput() {}

    private record Way(String name, Runnable rows, double[] nsOfRound) {
        Way(final String name, final Runnable rows) {
            this(name, rows, new double[ROUNDS]);
        }
    }

    public static void main(final String[] arguments) {
        final RingConfig config = RingConfig.fromEnvironment().withDirectory(Path.of(arguments[0]));
        try (var rec = RecordingStream.builder("columns")
                .logTime(false)
                .sharedMemory(config)
                .open()) {
            final List<Way> ways = ways(rec);
            // In turns, so that what else the machine does meets all of them
            for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
                for (final Way way : ways) {
                    final long beganNs = System.nanoTime();
                    way.rows().run();
                    if (round >= WARM_UP_ROUNDS) {
                        way.nsOfRound()[round - WARM_UP_ROUNDS] = (System.nanoTime() - beganNs) / (double) ROWS;
                    }
                }
            }
            ways.forEach(ColumnThroughput::report);
        }
    }

    private static List<Way> ways(final RecordingStream rec) {
        final long[] frames = new long[ROWS];
        final double[] numbers = new double[ROWS];
        final float[] xyz = new float[3 * POINTS_A_ROW * ROWS];
        final int[] lengths = new int[ROWS];
        Arrays.fill(lengths, POINTS_A_ROW);
        for (int row = 0; row < ROWS; row++) {
            frames[row] = row;
            numbers[row] = row;
        }
        final ScalarStream prepared = rec.scalar("prepared");
        final TimeColumn time = TimeColumn.sequence("frame", frames);
        return List.of(
                new Way("number, log", () -> {
                    for (int row = 0; row < ROWS; row++) {
                        rec.setTimeSequence("frame", frames[row]);
                        rec.log("logged", Scalars.of(numbers[row]));
                    }
                }),
                new Way("number, prepared", () -> {
                    for (int row = 0; row < ROWS; row++) {
                        rec.setTimeSequence("frame", frames[row]);
                        prepared.log(numbers[row]);
                    }
                }),
                new Way(
                        "number, sendColumns",
                        () -> rec.sendColumns("sent", time, Scalars.of(numbers).columns())),
                new Way("ten points, log", () -> {
                    for (int row = 0; row < ROWS; row++) {
                        final int from = 3 * POINTS_A_ROW * row;
                        rec.setTimeSequence("frame", frames[row]);
                        rec.log("points", Points3D.of(Arrays.copyOfRange(xyz, from, from + 3 * POINTS_A_ROW)));
                    }
                }),
                new Way(
                        "ten points, sendColumns",
                        () -> rec.sendColumns("cloud", time, Points3D.of(xyz).columns(lengths))));
    }

    private static void report(final Way way) {
        final double[] ns = way.nsOfRound().clone();
        Arrays.sort(ns);
        LOG.log(Level.INFO, "{0}: ns a row, least={1} median={2} p90={3}", new Object[] {
            way.name(), ns[0], ns[ROUNDS / 2], ns[ROUNDS * 9 / 10]
        });
    }
}
