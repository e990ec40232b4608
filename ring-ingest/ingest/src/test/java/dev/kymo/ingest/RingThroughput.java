package dev.kymo.ingest;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
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
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/// Measures the cost of committing a number, in bursts that fit into the ring: with nobody reading, with a
/// recorder, and how late and how costly an idle recorder is. Argument: the folder of the rings.
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
        report("Agrona's own writer, a record as long", agronaBursts());
        try (RingProducer producer = RingProducer.open(config)) {
            producer.declareStore(StoreId.recording("bench", "bench"));
            producer.declareEntity(EntityPath.parse("/value"));
            producer.declareTimeline(Timeline.LOG_TIME);
            final ScalarRows rows = producer.scalarRows(
                    0, 0, producer.declareComponent(ComponentDescriptor.of("value"), Datatype.FLOAT64));
            report("no recorder, ring full, oldest let go", bursts(rows, () -> {}));
            final IngestAgent agent =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(folder), sink, new Rig.Problems());
            drain(agent);
            report("recorder that drains between bursts", bursts(rows, () -> drain(agent)));
            agent.onClose();
            try (IngestRunner recorder =
                    IngestRunner.start(IngestConfig.defaults().withDirectory(folder), sink, new Rig.Problems())) {
                producer.awaitRecorder(PATIENCE);
                report("recorder draining meanwhile", bursts(rows, () -> producer.flush(PATIENCE)));
                recorder.takeLatencies();
                paced(rows);
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

    private static double[] agronaBursts() {
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect((4 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
        final UnsafeBuffer row = new UnsafeBuffer(ByteBuffer.allocateDirect(80));
        final double[] nsPerRow = new double[BURSTS];
        for (int burst = 0; burst < BURSTS; burst++) {
            final long start = System.nanoTime();
            for (int i = 0; i < BURST; i++) {
                row.putLong(0, i);
                if (!ring.write(1, row, 0, 80)) {
                    throw new IllegalStateException("full");
                }
            }
            nsPerRow[burst] = (System.nanoTime() - start) / (double) BURST;
            while (ring.size() > 0) {
                ring.read((type, buffer, index, length) -> {});
            }
        }
        return nsPerRow;
    }

    private static double[] bursts(final ScalarRows rows, final Runnable between) {
        final double[] nsPerRow = new double[BURSTS];
        long inc = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            final long start = System.nanoTime();
            long kept = 0;
            for (int i = 0; i < BURST; i++) {
                TIMES[0] = inc;
                final Commit answer = rows.commit(start, inc++, TIMELINES, TIMES, 1, i);
                kept += answer == Commit.DROPPED ? 0 : 1;
            }
            nsPerRow[burst] = (System.nanoTime() - start) / (double) BURST;
            if (kept != BURST) {
                throw new IllegalStateException("dropped=" + (BURST - kept));
            }
            between.run();
        }
        return nsPerRow;
    }

    private static void drain(final IngestAgent agent) {
        try {
            int idle = 0;
            while (idle < 2) {
                idle = agent.doWork() == 0 && agent.producers().size() == 1 ? idle + 1 : 0;
            }
        } catch (final IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
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

    private static void paced(final ScalarRows rows) {
        long nextNs = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            nextNs += 1_000_000;
            while (System.nanoTime() < nextNs) {
                java.util.concurrent.locks.LockSupport.parkNanos(nextNs - System.nanoTime());
            }
            rows.commit(RowIds.PROCESS.nowNs(), i, TIMELINES, TIMES, 1, i);
        }
    }

    private static void idle() {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long id = 0;
        for (final ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            id = thread.getThreadName().equals("kymo-ingest") ? thread.getThreadId() : id;
        }
        final long cpu = threads.getThreadCpuTime(id);
        final long start = System.nanoTime();
        final long end = start + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
        }
        final double share = 100.0 * (threads.getThreadCpuTime(id) - cpu) / (System.nanoTime() - start);
        LOG.info(() -> String.format(Locale.ROOT, "idle recorder, one producer: %.2f %% of a core", share));
    }
}
