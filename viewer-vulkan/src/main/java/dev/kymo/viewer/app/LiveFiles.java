package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.RingFollower;
import dev.kymo.rrd.ChunkEntry;
import dev.kymo.rrd.RrdException;
import dev.kymo.rrd.RrdFollower;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.ingest.LiveOverlay;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Follows the recordings that rows of the rings are filed in, as `recorder.files` names them: the present
/// recorder's, and those of recorders that died. Their chunks take the place of rows in the overlay.
///
/// What a file has when it is found is held back until a pass over all rings is over: a row of it that the pass
/// has not read has been given back by then, so none of those need be remembered. What comes later is shown at
/// once, and remembered until a pass is over.
///
/// One thread.
final class LiveFiles implements AutoCloseable {
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LIST_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SETTLE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /// In one call, so that rows of rings do not wait for long while a large file is loaded.
    private static final int MAX_CHUNKS = 64;

    private final Stores stores;
    private final LiveOverlay overlay;
    private final RingFollower rings;
    private final IngestListener listener;
    private final List<FollowedFile> files = new ArrayList<>();
    /// Named once; tried again when another file is there.
    private final Set<Object> unreadable = new HashSet<>();

    private long nextPollNs = System.nanoTime();
    private long nextListNs = nextPollNs;
    private long nextSettleNs = nextPollNs;
    private boolean isPassing;
    private final AtomicLong chunks = new AtomicLong();
    private long shown;

    LiveFiles(final Stores stores, final LiveOverlay overlay, final RingFollower rings, final IngestListener listener) {
        this.stores = stores;
        this.overlay = overlay;
        this.rings = rings;
        this.listener = listener;
    }

    private enum Phase {
        /// What the file has is read and held back.
        FOUND,
        /// For the next pass to begin.
        WAITING,
        /// For the pass to be over.
        PASSING,
        /// Chunks are shown as they come.
        SHOWN,
        /// What can be read of it is shown, and no more will be.
        BAD
    }

    private static final class FollowedFile {
        private final Path path;
        private final Object key;
        private final RrdFollower follower;
        private final Map<StoreId, List<ChunkEntry>> held = new HashMap<>();
        private Phase phase = Phase.FOUND;
        private boolean hasMore;
        /// It could not be read just now.
        private boolean isDisturbed;

        private FollowedFile(final Path path, final Object key, final RrdFollower follower) {
            this.path = path;
            this.key = key;
            this.follower = follower;
        }

        private boolean isHeldBack() {
            return phase.compareTo(Phase.SHOWN) < 0;
        }
    }

    /// Looks after files, as often as is needed.
    ///
    /// @return how many chunks have come
    int poll() throws IOException {
        final long nowNs = System.nanoTime();
        tickPass();
        int found = 0;
        if (nowNs - nextPollNs >= 0) {
            if (nowNs - nextListNs >= 0) {
                nextListNs = nowNs + LIST_INTERVAL_NS;
                find();
            }
            final boolean settles = nowNs - nextSettleNs >= 0;
            if (settles) {
                settleWhatIsRead();
            } else {
                found = read();
            }
            // Should there be more, it is not waited for
            nextPollNs = files.stream().anyMatch(file -> file.hasMore) ? nowNs : nowNs + POLL_INTERVAL_NS;
        }
        return found;
    }

    /// Chunks of files read so far; any thread.
    long chunkCount() {
        return chunks.get();
    }

    /// Chunks that can be asked for so far, those among them that were held back first.
    long shownCount() {
        return shown;
    }

    /// Whether all files that are named now have been read to their ends, as far as they were written when it
    /// was asked for.
    boolean catchUp() throws IOException {
        find();
        boolean readAll = true;
        while (readAll && (files.stream().anyMatch(FollowedFile::isHeldBack) || isPassing)) {
            readAll = readToTheEnd();
            tickPass();
            rings.poll();
        }
        return readAll && readToTheEnd();
    }

    /// Finds out at the next [#poll] which rows no file will have: only those can be given up.
    void settleSoon() {
        nextSettleNs = System.nanoTime();
        nextPollNs = nextSettleNs;
    }

    /// Rows in parts that are given back, and are in no file, will be in none.
    private void settleWhatIsRead() throws IOException {
        nextSettleNs = System.nanoTime() + SETTLE_INTERVAL_NS;
        rings.noteConsumed();
        find();
        if (files.stream().noneMatch(FollowedFile::isHeldBack) && readToTheEnd()) {
            rings.confirmConsumed();
            overlay.settle();
        }
    }

    /// @return whether each file was read to where it ended when it was looked at last
    private boolean readToTheEnd() throws IOException {
        do {
            read();
            rings.poll();
        } while (files.stream().anyMatch(file -> file.hasMore));
        return files.stream().noneMatch(file -> file.isDisturbed);
    }

    private void tickPass() {
        if (isPassing && rings.isPassComplete()) {
            isPassing = false;
            overlay.forget();
            for (final FollowedFile file : files) {
                if (file.phase == Phase.PASSING) {
                    showHeld(file, overlay::addAll);
                    file.phase = Phase.SHOWN;
                }
            }
        }
        if (!isPassing && (overlay.remembers() || files.stream().anyMatch(file -> file.phase == Phase.WAITING))) {
            isPassing = true;
            overlay.beginForgetting();
            rings.beginPass();
            for (final FollowedFile file : files) {
                if (file.phase == Phase.WAITING) {
                    file.phase = Phase.PASSING;
                }
            }
        }
    }

    /// Reads what was held back once more: until now no more was kept of it than where it is. What is gone from the
    /// file meanwhile is passed over.
    private void showHeld(final FollowedFile file, final BiConsumer<StoreId, List<Placement.InFile>> overlaid) {
        file.held.forEach((store, its) -> {
            for (int from = 0; from < its.size(); from += MAX_CHUNKS) {
                final List<ChunkEntry> some = its.subList(from, Math.min(its.size(), from + MAX_CHUNKS));
                shown += some.size();
                try {
                    overlaid.accept(
                            store,
                            file.follower.again(some).stream()
                                    .map(file.follower::placement)
                                    .toList());
                } catch (final UncheckedIOException | InternalError gone) {
                    listener.failed(gone);
                }
            }
        });
        file.held.clear();
    }

    private void find() throws IOException {
        for (final Path path : rings.recordings()) {
            final Object key = key(path);
            if (key != null
                    && !unreadable.contains(key)
                    && files.stream().noneMatch(file -> file.path.equals(path) && file.key.equals(key))) {
                open(path, key);
            }
        }
    }

    private static @Nullable Object key(final Path path) {
        try {
            return Objects.requireNonNull(Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
                    .fileKey());
        } catch (final IOException gone) {
            return null;
        }
    }

    private void open(final Path path, final Object key) {
        try {
            files.add(new FollowedFile(path, key, RrdFollower.open(path)));
        } catch (final NoSuchFileException gone) {
            // Another may come
        } catch (final IOException failure) {
            unreadable.add(key);
            listener.failed(failure);
        }
    }

    private int read() {
        int found = 0;
        for (final FollowedFile file : files) {
            if (file.phase == Phase.FOUND || file.phase == Phase.SHOWN) {
                found += read(file);
            }
        }
        return found;
    }

    private int read(final FollowedFile file) {
        file.hasMore = false;
        file.isDisturbed = false;
        try {
            final List<StoredChunk> more = file.follower.poll(MAX_CHUNKS);
            file.follower.stores().forEach(info -> stores.getOrCreate(info.store()));
            for (final StoredChunk stored : more) {
                if (file.phase == Phase.SHOWN) {
                    overlay.add(stored.store(), file.follower.placement(stored), true);
                    shown++;
                } else {
                    file.held
                            .computeIfAbsent(stored.store(), _ -> new ArrayList<>())
                            .add(stored.entry());
                }
            }
            file.hasMore = file.follower.hasMore();
            if (!file.hasMore && file.phase == Phase.FOUND) {
                file.phase = Phase.WAITING;
            }
            chunks.getAndAdd(more.size());
            return more.size();
        } catch (final RrdException unsound) {
            file.phase = Phase.BAD;
            listener.failed(unsound);
            showHeld(file, (store, its) -> its.forEach(filed -> overlay.add(store, filed, true)));
        } catch (final IOException | UncheckedIOException | InternalError notNow) {
            // As when its last, cut frame is being taken off while it is looked at
            file.isDisturbed = true;
        }
        return 0;
    }

    /// Unmaps the files; the stores must have been closed.
    @Override
    public void close() throws IOException {
        for (final FollowedFile file : files) {
            file.follower.close();
        }
        files.clear();
    }
}
