package dev.kymo.sdk.file;

import dev.kymo.rrd.RrdStreamWriter;
import dev.kymo.sdk.Sink;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Puts rows as a `.rrd` stream into a pipe, a socket, memory: the bytes of a file that one process writes
/// and another reads as they come (`program | kymo view -`).
///
/// Any thread may log; rows are taken one at a time. They are batched into chunks, and written when a chunk
/// is full, at [#flush], or some time after they came, when rows come at all. A reader that does not read
/// holds the program up: that is what a pipe does.
public final class StreamSink implements Sink {
    private static final long MAX_AGE_NS = 200_000_000L;

    private final Stores stores = new Stores();
    private final OutputStream out;
    private final RrdStreamWriter writer;
    private final StoreIngest ingest;
    private long lastSealNs = System.nanoTime();
    private boolean closed;

    private StreamSink(final OutputStream out, final RrdStreamWriter writer) {
        this.out = out;
        this.writer = writer;
        ingest = new StoreIngest(stores, writer, SealPolicy.fromEnvironment(), false);
    }

    /// Begins a stream.
    ///
    /// @param out becomes the sink's
    /// @throws IOException when it can't be written to
    public static StreamSink to(final OutputStream out) throws IOException {
        return new StreamSink(out, RrdStreamWriter.begin(out));
    }

    /// @throws UncheckedIOException when nobody reads the stream any more; what was written before is whole
    @Override
    public synchronized Commit commit(final StoreId store, final DataRow row) {
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        ingest.append(store, row);
        if (System.nanoTime() - lastSealNs >= MAX_AGE_NS) {
            flush(Duration.ZERO);
        }
        return Commit.COMMITTED;
    }

    /// Writes all rows.
    @Override
    public synchronized boolean flush(final Duration timeout) {
        lastSealNs = System.nanoTime();
        ingest.sealAll();
        try {
            out.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /// Writes what is left, and the footer, and closes the stream.
    ///
    /// @throws UncheckedIOException when that fails
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (out;
                writer) {
            ingest.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stores.close();
        }
    }
}
