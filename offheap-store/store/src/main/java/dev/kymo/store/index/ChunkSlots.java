package dev.kymo.store.index;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which of a recording's numbered chunks are loaded, found by number: pages of references that are made when a chunk
/// of theirs is first loaded. Any thread.
public final class ChunkSlots {
    private static final int PAGE_LOG2 = 8;
    private static final int PAGE_CHUNKS = 1 << PAGE_LOG2;
    private static final int LOCKS = 16;

    private final ChunkMemory memory;
    private final Object[] loading = new Object[LOCKS];
    /// Replaced by one that has more pages.
    private volatile Pages pages = new Pages(0);

    private static final class Pages {
        private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable LoadedChunk>> all;

        private Pages(final int count) {
            all = new AtomicReferenceArray<>(count);
        }
    }

    /// Loads a chunk that is not.
    @FunctionalInterface
    public interface Loading {
        /// @return null when its data can't be read
        @Nullable
        LoadedChunk load(int chunk);
    }

    /// @param memory takes in what is loaded, and says what has to go
    public ChunkSlots(final ChunkMemory memory) {
        this.memory = memory;
        for (int i = 0; i < LOCKS; i++) {
            loading[i] = new Object();
        }
    }

    /// The chunk of that number, loaded if it is not. For a reader that is inside.
    ///
    /// @return null when its data can't be read
    public @Nullable LoadedChunk get(final int chunk, final Loading loader) {
        final AtomicReferenceArray<@Nullable LoadedChunk> page = page(chunk);
        final LoadedChunk known = page == null ? null : page.get(chunk & (PAGE_CHUNKS - 1));
        if (known == null) {
            return loadSlowPath(chunk, loader);
        }
        known.use();
        memory.catchUp();
        return known;
    }

    private @Nullable LoadedChunk loadSlowPath(final int chunk, final Loading loader) {
        final AtomicReferenceArray<@Nullable LoadedChunk> page = madePage(chunk);
        final int slot = chunk & (PAGE_CHUNKS - 1);
        synchronized (loading[chunk & (LOCKS - 1)]) {
            final LoadedChunk meanwhile = page.get(slot);
            if (meanwhile != null) {
                meanwhile.use();
                return meanwhile;
            }
            final LoadedChunk loaded = loader.load(chunk);
            if (loaded == null) {
                return null;
            }
            // Before it counts, so that it can only be let go after it could be found.
            page.set(slot, loaded);
            memory.add(loaded, () -> page.set(slot, null));
            return loaded;
        }
    }

    /// Whether it is loaded now.
    public boolean has(final int chunk) {
        final AtomicReferenceArray<@Nullable LoadedChunk> page = page(chunk);
        return page != null && page.get(chunk & (PAGE_CHUNKS - 1)) != null;
    }

    private @Nullable AtomicReferenceArray<@Nullable LoadedChunk> page(final int chunk) {
        final Pages now = pages;
        final int number = chunk >> PAGE_LOG2;
        return number < now.all.length() ? now.all.get(number) : null;
    }

    private synchronized AtomicReferenceArray<@Nullable LoadedChunk> madePage(final int chunk) {
        final int number = chunk >> PAGE_LOG2;
        Pages now = pages;
        if (number >= now.all.length()) {
            final Pages more = new Pages(Math.max(number + 1, 2 * now.all.length()));
            for (int i = 0; i < now.all.length(); i++) {
                more.all.set(i, now.all.get(i));
            }
            now = more;
            pages = now;
        }
        AtomicReferenceArray<@Nullable LoadedChunk> page = now.all.get(number);
        if (page == null) {
            page = new AtomicReferenceArray<>(PAGE_CHUNKS);
            now.all.set(number, page);
        }
        return page;
    }
}
