package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.PacedThread;
import dev.kymo.ingest.RingFollower;
import dev.kymo.rrd.HeldMemory;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.ingest.LiveOverlay;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.sweep.MemoryKeeper;
import dev.kymo.store.sweep.Releasable;
import dev.kymo.store.sweep.Releasable.Rank;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.ui.state.CacheRequest;
import dev.kymo.viewer.ui.state.NewRows;
import dev.kymo.viewer.ui.state.StepTimes;
import dev.kymo.viewer.ui.state.SweepNumbers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/// What local processes log, as it happens: their rings and the present recording, in [#stores]. Works beside a
/// recorder, whatever state it is in, and without one; then, unless told not to, it owns the rings until a
/// recorder wants them.
///
/// Runs on a thread of its own, `kymo-live`, from [#start] to [#close]; any thread may call the rest.
public final class LiveSource implements AutoCloseable {
    private static final int LATENCY_DIGITS = 3;
    private static final int ALL_STEPS_DIGITS = 2;
    private static final long MAX_LATENCY_NS = TimeUnit.HOURS.toNanos(1);
    private static final long OWNER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WANTED_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /// Rows wait meanwhile.
    private static final long SWEEP_STEP_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final System.Logger LOG = System.getLogger("dev.kymo.live");

    private final IngestConfig config;
    private final boolean mayOwn;
    private final IngestListener listener;
    private final Stores stores;
    private final SingleWriterRecorder latencies = new SingleWriterRecorder(LATENCY_DIGITS);
    private final SingleWriterRecorder stepTimes = new SingleWriterRecorder(LATENCY_DIGITS);
    private final LiveOverlay overlay;
    private final RingFollower rings;
    private final LiveFiles files;
    private final MemoryKeeper memory;
    private final CacheRequest caches = new CacheRequest();
    /// All there were; this thread's, which looks through it ten times a second.
    private final Histogram allSteps = new Histogram(MAX_LATENCY_NS, ALL_STEPS_DIGITS);

    private volatile List<SweepPolicy.ProtectedRange> onScreen = List.of();
    private volatile SweepNumbers sweeps = SweepNumbers.NONE;
    private @Nullable PacedThread thread;
    private @Nullable ViewerOwnership ownership;
    private long nextOwnerNs = System.nanoTime();
    private boolean closed;
    private volatile boolean isCaughtUp;
    private volatile @Nullable NewRows told;
    /// Rows of rings and chunks of files that could be asked for when [#generation] was told of them last.
    private long cameBefore;
    private final AtomicLong generation = new AtomicLong();
    private volatile LiveStatistics statistics = new LiveStatistics(0, 0, 0, 0, 0, 0, 0, 0, false);

    private LiveSource(
            final IngestConfig config, final boolean mayOwn, final IngestListener listener, final long limitBytes)
            throws IOException {
        final HeldMemory process = new HeldMemory();
        stores = new Stores(new ChunkMemory(
                Math.min(limitBytes, ChunkMemory.DEFAULT_LIMIT_BYTES), limitBytes == NO_LIMIT ? null : process));
        this.config = config;
        this.mayOwn = mayOwn;
        this.listener = listener;
        overlay = new LiveOverlay(stores, this::visible);
        rings = RingFollower.open(config, overlay, listener);
        files = new LiveFiles(stores, overlay, rings, listener);
        memory = new MemoryKeeper(
                stores,
                overlay.keptMemory(),
                process,
                limitBytes,
                () -> SweepPolicy.OLDEST_FIRST.withProtectedRanges(onScreen),
                said -> LOG.log(System.Logger.Level.WARNING, said),
                this::noteStep);
        memory.add(Rank.GRAPHICS, caches.of(Rank.GRAPHICS));
        memory.add(Rank.VIEWER, caches.of(Rank.VIEWER));
        memory.add(Rank.QUERIES, Releasable.of(stores::giveUpLoaded));
        memory.add(Rank.CHUNKS, Releasable.of(files::settleSoon));
    }

    /// For a viewer: follows, and owns the rings while nobody records.
    ///
    /// @param config which shared-memory folder
    /// @param listener hears of what can't be put right, on the source's thread
    /// @throws IOException when the folder is not safe to use
    public static LiveSource start(final IngestConfig config, final IngestListener listener) throws IOException {
        return start(config, true, listener, NO_LIMIT);
    }

    /// The same within a limit of what the process may hold. Rows that are in no file are given up, oldest first, when
    /// it would be exceeded.
    ///
    /// @throws IOException as [#start]
    public static LiveSource start(final IngestConfig config, final IngestListener listener, final long limitBytes)
            throws IOException {
        return start(config, true, listener, limitBytes);
    }

    /// For a tool: follows, and never owns.
    ///
    /// @throws IOException as [#start]
    public static LiveSource follow(final IngestConfig config, final IngestListener listener) throws IOException {
        return start(config, false, listener, NO_LIMIT);
    }

    /// The same for a viewer, within a limit as [#start(IngestConfig, IngestListener, long)].
    ///
    /// @throws IOException as [#start]
    public static LiveSource follow(final IngestConfig config, final IngestListener listener, final long limitBytes)
            throws IOException {
        return start(config, false, listener, limitBytes);
    }

    private static LiveSource start(
            final IngestConfig config, final boolean mayOwn, final IngestListener listener, final long limitBytes)
            throws IOException {
        final LiveSource source = new LiveSource(config, mayOwn, listener, limitBytes);
        source.thread = PacedThread.start("kymo-live", source::doWork, () -> source.leave(false), listener::failed);
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

    /// Nanoseconds that steps of the sweep took since the last call: for one thread at a time.
    public Histogram takeSweepSteps() {
        return stepTimes.getIntervalHistogram();
    }

    /// How often memory was given back, a tenth of a second old at most.
    public SweepNumbers sweeps() {
        return sweeps;
    }

    /// Has rows kept, of those that are in no file, when the next sweep begins: what is on a screen. Any thread.
    public void protect(final List<SweepPolicy.ProtectedRange> shown) {
        onScreen = List.copyOf(shown);
    }

    /// How a window is asked to give up what it has made of rows.
    public CacheRequest caches() {
        return caches;
    }

    private void noteStep(final long tookNs) {
        stepTimes.recordValue(Math.min(tookNs, MAX_LATENCY_NS));
        allSteps.recordValue(Math.min(tookNs, MAX_LATENCY_NS));
    }

    /// Tells of each row from now on, on the source's thread.
    void tell(final NewRows newRows) {
        told = newRows;
    }

    private void visible(final long ageNs) {
        latencies.recordValue(Math.min(ageNs, MAX_LATENCY_NS));
        final NewRows listening = told;
        if (listening != null) {
            listening.add(ageNs);
        }
    }

    private int doWork() throws IOException {
        final int work = take();
        // Rows also come while something else is done: catching up, settling, letting go of a producer that has left
        final long came = overlay.ringRows() + files.shownCount();
        if (work > 0 || came != cameBefore) {
            cameBefore = came;
            generation.incrementAndGet();
            final NewRows listening = told;
            if (listening != null) {
                listening.changed();
            }
        }
        return work;
    }

    private int take() throws IOException {
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
        boolean isMore = memory.work(SWEEP_STEP_NS);
        while (isMore && memory.isPressing()) {
            isMore = memory.work(SWEEP_STEP_NS);
        }
        work += isMore ? 1 : 0;
        overlay.refuse(memory.isRefusing());
        return work;
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
        if (allSteps.getTotalCount() != sweeps.steps().count() || overlay.refusedRows() != sweeps.refusedRows()) {
            sweeps = new SweepNumbers(
                    memory.sweeps(), memory.freedBytes(), StepTimes.of(allSteps), overlay.refusedRows());
        }
        statistics = new LiveStatistics(
                rings.producerCount(),
                overlay.ringRows(),
                overlay.fileFirstRows(),
                overlay.overlayRows(),
                overlay.keptRows(),
                files.chunkCount(),
                rings.refusedRows() + overlay.refusedRows(),
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
        final PacedThread ending = thread;
        if (ending != null) {
            ending.close();
        }
        memory.close();
        stores.close();
        closed = true;
        rings.close();
        overlay.close();
        files.close();
    }
}
