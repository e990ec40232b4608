package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.LinkException;
import dev.kymo.store.model.Layouts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A viewer elsewhere: is sent the recording's files from their first byte on, and then what is added to
/// them. Holds one piece of a file at a time, so however slow the viewer is, it costs no more than that.
final class ViewerConnection extends Connection {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration FILING_TIME = Duration.ofSeconds(10);

    private final ServedFiles files;
    private final Map<Path, Sent> sent = new LinkedHashMap<>();
    private final ByteBuffer piece = ByteBuffer.allocate(LinkDescriptor.MAX_FILE_BYTES);
    private long heardNs = System.nanoTime();
    private int nextNumber;

    ViewerConnection(
            final RemoteServer server,
            final Socket socket,
            final BufferedInputStream in,
            final Greetings.Hello hello,
            final ServedFiles files)
            throws IOException {
        super(server, socket, in, hello);
        this.files = files;
    }

    /// A file on its way.
    private static final class Sent {
        private final int number;
        private final FileChannel channel;
        private long offset;

        Sent(final int number, final FileChannel channel) {
            this.number = number;
            this.channel = channel;
        }
    }

    @Override
    void run() throws IOException, InterruptedException {
        welcome(0);
        try {
            files.fileAll(FILING_TIME);
            sendWhatIsThere();
            send(frames -> frames.write(LinkDescriptor.CAUGHT_UP));
            while (!isEnding()) {
                if (!sendWhatIsThere() && !server().awaitEnd(LOOK_NS)) {
                    listen();
                }
            }
            sendWhatIsThere();
            send(frames -> frames.writeText(LinkDescriptor.END, "the recorder stopped"));
        } finally {
            for (final Sent each : sent.values()) {
                each.channel.close();
            }
        }
    }

    /// @return whether there was something
    private boolean sendWhatIsThere() throws IOException {
        boolean isAny = false;
        for (final Path file : files.present()) {
            if (!sent.containsKey(file)) {
                announce(file);
            }
        }
        for (final Map.Entry<Path, Sent> each : sent.entrySet()) {
            final Sent file = each.getValue();
            while (file.offset < files.settledBytes(each.getKey())
                    && sendPiece(file, files.settledBytes(each.getKey()))) {
                isAny = true;
                listen();
            }
        }
        return isAny;
    }

    private void announce(final Path file) throws IOException {
        final FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (final NoSuchFileException deletedMeanwhile) {
            return;
        }
        final Sent fresh = new Sent(nextNumber++, channel);
        sent.put(file, fresh);
        final byte[] head = new byte[LinkDescriptor.FILE_HEADER_LENGTH];
        MemorySegment.ofArray(head).set(Layouts.INT, 0, fresh.number);
        final byte[] name =
                Objects.requireNonNull(file.getFileName()).toString().getBytes(StandardCharsets.UTF_8);
        send(frames -> frames.write(LinkDescriptor.FILE, head, name, 0, name.length));
    }

    private boolean sendPiece(final Sent file, final long settledBytes) throws IOException {
        piece.clear().limit((int) Math.min(piece.capacity(), settledBytes - file.offset));
        final int read = file.channel.read(piece, file.offset);
        if (read <= 0) {
            return false;
        }
        final byte[] head = new byte[LinkDescriptor.BYTES_HEADER_LENGTH];
        final MemorySegment view = MemorySegment.ofArray(head);
        view.set(Layouts.INT, 0, file.number);
        view.set(Layouts.LONG, Long.BYTES, file.offset);
        send(frames -> frames.write(LinkDescriptor.BYTES, head, piece.array(), 0, read));
        file.offset += read;
        return true;
    }

    /// Takes the viewer's signs of life, and notices when there are none.
    private void listen() throws IOException {
        while (available() > 0) {
            heardNs = System.nanoTime();
            if (!reader().read(_ -> {})) {
                throw new IOException("closed");
            }
            if (reader().type() != LinkDescriptor.PING) {
                throw new LinkException("a frame of type " + reader().type() + " from a viewer");
            }
        }
        if (System.nanoTime() - heardNs > server().silenceNs()) {
            throw new LinkException("the viewer has been silent for "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - heardNs) + " s");
        }
    }
}
