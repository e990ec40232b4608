package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Writes chunks to a stream that can't be gone back in, such as a pipe: the same bytes that [RrdWriter]
/// writes to a file. One thread at a time.
public final class RrdStreamWriter implements ChunkSink, AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;

    private final OutputStream out;
    private final FooterBuilder footer = new FooterBuilder();
    private final byte[] piece = new byte[PIECE_BYTES];
    private long writtenBytes;
    /// A part of a frame was written, and the rest could not be.
    private boolean isBroken;

    private boolean closed;

    private RrdStreamWriter(final OutputStream out) {
        this.out = out;
    }

    /// Writes the head of a stream.
    ///
    /// @param out stays the caller's, to be flushed and closed
    public static RrdStreamWriter begin(final OutputStream out) throws IOException {
        final RrdStreamWriter writer = new RrdStreamWriter(out);
        writer.write(List.of(MemorySegment.ofArray(StreamHeaderDescriptor.written())));
        return writer;
    }

    /// {@inheritDoc}
    ///
    /// @return the chunk as it was given: a stream can't be read back
    /// @throws IOException when it can't be written; it is whole up to the chunk before, and takes no more
    @Override
    public Placement place(final StoreId store, final Chunk chunk) throws IOException {
        if (closed) {
            throw new IllegalStateException("the stream has been ended");
        }
        if (!footer.knows(store)) {
            final byte[] message = StoreMessages.setStoreInfo(RowIds.PROCESS.next(), StoreInfo.of(store))
                    .toArray();
            write(List.of(
                    ChunkFrame.header(MessageHeaderDescriptor.KIND_SET_STORE_INFO, message.length),
                    MemorySegment.ofArray(message)));
            footer.add(store);
        }
        final EncodedIpc payload = ChunkCodec.encode(chunk);
        final byte[] suffix = ChunkFrame.suffix(chunk.id(), chunk.isStatic());
        final long messageAt = writtenBytes + MessageHeaderDescriptor.BYTES;
        final List<MemorySegment> parts = new ArrayList<>();
        parts.add(ChunkFrame.prefix(
                store, payload.lengthBytes(), Checksums.ofPayload(payload.parts()), suffix.length, writtenBytes));
        parts.addAll(payload.parts());
        parts.add(MemorySegment.ofArray(suffix));
        write(parts);
        footer.add(store, chunk, messageAt, writtenBytes - messageAt, payload.lengthBytes());
        return new Placement.InMemory(chunk);
    }

    private void write(final List<MemorySegment> parts) throws IOException {
        if (isBroken) {
            throw new IOException("the stream broke before");
        }
        isBroken = true;
        for (final MemorySegment part : parts) {
            long at = 0;
            while (at < part.byteSize()) {
                final int length = (int) Math.min(piece.length, part.byteSize() - at);
                MemorySegment.copy(part, ValueLayout.JAVA_BYTE, at, piece, 0, length);
                out.write(piece, 0, length);
                at += length;
                writtenBytes += length;
            }
        }
        isBroken = false;
    }

    /// Writes the footer.
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (footer.chunkCount() > 0 && !isBroken) {
                write(footer.frame(writtenBytes));
            }
        }
    }
}
