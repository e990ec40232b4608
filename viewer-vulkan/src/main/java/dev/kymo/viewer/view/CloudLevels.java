package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodCancelledException;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.rrd.lod.LodPlace;
import dev.kymo.rrd.lod.PointSource;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The levels of detail of a recording's large clouds: found in side files or built in the background, and
/// what of them is on the device. One thread, the device's, but where it is said; closed before the device
/// and before the recording.
public final class CloudLevels implements AutoCloseable {
    /// Clouds of more points are drawn by their levels of detail: more than a frame has time for.
    static final long POINTS_MIN = 2_000_000;

    /// Of one cloud's nodes, on the device; of all clouds without nodes likewise.
    static final long DEVICE_BYTES = 384L << 20;

    /// Clouds that are kept though no scene shows them.
    private static final int IDLE_MAX = 4;

    private static final int QUEUED_MAX = 64;
    private static final int PERCENT = 100;
    private static final long CLOSE_TIMEOUT_S = 60;

    /// What is there of a tree is shown when the one before has been for so long, times how many there were.
    private static final long GROWTH_INTERVAL_NS = 500_000_000L;

    /// How long one of many clouds is shown before its levels of detail are built: not while time runs.
    private static final long REST_NS = 300_000_000L;

    /// How long a scene waits at most to hear whether a cloud's side file is there, which spares it a sample.
    private static final long LOOK_MS = 50;

    /// The file that clouds come from, beside which their side files go.
    ///
    /// @param files a recording, or those that are one together; side files go beside the first
    /// @param rowsStay whether a row has the same id whenever the file is opened; not so when it is
    ///     imported each time
    /// @param memoryBytes what building may hold, and what nodes of one cloud may take on the device
    /// @param cacheFolder where side files go that can't lie beside the file; null for nowhere
    public record Anchor(
            List<Path> files,
            boolean rowsStay,
            long memoryBytes,
            @Nullable Path cacheFolder) {
        private static final long DEFAULT_BYTES = 1L << 30;

        /// Of a recording that is one file.
        public static Anchor within(
                final Path file,
                final boolean rowsStay,
                final @Nullable Long limitBytes,
                final @Nullable Path cacheFolder) {
            return within(List.of(file), rowsStay, limitBytes, cacheFolder);
        }

        /// @param limitBytes what the process may hold; null when nobody said
        public static Anchor within(
                final List<Path> files,
                final boolean rowsStay,
                final @Nullable Long limitBytes,
                final @Nullable Path cacheFolder) {
            return new Anchor(
                    List.copyOf(files),
                    rowsStay,
                    limitBytes == null
                            ? DEFAULT_BYTES
                            : Math.clamp(limitBytes / 4, LodOptions.MEMORY_BYTES_MIN, DEFAULT_BYTES),
                    cacheFolder);
        }
    }

    /// Gives a cloud to be built from.
    @FunctionalInterface
    interface Cloud {
        /// @param arena for memory that the source needs, until it has been read
        /// @return null when there is no such cloud any more
        @Nullable
        PointSource source(StoreReader reader, Arena arena);
    }

    /// One of a recording's clouds.
    private static final class Entry {
        private final long what;
        private final Cloud source;
        /// One of many clouds that are shown one after the other: what is made of it is not kept.
        private final boolean isPassing;
        /// What is to be shown from now on, on its way from the builder; taken by the device's thread.
        private final AtomicReference<@Nullable LodFile> next = new AtomicReference<>();
        private final AtomicBoolean mending = new AtomicBoolean();
        /// Whether there was a side file is known.
        private final CountDownLatch looked = new CountDownLatch(1);
        private volatile @Nullable String failure;
        private volatile boolean isBuilding = true;
        private volatile boolean isUnwanted;
        private volatile int percent;
        /// Written by the device's thread.
        private volatile @Nullable LodCloud cloud;
        private long usedIn;

        private Entry(final long what, final Cloud source, final boolean isPassing) {
            this.what = what;
            this.source = source;
            this.isPassing = isPassing;
        }

        private void hand(final LodFile tree) {
            close(next.getAndSet(tree));
        }

        private static void close(final @Nullable LodFile tree) {
            if (tree != null) {
                try {
                    tree.close();
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        /// Waits a moment for nobody to want it any more.
        private synchronized void rest() throws InterruptedException {
            final long untilNs = System.nanoTime() + REST_NS;
            for (long leftNs = REST_NS; leftNs > 0 && !isUnwanted; leftNs = untilNs - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, leftNs);
            }
        }

        private synchronized void giveUp() {
            isUnwanted = true;
            notifyAll();
        }

        private void close() {
            close(next.getAndSet(null));
            final LodCloud shown = cloud;
            if (shown != null) {
                shown.close();
            }
        }
    }

    private final Anchor anchor;
    private final GpuDevice device;
    private final RecordingStore store;
    private final Runnable wake;
    private final LodOptions.Progress progress;
    private final Map<Object, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong news = new AtomicLong();
    private final List<String> notes = new ArrayList<>();
    private final @Nullable ThreadPoolExecutor builder;
    private volatile boolean closed;
    private long scene;

    private CloudLevels(
            final Anchor anchor,
            final GpuDevice device,
            final RecordingStore store,
            final boolean waits,
            final Runnable wake,
            final LodOptions.Progress progress) {
        this.progress = progress;
        this.anchor = anchor;
        this.device = device;
        this.store = store;
        this.wake = wake;
        builder = waits
                ? null
                : new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUED_MAX),
                        work -> Thread.ofPlatform()
                                .name("kymo-lod-build")
                                .daemon()
                                .unstarted(work));
    }

    /// For a window: until levels of detail are there a scene shows a sample of the cloud.
    ///
    /// @param wake told when a picture would be another; any thread
    static CloudLevels inBackground(
            final Anchor anchor, final GpuDevice device, final RecordingStore store, final Runnable wake) {
        return new CloudLevels(anchor, device, store, false, wake, (_, _) -> {});
    }

    /// For a picture: a scene waits for the levels of detail of its clouds.
    ///
    /// @param progress told how far they are built
    public static CloudLevels awaited(
            final Anchor anchor,
            final GpuDevice device,
            final RecordingStore store,
            final LodOptions.Progress progress) {
        return new CloudLevels(anchor, device, store, true, () -> {}, progress);
    }

    boolean isOf(final Anchor other, final RecordingStore otherStore) {
        return anchor.equals(other) && store == otherStore;
    }

    /// Whether one of many clouds, shown one after the other, may have levels of detail: where scenes
    /// don't wait for them, which would take longer than drawing all points once.
    boolean takesPassing() {
        return builder != null;
    }

    /// What nodes of one cloud may take on the device.
    long deviceBytes() {
        return Math.min(DEVICE_BYTES, anchor.memoryBytes);
    }

    boolean rowsStay() {
        return anchor.rowsStay;
    }

    /// A number that is different whenever scenes should be made anew. Any thread.
    long generation() {
        return generation.get();
    }

    /// A number that is different whenever a frame may show more than the one before. Any thread.
    long news() {
        return news.get();
    }

    /// The levels of detail of a cloud as far as they are there; otherwise they are looked for or built
    /// from now on.
    ///
    /// @param key of the cloud, and all that its colours follow from
    /// @param identity the same in words: for the name of the side file
    /// @param radius of its points
    /// @param isPassing whether it is one of many clouds that are shown one after the other: its levels of
    ///     detail are built once it has been shown for a while, and are kept only for as long as few
    ///     others have been shown since
    /// @return null when there are none, or not yet; [#failureOf] tells which
    @Nullable
    LodCloud find(
            final Object key, final String identity, final float radius, final boolean isPassing, final Cloud cloud) {
        Entry entry = entries.get(key);
        if (entry != null && entry.isUnwanted) {
            if (entry.isBuilding) {
                // On its way out
                return null;
            }
            entries.remove(key);
            entry.close();
            entry = null;
        }
        if (entry == null) {
            entry = new Entry(hash(identityOf(identity)), cloud, isPassing);
            final boolean isIdle = percent() < 0;
            if (!start(entry, false)) {
                return null;
            }
            entries.put(key, entry);
            if (isIdle && !isPassing) {
                await(entry.looked);
            }
        }
        entry.usedIn = scene;
        final LodFile tree = entry.next.getAndSet(null);
        if (tree != null) {
            final LodCloud before = entry.cloud;
            final Entry found = entry;
            final LodCloud made = new LodCloud(device, tree, deviceBytes(), radius, () -> hear(found));
            entry.cloud = made;
            if (before != null) {
                made.takeFrom(before);
                before.close();
            }
        }
        return entry.cloud;
    }

    private static void await(final CountDownLatch looked) {
        try {
            // On a slow disk it is heard of later
            final boolean ignored = looked.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A node has been read, or could not be. Any thread.
    private void hear(final Entry entry) {
        mend(entry);
        tell();
    }

    /// Has a side file made anew that turned out to be damaged, once.
    ///
    /// @return whether it is being made
    private boolean mend(final Entry entry) {
        final LodCloud cloud = entry.cloud;
        final String damage = cloud == null || cloud.isPartial() ? null : cloud.failure();
        if (damage == null || closed || !entry.mending.compareAndSet(false, true)) {
            return false;
        }
        note(damage + "; made anew");
        entry.percent = 0;
        entry.isBuilding = true;
        final boolean isStarted = start(entry, true);
        if (!isStarted) {
            entry.isBuilding = false;
        }
        return isStarted;
    }

    /// Where scenes wait for levels of detail: makes those anew that have turned out to be damaged when
    /// they were drawn.
    ///
    /// @return whether there were any: another scene shows more
    public boolean mend() {
        boolean isAny = false;
        for (final Entry entry : entries.values()) {
            isAny |= mend(entry);
        }
        return isAny;
    }

    /// Keeps the levels of detail of a cloud that the scene shows as the one before did.
    void keep(final Object key) {
        final Entry entry = entries.get(key);
        if (entry != null) {
            entry.usedIn = scene;
        }
    }

    private void tell() {
        news.incrementAndGet();
        wake.run();
    }

    /// Why there will be no levels of detail of a cloud that [#find] was asked for; null when there may be.
    @Nullable
    String failureOf(final Object key) {
        final Entry entry = entries.get(key);
        return entry == null ? null : entry.failure;
    }

    private boolean start(final Entry entry, final boolean anew) {
        if (builder == null) {
            make(entry, anew);
            return true;
        }
        try {
            builder.execute(() -> make(entry, anew));
            return true;
        } catch (final RejectedExecutionException full) {
            return false;
        }
    }

    private void make(final Entry entry, final boolean anew) {
        final LodPlace place = new LodPlace(anchor.files, anchor.cacheFolder, entry.what, this::note);
        try (StoreReader reader = store.reader();
                Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            if (entry.isPassing && builder != null) {
                entry.rest();
            }
            if (!entry.isUnwanted) {
                entry.hand(LodBuilds.OF_THIS_PROCESS.get(
                        new LodBuilds.Key(anchor.files, entry.what, !entry.isPassing, anew),
                        new LodBuilds.Asker(
                                () -> closed || entry.isUnwanted,
                                (done, total) -> progress(entry, done, total),
                                builder == null || entry.mending.get() ? null : new Shown(entry)),
                        (progressOfAll, growth) -> {
                            final LodFile there = anew ? null : place.open().orElse(null);
                            if (there == null) {
                                entry.looked.countDown();
                            }
                            return there == null ? build(entry, place, reader, arena, progressOfAll, growth) : there;
                        }));
            }
        } catch (final LodCancelledException | InterruptedException e) {
            entry.failure = entry.isUnwanted ? null : "given up";
        } catch (final IOException | RuntimeException | InternalError e) {
            final String message = e.getMessage();
            // What is shown of a damaged file stays
            entry.failure = anew ? null : message == null ? e.toString() : message;
            note("no levels of detail: " + message);
        }
        entry.isBuilding = false;
        entry.looked.countDown();
        generation.incrementAndGet();
        tell();
    }

    private LodFile build(
            final Entry entry,
            final LodPlace place,
            final StoreReader reader,
            final Arena arena,
            final LodOptions.Progress progressOfAll,
            final LodOptions.@Nullable Growth growth)
            throws IOException {
        final PointSource source = entry.source.source(reader, arena);
        if (source == null) {
            throw new IOException("the cloud is gone");
        }
        final LodOptions options = LodOptions.defaults()
                .withMemoryBytes(anchor.memoryBytes)
                .withCancelled(() -> closed || entry.isUnwanted)
                .withProgress(progressOfAll);
        final LodOptions shown = growth == null ? options : options.withGrowth(growth);
        return entry.isPassing ? place.buildUnkept(source, shown) : place.build(source, shown);
    }

    /// Hands on what there is of a tree: often at first, less often as it becomes more.
    private final class Shown implements LodOptions.Growth {
        private final Entry entry;
        private long lastNs = System.nanoTime();
        private int count;

        private Shown(final Entry entry) {
            this.entry = entry;
        }

        @Override
        public boolean isWanted() {
            return System.nanoTime() - lastNs > GROWTH_INTERVAL_NS * (count + 1);
        }

        @Override
        public void grown(final LodFile partial) {
            entry.hand(partial);
            count++;
            lastNs = System.nanoTime();
            generation.incrementAndGet();
            tell();
        }
    }

    private void progress(final Entry entry, final long done, final long total) {
        progress.placed(done, total);
        final int percent = (int) (done * PERCENT / Math.max(1, total));
        if (percent != entry.percent) {
            entry.percent = percent;
            wake.run();
        }
    }

    private void note(final String text) {
        synchronized (notes) {
            notes.add(text);
        }
    }

    /// What was said about side files so far, such as that one was stale. Any thread.
    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    /// How far the builds under way have come, together; -1 when there are none.
    int percent() {
        int least = -1;
        for (final Entry entry : entries.values()) {
            if (entry.isBuilding && entry.failure == null) {
                least = least < 0 ? entry.percent : Math.min(least, entry.percent);
            }
        }
        return least;
    }

    /// To be called when a scene is complete, all that it shows was found or kept, and it takes the place
    /// of the one before.
    void endScene() {
        final List<Object> idle = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (entry.usedIn < scene && entry.isPassing && entry.isBuilding) {
                entry.giveUp();
            }
            if (entry.usedIn < scene && !entry.isBuilding) {
                idle.add(key);
            }
        });
        for (int i = 0; i < idle.size(); i++) {
            final Entry entry = java.util.Objects.requireNonNull(entries.get(idle.get(i)));
            if (i < idle.size() - IDLE_MAX || entry.isUnwanted) {
                entries.remove(idle.get(i));
                entry.close();
            }
        }
        scene++;
    }

    /// Of a cloud, by the files that it is seen with: side files of a recording and of a part of it don't
    /// displace each other.
    private String identityOf(final String identity) {
        return anchor.files.size() == 1 ? identity : identity + "|" + anchor.files.size();
    }

    private static long hash(final String text) {
        try {
            return java.nio.ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Gives builds up that are under way.
    @Override
    public void close() {
        closed = true;
        if (builder != null) {
            builder.shutdownNow();
            try {
                if (!builder.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("still building levels of detail");
                }
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        entries.values().forEach(Entry::close);
        entries.clear();
    }
}
