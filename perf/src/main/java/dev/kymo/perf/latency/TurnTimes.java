package dev.kymo.perf.latency;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// When each turn of a loop was to begin, how late it did, and how long it took: to be laid beside what the
/// kernel says of the same moments (`trace_clock` `mono` is the clock of `System.nanoTime`). Of one thread;
/// all its memory is there, and touched, from the beginning.
public final class TurnTimes {
    private static final int LOGS = 1;
    private static final int IMAGE = 2;

    private final long[] plannedNs;
    private final long[] lateNs;
    private final long[] tookNs;
    private final byte[] kinds;
    private int count;

    /// @param capacity turns; those that come after are not noted
    public TurnTimes(final int capacity) {
        plannedNs = new long[capacity];
        lateNs = new long[capacity];
        tookNs = new long[capacity];
        kinds = new byte[capacity];
    }

    void add(
            final long turnPlannedNs,
            final long turnLateNs,
            final long turnTookNs,
            final boolean logs,
            final boolean hasImage) {
        final int at = count;
        if (at < kinds.length) {
            plannedNs[at] = turnPlannedNs;
            lateNs[at] = turnLateNs;
            tookNs[at] = turnTookNs;
            kinds[at] = (byte) ((logs ? LOGS : 0) | (hasImage ? IMAGE : 0));
            count = at + 1;
        }
    }

    /// `planned_ns,late_ns,took_ns,logs,image`, a line for each turn.
    public void writeTo(final Path file) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.US_ASCII))) {
            out.println("planned_ns,late_ns,took_ns,logs,image");
            for (int i = 0; i < count; i++) {
                out.println(plannedNs[i] + "," + lateNs[i] + "," + tookNs[i] + "," + (kinds[i] & LOGS) + ","
                        + ((kinds[i] & IMAGE) >> 1));
            }
            if (out.checkError()) {
                throw new IOException(file + ": could not be written");
            }
        }
    }
}
