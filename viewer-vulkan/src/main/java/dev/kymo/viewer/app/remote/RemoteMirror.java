package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.remote.FrameReader;
import dev.kymo.sdk.remote.FrameWriter;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.LinkException;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.model.Layouts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The recording of a recorder elsewhere: its files grow here as they grow there, and take as much room.
///
/// When the connection ends, what has come stays until [#close], and another is tried again and again, so
/// that a recorder that was restarted, or a link that was cut, is found again. Then all is sent anew; what
/// is here already is gone over, so nothing is here twice.
///
/// A thread of its own, `kymo-remote`; any thread may call the rest.
public final class RemoteMirror implements Mirror {
    private static final int CONNECT_TIMEOUT_MS = 5000;
    private static final int SILENCE_MS = 15_000;
    private static final int STREAM_BUFFER_BYTES = 1 << 16;
    private static final long PING_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 4000;
    private static final int MAX_FILES = 1 << 16;

    private final RemoteAddress from;
    private final boolean goesOn;
    private final MirrorFolder files;
    private final LongConsumer progress;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private long bytes;
    private volatile @Nullable Link link;
    private volatile @Nullable IOException failure;
    private volatile @Nullable String end;
    private volatile boolean isOver;

    /// One connection.
    private record Link(Socket socket, BufferedInputStream in, FrameWriter out) {}

    private RemoteMirror(
            final RemoteAddress from,
            final Link first,
            final boolean goesOn,
            final MirrorFolder files,
            final LongConsumer progress) {
        this.from = from;
        this.goesOn = goesOn;
        this.files = files;
        this.progress = progress;
        link = first;
        thread = new Thread(() -> run(first), "kymo-remote");
        thread.setDaemon(true);
    }

    /// Connects, and waits until all is here that was committed there when it did.
    ///
    /// @param progress is told bytes that have come, on another thread, until this returns
    /// @throws IOException when nobody listens there, or no recorder of Kymo's does, or the disk is full;
    ///     says so
    public static RemoteMirror open(final RemoteAddress from, final LongConsumer progress) throws IOException {
        return open(from, true, progress);
    }

    private static RemoteMirror open(final RemoteAddress from, final boolean goesOn, final LongConsumer progress)
            throws IOException {
        final Link first = connect(from);
        RemoteMirror mirror = null;
        boolean isOpen = false;
        try {
            mirror = begin(from, first, goesOn, progress);
            mirror.awaitCaughtUp();
            isOpen = true;
            return mirror;
        } finally {
            if (!isOpen) {
                if (mirror != null) {
                    mirror.close();
                }
                first.socket.close();
            }
        }
    }

    /// Takes what had been committed there when it connected, and no more.
    ///
    /// @throws IOException as [#open]
    public static RemoteMirror copy(final RemoteAddress from, final LongConsumer progress) throws IOException {
        return open(from, false, progress);
    }

    private static Link connect(final RemoteAddress from) throws IOException {
        final InetSocketAddress address = from.resolve();
        if (address.isUnresolved()) {
            throw new IOException(from + ": no such host");
        }
        final Socket socket = new Socket();
        boolean isOpen = false;
        try {
            final BufferedInputStream in = greet(from, socket, address);
            final Link link = new Link(socket, in, new FrameWriter(socket.getOutputStream()));
            isOpen = true;
            return link;
        } finally {
            if (!isOpen) {
                socket.close();
            }
        }
    }

    private static BufferedInputStream greet(
            final RemoteAddress from, final Socket socket, final InetSocketAddress address) throws IOException {
        try {
            socket.connect(address, CONNECT_TIMEOUT_MS);
        } catch (final IOException e) {
            throw new IOException(
                    from + ": nobody listens there (" + e.getMessage()
                            + "). Start a recorder there: kymo record --serve; on another machine reach it by: ssh -L "
                            + from.port() + ":127.0.0.1:" + from.port() + " HOST",
                    e);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE_MS);
        Greetings.write(
                socket.getOutputStream(),
                new Greetings.Hello(
                        LinkDescriptor.VERSION,
                        LinkDescriptor.VIEWER,
                        new UUID(0, 0),
                        0,
                        ProcessHandle.current().pid()));
        final BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), STREAM_BUFFER_BYTES);
        try {
            Greetings.readWelcome(in, from);
        } catch (final SocketTimeoutException silent) {
            throw new IOException(
                    from + ": whoever listens there says nothing; Kymo's is: kymo record --serve", silent);
        }
        return in;
    }

    private static RemoteMirror begin(
            final RemoteAddress from, final Link first, final boolean goesOn, final LongConsumer progress)
            throws IOException {
        final MirrorFolder files = MirrorFolder.create();
        boolean isBegun = false;
        try {
            final RemoteMirror mirror = new RemoteMirror(from, first, goesOn, files, progress);
            mirror.thread.start();
            isBegun = true;
            return mirror;
        } finally {
            if (!isBegun) {
                files.close();
            }
        }
    }

    private void awaitCaughtUp() throws IOException {
        try {
            caughtUp.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(from + ": interrupted", e);
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

    @Override
    public @Nullable String silence() {
        final String why = end;
        return why == null ? null : why + ". What has come stays" + (isOver ? "." : "; connecting again.");
    }

    private void run(final Link first) {
        Link present = first;
        try {
            while (present != null) {
                lose(present, follow(present));
                present = caughtUp.getCount() > 0 || !goesOn ? null : reconnect();
            }
        } catch (final UncheckedIOException noRoom) {
            end = from + ": " + noRoom.getMessage();
        } finally {
            isOver = true;
            if (caughtUp.getCount() > 0) {
                failure = new IOException(end);
            }
            caughtUp.countDown();
        }
    }

    private void lose(final Link lost, final String why) {
        end = from + ": " + why;
        link = null;
        try {
            lost.socket.close();
        } catch (final IOException wasBroken) {
            // It is gone either way
        }
    }

    /// @return why it has ended
    /// @throws UncheckedIOException when what comes can't be kept
    private String follow(final Link from) {
        try {
            final String said = take(new FrameReader(from.in), from.out);
            return said == null ? "the recorder has closed the connection" : said;
        } catch (final SocketTimeoutException silent) {
            return "the recorder has been silent for " + SILENCE_MS / 1000 + " s";
        } catch (final UncheckedIOException noRoom) {
            throw noRoom;
        } catch (final IOException | RuntimeException broken) {
            return broken.getMessage() == null ? broken.toString() : broken.getMessage();
        }
    }

    /// Tries until somebody is there.
    ///
    /// @return null when this was closed meanwhile
    private @Nullable Link reconnect() {
        long pauseMs = FIRST_PAUSE_MS;
        while (!isClosing(pauseMs)) {
            pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
            try {
                final Link found = connect(from);
                files.reconnect();
                link = found;
                if (isClosing(0)) {
                    found.socket.close();
                    return null;
                }
                end = null;
                return found;
            } catch (final IOException notYet) {
                // Whoever asks is told why the last connection ended
            }
        }
        return null;
    }

    private boolean isClosing(final long patienceMs) {
        try {
            return closing.await(patienceMs, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// @return what the recorder says at the end; null when it says nothing
    private @Nullable String take(final FrameReader frames, final FrameWriter out) throws IOException {
        long pingedNs = System.nanoTime();
        while (frames.read(_ -> {})) {
            switch (frames.type()) {
                case LinkDescriptor.FILE -> begin(frames.body());
                case LinkDescriptor.BYTES -> append(frames.body());
                case LinkDescriptor.CAUGHT_UP -> {
                    caughtUp.countDown();
                    if (!goesOn) {
                        return "all has come that there was";
                    }
                }
                case LinkDescriptor.PING -> {}
                case LinkDescriptor.END -> {
                    return frames.text();
                }
                default -> throw new LinkException("an unexpected frame of type " + frames.type());
            }
            if (System.nanoTime() - pingedNs >= PING_NS) {
                pingedNs = System.nanoTime();
                out.write(LinkDescriptor.PING);
            }
        }
        return null;
    }

    private void begin(final byte[] body) throws IOException {
        if (body.length < LinkDescriptor.FILE_HEADER_LENGTH || files.fileCount() >= MAX_FILES) {
            throw new LinkException("file " + files.fileCount() + " with a frame of " + body.length + " bytes");
        }
        final int number = MemorySegment.ofArray(body).get(Layouts.INT, 0);
        if (number != files.fileCount()) {
            throw new LinkException("file number " + number + ", expected " + files.fileCount());
        }
        final String name = new String(
                body,
                LinkDescriptor.FILE_HEADER_LENGTH,
                body.length - LinkDescriptor.FILE_HEADER_LENGTH,
                StandardCharsets.UTF_8);
        try {
            files.begin(name);
        } catch (final IOException noRoom) {
            throw new UncheckedIOException(noRoom.getMessage(), noRoom);
        }
    }

    private void append(final byte[] body) throws IOException {
        if (body.length < LinkDescriptor.BYTES_HEADER_LENGTH) {
            throw new LinkException("bytes of a file in a frame of " + body.length);
        }
        final MemorySegment view = MemorySegment.ofArray(body);
        final int number = view.get(Layouts.INT, 0);
        final long offset = view.get(Layouts.LONG, Long.BYTES);
        final long expected = number < 0 || number >= files.fileCount() ? -1 : files.length(number);
        if (offset != expected) {
            throw new LinkException("bytes of file " + number + " at " + offset + ", expected "
                    + (expected < 0 ? "one of " + files.fileCount() + " files" : "at " + expected));
        }
        try {
            files.append(
                    number,
                    ByteBuffer.wrap(
                            body,
                            LinkDescriptor.BYTES_HEADER_LENGTH,
                            body.length - LinkDescriptor.BYTES_HEADER_LENGTH));
        } catch (final IOException noRoom) {
            throw new UncheckedIOException(noRoom.getMessage(), noRoom);
        }
        bytes += body.length - LinkDescriptor.BYTES_HEADER_LENGTH;
        if (caughtUp.getCount() > 0) {
            progress.accept(bytes);
        }
    }

    /// Ends the connection and removes the copies; whoever reads them keeps what is mapped.
    @Override
    public void close() throws IOException {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        final Link present = link;
        if (present != null) {
            present.socket.close();
        }
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(Duration.ofSeconds(1));
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        files.close();
    }
}
