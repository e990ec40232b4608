package dev.kymo.rrd.lod;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Hands the points of a source to workers, a batch at a time.
final class SourceParts {
    static final int BATCH = 8192;
    /// Batches that a worker takes at once: it reads in order for a while.
    private static final int RUN = 16 * BATCH;

    private final PointSource source;
    private final Workers workers;
    private final BooleanSupplier cancelled;

    SourceParts(final PointSource source, final Workers workers, final BooleanSupplier cancelled) {
        this.source = source;
        this.workers = workers;
        this.cancelled = cancelled;
    }

    /// What is done with a batch.
    @FunctionalInterface
    interface Batch {
        /// @param worker whose thread this is
        /// @param first number of the first of `count` points
        void take(int worker, long first, int count, float[] xyz, int[] rgba) throws IOException;
    }

    void forEach(final boolean withColours, final Batch batch) throws IOException {
        final AtomicLong next = new AtomicLong();
        workers.run(worker -> {
            final float[] xyz = new float[3 * BATCH];
            final int[] rgba = new int[withColours ? BATCH : 0];
            while (!workers.hasFailed()) {
                final long begin = next.getAndAdd(RUN);
                if (begin >= source.count()) {
                    return;
                }
                if (cancelled.getAsBoolean()) {
                    throw new LodCancelledException();
                }
                final long end = Math.min(begin + RUN, source.count());
                for (long first = begin; first < end; first += BATCH) {
                    final int count = (int) Math.min(BATCH, end - first);
                    source.read(first, count, xyz, withColours ? rgba : null);
                    batch.take(worker, first, count, xyz, rgba);
                }
            }
        });
    }
}
