package dev.kymo.perf.peers;

import dev.kymo.perf.logging.LogCases;
import dev.kymo.perf.logging.LogWriter;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import org.jspecify.annotations.Nullable;

/// Chronicle Queue on a memory file system: raw bytes, no wire format; the appender and the tailer in two processes.
final class ChronicleLog implements LogWriter {
    private static final int SCALAR_BYTES = 40;
    private static final long BLOCK_BYTES = 256L << 20;
    private static final int POLL_LIMIT = 4096;

    static {
        // Its own measurements and resource tracing off, as for production.
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("jvm.resource.tracing", "false");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }

    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;
    private @Nullable Bytes<?> row;

    static ChronicleQueue queue(final CaseSpec bench) {
        return SingleChronicleQueueBuilder.binary(bench.folder().resolve("queue"))
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .blockSize(BLOCK_BYTES)
                .build();
    }

    @Override
    public void open(final CaseSpec bench) {
        queue = queue(bench);
        appender = queue.createAppender();
        row = Bytes.allocateElasticDirect(Long.BYTES + Math.max(SCALAR_BYTES, LogCases.payloadBytes(bench.name())));
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        final Bytes<?> into = row;
        into.clear();
        into.writeLong(timeNs)
                .writeLong(sequence)
                .writeLong(1)
                .writeLong(timeNs)
                .writeDouble(value);
        appender.writeBytes(into);
        return true;
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        final Bytes<?> into = row;
        into.clear();
        into.writeLong(timeNs);
        into.write(into.writePosition(), payload, 0, payload.capacity());
        into.writeSkip(payload.capacity());
        appender.writeBytes(into);
        return true;
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
    }

    static final class Reader implements RowReader {
        private final Bytes<?> row = Bytes.allocateElasticDirect();
        private @Nullable ChronicleQueue queue;
        private @Nullable ExcerptTailer tailer;
        private @Nullable Tally tally;
        private boolean hasPayload;

        @Override
        public void open(final CaseSpec bench, final Tally into) {
            queue = queue(bench);
            tailer = queue.createTailer();
            tally = into;
            hasPayload = LogCases.payloadBytes(bench.name()) > 0;
        }

        @Override
        public int poll() {
            int rows = 0;
            row.clear();
            while (rows < POLL_LIMIT && tailer.readBytes(row)) {
                if (hasPayload) {
                    tally.addPayload(
                            row.readLong(0),
                            (int) row.readRemaining() - Long.BYTES,
                            at -> row.readLong(Long.BYTES + at));
                } else {
                    tally.add(row.readLong(24), row.readDouble(32));
                }
                rows++;
                row.clear();
            }
            return rows;
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
