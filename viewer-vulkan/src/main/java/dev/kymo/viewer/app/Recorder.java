package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.IngestRunner;
import dev.kymo.ingest.ProducerStatistics;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.RowId;
import dev.kymo.viewer.ui.state.NewRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Takes what local processes log and files it: rings → store → `.rrd`. What has been taken can be asked of
/// [#stores] at once, before it is in the file; until it is, it also waits in its ring, so that a recorder
/// that dies loses nothing.
///
/// Runs on a thread of its own from [#start] to [#close]; any thread may call the rest.
public final class Recorder implements AutoCloseable {
    private static final long FILING_POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Stores stores;
    private final RecordingFiles files;
    private final StoreIngest ingest;
    private final IngestRunner runner;
    private final FilingSink sink;
    private final FilingGuard guard;
    private final RowIdSet waitedAtStart;
    private final List<Path> beforeStart;
    private @Nullable RecorderMemory memory;
    private boolean closed;

    private Recorder(
            final Stores stores,
            final RecordingFiles files,
            final StoreIngest ingest,
            final IngestRunner runner,
            final FilingSink sink,
            final FilingGuard guard,
            final RowIdSet waitedAtStart,
            final List<Path> beforeStart) {
        this.stores = stores;
        this.guard = guard;
        this.waitedAtStart = waitedAtStart;
        this.beforeStart = beforeStart;
        this.files = files;
        this.ingest = ingest;
        this.runner = runner;
        this.sink = sink;
    }

    /// [#start(RecordingPlan, IngestConfig, IngestListener)] for one file.
    public static Recorder start(
            final Path file, final RrdWriterOptions options, final IngestConfig config, final IngestListener listener)
            throws IOException {
        return start(RecordingPlan.ofFile(file, options), config, listener);
    }

    /// Begins a new file and takes the machine's rings. Where a recorder died before, the rows that were
    /// committed to it and that it has not filed come into this file; those that are in its files do not,
    /// except static ones.
    ///
    /// @param config which shared-memory folder
    /// @param listener hears of what can't be put right, on the recorder's thread
    /// @throws IOException when the file is there already or can't be made, or somebody records already;
    ///     nothing is left behind then
    public static Recorder start(final RecordingPlan plan, final IngestConfig config, final IngestListener listener)
            throws IOException {
        return start(plan, false, config, listener);
    }

    /// [#resume(RecordingPlan, IngestConfig, IngestListener)] for one file.
    public static Recorder resume(
            final Path file, final RrdWriterOptions options, final IngestConfig config, final IngestListener listener)
            throws IOException {
        return resume(RecordingPlan.ofFile(file, options), config, listener);
    }

    /// Goes on with a file (the last of several) that a recorder has closed or died over, and takes the machine's
    /// rings. No row that waits in a ring comes into the file a second time, static ones included.
    ///
    /// @throws IOException when the file can't be continued, or somebody records already
    public static Recorder resume(final RecordingPlan plan, final IngestConfig config, final IngestListener listener)
            throws IOException {
        return start(plan, true, config, listener);
    }

    private static Recorder start(
            final RecordingPlan plan, final boolean continues, final IngestConfig config, final IngestListener listener)
            throws IOException {
        final FilingGuard guard = new FilingGuard(listener);
        final FilingSink sink = new FilingSink(guard);
        // The lock before the file: the file to be replaced may be the one that another recorder writes.
        final IngestAgent agent = IngestAgent.open(config, sink, guard);
        try {
            final RecordingFiles files = continues ? RecordingFiles.resume(plan) : RecordingFiles.create(plan);
            return start(agent, files, continues, sink, guard);
        } catch (final IOException | RuntimeException e) {
            agent.onClose();
            throw e;
        }
    }

    private static Recorder start(
            final IngestAgent agent,
            final RecordingFiles files,
            final boolean continues,
            final FilingSink sink,
            final FilingGuard guard)
            throws IOException {
        final Stores stores = new Stores();
        guard.writeTo(files);
        StoreIngest ingest = null;
        try {
            ingest = ingest(stores, files, guard);
            sink.appendTo(ingest);
            // After the file was made: what it replaced holds no row any more.
            final Path own = files.writer().path().toAbsolutePath().normalize();
            final List<Path> former = agent.formerRecordings().stream()
                    .filter(file -> !file.equals(own))
                    .toList();
            final RowIdSet waiting = continues || !former.isEmpty() ? agent.waitingRowIds() : new RowIdSet();
            if (continues || !former.isEmpty()) {
                sink.goOver(
                        FiledRows.in(former, waiting, guard),
                        continues ? FiledRows.in(files.writer(), waiting) : new RowIdSet());
            }
            agent.recordTo(files.writer().path());
            files.tell(agent::continueIn);
            final IngestRunner runner = IngestRunner.start(agent, guard);
            guard.whenFilingFails(runner::requestStop);
            final List<Path> before = new ArrayList<>(former);
            if (continues) {
                before.addAll(files.present());
            }
            return new Recorder(stores, files, ingest, runner, sink, guard, waiting, List.copyOf(before));
        } catch (final IOException | RuntimeException e) {
            if (ingest != null) {
                ingest.abandon();
            }
            if (continues) {
                files.close();
            } else {
                files.discard();
            }
            throw e;
        }
    }

    /// Of several files, which begins when is agreed with the rings, on their thread.
    private static StoreIngest ingest(final Stores stores, final RecordingFiles files, final FilingGuard guard) {
        final SealPolicy policy = SealPolicy.fromEnvironment();
        return files.isOne()
                ? StoreIngest.filingBeside(stores, guard, policy, files.keepsFiled())
                : new StoreIngest(stores, guard, policy, files.keepsFiled());
    }

    /// Keeps what this process holds below a limit from now on, as far as it is the recorder's; once.
    public synchronized void limitMemory(final long limitBytes) {
        memory = new RecorderMemory(sink, limitBytes);
    }

    /// What has been taken, open for questions; where files are compressed or split, what is not filed yet.
    public Stores stores() {
        return stores;
    }

    /// Tells of each row from now on, on the recorder's thread.
    void tell(final NewRows newRows) {
        sink.tell(newRows);
    }

    /// Rows taken so far, of all producers that ever were.
    public long rowCount() {
        return sink.rowCount();
    }

    /// Why filing has ended for good, as when the disk is full; null while it goes on. The rings have been
    /// left then, or are being left: what is not in the file waits in them, for a recorder that goes on with
    /// it ([#resume]).
    public @Nullable IOException failure() {
        return guard.failure();
    }

    /// Has `action` run when filing ends for good, on the recorder's thread; at once when it has.
    public void whenFilingFails(final Runnable action) {
        guard.whenFilingFails(action);
    }

    /// Rows in the file, those that it had before it was continued among them. After [#close].
    public long filedRowCount() {
        return files.rowCount();
    }

    /// Bytes in the file so far; of several those that are there.
    public long fileBytes() {
        return files.sizeBytes();
    }

    /// The files that are there, oldest first.
    public List<Path> present() {
        return files.present();
    }

    /// The producers that are there now.
    public List<ProducerStatistics> producers() {
        return runner.producers();
    }

    /// Asks for all that is open to be filed before long, for somebody who reads the file, at the cost of smaller
    /// chunks. Rows do not wait for it where one file is written.
    public void fileSoon() {
        sink.fileForReaders();
    }

    /// Has all filed that was committed before this call, as far as it has been taken out of the rings by
    /// the second of two rounds.
    ///
    /// @return whether it is; false when time ran out, or filing has failed
    public boolean fileAll(final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        for (int round = 0; round < 2; round++) {
            final long wanted = sink.fileSoon();
            while (sink.filingsDone() < wanted) {
                if (System.nanoTime() - deadlineNs >= 0 || guard.failure() != null) {
                    return false;
                }
                LockSupport.parkNanos(FILING_POLL_NS);
            }
        }
        return true;
    }

    /// How many bytes of one of the [#present] files will stay as they are, whatever happens.
    public long settledBytes(final Path file) throws IOException {
        return files.isOne() ? files.sizeBytes() : Files.size(file);
    }

    /// Whether a row has been taken by recorders before this one that died: it waited in a ring when this
    /// one began, or is in a file that they or this one have written. Any thread; reads files.
    public boolean wasTakenBefore(final RowId row) {
        if (waitedAtStart.contains(row)) {
            return true;
        }
        final RowIdSet wanted = new RowIdSet();
        wanted.add(row);
        return FiledRows.in(beforeStart, wanted, guard).contains(row);
    }

    /// Nanoseconds from the making of a row to its being visible to queries, of the rows since the last call.
    public Histogram takeLatencies() {
        return runner.takeLatencies();
    }

    /// Leaves the rings, after all that was committed has been taken; writes what is left, and the file's
    /// footer. After a [#failure] it leaves without taking more, and writes the footer if that fits.
    ///
    /// @throws IOException when the file can't be finished; it is whole up to the last chunk that fitted
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (memory != null) {
            memory.close();
        }
        runner.close();
        // The rings have been left, and the list of files with them
        files.endSplitting();
        try {
            if (guard.failure() == null) {
                try (files) {
                    ingest.close();
                }
            } else {
                ingest.abandon();
                closeWithoutRows();
            }
        } finally {
            stores.close();
        }
    }

    /// What is in open chunks also waits in rings.
    private void closeWithoutRows() {
        try {
            files.close();
        } catch (final IOException footerDoesNotFit) {
            // Whoever opens the file next appends it; why it ends here is known already
        }
    }
}
