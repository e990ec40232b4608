package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.IngestRunner;
import dev.kymo.ingest.ProducerStatistics;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.ingest.RowIdSet;
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
        final FilingSink sink = new FilingSink();
        // The lock before the file: the file to be replaced may be the one that another recorder writes.
        final IngestAgent agent = IngestAgent.open(config, sink, listener);
        try {
            return start(agent, RrdWriter.create(file, options), false, sink, listener);
        } catch (final IOException | RuntimeException e) {
            agent.onClose();
            throw e;
        }
    }

    /// Goes on with a file that a recorder has closed or died over, and takes the machine's rings. No row
    /// that waits in a ring comes into the file a second time, static ones included.
    ///
    /// @throws IOException when the file can't be continued, or somebody records already
    public static Recorder resume(
            final Path file, final RrdWriterOptions options, final IngestConfig config, final IngestListener listener)
            throws IOException {
        final FilingSink sink = new FilingSink();
        final IngestAgent agent = IngestAgent.open(config, sink, listener);
        try {
            return start(agent, RrdWriter.reopen(file, options), true, sink, listener);
        } catch (final IOException | RuntimeException e) {
            agent.onClose();
            throw e;
        }
    }

    private static Recorder start(
            final IngestAgent agent,
            final RrdWriter writer,
            final boolean continues,
            final FilingSink sink,
            final IngestListener listener)
            throws IOException {
        try {
            final Stores stores = new Stores();
            final StoreIngest ingest = new StoreIngest(stores, writer, SealPolicy.fromEnvironment());
            sink.target = ingest;
            // After the file was made: what it replaced holds no row any more.
            final Path own = writer.path().toAbsolutePath().normalize();
            final List<Path> former = agent.formerRecordings().stream()
                    .filter(file -> !file.equals(own))
                    .toList();
            if (continues || !former.isEmpty()) {
                final RowIdSet waiting = agent.waitingRowIds();
                sink.filedElsewhere = FiledRows.in(former, waiting, listener);
                sink.filedHere = continues ? FiledRows.in(writer, waiting) : new RowIdSet();
            }
            agent.recordTo(writer.path());
            return new Recorder(stores, writer, ingest, IngestRunner.start(agent, listener), sink);
        } catch (final IOException | RuntimeException e) {
            writer.close();
            if (!continues) {
                java.nio.file.Files.deleteIfExists(writer.path());
            }
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

    /// Counts rows on their way, and goes over those that were filed before. Set up before the thread that
    /// uses it is started.
    private static final class FilingSink implements RowSink {
        private final AtomicLong rows = new AtomicLong();
        private RowSink target = (_, _) -> {};
        /// Rows in other files: static ones come into this file all the same. Set before the first row.
        private RowIdSet filedElsewhere = new RowIdSet();
        /// Rows in this file. Set before the first row.
        private RowIdSet filedHere = new RowIdSet();

        private boolean isFiled(final DataRow row) {
            return (filedHere.size() > 0 && filedHere.contains(row.id()))
                    || (filedElsewhere.size() > 0 && !row.time().isStatic() && filedElsewhere.contains(row.id()));
        }

        @Override
        public void append(final StoreId store, final DataRow row) {
            if (isFiled(row)) {
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
