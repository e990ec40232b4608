package dev.kymo.perf.logging;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/// A TCP connection over the loopback interface. Rows are gathered in 64 KiB and sent when that is full and at the end
/// of a burst; paced rows and payloads of 4 KiB and more are sent at once, payloads by a gathering write.
final class TcpLog implements LogWriter {
    private static final String PORT_FILE = "port";
    private static final int GATHER_BYTES = 64 << 10;
    private static final int SCALAR_BYTES = 40;
    private static final int DIRECT_FROM_BYTES = 4096;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer[] gathering = new ByteBuffer[2];
    private @Nullable SocketChannel channel;

    @Override
    public void open(final CaseSpec bench) throws IOException {
        final int port = Integer.parseInt(Files.readString(bench.folder().resolve(PORT_FILE)));
        final SocketChannel opened = SocketChannel.open();
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel = opened;
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        final ByteBuffer to = gathered;
        if (to.remaining() < SCALAR_BYTES) {
            flush();
        }
        to.putLong(timeNs).putLong(sequence).putLong(1).putLong(timeNs).putDouble(value);
        return true;
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        final ByteBuffer to = gathered;
        if (to.remaining() < Long.BYTES + payload.capacity() && payload.capacity() < DIRECT_FROM_BYTES) {
            flush();
        }
        to.putLong(timeNs);
        if (payload.capacity() < DIRECT_FROM_BYTES) {
            to.put(payload.duplicate().clear());
            return true;
        }
        gathering[0] = to.flip();
        gathering[1] = payload.clear();
        try {
            while (payload.hasRemaining()) {
                channel.write(gathering);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        to.clear();
        return true;
    }

    @Override
    public void flush() {
        gathered.flip();
        try {
            while (gathered.hasRemaining()) {
                channel.write(gathered);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        gathered.clear();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    static final class Reader implements RowReader {
        private final ServerSocketChannel server;
        private ByteBuffer received = ByteBuffer.allocateDirect(GATHER_BYTES);
        private @Nullable SocketChannel channel;
        private @Nullable Tally tally;
        private int payloadBytes;

        Reader() {
            try {
                server = ServerSocketChannel.open();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void open(final CaseSpec bench, final Tally into) throws IOException {
            tally = into;
            payloadBytes = LogCases.payloadBytes(bench.name());
            received = ByteBuffer.allocateDirect(Math.max(GATHER_BYTES, 2 * (payloadBytes + Long.BYTES)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            final int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Files.writeString(bench.folder().resolve(PORT_FILE), Integer.toString(port));
        }

        @Override
        public int poll() throws IOException {
            SocketChannel from = channel;
            if (from == null) {
                from = server.accept();
                if (from == null) {
                    return 0;
                }
                from.configureBlocking(false);
                channel = from;
            }
            if (from.read(received) <= 0) {
                return 0;
            }
            received.flip();
            final int rowBytes = payloadBytes > 0 ? Long.BYTES + payloadBytes : SCALAR_BYTES;
            int rows = 0;
            for (; received.remaining() >= rowBytes; rows++) {
                final int index = received.position();
                if (payloadBytes > 0) {
                    final ByteBuffer row = received;
                    tally.addPayload(row.getLong(index), payloadBytes, at -> row.getLong(index + Long.BYTES + at));
                } else {
                    tally.add(received.getLong(index + 24), received.getDouble(index + 32));
                }
                received.position(index + rowBytes);
            }
            received.compact();
            return rows;
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (channel != null) {
                channel.close();
            }
        }
    }
}
