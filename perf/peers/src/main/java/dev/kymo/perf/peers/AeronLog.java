package dev.kymo.perf.peers;

import dev.kymo.perf.logging.LogCases;
import dev.kymo.perf.logging.LogWriter;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Aeron over shared memory: an exclusive publication, claims up to the MTU of 60 KiB, offers above, terms of 64 MiB so
/// that a burst never waits for flow control. The driver lives with the reader and backs off when idle.
final class AeronLog implements LogWriter {
    static {
        System.setProperty("agrona.disable.bounds.checks", "true");
    }

    private static final String CHANNEL = "aeron:ipc?term-length=64m";
    private static final int STREAM = 7;
    private static final int MTU_BYTES = 60 << 10;
    private static final int SCALAR_BYTES = 40;
    private static final int FRAGMENT_LIMIT = 1024;
    private static final long MAX_PARK_NS = 1_000_000;
    private static final long CONNECT_NS = 20_000_000_000L;

    private final BufferClaim claim = new BufferClaim();
    private @Nullable Aeron aeron;
    private @Nullable ExclusivePublication publication;
    private @Nullable UnsafeBuffer large;

    private static Aeron.Context context(final CaseSpec bench) {
        return new Aeron.Context()
                .aeronDirectoryName(bench.folder().resolve("aeron").toString());
    }

    @Override
    public void open(final CaseSpec bench) {
        aeron = Aeron.connect(context(bench));
        publication = aeron.addExclusivePublication(CHANNEL, STREAM);
        final long deadlineNs = System.nanoTime() + CONNECT_NS;
        while (!publication.isConnected()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("no subscriber");
            }
            Thread.onSpinWait();
        }
        large = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES + LogCases.payloadBytes(bench.name())));
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        final BufferClaim into = claim;
        if (publication.tryClaim(SCALAR_BYTES, into) < 0) {
            return false;
        }
        final MutableDirectBuffer memory = into.buffer();
        final int index = into.offset();
        memory.putLong(index, timeNs);
        memory.putLong(index + 8, sequence);
        memory.putLong(index + 16, 1);
        memory.putLong(index + 24, timeNs);
        memory.putDouble(index + 32, value);
        into.commit();
        return true;
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        final int length = Long.BYTES + payload.capacity();
        if (length <= publication.maxPayloadLength()) {
            final BufferClaim into = claim;
            if (publication.tryClaim(length, into) < 0) {
                return false;
            }
            into.buffer().putLong(into.offset(), timeNs);
            into.buffer().putBytes(into.offset() + Long.BYTES, payload, 0, payload.capacity());
            into.commit();
            return true;
        }
        // Two parts in one message: the vectored offer copies neither beforehand.
        final UnsafeBuffer head = large;
        head.putLong(0, timeNs);
        return publication.offer(head, 0, Long.BYTES, body(payload), 0, payload.capacity()) > 0;
    }

    private @Nullable UnsafeBuffer wrapped;

    private UnsafeBuffer body(final ByteBuffer payload) {
        UnsafeBuffer known = wrapped;
        if (known == null) {
            known = new UnsafeBuffer(payload);
            wrapped = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (publication != null) {
            publication.close();
        }
        if (aeron != null) {
            aeron.close();
        }
    }

    /// Subscribes, and has the driver in its process.
    static final class Reader implements RowReader {
        private @Nullable MediaDriver driver;
        private @Nullable Aeron aeron;
        private @Nullable Subscription subscription;
        private @Nullable FragmentHandler handler;

        @Override
        public void open(final CaseSpec bench, final Tally tally) {
            driver = MediaDriver.launch(new MediaDriver.Context()
                    .aeronDirectoryName(bench.folder().resolve("aeron").toString())
                    .dirDeleteOnStart(true)
                    .ipcMtuLength(MTU_BYTES)
                    .termBufferSparseFile(false)
                    .threadingMode(ThreadingMode.SHARED)
                    .sharedIdleStrategy(new BackoffIdleStrategy(10, 5, 1000, MAX_PARK_NS)));
            aeron = Aeron.connect(context(bench));
            subscription = aeron.addSubscription(CHANNEL, STREAM);
            final boolean hasPayload = LogCases.payloadBytes(bench.name()) > 0;
            handler = new FragmentAssembler(
                    (buffer, index, length, _) -> take(tally, hasPayload, buffer, index, length),
                    LogCases.payloadBytes(bench.name()) + MTU_BYTES);
        }

        private static void take(
                final Tally tally,
                final boolean hasPayload,
                final DirectBuffer buffer,
                final int index,
                final int length) {
            if (hasPayload) {
                final int first = index + Long.BYTES;
                tally.addPayload(buffer.getLong(index), length - Long.BYTES, at -> buffer.getLong(first + at));
            } else {
                tally.add(buffer.getLong(index + 24), buffer.getDouble(index + 32));
            }
        }

        @Override
        public int poll() {
            return subscription.poll(handler, FRAGMENT_LIMIT);
        }

        @Override
        public void close() {
            aeron.close();
            driver.close();
        }
    }
}
