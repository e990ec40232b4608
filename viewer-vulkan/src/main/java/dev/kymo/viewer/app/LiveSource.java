package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.RingFollower;
import dev.kymo.store.ingest.LiveOverlay;
import dev.kymo.store.ingest.Stores;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// What local processes log, as it happens: their rings and the present recording, in [#stores]. Works beside a
/// recorder, whatever state it is in, and without one; then, unless told not to, it owns the rings until a
/// recorder wants them.
///
/// Runs on a thread of its own, `kymo-live`, from [#start] to [#close]; any thread may call the rest.
public final class LiveSource implements AutoCloseable {
    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 5;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    /// While rows flow: how late a row is seen at most.
    private static final long AWAKE_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long AWAKE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long ASLEEP_PARK_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final int LATENCY_DIGITS = 3;
    private static final long MAX_LATENCY_NS = TimeUnit.HOURS.toNanos(1);
    private static final long OWNER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WANTED_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IngestConfig config;
    private final boolean mayOwn;
    private final IngestListener listener;
    private final Stores stores = new Stores();
    private final SingleWriterRecorder latencies = new SingleWriterRecorder(LATENCY_DIGITS);
    private final LiveOverlay overlay;
    private final RingFollower rings;
    private final LiveFiles files;
    private final Thread thread;
    private @Nullable ViewerOwnership ownership;
    private long nextOwnerNs = System.nanoTime();
    private boolean closed;
    private volatile boolean running = true;
    private volatile boolean isCaughtUp;
    private final AtomicLong generation = new AtomicLong();
    private volatile LiveStatistics statistics = new LiveStatistics(0, 0, 0, 0, 0, 0, 0, 0, false);

    private LiveSource(final IngestConfig config, final boolean mayOwn, final IngestListener listener)
            throws IOException {
        this.config = config;
        this.mayOwn = mayOwn;
        this.listener = listener;
        overlay = new LiveOverlay(stores, ns -> latencies.recordValue(Math.min(ns, MAX_LATENCY_NS)));
        rings = RingFollower.open(config, overlay, listener);
        files = new LiveFiles(stores, overlay, rings, listener);
        thread = new Thread(this::run, "kymo-live");
        thread.setDaemon(true);
    }

    /// For a viewer: follows, and owns the rings while nobody records.
    ///
    /// @param config which shared-memory folder
    /// @param listener hears of what can't be put right, on the source's thread
    /// @throws IOException when the folder is not safe to use
    public static LiveSource start(final IngestConfig config, final IngestListener listener) throws IOException {
        return start(config, true, listener);
    }

    /// For a tool: follows, and never owns.
    ///
    /// @throws IOException as [#start]
    public static LiveSource follow(final IngestConfig config, final IngestListener listener) throws IOException {
        return start(config, false, listener);
    }

    private static LiveSource start(final IngestConfig config, final boolean mayOwn, final IngestListener listener)
            throws IOException {
        final LiveSource source = new LiveSource(config, mayOwn, listener);
        source.thread.start();
        return source;
    }

    /// What is there to be asked, at every moment.
    public Stores stores() {
        return stores;
    }

    /// Whether all that was there when this was started can be asked for.
    public boolean isCaughtUp() {
        return isCaughtUp;
    }

    /// A number that is another one whenever [#stores] may hold more than before.
    public long generation() {
        return generation.get();
    }

    /// A tenth of a second old at most.
    public LiveStatistics statistics() {
        return statistics;
    }

    /// Nanoseconds from the making of a row to its being visible in [#stores], of the rows since the last call:
    /// for one thread at a time.
    public Histogram takeLatencies() {
        return latencies.getIntervalHistogram();
    }

    private void run() {
        final IdleStrategy awake = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, AWAKE_PARK_NS);
        final IdleStrategy asleep = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, ASLEEP_PARK_NS);
        long lastWorkNs = System.nanoTime();
        try {
            while (running) {
                final int work = workOrReport();
                if (work > 0) {
                    generation.incrementAndGet();
                    lastWorkNs = System.nanoTime();
                    asleep.reset();
                    awake.idle(work);
                } else if (System.nanoTime() - lastWorkNs < AWAKE_NS) {
                    awake.idle();
                } else {
                    asleep.idle();
                }
            }
        } finally {
            leave(false);
        }
    }

    /// The loop goes on whatever happens: what is in rings and files is still there.
    private int workOrReport() {
        try {
            if (!isCaughtUp) {
                // Rings first: their rows are few, and are there at once
                rings.catchUp();
                isCaughtUp = files.catchUp();
            }
            // What the owner below takes has mostly been read by then
            int work = rings.poll() + files.poll();
            if (System.nanoTime() - nextOwnerNs >= 0) {
                lookAfterOwnership();
                publishStatistics();
            }
            if (ownership != null) {
                work += ownership.doWork();
            }
            return work;
        } catch (final IOException | RuntimeException failure) {
            listener.failed(failure);
            return 0;
        }
    }

    private void lookAfterOwnership() throws IOException {
        nextOwnerNs = System.nanoTime() + (ownership == null ? OWNER_INTERVAL_NS : WANTED_INTERVAL_NS);
        if (ownership != null && ownership.isWanted()) {
            leave(true);
        } else if (ownership == null && mayOwn) {
            ownership = ViewerOwnership.tryTake(config, rings, listener);
        }
    }

    private void leave(final boolean forRecorder) {
        final ViewerOwnership left = ownership;
        ownership = null;
        if (left != null) {
            try {
                left.leave(forRecorder);
            } catch (final RuntimeException failure) {
                listener.failed(failure);
            }
        }
    }

    private void publishStatistics() {
        statistics = new LiveStatistics(
                rings.producerCount(),
                overlay.ringRows(),
                overlay.fileFirstRows(),
                overlay.overlayRows(),
                overlay.keptRows(),
                files.chunkCount(),
                rings.refusedRows(),
                rings.missedBytes(),
                ownership != null);
    }

    /// Stops; leaves the rings where it owns them. No reader may be inside the stores.
    ///
    /// @throws IllegalStateException while a reader is inside; closing again goes on
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        running = false;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException cancelled) {
                // Half of leaving would lose what is promised to a recorder
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        stores.close();
        closed = true;
        rings.close();
        overlay.close();
        files.close();
    }
}
