package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.Sink;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.LinkException;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Listens for programs that log from elsewhere, whose rows go into a sink, and for viewers, which are sent
/// the files of a recording. [LinkDescriptor] says how they speak.
///
/// A thread that accepts, one that keeps watch, one for each connection. A peer that sends what is no
/// frame, or is silent, or takes nothing of what is sent to it, is cut off by itself; nobody else notices.
/// Any thread calls this.
public final class RemoteServer implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final int REFUSAL_TIMEOUT_MS = 200;
    private static final int HELLO_TIMEOUT_MS = 5000;
    private static final int STREAM_BUFFER_BYTES = 1 << 16;
    private static final int KIB = 1024;
    private static final long WATCH_MS = 500;
    private static final long PING_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long END_SECONDS = 10;
    private static final UUID NOBODY = new UUID(0, 0);
    private static final EntityPath DROPPED = EntityPath.parse("kymo/dropped");
    private static final Timeline LOG_TIME = new Timeline("log_time", TimeType.TIMESTAMP);

    private final ServerSocket door;
    private final ServerOptions options;
    private final Sink rows;
    private final @Nullable ServedFiles files;
    private final Predicate<RowId> hasTaken;
    private final ServerListener listener;
    private final SenderSessions sessions;
    private final Semaphore heldKib;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread accepting;
    private final Thread watching;
    private volatile boolean takesSenders = true;

    private RemoteServer(
            final ServerSocket door,
            final ServerOptions options,
            final Sink rows,
            final @Nullable ServedFiles files,
            final Predicate<RowId> hasTaken,
            final ServerListener listener)
            throws IOException {
        this.door = door;
        this.options = options;
        this.rows = rows;
        this.files = files;
        this.hasTaken = hasTaken;
        this.listener = listener;
        sessions = SenderSessions.open(options.sessions());
        heldKib = new Semaphore((int) Math.min(Integer.MAX_VALUE, options.maxHeldBytes() / KIB));
        accepting = new Thread(this::accept, "kymo-serve");
        watching = new Thread(this::watch, "kymo-serve-watch");
        accepting.setDaemon(true);
        watching.setDaemon(true);
    }

    /// Begins to listen.
    ///
    /// @param at port 0 for one that is free, see [#port]
    /// @param rows gets all rows, each once, from several threads; stays open
    /// @param files what viewers are shown; null to serve none
    /// @param hasTaken whether a row was taken before, asked for one row of each program that was connected
    ///     to a recorder that died
    /// @throws IOException when the address can't be listened at; says why
    public static RemoteServer start(
            final RemoteAddress at,
            final ServerOptions options,
            final Sink rows,
            final @Nullable ServedFiles files,
            final Predicate<RowId> hasTaken,
            final ServerListener listener)
            throws IOException {
        final ServerSocket door = open(at);
        boolean isStarted = false;
        try {
            final RemoteServer server = new RemoteServer(door, options, rows, files, hasTaken, listener);
            server.accepting.start();
            server.watching.start();
            isStarted = true;
            return server;
        } finally {
            if (!isStarted) {
                door.close();
            }
        }
    }

    /// Says early that an address can't be listened at.
    ///
    /// @throws IOException as [#start]
    public static void requireFree(final RemoteAddress at) throws IOException {
        open(at).close();
    }

    private static ServerSocket open(final RemoteAddress at) throws IOException {
        final InetSocketAddress address = at.resolve();
        if (address.isUnresolved()) {
            throw new IOException(at + ": no such host");
        }
        final ServerSocket door = new ServerSocket();
        boolean isBound = false;
        try {
            door.setReuseAddress(true);
            door.bind(address, BACKLOG);
            isBound = true;
            return door;
        } catch (final BindException e) {
            throw new IOException(
                    at + ": can't be listened at (" + e.getMessage()
                            + "); is another recorder serving there? Choose another port: --serve " + at.host()
                            + ":PORT",
                    e);
        } finally {
            if (!isBound) {
                door.close();
            }
        }
    }

    /// Where it listens.
    public int port() {
        return door.getLocalPort();
    }

    /// Whether only this machine reaches it.
    public boolean isLoopback() {
        return door.getInetAddress().isLoopbackAddress();
    }

    /// Programs that are connected now.
    public int senders() {
        return sessions.connected();
    }

    /// Viewers that are connected now.
    public int viewers() {
        return (int)
                connections.stream().filter(ViewerConnection.class::isInstance).count();
    }

    /// Rows that the programs connected now have dropped, as they say.
    public long droppedRows() {
        return connections.stream()
                .mapToLong(each -> each instanceof final SenderConnection sender ? sender.droppedRows() : 0)
                .sum();
    }

    // ---- for connections

    ServerListener listener() {
        return listener;
    }

    SenderSessions sessions() {
        return sessions;
    }

    Sink rows() {
        return rows;
    }

    boolean hasTaken(final RowId row) {
        return hasTaken.test(row);
    }

    boolean isClosing() {
        return !takesSenders;
    }

    long silenceNs() {
        return options.silence().toNanos();
    }

    /// @return whether the server ends; false when time ran out
    boolean awaitEnd(final long timeoutNs) throws InterruptedException {
        return closing.await(timeoutNs, TimeUnit.NANOSECONDS);
    }

    /// Makes room for a frame.
    ///
    /// @return what is to be given back by [#release]
    int hold(final int bytes) throws IOException {
        final int kib = bytes / KIB + 1;
        try {
            if (!heldKib.tryAcquire(kib, options.silence().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LinkException("no memory for a frame of " + bytes + " bytes: others hold what there is");
            }
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", stopped);
        }
        return kib;
    }

    void release(final int kib) {
        if (kib > 0) {
            heldKib.release(kib);
        }
    }

    /// Logs into a recording how many rows it lacks.
    void logDropped(final StoreId store, final long count) {
        try {
            final RowId id = RowIds.PROCESS.next();
            rows.commit(
                    store,
                    new DataRow(
                            id,
                            DROPPED,
                            TimePoint.of(LOG_TIME, id.timeNs()),
                            Scalars.of((double) count).cells()));
        } catch (final IllegalStateException stopping) {
            // The program says it again when it is connected again
        }
    }

    // ---- threads

    private void accept() {
        while (closing.getCount() > 0) {
            final Socket socket;
            try {
                socket = door.accept();
            } catch (final SocketException closed) {
                return;
            } catch (final IOException notThisOne) {
                continue;
            }
            if (open.incrementAndGet() > options.maxConnections()) {
                open.decrementAndGet();
                refuse(socket);
            } else {
                final Thread thread = new Thread(() -> serve(socket), "kymo-serve-" + socket.getPort());
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void refuse(final Socket socket) {
        try (socket) {
            socket.setSoTimeout(REFUSAL_TIMEOUT_MS);
            Greetings.readHello(socket.getInputStream());
            answer(socket.getOutputStream(), LinkDescriptor.TOO_MANY);
        } catch (final IOException notOurs) {
            // Whoever it was is not let in either way
        }
        listener.cut(name(socket), "refused: " + options.maxConnections() + " connections are open already");
    }

    private static void answer(final OutputStream out, final int status) throws IOException {
        Greetings.write(
                out,
                new Greetings.Welcome(
                        LinkDescriptor.VERSION,
                        status,
                        0,
                        ProcessHandle.current().pid()));
        out.flush();
    }

    private void serve(final Socket socket) {
        Connection connection = null;
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(
                    (int) Math.min(HELLO_TIMEOUT_MS, options.silence().toMillis()));
            final BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), STREAM_BUFFER_BYTES);
            connection = greet(socket, in);
            socket.setSoTimeout((int) options.silence().toMillis());
            if (connection != null) {
                connections.add(connection);
                if (closing.getCount() == 0 || (isClosing() && connection instanceof SenderConnection)) {
                    return;
                }
                connection.run();
            }
        } catch (final SocketTimeoutException silent) {
            tellCut(socket, connection, "silent for " + options.silence().toSeconds() + " s");
        } catch (final LinkException notSound) {
            tellCut(socket, connection, String.valueOf(notSound.getMessage()));
        } catch (final IOException broken) {
            // Connections break; the program comes again, and a viewer is gone
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException | OutOfMemoryError failure) {
            listener.cut(name(socket), failure.toString());
        } finally {
            if (connection != null) {
                connections.remove(connection);
            }
            open.decrementAndGet();
        }
    }

    private void tellCut(final Socket socket, final @Nullable Connection connection, final String reason) {
        listener.cut(connection == null ? name(socket) : connection.peer(), reason);
    }

    private @Nullable Connection greet(final Socket socket, final BufferedInputStream in) throws IOException {
        final Greetings.Hello hello = Greetings.readHello(in);
        if (hello.version() != LinkDescriptor.VERSION) {
            answer(socket.getOutputStream(), LinkDescriptor.OTHER_VERSION);
            throw new LinkException("speaks version " + hello.version() + " of the protocol, this recorder version "
                    + LinkDescriptor.VERSION);
        }
        if (hello.role() == LinkDescriptor.SENDER
                && takesSenders
                && !hello.session().equals(NOBODY)) {
            return new SenderConnection(this, socket, in, hello);
        }
        if (hello.role() == LinkDescriptor.VIEWER && files != null) {
            return new ViewerConnection(this, socket, in, hello, files);
        }
        answer(socket.getOutputStream(), LinkDescriptor.NOT_SERVED);
        return null;
    }

    private void watch() {
        try {
            while (!closing.await(WATCH_MS, TimeUnit.MILLISECONDS)) {
                boolean isViewed = false;
                for (final Connection each : connections) {
                    isViewed |= each instanceof ViewerConnection;
                    if (each.stuckNs() > silenceNs()) {
                        each.cut("took nothing of what was sent to it for "
                                + options.silence().toSeconds() + " s");
                    } else if (each.sinceWroteNs() > PING_NS) {
                        // On a thread of its own: to write may block
                        Thread.ofVirtual().name("kymo-serve-ping").start(each::ping);
                    }
                }
                if (isViewed && files != null) {
                    files.fileSoon();
                }
            }
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the connections of programs that log, each after the table that it is at, and takes no others.
    /// Rows of theirs that were not acknowledged stay with them. The sink is not used any more after this.
    public void endSenders() {
        takesSenders = false;
        endAll(SenderConnection.class);
    }

    private void endAll(final Class<? extends Connection> kind) {
        connections.stream().filter(kind::isInstance).forEach(Connection::end);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (connections.stream().anyMatch(kind::isInstance)) {
            if (System.nanoTime() - deadlineNs >= 0) {
                connections.stream().filter(kind::isInstance).forEach(Connection::close);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /// Ends all connections; viewers are sent first what the files have now.
    @Override
    public synchronized void close() throws IOException {
        if (closing.getCount() == 0) {
            return;
        }
        endSenders();
        closing.countDown();
        door.close();
        endAll(Connection.class);
        join(accepting);
        join(watching);
        sessions.close();
    }

    private static void join(final Thread thread) {
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static String name(final Socket socket) {
        final InetAddress address = socket.getInetAddress();
        return (address == null ? "?" : address.getHostAddress()) + ":" + socket.getPort();
    }
}
