package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.IngestRunner;
import dev.kymo.ingest.ProducerStatistics;
import dev.kymo.ingest.RowIdSet;
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
/// [#stores] at once, before it is in the file; until it is, it also waits in its ring, so that a recorder
/// that dies loses nothing.
///
/// Runs on a thread of its own from [#start] to [#close]; any thread may call the rest.
public final class Recorder implements AutoCloseable {
    private final Stores stores;
    private final RrdWriter writer;
    private final StoreIngest ingest;
    private final IngestRunner runner;
    private final FilingSink sink;
    private boolean closed;

    private Recorder(
            final Stores stores,
            final RrdWriter writer,
            final StoreIngest ingest,
            final IngestRunner runner,
            final FilingSink sink) {
        this.stores = stores;
        this.writer = writer;
        this.ingest = ingest;
        this.runner = runner;
        this.sink = sink;
    }

    /// Begins a new file and takes the machine's rings. Where a recorder died before, the rows that were
    /// committed to it and that it has not filed come into this file; those that are in its file do not,
    /// except static ones.
    ///
    /// @param config which shared-memory folder
    /// @param listener hears of what can't be put right, on the recorder's thread
    /// @throws IOException when the file is there already or can't be made, or somebody records already;
    ///     nothing is left behind then
    public static Recorder start(
            final Path file, final RrdWriterOptions options, final IngestConfig config, final IngestListener listener)
            throws IOException {
        final RrdWriter writer = RrdWriter.create(file, options);
        try {
            return start(writer, config, listener);
        } catch (final IOException | RuntimeException e) {
            writer.close();
            java.nio.file.Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Recorder start(final RrdWriter writer, final IngestConfig config, final IngestListener listener)
            throws IOException {
        final Stores stores = new Stores();
        final StoreIngest ingest = new StoreIngest(stores, writer, SealPolicy.fromEnvironment());
        final FilingSink sink = new FilingSink(ingest);
        final IngestAgent agent = IngestAgent.open(config, sink, listener);
        try {
            final List<Path> former = agent.formerRecordings();
            if (!former.isEmpty()) {
                sink.skip(FiledRows.in(former, agent.waitingRowIds(), listener));
            }
            agent.recordTo(writer.path());
        } catch (final IOException | RuntimeException e) {
            agent.onClose();
            throw e;
        }
        return new Recorder(stores, writer, ingest, IngestRunner.start(agent, listener), sink);
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

    /// Leaves the rings, after all that was committed has been taken; writes what is left, and the file's
    /// footer.
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

    /// Counts rows on their way, and goes over those that were filed before.
    private static final class FilingSink implements RowSink {
        private final RowSink target;
        private final AtomicLong rows = new AtomicLong();
        private RowIdSet filed = new RowIdSet();

        FilingSink(final RowSink target) {
            this.target = target;
        }

        /// Before the first row.
        void skip(final RowIdSet rowIds) {
            filed = rowIds;
        }

        @Override
        public void append(final StoreId store, final DataRow row) {
            if (filed.size() > 0 && !row.time().isStatic() && filed.contains(row.id())) {
                return;
            }
            target.append(store, row);
            rows.setRelease(rows.getPlain() + 1);
        }

        @Override
        public void tick() {
            target.tick();
        }

        @Override
        public long appendedMark() {
            return target.appendedMark();
        }

        @Override
        public long filedMark() {
            return target.filedMark();
        }

        @Override
        public void requestFiling() {
            target.requestFiling();
        }
    }
}
