package dev.kymo.rrd;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a recording is opened by its index.
///
/// @param memoryLimitBytes what compressed chunks may take that are unpacked; or what the process may hold
/// @param limitsProcess whether the limit is for all that the process holds, of which unpacked chunks get what is left
/// @param keptFromChunks an index of so many chunks is kept in a side file
/// @param cacheFolder where side files go that can't lie beside their recordings
/// @param progress is told how far the file's chunks were looked at
/// @param problems is told of what is found to be wrong with chunks after the file was opened; any thread
/// @param notes is told, a line at a time, why an index was not used or not kept; any thread
public record IndexOptions(
        long memoryLimitBytes,
        boolean limitsProcess,
        int keptFromChunks,
        @Nullable Path cacheFolder,
        ScanProgress progress,
        Consumer<Problem> problems,
        Consumer<String> notes) {
    private static final long DEFAULT_MEMORY_LIMIT_BYTES = 256L << 20;
    /// Fewer are looked through in the time that it takes to look for a side file.
    private static final int DEFAULT_KEPT_FROM_CHUNKS = 1000;

    /// How far the chunks of a file were looked at; called by the thread that opens it.
    @FunctionalInterface
    public interface ScanProgress {
        void scanned(long doneBytes, long totalBytes);
    }

    /// Nothing is told; side files in the user's cache folder.
    public static IndexOptions defaults() {
        return new IndexOptions(
                DEFAULT_MEMORY_LIMIT_BYTES,
                false,
                DEFAULT_KEPT_FROM_CHUNKS,
                userCacheFolder(),
                (_, _) -> {},
                _ -> {},
                _ -> {});
    }

    /// `$XDG_CACHE_HOME/kymo`, else `~/.cache/kymo`; null for a user without a home.
    private static @Nullable Path userCacheFolder() {
        final String folder = System.getenv("XDG_CACHE_HOME");
        if (folder != null && folder.startsWith("/")) {
            return Path.of(folder, "kymo");
        }
        final String home = System.getProperty("user.home");
        return home == null || !home.startsWith("/") ? null : Path.of(home, ".cache", "kymo");
    }

    /// A limit for unpacked chunks alone.
    public IndexOptions withMemoryLimitBytes(final long bytes) {
        return new IndexOptions(bytes, false, keptFromChunks, cacheFolder, progress, problems, notes);
    }

    /// A limit for all that the process holds.
    public IndexOptions withProcessLimitBytes(final long bytes) {
        return new IndexOptions(bytes, true, keptFromChunks, cacheFolder, progress, problems, notes);
    }

    public IndexOptions withKeptFromChunks(final int chunks) {
        return new IndexOptions(memoryLimitBytes, limitsProcess, chunks, cacheFolder, progress, problems, notes);
    }

    public IndexOptions withCacheFolder(final @Nullable Path folder) {
        return new IndexOptions(memoryLimitBytes, limitsProcess, keptFromChunks, folder, progress, problems, notes);
    }

    public IndexOptions withProgress(final ScanProgress listener) {
        return new IndexOptions(memoryLimitBytes, limitsProcess, keptFromChunks, cacheFolder, listener, problems, notes);
    }

    public IndexOptions withProblems(final Consumer<Problem> listener) {
        return new IndexOptions(memoryLimitBytes, limitsProcess, keptFromChunks, cacheFolder, progress, listener, notes);
    }

    public IndexOptions withNotes(final Consumer<String> listener) {
        return new IndexOptions(memoryLimitBytes, limitsProcess, keptFromChunks, cacheFolder, progress, problems, listener);
    }
}
