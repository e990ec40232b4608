package dev.kymo.cli;

import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingBuilder;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import java.time.Duration;

/// A program of its own that logs over TCP, or to standard output: a number and the points of a helix a
/// row; ends with 0 when all is kept.
final class RemoteProgram {
    private RemoteProgram() {}

    /// @param args the address, or `-` for standard output, and how many rows
    public static void main(final String[] args) {
        final int rows = Integer.parseInt(args[1]);
        final boolean isKept;
        final RecordingBuilder builder =
                RecordingStream.builder("remote_program").recordingId("remote");
        try (RecordingStream rec = (args[0].equals("-") ? builder.stdout() : builder.connectTcp(args[0])).open()) {
            for (int i = 0; i < rows; i++) {
                rec.setTimeSequence("frame", i);
                rec.log("loop/value", Scalars.of(i));
            }
            rec.logStatic("helix", Points3D.of(helix()).colors(0x40c0ffff).radii(0.05f));
            isKept = rec.flush(Duration.ofSeconds(50));
        }
        if (!isKept) {
            System.exit(1);
        }
    }

    private static float[] helix() {
        final int count = 2000;
        final float[] xyz = new float[3 * count];
        for (int i = 0; i < count; i++) {
            final double angle = i * 0.02;
            xyz[3 * i] = (float) Math.cos(angle);
            xyz[3 * i + 1] = (float) Math.sin(angle);
            xyz[3 * i + 2] = i * 0.001f;
        }
        return xyz;
    }
}
