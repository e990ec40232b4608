package dev.kymo.viewer.app.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A stretch of network that fails when it is told to: whatever is on its way at that moment is lost, in both
/// directions, in the middle of a frame or not.
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private volatile int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong carriedBytes = new AtomicLong();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean isDown;

    CuttingProxy(final int target) throws IOException {
        this.target = target;
        start("proxy-accept", this::accept);
    }

    private static void start(final String name, final Runnable work) {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return door.getLocalPort();
    }

    /// Bytes that came through, from both sides.
    long carriedBytes() {
        return carriedBytes.get();
    }

    int accepted() {
        return accepted.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                final Socket near = door.accept();
                if (isDown) {
                    near.close();
                    continue;
                }
                final Socket far = new Socket();
                try {
                    far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                } catch (final IOException nobodyThere) {
                    near.close();
                    continue;
                }
                accepted.incrementAndGet();
                sockets.add(near);
                sockets.add(far);
                start("proxy-there", () -> carry(near, far));
                start("proxy-back", () -> carry(far, near));
            } catch (final IOException gone) {
                // The next one
            }
        }
    }

    private void carry(final Socket from, final Socket to) {
        final byte[] bytes = new byte[8192];
        try (from;
                to) {
            final InputStream in = from.getInputStream();
            final OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                carriedBytes.addAndGet(read);
            }
        } catch (final IOException cut) {
            // That is what it is for
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /// Breaks what is connected; the next connection goes through.
    void cut() {
        for (final Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (final IOException gone) {
                // It is cut
            }
        }
    }

    /// Connections from now on go to another port.
    void redirect(final int port) {
        target = port;
        cut();
    }

    void setDown(final boolean down) {
        isDown = down;
        if (down) {
            cut();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
