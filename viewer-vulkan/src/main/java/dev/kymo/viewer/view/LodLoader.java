package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Reads nodes of a cloud on a thread of its own, so that no frame waits for a disk: those that are asked
/// for, the first first. What has been asked for before and is not any more is not read.
final class LodLoader implements AutoCloseable {
    /// Nodes that have been read and wait to be taken.
    private static final int READY_MAX = 64;

    /// A node's points.
    ///
    /// @param points to be closed by whoever takes them
    record Loaded(int node, OffHeap.Block points) {}

    private final LodFile tree;
    private final Runnable wake;
    private final Thread thread;
    private final Deque<Loaded> ready = new ArrayDeque<>();
    private final BitSet underWay = new BitSet();
    private int[] asked = {};
    private int next;
    private boolean closed;
    private @Nullable String failure;

    /// @param wake is told when a node can be taken; any thread
    LodLoader(final LodFile tree, final Runnable wake) {
        this.tree = tree;
        this.wake = wake;
        thread = Thread.ofPlatform().name("kymo-lod-loader").daemon().start(this::run);
    }

    /// @param nodes to be read, in place of those that were asked for before
    synchronized void ask(final int[] nodes) {
        asked = nodes;
        next = 0;
        notifyAll();
    }

    /// The next that has been read; null when there is none now.
    synchronized @Nullable Loaded take() {
        final Loaded loaded = ready.pollFirst();
        if (loaded != null) {
            underWay.clear(loaded.node);
            notifyAll();
        }
        return loaded;
    }

    /// Why nodes could not be read; null when all could.
    synchronized @Nullable String failure() {
        return failure;
    }

    private void run() {
        for (int node = awaitNext(); node >= 0; node = awaitNext()) {
            try {
                load(node);
            } catch (final IOException | RuntimeException e) {
                fail(node, e);
            }
            wake.run();
        }
    }

    private void load(final int node) throws IOException {
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, tree.bytes(node));
        boolean kept = false;
        try {
            tree.read(node, block.segment());
            kept = put(new Loaded(node, block));
        } finally {
            if (!kept) {
                block.close();
            }
        }
    }

    /// Notes that a node can't be read: it is not read again.
    synchronized void fail(final int node, final Exception e) {
        underWay.set(node);
        failure = String.valueOf(e.getMessage());
    }

    private synchronized boolean put(final Loaded loaded) {
        if (!closed) {
            ready.addLast(loaded);
        }
        return !closed;
    }

    /// @return -1 when this has been closed
    private synchronized int awaitNext() {
        while (!closed) {
            while (next < asked.length && ready.size() < READY_MAX) {
                final int node = asked[next++];
                if (!underWay.get(node)) {
                    underWay.set(node);
                    return node;
                }
            }
            try {
                wait();
            } catch (final InterruptedException e) {
                return -1;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        ready.forEach(loaded -> loaded.points.close());
        ready.clear();
    }
}
