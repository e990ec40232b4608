package dev.kymo.rrd.lod;

import java.util.function.BooleanSupplier;

/// How a tree is built.
///
/// @param memoryBytes what the build may hold beside the source, about; at least [#MEMORY_BYTES_MIN].
///     Clouds that do not
///     fit go through a file that has no name
/// @param threads how many work
/// @param progress is told how far the build has come
/// @param cancelled is asked now and then whether to give up
public record LodOptions(long memoryBytes, int threads, Progress progress, BooleanSupplier cancelled) {
    public static final long MEMORY_BYTES_MIN = 32L << 20;

    private static final long MEMORY_BYTES = 1L << 30;

    /// Called by any of the threads, one at a time.
    @FunctionalInterface
    public interface Progress {
        /// @param done of `total` points; each is counted once, when it has got its place
        void placed(long done, long total);
    }

    public LodOptions {
        if (memoryBytes < MEMORY_BYTES_MIN || threads < 1) {
            throw new IllegalArgumentException("memoryBytes=" + memoryBytes + ", threads=" + threads);
        }
    }

    /// A gigabyte, all cores.
    public static LodOptions defaults() {
        return new LodOptions(MEMORY_BYTES, Runtime.getRuntime().availableProcessors(), (_, _) -> {}, () -> false);
    }

    public LodOptions withMemoryBytes(final long bytes) {
        return new LodOptions(bytes, threads, progress, cancelled);
    }

    public LodOptions withThreads(final int count) {
        return new LodOptions(memoryBytes, count, progress, cancelled);
    }

    public LodOptions withProgress(final Progress listener) {
        return new LodOptions(memoryBytes, threads, listener, cancelled);
    }

    public LodOptions withCancelled(final BooleanSupplier asked) {
        return new LodOptions(memoryBytes, threads, progress, asked);
    }
}
