package dev.kymo.viewer.app.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.BatchPolicy;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.remote.FrameReader;
import dev.kymo.sdk.remote.FrameWriter;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.LinkException;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.sdk.remote.TcpCounters;
import dev.kymo.sdk.remote.TcpSink;
import dev.kymo.store.model.Commit;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that send rows, honest and other, over sockets of this machine.
final class RemoteServerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SHORT_CUTS = 10;
    private static final int LONG_CUTS = 100;
    private static final int SHORT_FRAMES = 5000;
    private static final int LONG_FRAMES = 1_000_000;
    private static final RemoteAddress ANY_PORT = new RemoteAddress("127.0.0.1", 0);

    private final TakenRows taken = new TakenRows();
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

    private RemoteServer serve(final ServerOptions options) throws IOException {
        final RemoteServer server = RemoteServer.start(ANY_PORT, options, taken, null, _ -> false, cuts);
        toClose.add(server);
        return server;
    }

    private static TcpSink.Builder sinkTo(final int port) {
        return TcpSink.builder()
                .address(new RemoteAddress("127.0.0.1", port))
                .batch(BatchPolicy.DEFAULT.withTick(Duration.ofMillis(1)))
                .reconnect(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    private static RecordingStream program(final TcpSink sink) {
        return RecordingStream.builder(TakenRows.APPLICATION).sink(sink).open();
    }

    private static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private static List<Integer> upTo(final int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void shouldTakeEveryRowOnceAndInOrder() throws IOException {
        final RemoteServer server = serve(ServerOptions.DEFAULT);
        final TcpSink sink = sinkTo(server.port()).open();
        try (RecordingStream rec = program(sink)) {
            assertTrue(rec.awaitRecorder(LONG));
            for (int i = 0; i < 20_000; i++) {
                assertEquals(Commit.BUFFERED, rec.log("loop/value", Scalars.of(i)));
            }
            rec.log("cloud", Points3D.of(new float[300_000]));
            rec.logStatic("about", TextLog.of("INFO", "a static row"));
            assertTrue(rec.flush(LONG));
            assertEquals(upTo(20_000), taken.values());
            // With the recording's own first row
            final TcpCounters counters = sink.counters();
            assertEquals(new TcpCounters(20_003, 0, 0, 0, 0, 1), counters);
            assertEquals(1, server.senders());
        }
        assertTrue(await(() -> server.senders() == 0));
        assertEquals(List.of(), cuts.said());
    }

    @Test
    void shouldLoseNothingThatFitsTheBufferWhenTheLinkIsCutUnderLoad() throws IOException {
        cutUnderLoad(SHORT_CUTS);
    }

    @Test
    @Tag("long")
    void shouldLoseNothingThatFitsTheBufferWhenTheLinkIsCutUnderLoadOftenTimes() throws IOException {
        cutUnderLoad(LONG_CUTS);
    }

    private void cutUnderLoad(final int cutCount) throws IOException {
        final RemoteServer server = serve(ServerOptions.DEFAULT);
        final Random random = new Random(cutCount);
        final CuttingProxy proxy = new CuttingProxy(server.port());
        toClose.add(proxy);
        final TcpSink sink = sinkTo(proxy.port())
                .batch(new BatchPolicy(Duration.ofMillis(1), 4096, 50))
                .open();
        int logged = 0;
        try (RecordingStream rec = program(sink)) {
            for (int cut = 0; cut < cutCount; cut++) {
                assertTrue(rec.awaitRecorder(LONG));
                final long carried = proxy.carriedBytes() + random.nextInt(200_000);
                while (proxy.carriedBytes() < carried) {
                    assertEquals(Commit.BUFFERED, rec.log("loop/value", Scalars.of(logged)));
                    logged++;
                    if (logged % 100 == 0) {
                        LockSupport.parkNanos(100_000);
                    }
                }
                if (cut % 5 == 4) {
                    proxy.setDown(true);
                    for (int i = 0; i < 1000; i++) {
                        assertEquals(Commit.BUFFERED, rec.log("loop/value", Scalars.of(logged)));
                        logged++;
                    }
                    proxy.setDown(false);
                } else {
                    proxy.cut();
                }
            }
            assertTrue(rec.flush(LONG), sink.counters() + " " + sink.problem());
        }
        assertEquals(upTo(logged), taken.values());
        assertEquals(0, sink.counters().droppedRows());
        assertTrue(proxy.accepted() > cutCount, "connections: " + proxy.accepted());
        Logger.getLogger("dev.kymo.test")
                .info("cuts=" + cutCount + ", connections=" + proxy.accepted() + ", rows=" + logged);
    }

    @Test
    void shouldCountExactlyWhatIsBeyondTheBuffer() throws IOException {
        final RemoteServer server = serve(ServerOptions.DEFAULT);
        final CuttingProxy proxy = new CuttingProxy(server.port());
        toClose.add(proxy);
        final TcpSink sink = sinkTo(proxy.port()).buffer(1 << 16).open();
        final List<Integer> kept = new ArrayList<>();
        int dropped = 0;
        try (RecordingStream rec = program(sink)) {
            int next = 0;
            for (int round = 0; round < 3; round++) {
                assertTrue(rec.awaitRecorder(LONG));
                proxy.setDown(true);
                assertTrue(await(() -> !rec.awaitRecorder(Duration.ZERO)));
                for (int i = 0; i < 3000; i++) {
                    final Commit answer = rec.log("loop/value", Scalars.of(next));
                    if (answer == Commit.BUFFERED) {
                        kept.add(next);
                    } else {
                        assertEquals(Commit.DROPPED, answer);
                        dropped++;
                    }
                    next++;
                }
                assertTrue(sink.counters().bufferedBytes() <= 1 << 16);
                proxy.setDown(false);
                assertTrue(rec.flush(LONG));
            }
        }
        assertTrue(dropped > 3000, "dropped: " + dropped);
        assertEquals(kept, taken.values());
        assertEquals(dropped, sink.counters().droppedRows());
        assertEquals(dropped, taken.dropped());
        assertEquals(kept.size() + 1, sink.counters().keptRows());
    }

    @Test
    void shouldGoOnWhereARecorderThatEndedHasLeftOff() throws IOException {
        final ServerOptions options = ServerOptions.DEFAULT.withSessions(folder.resolve("sessions"));
        final RemoteServer first = serve(options);
        final CuttingProxy proxy = new CuttingProxy(first.port());
        toClose.add(proxy);
        final TcpSink sink = sinkTo(proxy.port()).open();
        try (RecordingStream rec = program(sink)) {
            for (int i = 0; i < 1000; i++) {
                rec.log("loop/value", Scalars.of(i));
            }
            assertTrue(rec.flush(LONG));
            first.close();
            for (int i = 1000; i < 2000; i++) {
                rec.log("loop/value", Scalars.of(i));
            }
            final RemoteServer second = serve(options);
            proxy.redirect(second.port());
            assertTrue(rec.flush(LONG), String.valueOf(sink.problem()));
        }
        assertEquals(upTo(2000), taken.values());
    }

    @Test
    void shouldLookForTheOneRowThatWasBeingTakenWhenARecorderDied() throws IOException {
        final Path sessions = folder.resolve("sessions");
        final ServerOptions options = ServerOptions.DEFAULT.withSessions(sessions);
        final RemoteServer first = serve(options);
        final CuttingProxy proxy = new CuttingProxy(first.port());
        toClose.add(proxy);
        final TcpSink sink = sinkTo(proxy.port()).open();
        final AtomicInteger asked = new AtomicInteger();
        try (RecordingStream rec = program(sink)) {
            for (int i = 0; i < 10; i++) {
                rec.log("loop/value", Scalars.of(i));
            }
            assertTrue(rec.flush(LONG));
            first.close();
            // As a death between taking a row and counting it leaves the word of the session
            final byte[] bytes = Files.readAllBytes(sessions);
            assertEquals(0, bytes[64 + 16 + 7]);
            bytes[64 + 16 + 7] = 0x40;
            Files.write(sessions, bytes);
            final RemoteServer second = RemoteServer.start(
                    ANY_PORT,
                    options,
                    taken,
                    null,
                    row -> {
                        asked.incrementAndGet();
                        return true;
                    },
                    cuts);
            toClose.add(second);
            proxy.redirect(second.port());
            for (int i = 10; i < 20; i++) {
                rec.log("loop/value", Scalars.of(i));
            }
            assertTrue(rec.flush(LONG), String.valueOf(sink.problem()));
        }
        assertEquals(1, asked.get());
        assertEquals(upTo(20).stream().filter(value -> value != 10).toList(), taken.values());
    }

    @Test
    void shouldSayWhatIsWrongWithAPeer() throws IOException {
        final RemoteServer server = serve(ServerOptions.DEFAULT.withMaxConnections(1));
        final RemoteAddress address = new RemoteAddress("127.0.0.1", server.port());
        try (Socket web = socket(server.port())) {
            web.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, web.getInputStream().read());
        }
        assertTrue(await(() -> cuts.said().stream().anyMatch(line -> line.contains("found \"GET / HT\""))));
        assertTrue(await(() -> {
            try (Socket other = socket(server.port())) {
                Greetings.write(
                        other.getOutputStream(),
                        new Greetings.Hello(7, LinkDescriptor.SENDER, UUID.randomUUID(), 1, 1));
                final LinkException refused =
                        assertThrows(LinkException.class, () -> Greetings.readWelcome(other.getInputStream(), address));
                return refused.getMessage().contains("version 1");
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }));
        assertTrue(await(() -> cuts.said().stream().anyMatch(line -> line.contains("speaks version 7"))));
        try (Socket first = greeted(server.port());
                Socket second = socket(server.port())) {
            assertFalse(first.isClosed());
            Greetings.write(
                    second.getOutputStream(),
                    new Greetings.Hello(LinkDescriptor.VERSION, LinkDescriptor.SENDER, UUID.randomUUID(), 1, 1));
            final LinkException refused =
                    assertThrows(LinkException.class, () -> Greetings.readWelcome(second.getInputStream(), address));
            assertTrue(refused.getMessage().contains("as many connections"), refused.getMessage());
        }
        // A viewer's door that is closed
        assertTrue(await(() -> {
            try (Socket viewer = socket(server.port())) {
                Greetings.write(
                        viewer.getOutputStream(),
                        new Greetings.Hello(LinkDescriptor.VERSION, LinkDescriptor.VIEWER, new UUID(0, 0), 0, 1));
                final LinkException refused = assertThrows(
                        LinkException.class, () -> Greetings.readWelcome(viewer.getInputStream(), address));
                return refused.getMessage().contains("status " + LinkDescriptor.NOT_SERVED);
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }));
    }

    @Test
    void shouldCutOffWhoIsSilentOrTakesNothing() throws IOException {
        final RemoteServer server =
                serve(ServerOptions.DEFAULT.withSilence(Duration.ofMillis(300)).withMaxConnections(2));
        try (Socket halfHello = socket(server.port());
                Socket silent = greeted(server.port())) {
            halfHello.getOutputStream().write(1);
            assertEquals(-1, end(halfHello));
            assertEquals(-1, end(silent));
        }
        assertTrue(await(() -> cuts.said().size() >= 2), cuts.said().toString());
        // And there is room for others again
        final TcpSink sink = sinkTo(server.port()).open();
        try (RecordingStream rec = program(sink)) {
            rec.log("loop/value", Scalars.of(0));
            assertTrue(rec.flush(LONG));
        }
        assertEquals(upTo(1), taken.values());
    }

    private static int end(final Socket socket) throws IOException {
        int read = 0;
        while (read >= 0) {
            read = socket.getInputStream().read();
        }
        return read;
    }

    @Test
    void shouldSurviveFuzzedFrames() throws IOException {
        fuzz(SHORT_FRAMES);
    }

    @Test
    @Tag("long")
    void shouldSurviveManyFuzzedFrames() throws IOException {
        fuzz(LONG_FRAMES);
    }

    /// Whole frames with wrong contents and right checksums, wrong headers, endless lengths, cuts anywhere;
    /// an honest program beside them loses nothing.
    private void fuzz(final int frameCount) throws IOException {
        final RemoteServer server = serve(ServerOptions.DEFAULT.withSilence(Duration.ofSeconds(1)));
        final Random random = new Random(frameCount);
        final List<byte[]> honest = honestFrames();
        final TcpSink sink =
                sinkTo(server.port()).silence(Duration.ofSeconds(30)).open();
        int logged = 0;
        int frames = 0;
        int connections = 0;
        try (RecordingStream rec = program(sink)) {
            while (frames < frameCount) {
                try (Socket socket = greeted(server.port())) {
                    connections++;
                    final int inThisOne = 1 + random.nextInt(60);
                    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    final int sound = random.nextInt(honest.size() + 1);
                    for (int i = 0; i < inThisOne; i++) {
                        bytes.writeBytes(i < sound ? honest.get(i) : fuzzed(honest, i, random));
                    }
                    frames += inThisOne;
                    socket.getOutputStream().write(bytes.toByteArray());
                    socket.shutdownOutput();
                    end(socket);
                } catch (final IOException cutMeanwhile) {
                    // As it should be
                }
                rec.log("loop/value", Scalars.of(logged++));
            }
            assertTrue(rec.flush(LONG), sink.counters() + " " + sink.problem());
        }
        // Not as a message: it is long
        assertTrue(upTo(logged).equals(taken.values()), "rows of the honest program: " + taken.count());
        assertTrue(await(() -> server.senders() == 0));
        assertTrue(taken.others() > 0, "none of their rows were sound");
        assertTrue(cuts.said().size() > connections / 3, "cut: " + cuts.said().size() + " of " + connections);
        Logger.getLogger("dev.kymo.test")
                .info("fuzzed frames=" + frames + ", connections=" + connections + ", cut="
                        + cuts.said().size() + ", rows of theirs taken=" + taken.others());
    }

    /// What a program sends that logs -1 three times.
    private static List<byte[]> honestFrames() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final TcpSink sink = sinkTo(door.getLocalPort())
                    .batch(BatchPolicy.NONE)
                    .closeTimeout(Duration.ofMillis(50))
                    .open();
            try (RecordingStream rec =
                    RecordingStream.builder("fuzz").sink(sink).open()) {
                for (int i = 0; i < 3; i++) {
                    rec.log("loop/value", Scalars.of(-1), TextLog.of("INFO", "text"));
                }
                try (Socket socket = door.accept()) {
                    final BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
                    Greetings.readHello(in);
                    Greetings.write(
                            socket.getOutputStream(),
                            new Greetings.Welcome(LinkDescriptor.VERSION, LinkDescriptor.TAKEN, 1, 1));
                    final FrameReader reader = new FrameReader(in);
                    final List<byte[]> frames = new ArrayList<>();
                    int tables = 0;
                    while (tables < 4 && reader.read(_ -> {})) {
                        frames.add(frame(reader.type(), reader.body()));
                        tables += reader.type() == LinkDescriptor.TABLE ? 1 : 0;
                    }
                    return frames;
                }
            }
        }
    }

    private static byte[] frame(final int type, final byte[] body) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(out).write(type, body);
        return out.toByteArray();
    }

    private static byte[] fuzzed(final List<byte[]> honest, final int index, final Random random) throws IOException {
        final byte[] frame = honest.get(index % honest.size()).clone();
        final int type = frame[0];
        final byte[] body = Arrays.copyOfRange(frame, LinkDescriptor.HEADER_LENGTH, frame.length);
        return switch (random.nextInt(8)) {
            // Sound on the outside, with a wrong word within
            case 0, 1, 2 -> {
                if (body.length >= 4) {
                    final int at = random.nextInt(body.length / 4) * 4;
                    final int value = random.nextBoolean() ? random.nextInt(64) - 32 : random.nextInt();
                    for (int i = 0; i < 4; i++) {
                        body[at + i] = (byte) (value >> (8 * i));
                    }
                }
                yield frame(type, body);
            }
            case 3 -> frame(type, Arrays.copyOf(body, random.nextInt(body.length + 1)));
            case 4 -> {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                yield frame;
            }
            case 5 -> {
                // An endless length
                frame[4 + random.nextInt(4)] = (byte) random.nextInt();
                yield frame;
            }
            case 6 -> Arrays.copyOf(frame, random.nextInt(frame.length));
            default -> honest.get(index % honest.size());
        };
    }

    private static Socket socket(final int port) throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    private Socket greeted(final int port) throws IOException {
        LinkException last = null;
        for (int tries = 0; tries < 1000; tries++) {
            final Socket socket = socket(port);
            Greetings.write(
                    socket.getOutputStream(),
                    new Greetings.Hello(LinkDescriptor.VERSION, LinkDescriptor.SENDER, UUID.randomUUID(), 1, 1));
            try {
                Greetings.readWelcome(socket.getInputStream(), new RemoteAddress("127.0.0.1", port));
                return socket;
            } catch (final LinkException notYet) {
                last = notYet;
                socket.close();
                LockSupport.parkNanos(1_000_000);
            }
        }
        throw new IOException(last);
    }
}
