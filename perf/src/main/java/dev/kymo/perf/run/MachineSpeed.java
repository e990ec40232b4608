package dev.kymo.perf.run;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// How fast the machine was while a suite ran, apart from what was measured on it: on a virtual machine neither cores
/// nor memory are its own, and what others do beside it moves ratios between a side that waits for memory and one
/// that does not.
///
/// @param coreHopNs a cache line from one core to the other ([CoreHop])
/// @param memoryNs a read that waits for the one before, at random in 64 MiB
/// @param readBytesPerSecond the same 64 MiB read one after the other
public record MachineSpeed(double coreHopNs, double memoryNs, double readBytesPerSecond) {
    /// Not measured.
    public static final MachineSpeed UNKNOWN = new MachineSpeed(0, 0, 0);

    private static final int LINES = 1 << 20;
    private static final int LINE_INTS = 16;
    private static final int STEPS = 200_000;
    private static final int BATCHES = 3;
    private static final long SEED = 20251120;
    private static final double NANOS_PER_SECOND = 1e9;

    /// Lines in a circle: each has the place of the next.
    private static final class Circle {
        private static final int[] NEXT = make();

        private static int[] make() {
            final SplittableRandom random = new SplittableRandom(SEED);
            final int[] order = new int[LINES];
            for (int i = 0; i < LINES; i++) {
                order[i] = i;
            }
            for (int i = LINES - 1; i > 0; i--) {
                final int other = random.nextInt(i);
                final int moved = order[i];
                order[i] = order[other];
                order[other] = moved;
            }
            final int[] lines = new int[LINES * LINE_INTS];
            for (int i = 0; i < LINES; i++) {
                lines[order[i] * LINE_INTS] = order[(i + 1) % LINES] * LINE_INTS;
            }
            return lines;
        }
    }

    /// Takes about 0.2 s.
    static MachineSpeed measure() throws InterruptedException {
        final int[] lines = Circle.NEXT;
        final double memoryNs;
        final double readNs;
        Libc.pinThread(0);
        try {
            double chase = Double.MAX_VALUE;
            double read = Double.MAX_VALUE;
            int at = 0;
            long sum = 0;
            for (int batch = 0; batch < BATCHES; batch++) {
                long beganNs = System.nanoTime();
                at = chase(lines, at);
                chase = Math.min(chase, (System.nanoTime() - beganNs) / (double) STEPS);
                beganNs = System.nanoTime();
                sum += sum(lines);
                read = Math.min(read, (double) (System.nanoTime() - beganNs));
            }
            if (at < 0 || sum < 0) {
                throw new IllegalStateException("at=" + at + ", sum=" + sum);
            }
            memoryNs = chase;
            readNs = read;
        } finally {
            Libc.unpinThread();
        }
        // Not while this thread is pinned: the JVM would then say that there is one core only.
        return new MachineSpeed(
                CoreHop.measureNs(), memoryNs, (double) lines.length * Integer.BYTES / readNs * NANOS_PER_SECOND);
    }

    private static int chase(final int[] lines, final int from) {
        int at = from;
        for (int i = 0; i < STEPS; i++) {
            at = lines[at];
        }
        return at;
    }

    private static long sum(final int[] lines) {
        int sum = 0;
        for (final int word : lines) {
            sum |= word;
        }
        return sum;
    }

    /// Each figure's median.
    static MachineSpeed median(final List<MachineSpeed> speeds) {
        return speeds.isEmpty()
                ? UNKNOWN
                : new MachineSpeed(
                        median(speeds, MachineSpeed::coreHopNs),
                        median(speeds, MachineSpeed::memoryNs),
                        median(speeds, MachineSpeed::readBytesPerSecond));
    }

    private static double median(final List<MachineSpeed> speeds, final ToDoubleFunction<MachineSpeed> figure) {
        return Statistics.median(speeds.stream().mapToDouble(figure).toArray());
    }

    public boolean isKnown() {
        return memoryNs > 0;
    }

    /// For people, in a line.
    public String describe() {
        return String.format(
                Locale.ROOT,
                "core to core %.0f ns, memory %.0f ns, read %.1f GB/s",
                coreHopNs,
                memoryNs,
                readBytesPerSecond / NANOS_PER_SECOND);
    }
}
