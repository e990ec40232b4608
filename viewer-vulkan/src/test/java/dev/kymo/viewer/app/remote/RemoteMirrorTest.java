package dev.kymo.viewer.app.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.remote.FrameWriter;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.RemoteAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Viewers elsewhere, over sockets of this machine.
final class RemoteMirrorTest {
    private static final RemoteAddress ANY_PORT = new RemoteAddress("127.0.0.1", 0);

    private final NotedCuts cuts = new NotedCuts();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (final AutoCloseable each : toClose.reversed()) {
            each.close();
        }
    }

    /// Files of bytes, that grow when the test says so.
    private static final class GrowingFiles implements ServedFiles {
        private final List<Path> files = new CopyOnWriteArrayList<>();
        private final AtomicInteger askedFor = new AtomicInteger();

        @Override
        public List<Path> present() {
            return files;
        }

        @Override
        public long settledBytes(final Path file) {
            try {
                return Files.size(file);
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void fileSoon() {
            askedFor.incrementAndGet();
        }

        @Override
        public boolean fileAll(final Duration timeout) {
            return true;
        }
    }

    private RemoteServer serve(final ServedFiles files, final ServerOptions options) throws IOException {
        final RemoteServer server = RemoteServer.start(ANY_PORT, options, new MemorySink(), files, _ -> false, cuts);
        toClose.add(server);
        return server;
    }

    private static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private static byte[] bytes(final int count, final long seed) {
        final byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] copy(final Mirror mirror, final String name) {
        try {
            return Files.readAllBytes(mirror.folder().resolve(name));
        } catch (final IOException notYet) {
            return new byte[0];
        }
    }

    @Test
    void shouldHaveTheHistoryAtOnceAndThenWhatIsAdded() throws IOException {
        final GrowingFiles files = new GrowingFiles();
        final byte[] all = bytes(3_000_000, 1);
        final Path first = Files.write(folder.resolve("a b.rrd"), Arrays.copyOf(all, 2_000_000));
        files.files.add(first);
        final RemoteServer server = serve(files, ServerOptions.DEFAULT);
        final RemoteMirror mirror = RemoteMirror.open(new RemoteAddress("127.0.0.1", server.port()), _ -> {});
        toClose.add(mirror);
        assertArrayEquals(Files.readAllBytes(first), copy(mirror, "0-a_b.rrd"));
        Files.write(first, Arrays.copyOfRange(all, 2_000_000, 3_000_000), StandardOpenOption.APPEND);
        assertTrue(await(() -> Arrays.equals(all, copy(mirror, "0-a_b.rrd"))));
        final Path second = Files.write(folder.resolve("c.rrd"), bytes(1000, 2));
        files.files.add(second);
        assertTrue(await(() -> copy(mirror, "1-c.rrd").length == 1000));
        assertTrue(await(() -> files.askedFor.get() > 0), "asked to file");
        assertEquals(
                2, Files.readAllLines(mirror.folder().resolve("recorder.files")).size());
        // What was added last comes before the end
        Files.write(second, bytes(500, 3), StandardOpenOption.APPEND);
        server.close();
        assertTrue(await(() -> mirror.end() != null));
        assertEquals(1500, copy(mirror, "1-c.rrd").length);
        assertTrue(String.valueOf(mirror.end()).contains("the recorder stopped"), mirror.end());
        final Path copied = mirror.folder();
        mirror.close();
        assertFalse(Files.exists(copied));
    }

    @Test
    void shouldGoOnWithARecorderThatIsBackAndHaveNothingTwice() throws IOException {
        final GrowingFiles files = new GrowingFiles();
        final byte[] all = bytes(1_500_000, 8);
        final Path first = Files.write(folder.resolve("a.rrd"), Arrays.copyOf(all, 1_000_000));
        files.files.add(first);
        final RemoteServer server = serve(files, ServerOptions.DEFAULT);
        final RemoteAddress address = new RemoteAddress("127.0.0.1", server.port());
        final RemoteMirror mirror = RemoteMirror.open(address, _ -> {});
        toClose.add(mirror);
        assertNull(mirror.silence());
        server.close();
        assertTrue(await(() -> mirror.silence() != null));
        assertTrue(String.valueOf(mirror.silence()).endsWith("connecting again."), mirror.silence());

        Files.write(first, Arrays.copyOfRange(all, 1_000_000, 1_500_000), StandardOpenOption.APPEND);
        final RemoteServer again =
                RemoteServer.start(address, ServerOptions.DEFAULT, new MemorySink(), files, _ -> false, cuts);
        toClose.add(again);
        assertTrue(await(() -> Arrays.equals(all, copy(mirror, "0-a.rrd"))), () -> "" + mirror.silence());
        assertTrue(await(() -> mirror.silence() == null && mirror.end() == null));
        assertEquals(List.of("0-a.rrd"), listed(mirror));

        // Its end is taken off, as a footer is when a recording goes on, and other bytes come there
        again.close();
        final byte[] other = bytes(1_600_000, 9);
        System.arraycopy(all, 0, other, 0, 1_400_000);
        Files.write(first, other);
        toClose.add(RemoteServer.start(address, ServerOptions.DEFAULT, new MemorySink(), files, _ -> false, cuts));
        assertTrue(await(() -> Arrays.equals(other, copy(mirror, "1-a.rrd"))));
        assertArrayEquals(all, copy(mirror, "0-a.rrd"));
        assertEquals(List.of("0-a.rrd", "1-a.rrd"), listed(mirror));
    }

    private static List<String> listed(final Mirror mirror) throws IOException {
        return Files.readAllLines(mirror.folder().resolve("recorder.files")).stream()
                .map(line -> line.substring(line.lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void shouldTakeACopyOfWhatThereIsAndNoMore() throws IOException {
        final GrowingFiles files = new GrowingFiles();
        final Path file = Files.write(folder.resolve("a.rrd"), bytes(300_000, 10));
        files.files.add(file);
        final RemoteServer server = serve(files, ServerOptions.DEFAULT);
        try (RemoteMirror mirror = RemoteMirror.copy(new RemoteAddress("127.0.0.1", server.port()), _ -> {})) {
            assertTrue(await(() -> server.viewers() == 0));
            Files.write(file, bytes(100, 11), StandardOpenOption.APPEND);
            assertEquals(300_000, copy(mirror, "0-a.rrd").length);
            assertEquals("tcp://127.0.0.1:" + server.port() + ": all has come that there was", mirror.end());
        }
    }

    @Test
    void shouldCutAViewerThatTakesNothingAndServeTheOthers() throws IOException {
        final GrowingFiles files = new GrowingFiles();
        files.files.add(Files.write(folder.resolve("large.rrd"), bytes(32 << 20, 4)));
        final RemoteServer server = serve(files, ServerOptions.DEFAULT.withSilence(Duration.ofMillis(700)));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            Greetings.write(
                    slow.getOutputStream(),
                    new Greetings.Hello(LinkDescriptor.VERSION, LinkDescriptor.VIEWER, new UUID(0, 0), 0, 1));
            assertTrue(await(() -> server.viewers() == 1));
            final RemoteMirror other = RemoteMirror.open(new RemoteAddress("127.0.0.1", server.port()), _ -> {});
            toClose.add(other);
            assertEquals(32 << 20, copy(other, "0-large.rrd").length);
            assertTrue(await(() -> cuts.said().stream().anyMatch(line -> line.contains("took nothing"))));
            other.close();
        }
        assertTrue(await(() -> server.viewers() == 0));
    }

    @Test
    void shouldSurviveARecorderThatIsNone() throws IOException {
        final Random random = new Random(5);
        try (ServerSocket door = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            for (int round = 0; round < 60; round++) {
                final int kind = round % 6;
                final Thread liar = new Thread(() -> lie(door, kind, random), "liar");
                liar.start();
                final IOException refused = assertThrows(
                        IOException.class,
                        () -> RemoteMirror.open(new RemoteAddress("127.0.0.1", door.getLocalPort()), _ -> {})
                                .close());
                assertTrue(refused.getMessage().startsWith("tcp://127.0.0.1:"), refused.getMessage());
                join(liar);
            }
        }
    }

    private static void join(final Thread thread) {
        try {
            thread.join();
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void lie(final ServerSocket door, final int kind, final Random random) {
        try (Socket socket = door.accept()) {
            final OutputStream out = socket.getOutputStream();
            if (kind == 0) {
                out.write("SSH-2.0-OpenSSH_9.9\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            Greetings.readHello(socket.getInputStream());
            Greetings.write(out, new Greetings.Welcome(kind == 1 ? 9 : LinkDescriptor.VERSION, 0, 0, 1));
            final FrameWriter frames = new FrameWriter(out);
            switch (kind) {
                case 2 -> frames.write(LinkDescriptor.BYTES, new byte[LinkDescriptor.BYTES_HEADER_LENGTH]);
                case 3 -> {
                    frames.write(LinkDescriptor.FILE, "\0\0\0\0\0\0\0\0../../evil".getBytes(StandardCharsets.US_ASCII));
                    frames.write(LinkDescriptor.FILE, new byte[LinkDescriptor.FILE_HEADER_LENGTH]);
                }
                case 4 -> {
                    final byte[] noise = new byte[200];
                    random.nextBytes(noise);
                    noise[3] = 1;
                    out.write(noise);
                }
                default -> frames.write(LinkDescriptor.TABLE, new byte[100]);
            }
        } catch (final IOException cutMeanwhile) {
            // As it should be
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        final int free;
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = door.getLocalPort();
        }
        final IOException refused = assertThrows(
                IOException.class,
                () -> RemoteMirror.open(new RemoteAddress("127.0.0.1", free), _ -> {})
                        .close());
        assertTrue(
                refused.getMessage().contains("nobody listens there")
                        && refused.getMessage().contains("kymo record --serve")
                        && refused.getMessage().contains("ssh -L " + free),
                refused.getMessage());
    }

    @Test
    void shouldTakeAStreamToItsEnd() throws IOException {
        final byte[] all = bytes(700_000, 6);
        try (StreamMirror mirror = StreamMirror.open(new ByteArrayInputStream(all))) {
            mirror.awaitEnd();
            assertArrayEquals(all, copy(mirror, "0-stdin.rrd"));
            assertEquals("the stream has ended", mirror.end());
        }
    }
}
