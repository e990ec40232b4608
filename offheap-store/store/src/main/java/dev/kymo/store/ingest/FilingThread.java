package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.RecordingStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Hands chunks to a sink on a thread of its own, in the order in which they come, so that whoever takes rows
/// does not wait for the disk. A chunk stays with its store as it is, and counts as filed only when it came
/// back from here.
///
/// One thread submits and takes back. At most [#MAX_UNDER_WAY] chunks are under way: then it takes some back first
/// ([#isFull]), and rows wait in their rings.
final class FilingThread implements AutoCloseable {
    static final int MAX_UNDER_WAY = 8;

    private final ChunkSink sink;
    private final BlockingQueue<Job> waiting = new ArrayBlockingQueue<>(MAX_UNDER_WAY + 1);
    /// Bounded by what is under way.
    private final BlockingQueue<Job> done = new LinkedBlockingQueue<>(MAX_UNDER_WAY + 1);
    private final Thread thread;
    private int underWay;

    /// A chunk on its way, and what became of it: the filing thread's until it is done.
    static final class Job {
        private static final Job END = new Job(null, null, null);

        private final @Nullable RecordingStore store;
        private final @Nullable LiveChunk live;
        private final @Nullable Chunk chunk;
        private @Nullable Placement stored;
        private @Nullable Throwable failure;

        private Job(final @Nullable RecordingStore store, final @Nullable LiveChunk live, final @Nullable Chunk chunk) {
            this.store = store;
            this.live = live;
            this.chunk = chunk;
        }

        RecordingStore store() {
            return java.util.Objects.requireNonNull(store);
        }

        LiveChunk live() {
            return java.util.Objects.requireNonNull(live);
        }

        /// Where the sink has it.
        Placement stored() {
            return java.util.Objects.requireNonNull(stored);
        }

        /// Why the sink does not have it; null when it has.
        @Nullable
        Throwable failure() {
            return failure;
        }
    }

    FilingThread(final ChunkSink sink) {
        this.sink = sink;
        thread = new Thread(this::run, "kymo-filing");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isFull() {
        return underWay >= MAX_UNDER_WAY;
    }

    /// Not when it [#isFull].
    ///
    /// @param live takes no rows any more
    void submit(final RecordingStore store, final LiveChunk live) {
        underWay++;
        waiting.add(new Job(store, live, live.snapshot()));
    }

    /// The next that is done; null when none is.
    @Nullable
    Job poll() {
        final Job next = underWay == 0 ? null : done.poll();
        if (next != null) {
            underWay--;
        }
        return next;
    }

    /// The next that is done, waited for; null when none is under way.
    @Nullable
    Job take() {
        if (underWay == 0) {
            return null;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    final Job next = done.take();
                    underWay--;
                    return next;
                } catch (final InterruptedException goOn) {
                    // What is half filed would have to be found out later
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            for (Job job = waiting.take(); job != Job.END; job = waiting.take()) {
                try {
                    job.stored = sink.place(job.store().id(), java.util.Objects.requireNonNull(job.chunk));
                } catch (final Throwable notStored) {
                    job.failure = notStored;
                }
                done.add(job);
            }
        } catch (final InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends when all that was submitted has been tried, and waits for that.
    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        waiting.add(Job.END);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException goOn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
