package dev.kymo.rrd.lod;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How a tree is built.
///
/// @param memoryBytes what the build may hold beside the source, about; at least [#MEMORY_BYTES_MIN].
///     Clouds that do not
///     fit go through a file that has no name
/// @param threads how many work
/// @param progress is told how far the build has come
/// @param cancelled is asked now and then whether to give up
/// @param growth gets what there is of the tree while it is built
public record LodOptions(
        long memoryBytes,
        int threads,
        Progress progress,
        BooleanSupplier cancelled,
        @Nullable Growth growth) {
    public static final long MEMORY_BYTES_MIN = 32L << 20;

    private static final long MEMORY_BYTES = 1L << 30;

    /// Called by any of the threads, one at a time.
    @FunctionalInterface
    public interface Progress {
        /// @param done of `total` points; each is counted once, when it has got its place
        void placed(long done, long total);
    }

    /// Who shows a tree before it is complete. Called by any of the threads, one at a time; the build waits
    /// meanwhile.
    public interface Growth {
        /// Whether there is time for another one; asked when a cell is done.
        boolean isWanted();

        /// @param partial has all points of the cells that are done, and the nodes above them as far as they
        ///     are known; its nodes that lie in the file lie there in the finished one too. It belongs to
        ///     whoever is told, and can be read for as long as it is open, however the build ends
        void grown(LodFile partial);
    }

    public LodOptions {
        if (memoryBytes < MEMORY_BYTES_MIN || threads < 1) {
            throw new IllegalArgumentException("memoryBytes=" + memoryBytes + ", threads=" + threads);
        }
    }

    /// A gigabyte, all cores.
    public static LodOptions defaults() {
        return new LodOptions(
                MEMORY_BYTES, Runtime.getRuntime().availableProcessors(), (_, _) -> {}, () -> false, null);
    }

    public LodOptions withMemoryBytes(final long bytes) {
        return new LodOptions(bytes, threads, progress, cancelled, growth);
    }

    public LodOptions withThreads(final int count) {
        return new LodOptions(memoryBytes, count, progress, cancelled, growth);
    }

    public LodOptions withProgress(final Progress listener) {
        return new LodOptions(memoryBytes, threads, listener, cancelled, growth);
    }

    public LodOptions withCancelled(final BooleanSupplier asked) {
        return new LodOptions(memoryBytes, threads, progress, asked, growth);
    }

    public LodOptions withGrowth(final Growth listener) {
        return new LodOptions(memoryBytes, threads, progress, cancelled, listener);
    }
}
