package dev.kymo.perf.peers;

import dev.kymo.perf.recording.MessageRecorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import org.jspecify.annotations.Nullable;

/// Chronicle Queue on disk: raw bytes, synced once at the end.
final class ChronicleRecord implements MessageRecorder {
    private static final long BLOCK_BYTES = 256L << 20;

    static {
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("jvm.resource.tracing", "false");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }

    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;
    private @Nullable Bytes<?> row;

    private static ChronicleQueue queue(final Path folder) {
        return SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .blockSize(BLOCK_BYTES)
                .build();
    }

    @Override
    public void begin(final Path file, final Path scratch, final int messageBytes) {
        queue = queue(file);
        appender = queue.createAppender();
        row = Bytes.allocateElasticDirect(Long.BYTES + messageBytes);
    }

    @Override
    public void write(final long time, final ByteBuffer payload) {
        final Bytes<?> into = row;
        into.clear();
        into.writeLong(time);
        into.write(into.writePosition(), payload, 0, payload.capacity());
        into.writeSkip(payload.capacity());
        appender.writeBytes(into);
    }

    @Override
    public void finish() {
        appender.sync();
        queue.close();
    }

    @Override
    public long countMessages(final Path file) throws IOException {
        long count = 0;
        final Bytes<?> into = Bytes.allocateElasticDirect();
        try (ChronicleQueue opened = queue(file)) {
            final ExcerptTailer tailer = opened.createTailer();
            while (tailer.readBytes(into.clear())) {
                count++;
            }
        }
        return count;
    }
}
