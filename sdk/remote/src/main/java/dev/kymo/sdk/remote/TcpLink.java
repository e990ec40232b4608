package dev.kymo.sdk.remote;

import dev.kymo.store.model.Layouts;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries the tables of a [SendBuffer] to a recorder: connects, again and again if need be, sends, and takes
/// acknowledgements. A thread that sends, `kymo-tcp`, and while there is a connection one that listens,
/// `kymo-tcp-acks`; both are daemons.
final class TcpLink {
    private static final int CONNECT_TIMEOUT_MS = 3000;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int STREAM_BUFFER_BYTES = 1 << 16;
    private static final long PING_NS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] NOTHING = {};
    private static final System.Logger LOG = System.getLogger("dev.kymo.sdk.remote");

    private final RemoteAddress address;
    private final SendBuffer buffer;
    private final UUID session = UUID.randomUUID();
    private final long firstPauseNs;
    private final long longestPauseNs;
    private final int silenceMs;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// The lock's.
    private @Nullable Socket connected;

    private boolean isStopped;
    private boolean isWelcome;
    private String said = "";
    private final AtomicLong connections = new AtomicLong();
    private volatile @Nullable String lastProblem;

    /// @param silenceMs a recorder that says nothing for so long is taken for lost
    TcpLink(
            final RemoteAddress address,
            final SendBuffer buffer,
            final long firstPauseNs,
            final long longestPauseNs,
            final int silenceMs) {
        this.address = address;
        this.buffer = buffer;
        this.firstPauseNs = firstPauseNs;
        this.longestPauseNs = longestPauseNs;
        this.silenceMs = silenceMs;
        thread = new Thread(this::run, "kymo-tcp");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    long connections() {
        return connections.get();
    }

    /// Why there is no connection, or was none when one was tried last; null while all is well.
    @Nullable
    String lastProblem() {
        return lastProblem;
    }

    boolean awaitWelcome(final long timeoutNs) {
        lock.lock();
        try {
            long leftNs = timeoutNs;
            while (!isWelcome) {
                if (leftNs <= 0 || isStopped) {
                    return false;
                }
                leftNs = changed.awaitNanos(leftNs);
            }
            return true;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Ends both threads, and waits for the first.
    ///
    /// @param graceNs how long it may take to say goodbye
    void stop(final long graceNs) {
        boolean isInterrupted = false;
        wake();
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(graceNs)));
        } catch (final InterruptedException e) {
            isInterrupted = true;
        }
        lock.lock();
        try {
            isStopped = true;
            closeQuietly(connected);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (final InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pauseNs = firstPauseNs;
        while (!mayEnd()) {
            final long before = connections.get();
            try {
                connect();
            } catch (final IOException | RuntimeException failure) {
                note(failure);
            } catch (final InterruptedException stopped) {
                return;
            }
            if (mayEnd()) {
                return;
            }
            pauseNs = connections.get() == before ? Math.min(longestPauseNs, 2 * pauseNs) : firstPauseNs;
            if (!pause(pauseNs)) {
                return;
            }
        }
    }

    private boolean mayEnd() {
        lock.lock();
        try {
            return isStopped || (buffer.isClosed() && buffer.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /// @return false when it is over
    private boolean pause(final long pauseNs) {
        lock.lock();
        try {
            long leftNs = pauseNs;
            while (leftNs > 0 && !isStopped && !(buffer.isClosed() && buffer.isEmpty())) {
                leftNs = changed.awaitNanos(leftNs);
            }
            return !isStopped;
        } catch (final InterruptedException stopped) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Said once, until something else is the matter.
    private void note(final Exception failure) {
        final String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        final String problem = message.startsWith(address.toString()) ? message : address + ": " + message;
        lastProblem = problem;
        if (!problem.equals(said) && !mayEnd()) {
            said = problem;
            LOG.log(
                    failure instanceof LinkException ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    problem + "; rows are buffered, and it is tried again");
        }
    }

    private void connect() throws IOException, InterruptedException {
        final InetSocketAddress resolved = address.resolve();
        if (resolved.isUnresolved()) {
            throw new IOException("no such host: " + address.host());
        }
        try (Socket socket = new Socket()) {
            if (!register(socket)) {
                return;
            }
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
            socket.setSoTimeout(silenceMs);
            try {
                socket.connect(resolved, Math.min(silenceMs, CONNECT_TIMEOUT_MS));
            } catch (final IOException e) {
                throw new IOException("nobody listens there (" + e.getMessage() + "); start: kymo record --serve", e);
            }
            final BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), STREAM_BUFFER_BYTES);
            final OutputStream out = new BufferedOutputStream(socket.getOutputStream(), STREAM_BUFFER_BYTES);
            final long first = buffer.firstNumber();
            Greetings.write(
                    out,
                    new Greetings.Hello(
                            LinkDescriptor.VERSION,
                            LinkDescriptor.SENDER,
                            session,
                            first,
                            ProcessHandle.current().pid()));
            out.flush();
            final long expected = Greetings.readWelcome(in, address).expectedTable();
            if (expected < first) {
                throw new LinkException(
                        address + ": the recorder expects table " + expected + ", which is gone; there is " + first);
            }
            buffer.acknowledge(expected - 1, 0);
            connections.incrementAndGet();
            said = "";
            lastProblem = null;
            setWelcome(true);
            final Thread listener = new Thread(() -> listen(socket, new FrameReader(in)), "kymo-tcp-acks");
            listener.setDaemon(true);
            listener.start();
            try {
                send(socket, out, expected - 1);
            } finally {
                closeQuietly(socket);
                listener.join();
            }
        } finally {
            setWelcome(false);
            register(null);
        }
    }

    private boolean register(final @Nullable Socket socket) {
        lock.lock();
        try {
            connected = socket;
            return !isStopped;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void setWelcome(final boolean value) {
        lock.lock();
        try {
            isWelcome = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void send(final Socket socket, final OutputStream out, final long acknowledged)
            throws IOException, InterruptedException {
        final FrameWriter frames = new FrameWriter(out);
        long sent = acknowledged;
        int declared = 0;
        long lastNs = System.nanoTime();
        while (!socket.isClosed()) {
            SendBuffer.Table table = buffer.next(sent, 0);
            if (table == null) {
                out.flush();
                if (buffer.isClosed()) {
                    if (buffer.isEmpty()) {
                        frames.write(LinkDescriptor.GOODBYE);
                        out.flush();
                        return;
                    }
                    pause(TimeUnit.MILLISECONDS.toNanos(1));
                } else {
                    table = buffer.next(sent, PING_NS - (System.nanoTime() - lastNs));
                }
            }
            if (table != null) {
                for (final byte[] declaration : buffer.declarations(declared, table.declarationCount())) {
                    frames.write(LinkDescriptor.DECLARE, declaration);
                }
                declared = table.declarationCount();
                buffer.stamp(table);
                frames.write(LinkDescriptor.TABLE, NOTHING, table.bytes(), 0, table.length());
                sent = table.number();
                lastNs = System.nanoTime();
            } else if (System.nanoTime() - lastNs >= PING_NS) {
                frames.write(LinkDescriptor.PING);
                out.flush();
                lastNs = System.nanoTime();
            }
        }
        final String why = lastProblem;
        throw new IOException(why == null ? "the connection was closed" : why);
    }

    /// Until the connection ends, which it sees to.
    private void listen(final Socket socket, final FrameReader frames) {
        try {
            while (frames.read(_ -> {})) {
                switch (frames.type()) {
                    case LinkDescriptor.ACKNOWLEDGE -> acknowledge(frames.body());
                    case LinkDescriptor.PING -> {}
                    case LinkDescriptor.END ->
                        throw new LinkException(address + ": the recorder ended the connection: " + frames.text());
                    default -> throw new LinkException(address + ": an unexpected frame of type " + frames.type());
                }
            }
            lastProblem = "the recorder closed the connection";
        } catch (final SocketTimeoutException silent) {
            lastProblem = "the recorder has been silent for " + silenceMs + " ms";
        } catch (final IOException failure) {
            lastProblem = failure.getMessage();
        } finally {
            closeQuietly(socket);
            buffer.wake();
        }
    }

    private void acknowledge(final byte[] body) throws IOException {
        if (body.length != LinkDescriptor.ACKNOWLEDGE_LENGTH) {
            throw new LinkException(address + ": an acknowledgement of " + body.length + " bytes");
        }
        final var view = MemorySegment.ofArray(body);
        buffer.acknowledge(view.get(Layouts.LONG, 0), view.get(Layouts.LONG, Long.BYTES));
    }

    private static void closeQuietly(final @Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (final IOException alreadyGone) {
                // It is not used any more
            }
        }
    }
}
