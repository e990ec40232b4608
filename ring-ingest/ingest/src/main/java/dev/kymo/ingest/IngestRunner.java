package dev.kymo.ingest;

import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Runs an [IngestAgent] on a thread of its own, `kymo-ingest`, from [#start] to [#close].
public final class IngestRunner implements AutoCloseable {
    private final IngestAgent agent;
    private final PacedThread thread;

    private IngestRunner(final IngestAgent agent, final PacedThread thread) {
        this.agent = agent;
        this.thread = thread;
    }

    /// Takes the folder's lock and begins to drain.
    ///
    /// @throws IOException as [IngestAgent#open]
    public static IngestRunner start(final IngestConfig config, final RowSink sink, final IngestListener listener)
            throws IOException {
        return start(IngestAgent.open(config, sink, listener), listener);
    }

    /// Begins to drain with an agent that has the folder's lock already; the runner closes it. It goes on
    /// whatever happens: the rows are still in their rings.
    public static IngestRunner start(final IngestAgent agent, final IngestListener listener) {
        return new IngestRunner(
                agent, PacedThread.start(agent.roleName(), agent::doWork, agent::onClose, listener::failed));
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
        thread.requestStop();
    }

    /// Stops draining as [IngestAgent#onClose] says, and waits for it.
    @Override
    public void close() {
        thread.close();
    }
}
