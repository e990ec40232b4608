package dev.kymo.rrd;

import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes chunks of one or several stores to a file, under its final name from the first byte. The file can be read at
/// every instant: frames are appended whole, uncompressed, each payload at a multiple of 4096, and the footer comes
/// with
/// [#close]; a file without one is as good, only slower to open.
///
/// What was stored is handed back as a view of the file, mapped. One thread at a time.
public final class RrdWriter implements ChunkSink, AutoCloseable {
    /// The format version that files claim to follow.
    static final StreamVersion VERSION = new StreamVersion(0, StreamHeaderDescriptor.WRITTEN_MINOR, 0, 0);

    private final Path path;
    private final AppendFile file;
    private final GrowingMapping mapping;
    private final Map<StoreId, ManifestBuilder> manifests = new LinkedHashMap<>();
    private final Durability durability;
    private long forcedAtNs = System.nanoTime();
    private long chunkCount;
    private boolean closed;

    private RrdWriter(final Path path, final AppendFile file, final RrdWriterOptions options) throws IOException {
        this.path = path;
        this.file = file;
        durability = options.durability();
        file.append(List.of(MemorySegment.ofArray(StreamHeaderDescriptor.written())));
        mapping = new GrowingMapping(path, options.windowBytes());
    }

    /// Begins a file.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when one is there and `options` keep it
    public static RrdWriter create(final Path path, final RrdWriterOptions options) throws IOException {
        if (options.overwrite() && Files.isRegularFile(path)) {
            Files.delete(path);
        }
        final AppendFile file = AppendFile.create(path);
        try {
            return new RrdWriter(path, file, options);
        } catch (final IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /// Bytes written so far.
    public long sizeBytes() {
        return file.sizeBytes();
    }

    public long chunkCount() {
        return chunkCount;
    }

    /// Describes a store; must come before its first chunk, or a plain description is written then.
    ///
    /// @throws IllegalArgumentException when the store has been described, or an id is empty
    public void begin(final StoreInfo info) throws IOException {
        requireOpen();
        final StoreId store = info.store();
        if (store.applicationId().isEmpty() || store.recordingId().isEmpty()) {
            throw new IllegalArgumentException("store " + store + ": its ids must not be empty");
        }
        if (manifests.containsKey(store)) {
            throw new IllegalArgumentException("store " + store + " has been described already");
        }
        final byte[] message =
                StoreMessages.setStoreInfo(RowIds.PROCESS.next(), info).toArray();
        file.append(List.of(
                header(MessageHeaderDescriptor.KIND_SET_STORE_INFO, message.length), MemorySegment.ofArray(message)));
        manifests.put(store, new ManifestBuilder(store));
    }

    private static MemorySegment header(final long kind, final long lengthBytes) {
        final MemorySegment header = MemorySegment.ofArray(new byte[MessageHeaderDescriptor.BYTES]);
        MessageHeaderDescriptor.write(header, 0, kind, lengthBytes);
        return header;
    }

    /// {@inheritDoc}
    ///
    /// Costs one pass over the values for their checksum, and one to write them.
    @Override
    public Chunk store(final StoreId store, final Chunk chunk) throws IOException {
        requireOpen();
        if (!manifests.containsKey(store)) {
            begin(StoreInfo.of(store));
        }
        final EncodedIpc payload = ChunkCodec.encode(chunk);
        final ProtobufWriter suffix = suffix(chunk);
        final long frameAt = file.sizeBytes();
        final MemorySegment prefix = prefix(store, payload, suffix.length(), frameAt);
        final ArrayList<MemorySegment> parts = new ArrayList<>();
        parts.add(prefix);
        parts.addAll(payload.parts());
        parts.add(MemorySegment.ofArray(suffix.toArray()));
        file.append(parts);
        forceIfDue();
        final long payloadAt = frameAt + prefix.byteSize();
        final Chunk stored;
        try {
            stored = ChunkCodec.decode(mapping.view(payloadAt, payload.lengthBytes()));
        } catch (final IOException e) {
            // It can't be handed back, so it must not count as stored.
            file.truncate(frameAt);
            throw e;
        }
        final long messageAt = frameAt + MessageHeaderDescriptor.BYTES;
        manifestOf(store).add(stored, messageAt, file.sizeBytes() - messageAt, payload.lengthBytes());
        chunkCount++;
        return stored;
    }

    private ManifestBuilder manifestOf(final StoreId store) {
        return Objects.requireNonNull(manifests.get(store));
    }

    private static ProtobufWriter suffix(final Chunk chunk) {
        return new ProtobufWriter()
                .message(
                        ArrowMessageDescriptor.CHUNK_ID,
                        StoreMessages.tuid(chunk.id().timeNs(), chunk.id().inc()))
                .number(ArrowMessageDescriptor.IS_STATIC, chunk.isStatic() ? 1 : 0);
    }

    /// Message header and all fields before the payload's bytes.
    private static MemorySegment prefix(
            final StoreId store, final EncodedIpc payload, final int suffixBytes, final long frameAt) {
        final ProtobufWriter head = new ProtobufWriter()
                .message(ArrowMessageDescriptor.STORE_ID, StoreMessages.storeId(store))
                .number(ArrowMessageDescriptor.COMPRESSION, ArrowMessageDescriptor.COMPRESSION_NONE)
                .number(ArrowMessageDescriptor.UNCOMPRESSED_SIZE, payload.lengthBytes())
                .number(ArrowMessageDescriptor.ENCODING, ArrowMessageDescriptor.ENCODING_ARROW_IPC);
        final int payloadHead = ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PAYLOAD, payload.lengthBytes());
        final byte[] padding =
                new byte[paddingBytes(frameAt + MessageHeaderDescriptor.BYTES + head.length() + payloadHead)];
        MemorySegment.ofArray(padding).set(Layouts.LONG, 0, Checksums.ofPayload(payload.parts()));
        head.bytes(ArrowMessageDescriptor.PADDING, padding)
                .bytesHead(ArrowMessageDescriptor.PAYLOAD, payload.lengthBytes());
        final MemorySegment prefix = MemorySegment.ofArray(new byte[MessageHeaderDescriptor.BYTES + head.length()]);
        MessageHeaderDescriptor.write(
                prefix, 0, MessageHeaderDescriptor.KIND_ARROW, head.length() + payload.lengthBytes() + suffixBytes);
        MemorySegment.copy(
                MemorySegment.ofArray(head.toArray()), 0, prefix, MessageHeaderDescriptor.BYTES, head.length());
        return prefix;
    }

    /// The least length of the padding field's bytes, at least the checksum's, that with its own tag and length brings
    /// `unpaddedEnd` to an aligned offset.
    static int paddingBytes(final long unpaddedEnd) {
        final int alignment = ArrowMessageDescriptor.PAYLOAD_ALIGNMENT;
        for (int bytes = ArrowMessageDescriptor.CHECKSUM_BYTES; ; bytes++) {
            final int headBytes = ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PADDING, bytes);
            final long missing = -(unpaddedEnd + headBytes + bytes) & (alignment - 1);
            if (missing == 0) {
                return bytes;
            }
            if (ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PADDING, bytes + missing) == headBytes) {
                return (int) (bytes + missing);
            }
            // The longer padding needs a longer length: start over from where that begins.
        }
    }

    private void forceIfDue() throws IOException {
        if (durability.intervalNs() >= 0 && System.nanoTime() - forcedAtNs >= durability.intervalNs()) {
            force();
        }
    }

    /// Returns when all that was stored is on the disk.
    public void force() throws IOException {
        requireOpen();
        file.force();
        forcedAtNs = System.nanoTime();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " has been closed");
        }
    }

    /// Writes the footer and closes the file; chunks that [#store] returned are gone. Does nothing the second time.
    ///
    /// @throws IOException when the footer could not be written; the file is then whole without it
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file;
                mapping) {
            if (chunkCount > 0) {
                appendFooter();
            }
            if (durability.intervalNs() >= 0) {
                file.force();
            }
        }
    }

    /// Not for a file without chunks: an end message is where older readers stop, and such a file may be put before
    /// another.
    private void appendFooter() throws IOException {
        final ProtobufWriter footer = new ProtobufWriter();
        for (final ManifestBuilder manifest : manifests.values()) {
            if (manifest.chunkCount() > 0) {
                footer.message(FooterDescriptor.MANIFEST, manifest.build());
            }
        }
        final MemorySegment payload = MemorySegment.ofArray(footer.toArray());
        final long payloadAt = file.sizeBytes() + MessageHeaderDescriptor.BYTES;
        file.append(List.of(
                header(MessageHeaderDescriptor.KIND_END, payload.byteSize()),
                payload,
                MemorySegment.ofArray(
                        StreamFooterDescriptor.write(payloadAt, payload.byteSize(), Checksums.ofFooter(payload)))));
    }
}
