package dev.kymo.perf.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A plain sequential write: messages gathered in 1 MiB, times not kept, forced at the end. The floor.
final class PlainWrite implements MessageRecorder {
    private static final int GATHER_BYTES = 1 << 20;

    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHER_BYTES);
    private @Nullable FileChannel channel;
    private int messageBytes;

    @Override
    public void begin(final Path file, final Path scratch, final int bytes) throws IOException {
        messageBytes = bytes;
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void write(final long time, final ByteBuffer payload) throws IOException {
        payload.clear();
        if (payload.capacity() >= GATHER_BYTES) {
            writeAll(payload);
            return;
        }
        if (gathered.remaining() < payload.capacity()) {
            flush();
        }
        gathered.put(payload);
    }

    private void flush() throws IOException {
        writeAll(gathered.flip());
        gathered.clear();
    }

    private void writeAll(final ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void finish() throws IOException {
        flush();
        channel.force(false);
        channel.close();
    }

    @Override
    public long countMessages(final Path file) throws IOException {
        return Files.size(file) / messageBytes;
    }
}
