package dev.kymo.examples;

import dev.kymo.sdk.Color;
import dev.kymo.sdk.Colormap;
import dev.kymo.sdk.GridMap;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.StateChange;

/// A robot that fills an occupancy grid while it drives: a map, the way so far, and the state it is in.
public final class MapExample {
    private static final int CELLS = 64;
    private static final float CELL_METERS = 0.1f;
    private static final byte UNKNOWN = (byte) 255;
    private static final byte FREE = 0;

    private MapExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("map")) {
            run(rec, args.length == 0 ? CELLS : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int steps) {
        final byte[] cells = new byte[CELLS * CELLS];
        java.util.Arrays.fill(cells, UNKNOWN);
        float[] way = {0, 3.2f, 0};
        rec.log("robot/state", StateChange.of("starting"));
        for (int step = 0; step < steps; step++) {
            for (int row = 0; row < CELLS; row++) {
                cells[row * CELLS + step % CELLS] = FREE;
            }
            way = java.util.Arrays.copyOf(way, way.length + 3);
            way[way.length - 3] = step * CELL_METERS;
            way[way.length - 2] = 3.2f;

            rec.setTimeSequence("step", step);
            if (step == 0) {
                rec.log("robot/state", StateChange.of("mapping"));
            }
            rec.log("map", GridMap.u8(cells, CELLS, CELLS, CELL_METERS).colormap(Colormap.RVIZ_MAP));
            rec.log("robot/way", LineStrips3D.of(way).colors(Color.GREEN).radii(0.02f));
        }
        rec.log("robot/state", StateChange.of("done"));
    }
}
