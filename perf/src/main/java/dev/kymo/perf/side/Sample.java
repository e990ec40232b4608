package dev.kymo.perf.side;

import com.sun.management.ThreadMXBean;
import dev.kymo.perf.run.Libc;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What one round took: operations, wall and CPU time, bytes allocated, latencies. Filled by a [Side] on its own
/// thread: what lies between [#start] and [#stop] counts, however often they are called.
public final class Sample {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /// Latencies are kept in picoseconds: an operation of a scan takes less than a nanosecond.
    public static final int PER_NS = 1000;

    private static final long HIGHEST_PS = 60_000_000_000L * PER_NS;
    private static final int DIGITS = 3;
    private static final int CLOCK_READS = 20_000;
    /// The first ones are not compiled yet.
    private static final int CLOCK_SERIES = 20;
    private static final int MAX_PIECES = 1 << 14;

    private final Histogram latencies = new Histogram(1, HIGHEST_PS, DIGITS);
    private final Map<String, Double> figures = new TreeMap<>();
    private long ops;
    private double wallNs;
    private long cpuNs;
    private long allocBytes;
    private long bytes;
    private long startNs;
    private long startCpuNs;
    private long startAlloc;
    private double clockNs = -1;
    private final double[] pieces = new double[MAX_PIECES];
    private int pieceCount;

    public void start() {
        startAlloc = THREADS.getCurrentThreadAllocatedBytes();
        startCpuNs = Libc.processCpuNs();
        startNs = System.nanoTime();
    }

    /// @param done operations since [#start]
    public void stop(final long done) {
        final long nowNs = System.nanoTime();
        cpuNs += Libc.processCpuNs() - startCpuNs;
        allocBytes += THREADS.getCurrentThreadAllocatedBytes() - startAlloc;
        wallNs += nowNs - startNs;
        ops += done;
    }

    /// What somebody else has measured.
    public void add(final long done, final double tookNs, final long allocated) {
        ops += done;
        wallNs += tookNs;
        allocBytes += allocated;
    }

    /// In the place of what lay between [#start] and [#stop]: time that the side took itself, such as of batches
    /// without the clock between them.
    public void setWallNs(final double sideNs) {
        wallNs = sideNs;
    }

    /// Adds time of another process that shared in the work.
    public void addCpuNs(final long more) {
        cpuNs += more;
    }

    /// Bytes moved, for a rate.
    public void addBytes(final long more) {
        bytes += more;
    }

    /// Picoseconds per operation. Cleared with the sample.
    public Histogram latencies() {
        return latencies;
    }

    /// Records the latency of each of a batch's operations as the batch's mean, so that the clock's own cost can be
    /// taken off and is spread.
    public void recordBatch(final long batchNs, final int operations) {
        record((double) batchNs, operations);
    }

    /// The same of a time from which the clock's cost was taken off.
    public void record(final double batchNs, final int operations) {
        latencies.recordValue(Math.clamp(Math.round(batchNs * PER_NS / operations), 1, HIGHEST_PS));
    }

    /// Records the latency of an operation that was to happen every `intervalNs`: those that were late because of it
    /// count too (coordinated omission).
    public void recordPaced(final double tookNs, final long intervalNs) {
        latencies.recordValueWithExpectedInterval(
                Math.clamp(Math.round(tookNs * PER_NS), 1, HIGHEST_PS), intervalNs * PER_NS);
    }

    /// One of the pieces that the round consists of, where that is something else than what [#latencies] has: a burst
    /// of rows, say, of which batches are recorded. Of more than a round ever has, the first ones count.
    public void piece(final double tookNs, final long operations) {
        if (pieceCount < MAX_PIECES) {
            pieces[pieceCount++] = tookNs / operations;
        }
    }

    /// What an operation takes in the middle one of the round's pieces of work, by time. A stall, or another
    /// program that had the core for a while, is in few of them: it moves this less than it moves the mean.
    /// Where a side tells of no pieces, the median of its latencies; where it records none either, the mean.
    public double typicalNs() {
        if (pieceCount > 0) {
            final double[] sorted = Arrays.copyOf(pieces, pieceCount);
            Arrays.sort(sorted);
            return (sorted[(pieceCount - 1) / 2] + sorted[pieceCount / 2]) / 2;
        }
        return latencies.getTotalCount() > 0
                ? latencies.getValueAtPercentile(50) / (double) PER_NS
                : wallNs / Math.max(1, ops);
    }

    /// A figure that is no time, such as bytes per row.
    public void figure(final String name, final double value) {
        figures.put(name, value);
    }

    public Map<String, Double> figures() {
        return figures;
    }

    public long ops() {
        return ops;
    }

    public double wallNs() {
        return wallNs;
    }

    public long cpuNs() {
        return cpuNs;
    }

    public long allocBytes() {
        return allocBytes;
    }

    public long bytes() {
        return bytes;
    }

    /// What two clock readings in a row cost: the least mean of some series, as it is taken off of batches.
    public double clockNs() {
        if (clockNs < 0) {
            double least = Double.MAX_VALUE;
            for (int series = 0; series < CLOCK_SERIES; series++) {
                final long began = System.nanoTime();
                long last = began;
                for (int i = 0; i < CLOCK_READS; i++) {
                    last = System.nanoTime();
                }
                least = Math.min(least, (last - began) / (double) CLOCK_READS);
            }
            clockNs = least;
        }
        return clockNs;
    }

    /// Ready for another round.
    public void clear() {
        latencies.reset();
        figures.clear();
        pieceCount = 0;
        ops = 0;
        wallNs = 0;
        cpuNs = 0;
        allocBytes = 0;
        bytes = 0;
    }
}
