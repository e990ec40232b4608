package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Notes what the footer will say about each chunk of a file, and builds it.
final class FooterBuilder {
    private static final long LEAST_ROOM_BYTES = 16 << 10;
    /// It is measured again when so much of the chunks have come since: seldom enough to cost nothing.
    private static final int MEASURE_FRACTION = 4;

    private final Compression form;
    private final Map<StoreId, ManifestBuilder> manifests = new LinkedHashMap<>();
    private long chunkCount;
    private long rowCount;
    private long measuredBytes;
    private long measureAtChunks = 1;

    /// A footer that is read where it lies.
    FooterBuilder() {
        this(Compression.NONE);
    }

    FooterBuilder(final Compression form) {
        this.form = form;
    }

    boolean knows(final StoreId store) {
        return manifests.containsKey(store);
    }

    void add(final StoreId store) {
        manifests.computeIfAbsent(store, ManifestBuilder::new);
    }

    /// @param offset of the chunk's message without its header
    void add(
            final StoreId store,
            final Chunk chunk,
            final long offset,
            final long sizeBytes,
            final long uncompressedBytes) {
        manifests.computeIfAbsent(store, ManifestBuilder::new).add(chunk, offset, sizeBytes, uncompressedBytes);
        chunkCount++;
        rowCount += chunk.rowCount();
    }

    /// Adds a chunk that stays where it is.
    void add(final RrdFile file, final ChunkEntry entry) throws RrdException {
        file.peek(entry, stream -> {
            add(
                    entry.store(),
                    ChunkCodec.decode(stream),
                    entry.offsetBytes(),
                    entry.lengthBytes(),
                    entry.uncompressedBytes());
            return true;
        });
    }

    long chunkCount() {
        return chunkCount;
    }

    long rowCount() {
        return rowCount;
    }

    /// Bytes to keep for [#frame], so that it fits where a chunk no longer did. Measured now and then, and
    /// generous: it grows with the number of chunks and with that of the columns they have.
    long roomBytes() {
        if (chunkCount >= measureAtChunks) {
            measureAtChunks = chunkCount + chunkCount / MEASURE_FRACTION + 1;
            measuredBytes = 0;
            for (final MemorySegment part : frame(0)) {
                measuredBytes += part.byteSize();
            }
        }
        return LEAST_ROOM_BYTES + 2 * measuredBytes;
    }

    /// End message and stream footer.
    ///
    /// @param frameAt where in the file they go
    List<MemorySegment> frame(final long frameAt) {
        final ProtobufWriter footer = new ProtobufWriter();
        for (final ManifestBuilder manifest : manifests.values()) {
            if (manifest.chunkCount() > 0) {
                footer.message(FooterDescriptor.MANIFEST, manifest.build(form));
            }
        }
        final MemorySegment payload = MemorySegment.ofArray(footer.toArray());
        final long payloadAt = frameAt + MessageHeaderDescriptor.BYTES;
        return List.of(
                ChunkFrame.header(MessageHeaderDescriptor.KIND_END, payload.byteSize()),
                payload,
                MemorySegment.ofArray(
                        StreamFooterDescriptor.write(payloadAt, payload.byteSize(), Checksums.ofFooter(payload))));
    }
}
