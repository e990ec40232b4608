package dev.kymo.ingest;

import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/// Runs an [IngestAgent] on a thread of its own, `kymo-ingest`, from [#start] to [#close].
public final class IngestRunner implements AutoCloseable {
    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 5;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    /// While rows flow: how late a row is seen at most. Some percent of a core.
    private static final long AWAKE_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);
    /// After a pause of this length an idle recorder sleeps longer, so that it costs less than a percent of a
    /// core.
    private static final long AWAKE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long ASLEEP_PARK_NS = TimeUnit.MICROSECONDS.toNanos(4000);

    private final IngestAgent agent;
    private final IngestListener listener;
    private final Thread thread;
    private volatile boolean running = true;

    private IngestRunner(final IngestAgent agent, final IngestListener listener) {
        this.agent = agent;
        this.listener = listener;
        thread = new Thread(this::run, agent.roleName());
        thread.setDaemon(true);
    }

    /// Takes the folder's lock and begins to drain.
    ///
    /// @throws IOException as [IngestAgent#open]
    public static IngestRunner start(final IngestConfig config, final RowSink sink, final IngestListener listener)
            throws IOException {
        return start(IngestAgent.open(config, sink, listener), listener);
    }

    /// Begins to drain with an agent that has the folder's lock already; the runner closes it.
    public static IngestRunner start(final IngestAgent agent, final IngestListener listener) {
        final IngestRunner runner = new IngestRunner(agent, listener);
        runner.thread.start();
        return runner;
    }

    private void run() {
        final IdleStrategy awake = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, AWAKE_PARK_NS);
        final IdleStrategy asleep = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, ASLEEP_PARK_NS);
        long lastWorkNs = System.nanoTime() - AWAKE_NS;
        try {
            while (running) {
                final int work = workOrReport();
                if (work > 0) {
                    lastWorkNs = System.nanoTime();
                    asleep.reset();
                    awake.idle(work);
                } else if (System.nanoTime() - lastWorkNs < AWAKE_NS) {
                    awake.idle();
                } else {
                    asleep.idle();
                }
            }
        } finally {
            leave();
        }
    }

    /// The loop goes on whatever happens: the rows are still in their rings.
    private int workOrReport() {
        try {
            return agent.doWork();
        } catch (final IOException | RuntimeException failure) {
            listener.failed(failure);
            return 0;
        }
    }

    private void leave() {
        try {
            agent.onClose();
        } catch (final RuntimeException failure) {
            listener.failed(failure);
        }
    }

    /// See [IngestAgent#producers].
    public List<ProducerStatistics> producers() {
        return agent.producers();
    }

    /// See [IngestAgent#takeLatencies].
    public Histogram takeLatencies() {
        return agent.takeLatencies();
    }

    /// Has the thread stop draining as [IngestAgent#onClose] says, and waits for nothing.
    public void requestStop() {
        running = false;
    }

    /// Stops draining as [IngestAgent#onClose] says, and waits for it.
    @Override
    public void close() {
        requestStop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException cancelled) {
                // Leaving is bounded by the drain timeout, and half of it would lose the lock's promise
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
