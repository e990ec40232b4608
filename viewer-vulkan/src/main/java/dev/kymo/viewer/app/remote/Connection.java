package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.remote.FrameReader;
import dev.kymo.sdk.remote.FrameWriter;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;

/// One connection to a [RemoteServer], on a thread of its own.
abstract class Connection {
    private static final int STREAM_BUFFER_BYTES = 1 << 16;
    private static final long NOTHING_WRITTEN = 0;

    private final RemoteServer server;
    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final Greetings.Hello hello;

    /// When the write that is under way began; 0 while there is none.
    private volatile long writeBeganNs = NOTHING_WRITTEN;
    private volatile long wroteNs = System.nanoTime();
    private volatile boolean isEnding;

    /// Takes over a socket that has said hello.
    Connection(
            final RemoteServer server, final Socket socket, final BufferedInputStream in, final Greetings.Hello hello)
            throws IOException {
        this.server = server;
        this.socket = socket;
        this.in = in;
        this.hello = hello;
        out = new BufferedOutputStream(socket.getOutputStream(), STREAM_BUFFER_BYTES);
        reader = new FrameReader(in);
        writer = new FrameWriter(out);
    }

    /// Does all there is to do, until the connection is over.
    abstract void run() throws IOException, InterruptedException;

    RemoteServer server() {
        return server;
    }

    Greetings.Hello hello() {
        return hello;
    }

    FrameReader reader() {
        return reader;
    }

    /// Bytes that have come and were not read.
    int available() throws IOException {
        return in.available();
    }

    String peer() {
        return RemoteServer.name(socket) + " (process " + hello.pid() + ")";
    }

    void welcome(final long expectedTable) throws IOException {
        send(_ -> Greetings.write(
                out,
                new Greetings.Welcome(
                        LinkDescriptor.VERSION,
                        LinkDescriptor.TAKEN,
                        expectedTable,
                        ProcessHandle.current().pid())));
    }

    /// What is written at once.
    interface Writing {
        void to(FrameWriter frames) throws IOException;
    }

    /// Writes, and sends it. Threads take turns.
    void send(final Writing what) throws IOException {
        writing.lock();
        try {
            sendInTurn(what);
        } finally {
            writing.unlock();
        }
    }

    private void sendInTurn(final Writing what) throws IOException {
        writeBeganNs = System.nanoTime() | 1;
        try {
            what.to(writer);
            out.flush();
        } finally {
            wroteNs = System.nanoTime();
            writeBeganNs = NOTHING_WRITTEN;
        }
    }

    /// A sign of life, when there was none for a while and nobody is writing.
    void ping() {
        if (writing.tryLock()) {
            try {
                sendInTurn(frames -> frames.write(LinkDescriptor.PING));
            } catch (final IOException broken) {
                close();
            } finally {
                writing.unlock();
            }
        }
    }

    long sinceWroteNs() {
        return writeBeganNs == NOTHING_WRITTEN ? System.nanoTime() - wroteNs : 0;
    }

    /// How long the other side has not taken what is written to it.
    long stuckNs() {
        final long began = writeBeganNs;
        return began == NOTHING_WRITTEN ? 0 : System.nanoTime() - began;
    }

    /// Whether the server wants it to end.
    boolean isEnding() {
        return isEnding;
    }

    /// Has it end as soon as it has done with what it has read.
    void end() {
        isEnding = true;
        try {
            socket.shutdownInput();
        } catch (final IOException alreadyClosed) {
            // Then it ends anyway
        }
    }

    /// Ends it at once, for a reason that is told.
    void cut(final String reason) {
        server.listener().cut(peer(), reason);
        close();
    }

    void close() {
        try {
            socket.close();
        } catch (final IOException alreadyGone) {
            // It is not used any more
        }
    }
}
