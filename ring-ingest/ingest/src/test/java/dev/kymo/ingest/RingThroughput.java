package dev.kymo.ingest;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.HdrHistogram.Histogram;

/// Measures the cost of committing a number, in bursts that fit into the ring: with nobody reading, with a
/// recorder, and
/// how late and how costly an idle recorder is. Argument: the folder of the rings.
final class RingThroughput {
    private static final Logger LOG = Logger.getLogger(RingThroughput.class.getName());
    private static final int BURST = 20_000;
    private static final int BURSTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int[] TIMELINES = {0};
    private static final long[] TIMES = {0};

    private RingThroughput() {}

    public static void main(final String[] arguments) throws IOException {
        final Path folder = Path.of(arguments[0]);
        final RingConfig config = RingConfig.fromEnvironment().withDirectory(folder);
        final long[] sunk = {0};
        final RowSink sink = (store, row) -> sunk[0]++;
        try (RingProducer producer = RingProducer.open(config)) {
            producer.declareStore(StoreId.recording("bench", "bench"));
            producer.declareEntity(EntityPath.parse("/value"));
            producer.declareTimeline(Timeline.LOG_TIME);
            final int component = producer.declareComponent(ComponentDescriptor.of("value"), Datatype.FLOAT64);
            report("no recorder, ring full, oldest let go", bursts(producer, component, false));
            try (IngestRunner recorder =
                    IngestRunner.start(IngestConfig.defaults().withDirectory(folder), sink, new Rig.Problems())) {
                producer.awaitRecorder(PATIENCE);
                report("recorder draining meanwhile", bursts(producer, component, true));
                recorder.takeLatencies();
                paced(producer, component);
                producer.flush(PATIENCE);
                final Histogram latencies = recorder.takeLatencies();
                LOG.log(Level.INFO, "commit to append at 1 kHz, us: p50={0} p99={1} p99.9={2} max={3}", new Object[] {
                    latencies.getValueAtPercentile(50) / 1000,
                    latencies.getValueAtPercentile(99) / 1000,
                    latencies.getValueAtPercentile(99.9) / 1000,
                    latencies.getMaxValue() / 1000
                });
                idle();
            }
            LOG.info(() -> producer.counters() + ", sunk=" + sunk[0]);
        }
    }

    private static double[] bursts(final RingProducer producer, final int component, final boolean flush) {
        final double[] nsPerRow = new double[BURSTS];
        long inc = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            final long start = System.nanoTime();
            long kept = 0;
            for (int i = 0; i < BURST; i++) {
                TIMES[0] = inc;
                final Commit answer = producer.commitScalar(0, 0, start, inc++, TIMELINES, TIMES, 1, component, i);
                kept += answer == Commit.DROPPED ? 0 : 1;
            }
            nsPerRow[burst] = (System.nanoTime() - start) / (double) BURST;
            if (kept != BURST) {
                throw new IllegalStateException("dropped=" + (BURST - kept));
            }
            if (flush) {
                producer.flush(PATIENCE);
            }
        }
        return nsPerRow;
    }

    private static void report(final String what, final double[] nsPerRow) {
        final double[] warm = Arrays.copyOfRange(nsPerRow, nsPerRow.length / 3, nsPerRow.length);
        Arrays.sort(warm);
        LOG.info(() -> String.format(
                Locale.ROOT,
                "%s: ns per row, mean of each burst: least %.1f, median %.1f, p90 %.1f, mean %.1f",
                what,
                warm[0],
                warm[warm.length / 2],
                warm[warm.length * 9 / 10],
                Arrays.stream(warm).average().orElse(0)));
    }

    private static void paced(final RingProducer producer, final int component) {
        long nextNs = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            nextNs += 1_000_000;
            while (System.nanoTime() < nextNs) {
                java.util.concurrent.locks.LockSupport.parkNanos(nextNs - System.nanoTime());
            }
            producer.commitScalar(0, 0, RowIds.PROCESS.nowNs(), i, TIMELINES, TIMES, 1, component, i);
        }
    }

    private static void idle() {
        final com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final long cpu = system.getProcessCpuTime();
        final long start = System.nanoTime();
        final long end = start + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
        }
        final double share = 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
        LOG.info(() -> String.format(Locale.ROOT, "idle recorder: %.2f %% of a core", share));
    }
}
