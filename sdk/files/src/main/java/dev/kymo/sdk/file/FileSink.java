package dev.kymo.sdk.file;

import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.sdk.Sink;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/// Puts rows into a `.rrd` file of its own: batched into chunks, written as they fill, with footer and
/// manifest at [#close]. For programs that need no recorder: imports, batch jobs, tests.
///
/// Any thread may log; rows are taken one at a time. A row counts as committed when it is in a chunk of this
/// process; it is in the file after [#flush], or when its chunk is full.
public final class FileSink implements Sink {
    private final Stores stores = new Stores();
    private final RrdWriter writer;
    private final StoreIngest ingest;
    private boolean closed;

    private FileSink(final RrdWriter writer) {
        this.writer = writer;
        ingest = new StoreIngest(stores, writer, SealPolicy.fromEnvironment());
    }

    /// Begins a new file.
    ///
    /// @throws IOException when there is a file of that name already, or it can't be made
    public static FileSink create(final Path file) throws IOException {
        return create(file, RrdWriterOptions.DEFAULT);
    }

    public static FileSink create(final Path file, final RrdWriterOptions options) throws IOException {
        return new FileSink(RrdWriter.create(file, options));
    }

    /// @throws UncheckedIOException when the file can't be written, as on a full disk; what was written before
    ///     is whole
    @Override
    public synchronized Commit commit(final StoreId store, final DataRow row) {
        if (closed) {
            throw new IllegalStateException(writer.path() + ": closed");
        }
        ingest.append(store, row);
        ingest.tick();
        return Commit.COMMITTED;
    }

    /// Writes all rows to the file.
    @Override
    public synchronized boolean flush(final Duration timeout) {
        ingest.sealAll();
        return true;
    }

    /// Bytes written so far.
    public long sizeBytes() {
        return writer.sizeBytes();
    }

    /// Writes what is left, and the footer.
    ///
    /// @throws UncheckedIOException when that fails; the file is closed and whole up to the last chunk that
    ///     fitted
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (writer) {
            ingest.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stores.close();
        }
    }
}
