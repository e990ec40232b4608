package dev.kymo.perf.side;

import com.sun.management.ThreadMXBean;
import dev.kymo.perf.run.Libc;
import java.lang.management.ManagementFactory;
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
    private long clockNs = -1;

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
        latencies.recordValue(Math.clamp(batchNs * PER_NS / operations, 1, HIGHEST_PS));
    }

    /// Records the latency of an operation that was to happen every `intervalNs`: those that were late because of it
    /// count too (coordinated omission).
    public void recordPaced(final long tookNs, final long intervalNs) {
        latencies.recordValueWithExpectedInterval(Math.clamp(tookNs * PER_NS, 1, HIGHEST_PS), intervalNs * PER_NS);
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
    public long clockNs() {
        if (clockNs < 0) {
            long least = Long.MAX_VALUE;
            for (int series = 0; series < 5; series++) {
                final long began = System.nanoTime();
                long last = began;
                for (int i = 0; i < CLOCK_READS; i++) {
                    last = System.nanoTime();
                }
                least = Math.min(least, (last - began) / CLOCK_READS);
            }
            clockNs = least;
        }
        return clockNs;
    }

    /// Ready for another round.
    public void clear() {
        latencies.reset();
        figures.clear();
        ops = 0;
        wallNs = 0;
        cpuNs = 0;
        allocBytes = 0;
        bytes = 0;
    }
}
