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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The levels of detail of a recording's large clouds: found in side files or built in the background, and
/// what of them is on the device. One thread, the device's, but where it is said; closed before the device
/// and before the recording.
public final class CloudLevels implements AutoCloseable {
    /// Clouds of more points are drawn by their levels of detail: more than a frame has time for.
    static final long POINTS_MIN = 2_000_000;

    /// Of one cloud's nodes, on the device.
    private static final long DEVICE_BYTES = 384L << 20;

    /// Clouds that are kept though no scene shows them.
    private static final int IDLE_MAX = 4;

    private static final int QUEUED_MAX = 64;
    private static final int PERCENT = 100;
    private static final long CLOSE_TIMEOUT_S = 60;

    /// The file that clouds come from, beside which their side files go.
    ///
    /// @param rowsStay whether a row has the same id whenever the file is opened; not so when it is
    ///     imported each time
    /// @param memoryBytes what building may hold, and what nodes of one cloud may take on the device
    /// @param cacheFolder where side files go that can't lie beside the file; null for nowhere
    public record Anchor(
            Path file,
            boolean rowsStay,
            long memoryBytes,
            @Nullable Path cacheFolder) {
        private static final long DEFAULT_BYTES = 1L << 30;

        /// @param limitBytes what the process may hold; null when nobody said
        public static Anchor within(
                final Path file,
                final boolean rowsStay,
                final @Nullable Long limitBytes,
                final @Nullable Path cacheFolder) {
            return new Anchor(
                    file,
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

    private static final class Entry {
        private volatile @Nullable LodFile tree;
        private volatile @Nullable String failure;
        private volatile int percent;
        private @Nullable LodCloud cloud;
        private long usedIn;
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

    /// The levels of detail of a cloud, if they are there; otherwise they are looked for or built from now
    /// on.
    ///
    /// @param key of the cloud, and all that its colours follow from
    /// @param identity the same in words: for the name of the side file
    /// @param radius of its points
    /// @return null when there are none, or not yet; [#failureOf] tells which
    @Nullable
    LodCloud find(final Object key, final String identity, final float radius, final Cloud cloud) {
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry();
            if (!start(entry, hash(identity), cloud)) {
                return null;
            }
            entries.put(key, entry);
        }
        entry.usedIn = scene;
        final LodFile tree = entry.tree;
        if (entry.cloud == null && tree != null) {
            entry.cloud = new LodCloud(device, tree, Math.min(DEVICE_BYTES, anchor.memoryBytes), radius, this::tell);
        }
        return entry.cloud;
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

    private boolean start(final Entry entry, final long what, final Cloud cloud) {
        if (builder == null) {
            make(entry, what, cloud);
            return true;
        }
        try {
            builder.execute(() -> make(entry, what, cloud));
            return true;
        } catch (final RejectedExecutionException full) {
            return false;
        }
    }

    private void make(final Entry entry, final long what, final Cloud cloud) {
        final LodPlace place = new LodPlace(anchor.file, anchor.cacheFolder, what, this::note);
        try (StoreReader reader = store.reader();
                Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            LodFile tree = place.open().orElse(null);
            if (tree == null) {
                final PointSource source = cloud.source(reader, arena);
                if (source == null) {
                    throw new IOException("the cloud is gone");
                }
                tree = place.build(
                        source,
                        LodOptions.defaults()
                                .withMemoryBytes(anchor.memoryBytes)
                                .withCancelled(() -> closed)
                                .withProgress((done, total) -> progress(entry, done, total)));
            }
            entry.tree = tree;
        } catch (final LodCancelledException e) {
            entry.failure = e.getMessage();
        } catch (final IOException | RuntimeException | InternalError e) {
            final String message = e.getMessage();
            entry.failure = message == null ? e.toString() : message;
            note("no levels of detail: " + entry.failure);
        }
        generation.incrementAndGet();
        tell();
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
            if (entry.tree == null && entry.failure == null) {
                least = least < 0 ? entry.percent : Math.min(least, entry.percent);
            }
        }
        return least;
    }

    /// To be called when a scene is complete, all that it shows was found or kept, and it takes the place of the one
    /// before.
    void endScene() {
        final List<Object> idle = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (entry.usedIn < scene && entry.tree != null) {
                idle.add(key);
            }
        });
        for (int i = 0; i < idle.size() - IDLE_MAX; i++) {
            close(entries.remove(idle.get(i)));
        }
        scene++;
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

    private static void close(final Entry entry) {
        final LodFile tree = entry.tree;
        if (entry.cloud != null) {
            entry.cloud.close();
        } else if (tree != null) {
            try {
                tree.close();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
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
        entries.values().forEach(CloudLevels::close);
        entries.clear();
    }
}
