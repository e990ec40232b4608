package dev.kymo.perf.peers;

import dev.kymo.perf.logging.LogCases;
import dev.kymo.perf.logging.LogWriter;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import org.jspecify.annotations.Nullable;

/// Chronicle Queue on a memory file system: raw bytes, no wire format; the appender and the tailer in two
/// processes. Its file only grows, so each page it comes to is fresh; its pretoucher, which is not in the open
/// edition, would touch them ahead on another thread. Here they are touched between bursts.
final class ChronicleLog implements LogWriter {
    private static final int SCALAR_BYTES = 40;
    private static final long BLOCK_BYTES = 256L << 20;
    private static final int POLL_LIMIT = 4096;
    private static final int PAGE_BYTES = 4096;
    /// Of the file's head, and of its index beside the rows.
    private static final long HEAD_BYTES = 4L << 20;
    private static final int ROW_HEADER_BYTES = 8;
    private static final int INDEX_PART = 32;

    static {
        // Its own measurements and resource tracing off, as for production.
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("jvm.resource.tracing", "false");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }

    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;
    private @Nullable Bytes<?> row;
    private Path folder = Path.of("");
    private long plannedBytes;
    private long touchedBytes;
    private int blackHole;

    private static Path folder(final CaseSpec bench) {
        return bench.folder().resolve("queue");
    }

    static ChronicleQueue queue(final CaseSpec bench) {
        return SingleChronicleQueueBuilder.binary(folder(bench))
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .blockSize(BLOCK_BYTES)
                .build();
    }

    @Override
    public void open(final CaseSpec bench) {
        folder = folder(bench);
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

    /// A read fault on a hole of a file in memory gives it a page of zeros; nothing is written that the appender might
    /// be writing.
    @Override
    public void beforeBurst(final int rows, final int payloadBytes) throws IOException {
        final int dataBytes = payloadBytes > 0 ? Long.BYTES + payloadBytes : SCALAR_BYTES;
        final long rowBytes = ROW_HEADER_BYTES + (long) dataBytes;
        plannedBytes += rows * (rowBytes + rowBytes / INDEX_PART);
        final Optional<Path> file = rows();
        if (file.isEmpty()) {
            return;
        }
        final long to = HEAD_BYTES + plannedBytes;
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            final long end = Math.min(to, channel.size());
            if (end <= touchedBytes) {
                return;
            }
            final MemorySegment ahead =
                    channel.map(FileChannel.MapMode.READ_ONLY, touchedBytes, end - touchedBytes, arena);
            for (long at = 0; at < ahead.byteSize(); at += PAGE_BYTES) {
                blackHole += ahead.get(ValueLayout.JAVA_BYTE, at);
            }
            touchedBytes = end / PAGE_BYTES * PAGE_BYTES;
        }
    }

    /// The one file of a daily cycle, once it is there.
    private Optional<Path> rows() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SingleChronicleQueue.SUFFIX))
                    .findFirst();
        }
    }

    /// Keeps pages from being read for nobody.
    int blackHole() {
        return blackHole;
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
