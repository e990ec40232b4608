package dev.kymo.viewer.app.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The `.rrd` stream that another program writes to our standard input, as it comes.
///
/// A thread of its own, `kymo-stream`.
public final class StreamMirror implements Mirror {
    private static final int PIECE_BYTES = 1 << 18;

    private final InputStream in;
    private final MirrorFolder files;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String end;
    private volatile @Nullable IOException failure;
    private volatile boolean isClosed;

    private StreamMirror(final InputStream in, final MirrorFolder files) {
        this.in = in;
        this.files = files;
    }

    /// Begins to read.
    ///
    /// @param in stays the caller's
    /// @throws IOException when there is no room for a copy
    public static StreamMirror open(final InputStream in) throws IOException {
        final StreamMirror mirror = new StreamMirror(in, MirrorFolder.create());
        final Thread thread = new Thread(mirror::run, "kymo-stream");
        thread.setDaemon(true);
        thread.start();
        return mirror;
    }

    private void run() {
        final byte[] piece = new byte[PIECE_BYTES];
        try {
            files.begin("stdin.rrd");
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                synchronized (this) {
                    if (isClosed) {
                        return;
                    }
                    files.append(0, ByteBuffer.wrap(piece, 0, read));
                }
            }
            end = "the stream has ended";
        } catch (final IOException broken) {
            failure = broken;
            end = "the stream broke: " + broken.getMessage();
        } finally {
            ended.countDown();
        }
    }

    /// Waits until all has come.
    ///
    /// @throws IOException when the stream broke, or there was no room for it
    public void awaitEnd() throws IOException {
        try {
            ended.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        final IOException why = failure;
        if (why != null) {
            throw why;
        }
    }

    @Override
    public Path folder() {
        return files.path();
    }

    @Override
    public @Nullable String end() {
        return end;
    }

    /// The thread ends with the next piece that comes.
    @Override
    public synchronized void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            files.close();
        }
    }
}
