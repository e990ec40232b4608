package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.IngestRunner;
import dev.kymo.ingest.ProducerStatistics;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Takes what local processes log and files it: rings → store → `.rrd`. What has been taken can be asked of
/// [#stores] at once, before it is in the file.
///
/// Runs on a thread of its own from [#start] to [#close]; any thread may call the rest.
public final class Recorder implements AutoCloseable {
    private final Stores stores;
    private final RrdWriter writer;
    private final StoreIngest ingest;
    private final IngestRunner runner;
    private final CountingSink sink;
    private boolean closed;

    private Recorder(
            final Stores stores,
            final RrdWriter writer,
            final StoreIngest ingest,
            final IngestRunner runner,
            final CountingSink sink) {
        this.stores = stores;
        this.writer = writer;
        this.ingest = ingest;
        this.runner = runner;
        this.sink = sink;
    }

    /// Begins a new file and takes the machine's rings.
    ///
    /// @param config which shared-memory folder
    /// @param listener hears of what can't be put right, on the recorder's thread
    /// @throws IOException when the file is there already or can't be made, or somebody records already; nothing
    ///     is left behind then
    public static Recorder start(
            final Path file, final RrdWriterOptions options, final IngestConfig config, final IngestListener listener)
            throws IOException {
        final CountingSink sink = new CountingSink();
        // The lock before the file: the file to be replaced may be the one that another recorder writes.
        final IngestAgent agent = IngestAgent.open(config, sink, listener);
        try {
            final RrdWriter writer = RrdWriter.create(file, options);
            final Stores stores = new Stores();
            final StoreIngest ingest = new StoreIngest(stores, writer, SealPolicy.fromEnvironment());
            sink.target = ingest;
            return new Recorder(stores, writer, ingest, IngestRunner.start(agent, listener), sink);
        } catch (final IOException | RuntimeException e) {
            agent.onClose();
            throw e;
        }
    }

    /// What has been taken, open for questions.
    public Stores stores() {
        return stores;
    }

    /// Rows taken so far, of all producers that ever were.
    public long rowCount() {
        return sink.rows.get();
    }

    /// Bytes in the file so far.
    public long fileBytes() {
        return writer.sizeBytes();
    }

    /// The producers that are there now.
    public List<ProducerStatistics> producers() {
        return runner.producers();
    }

    /// Nanoseconds from the making of a row to its being visible to queries, of the rows since the last call.
    public Histogram takeLatencies() {
        return runner.takeLatencies();
    }

    /// Leaves the rings, after all that was committed has been taken; writes what is left, and the file's footer.
    ///
    /// @throws IOException when the file can't be finished; it is whole up to the last chunk that fitted
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        runner.close();
        try (writer) {
            ingest.close();
        } finally {
            stores.close();
        }
    }

    /// Counts rows on their way.
    private static final class CountingSink implements RowSink {
        private final AtomicLong rows = new AtomicLong();
        /// Set before the thread that uses it is started.
        private RowSink target = (_, _) -> {};

        @Override
        public void append(final StoreId store, final DataRow row) {
            target.append(store, row);
            rows.setRelease(rows.getPlain() + 1);
        }

        @Override
        public void tick() {
            target.tick();
        }
    }
}
