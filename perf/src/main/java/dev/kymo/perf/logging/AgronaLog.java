package dev.kymo.perf.logging;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/// Agrona's many-to-one ring in a shared mapping, with nothing around it: the floor. Claims are written in place;
/// nobody checks ids, owners, or whether the writer is alive.
final class AgronaLog implements LogWriter {
    static {
        // As those run it who want it fast; read when Agrona's buffers are loaded.
        System.setProperty("agrona.disable.bounds.checks", "true");
    }

    private static final int TYPE = 1;
    private static final int SCALAR_BYTES = 40;
    private static final int POLL_LIMIT = 4096;
    private static final String FILE = "ring";

    private @Nullable ManyToOneRingBuffer ring;

    static ManyToOneRingBuffer map(final CaseSpec bench) throws IOException {
        try (FileChannel channel = FileChannel.open(
                bench.folder().resolve(FILE),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE)) {
            final MappedByteBuffer bytes = channel.map(
                    FileChannel.MapMode.READ_WRITE,
                    0,
                    LogCases.ringBytes(bench.name()) + RingBufferDescriptor.TRAILER_LENGTH);
            bytes.load().order(ByteOrder.LITTLE_ENDIAN);
            return new ManyToOneRingBuffer(new UnsafeBuffer(bytes));
        }
    }

    @Override
    public void open(final CaseSpec bench) throws IOException {
        ring = map(bench);
        // First writes to fresh pages are no work of a ring's.
        final AtomicBuffer memory = ring.buffer();
        for (int at = 0; at < ring.capacity(); at += 4096) {
            memory.putByte(at, (byte) 0);
        }
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        final ManyToOneRingBuffer to = ring;
        final int index = to.tryClaim(TYPE, SCALAR_BYTES);
        if (index < 0) {
            return false;
        }
        final AtomicBuffer memory = to.buffer();
        memory.putLong(index, timeNs);
        memory.putLong(index + 8, sequence);
        memory.putLong(index + 16, 1);
        memory.putLong(index + 24, timeNs);
        memory.putDouble(index + 32, value);
        to.commit(index);
        return true;
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        final ManyToOneRingBuffer to = ring;
        final int index = to.tryClaim(TYPE, Long.BYTES + payload.capacity());
        if (index < 0) {
            return false;
        }
        final AtomicBuffer memory = to.buffer();
        memory.putLong(index, timeNs);
        memory.putBytes(index + Long.BYTES, payload, 0, payload.capacity());
        to.commit(index);
        return true;
    }

    @Override
    public void close() {
        ring = null;
    }

    static final class Reader implements RowReader {
        private @Nullable ManyToOneRingBuffer ring;
        private @Nullable Tally tally;
        private boolean hasPayload;

        @Override
        public void open(final CaseSpec bench, final Tally into) throws IOException {
            ring = map(bench);
            tally = into;
            hasPayload = LogCases.payloadBytes(bench.name()) > 0;
        }

        @Override
        public int poll() {
            return ring.read(
                    (_, buffer, index, length) -> {
                        if (hasPayload) {
                            final int first = index + Long.BYTES;
                            tally.addPayload(
                                    buffer.getLong(index), length - Long.BYTES, at -> buffer.getLong(first + at));
                        } else {
                            tally.add(buffer.getLong(index + 24), buffer.getDouble(index + 32));
                        }
                    },
                    POLL_LIMIT);
        }
    }
}
