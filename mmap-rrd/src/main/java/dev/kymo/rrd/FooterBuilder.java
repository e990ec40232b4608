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
    private final Map<StoreId, ManifestBuilder> manifests = new LinkedHashMap<>();
    private long chunkCount;

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

    /// End message and stream footer.
    ///
    /// @param frameAt where in the file they go
    List<MemorySegment> frame(final long frameAt) {
        final ProtobufWriter footer = new ProtobufWriter();
        for (final ManifestBuilder manifest : manifests.values()) {
            if (manifest.chunkCount() > 0) {
                footer.message(FooterDescriptor.MANIFEST, manifest.build());
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
