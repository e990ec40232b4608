package dev.kymo.sdk.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.BatchPolicy;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// A sink whose recorder is not there, or is none. (With a recorder: the tests of the recorder's server.)
class TcpSinkTest {
    private static final int BUFFER_BYTES = 1 << 16;

    private static TcpSink.Builder sink(final int port) {
        return TcpSink.builder()
                .address(new RemoteAddress("127.0.0.1", port))
                .batch(BatchPolicy.DEFAULT)
                .reconnect(Duration.ofMillis(1), Duration.ofMillis(10))
                .closeTimeout(Duration.ofMillis(20));
    }

    private static int portWhereNobodyListens() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return door.getLocalPort();
        }
    }

    private static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    @Test
    void shouldBufferAndThenDropAndCountWhileNobodyListens() throws IOException {
        final TcpSink sink = sink(portWhereNobodyListens()).buffer(BUFFER_BYTES).open();
        long buffered = 1;
        long dropped = 0;
        try (RecordingStream rec = RecordingStream.builder("test").sink(sink).open()) {
            for (int i = 0; i < 2000; i++) {
                final Commit answer = rec.log("loop/value", Scalars.of(i));
                buffered += answer == Commit.BUFFERED ? 1 : 0;
                dropped += answer == Commit.DROPPED ? 1 : 0;
            }
            assertEquals(2001, buffered + dropped);
            assertTrue(dropped > 0 && buffered > 300, "buffered: " + buffered);
            final TcpCounters counters = sink.counters();
            assertEquals(buffered, counters.bufferedRows());
            assertEquals(dropped, counters.droppedRows());
            assertTrue(counters.bufferedBytes() <= BUFFER_BYTES && counters.bufferedBytes() > BUFFER_BYTES - 200);
            assertFalse(rec.flush(Duration.ofMillis(5)));
            assertFalse(rec.awaitRecorder(Duration.ofMillis(5)));
            assertTrue(await(() -> String.valueOf(sink.problem()).contains("nobody listens there")));
        }
        assertEquals(new TcpCounters(0, 0, 0, 2001, 0, 0), sink.counters());
        assertThrows(
                IllegalStateException.class,
                () -> sink.commit(
                        StoreId.recording("a", "b"),
                        new DataRow(
                                new RowId(1, 1),
                                EntityPath.parse("a"),
                                TimePoint.STATIC,
                                Scalars.of(1).cells())));
    }

    @Test
    void shouldRefuseARowThatCanNeverBeSent() throws IOException {
        final TcpSink sink = sink(portWhereNobodyListens()).buffer(BUFFER_BYTES).open();
        try (RecordingStream rec = RecordingStream.builder("test").sink(sink).open()) {
            final IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class, () -> rec.log("cloud", Points3D.of(new float[30_000])));
            assertTrue(refused.getMessage().contains("/cloud"), refused.getMessage());
            assertEquals(1, sink.counters().bufferedRows());
        }
    }

    @Test
    void shouldSayThatWhoListensIsNoRecorder() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final TcpSink sink = sink(door.getLocalPort()).open();
            try (RecordingStream rec =
                    RecordingStream.builder("test").sink(sink).open()) {
                rec.log("loop/value", Scalars.of(1));
                try (Socket web = door.accept()) {
                    web.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertTrue(
                            await(() -> String.valueOf(sink.problem()).contains("found \"HTTP/1.1\"")),
                            String.valueOf(sink.problem()));
                }
            }
        }
    }
}
