package dev.kymo.perf.ingesting;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.LoudListener;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// From the beginning of a commit to the end of the agent's turn after which queries see the row: one row a
/// millisecond, the agent awake on a thread of its own with the recorder's back-off. One operation is one row.
final class VisibleSide implements Side {
    private static final StoreId STORE = StoreId.recording("bench", "visible");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final long PACE_NS = 1_000_000;
    private static final long SPIN_NS = 100_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int SPINS = 10;
    private static final int YIELDS = 5;
    private static final long MIN_PARK_NS = 20_000;
    private static final long MAX_PARK_NS = 200_000;
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CHECKED_ROWS = 100;
    /// Rows that may be under way.
    private static final int UNDER_WAY = 1 << 14;

    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment());
    private final AtomicLongArray begunNs = new AtomicLongArray(UNDER_WAY);
    private final Recorder latencies = new Recorder(HIGHEST_NS, 3);
    private final int[] timelines = new int[1];
    private final long[] times = new long[1];
    private @Nullable RingProducer producer;
    private @Nullable ScalarRows scalars;
    private @Nullable Thread agentThread;
    private @Nullable Histogram recycled;
    private volatile boolean isOver;
    private volatile long visible;
    private volatile @Nullable Throwable failure;
    private long committed;

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        final IngestAgent agent = IngestAgent.open(
                IngestConfig.defaults().withDirectory(bench.folder()).withDrainTimeout(Duration.ofSeconds(1)),
                ingest,
                new LoudListener());
        final RingProducer opened =
                RingProducer.open(RingConfig.fromEnvironment().withDirectory(bench.folder()));
        producer = opened;
        opened.declareStore(STORE);
        opened.declareEntity(EntityPath.of("value"));
        timelines[0] = opened.declareTimeline(Timeline.LOG_TICK);
        scalars = opened.scalarRows(0, 0, opened.declareComponent(VALUE, Datatype.FLOAT64));
        final Thread thread = new Thread(() -> run(agent), "bench-recorder");
        thread.setDaemon(true);
        agentThread = thread;
        thread.start();
        for (int row = 0; row < CHECKED_ROWS; row++) {
            commit();
        }
        awaitVisible();
        return CHECKED_ROWS;
    }

    private void run(final IngestAgent agent) {
        final IdleStrategy idle = new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
        try {
            long seen = 0;
            while (!isOver) {
                final int work = agent.doWork();
                final long mark = ingest.appendedMark();
                final long nowNs = System.nanoTime();
                for (; seen < mark; seen++) {
                    latencies.recordValue(Math.clamp(nowNs - begunNs.get((int) seen % UNDER_WAY), 1, HIGHEST_NS));
                }
                visible = seen;
                idle.idle(work);
            }
        } catch (final IOException | RuntimeException e) {
            failure = e;
        } finally {
            agent.onClose();
        }
    }

    private void commit() {
        times[0] = committed;
        begunNs.set((int) committed % UNDER_WAY, System.nanoTime());
        if (scalars.commit(committed, committed, timelines, times, 1, (double) committed) == Commit.DROPPED) {
            throw new IllegalStateException("row " + committed + " did not fit the ring");
        }
        committed++;
    }

    private void awaitVisible() throws IOException {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (visible < committed) {
            final Throwable failed = failure;
            if (failed != null) {
                throw new IOException("the agent failed", failed);
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException(visible + " rows of " + committed + " are visible");
            }
            LockSupport.parkNanos(MIN_PARK_NS);
        }
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        recycled = latencies.getIntervalHistogram(recycled);
        sample.start();
        long nextNs = System.nanoTime();
        for (int row = 0; row < units; row++) {
            nextNs += PACE_NS;
            long leftNs = nextNs - System.nanoTime();
            while (leftNs > 0) {
                if (leftNs > 2 * SPIN_NS) {
                    LockSupport.parkNanos(leftNs - SPIN_NS);
                } else {
                    Thread.onSpinWait();
                }
                leftNs = nextNs - System.nanoTime();
            }
            commit();
        }
        awaitVisible();
        sample.stop(units);
        final Histogram found = latencies.getIntervalHistogram(recycled);
        recycled = found;
        found.recordedValues()
                .forEach(value -> sample.latencies()
                        .recordValueWithCount(
                                value.getValueIteratedTo() * Sample.PER_NS, value.getCountAtValueIteratedTo()));
        // The wait between rows is no work.
        sample.setWallNs(found.getMean() * units);
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        final Thread thread = agentThread;
        if (producer != null) {
            producer.close();
        }
        if (thread != null) {
            try {
                thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NS));
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new IOException("the agent does not end");
            }
        }
        stores.close();
        chunks.close();
    }
}
