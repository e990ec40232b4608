package dev.kymo.rrd;

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
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes chunks of one or several stores to a file, under its final name from the first byte. The file can be
/// read at every instant: frames are appended whole, and the footer comes with [#close]; a file without one is as
/// good, only slower to open. Unless the options say that it is compressed, each payload lies at a multiple of 4096.
/// What [#place] has stored can be read back from the file, mapped, until [#close].
///
/// One thread at a time, except that those who read chunks back may be anywhere.
public final class RrdWriter implements ChunkSink, AutoCloseable {
    /// The format version that files claim to follow.
    static final StreamVersion VERSION = new StreamVersion(0, StreamHeaderDescriptor.WRITTEN_MINOR, 0, 0);

    private final Path path;
    private final AppendFile file;
    private final GrowingMapping mapping;
    private final FooterBuilder footer;
    private final List<Problem> cut;
    private final Durability durability;
    private final Compression compression;
    private final ChunkAppender chunks;
    private final MappedChunks stored;

    private long forcedAtNs = System.nanoTime();
    private boolean closed;

    private RrdWriter(
            final Path path, final AppendFile file, final RrdWriterOptions options, final Continuation continuation) {
        this.path = path;
        this.file = file;
        durability = options.durability();
        footer = continuation.footer();
        cut = continuation.cut();
        compression = options.compression();
        chunks = new ChunkAppender(file, footer, new Lz4Packer());
        mapping = new GrowingMapping(path, file.descriptor(), options.windowBytes());
        stored = new MappedChunks(path, mapping::view);
    }

    /// Begins a file.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when one is there and `options` keep it
    /// @throws RrdException when one is there, is to be overwritten, and is still being written by somebody
    public static RrdWriter create(final Path path, final RrdWriterOptions options) throws IOException {
        if (options.overwrite() && Files.isRegularFile(path)) {
            AppendFile.delete(path);
        }
        return begin(path, AppendFile.create(path), options, Continuation.begin());
    }

    /// Goes on with a file that another writer has closed, or died over. What follows the last whole frame is
    /// cut off, [#cutOff] tells it: a torn frame, and the footer, which [#close] writes anew. From then on the
    /// file is as one that was never closed: it can be read at every instant. Stores that it describes need no
    /// [#begin].
    ///
    /// A torn frame is told by its length and, in the last 64 MiB, by its checksum. Reads the columns' heads
    /// and the times of all chunks, for the new footer.
    ///
    /// @param options `overwrite` means nothing here
    /// @throws RrdException when somebody is writing the file, or when it is damaged before its last frame,
    ///     which `RrdRepair` can mend; the file has not been touched then
    public static RrdWriter reopen(final Path path, final RrdWriterOptions options) throws IOException {
        return reopen(path, options, true);
    }

    /// As [#reopen], for whoever was not told to change what the file has: nothing is cut off but an end that
    /// says nothing of chunks (the footer's rest).
    ///
    /// @throws RrdException as [#reopen], and when a frame is torn; the file has not been touched then
    static RrdWriter reopenWhole(final Path path, final RrdWriterOptions options) throws IOException {
        return reopen(path, options, false);
    }

    private static RrdWriter reopen(final Path path, final RrdWriterOptions options, final boolean mayCut)
            throws IOException {
        final AppendFile file = AppendFile.open(path);
        final Continuation continuation;
        try {
            continuation = Continuation.of(path);
            if (!mayCut && !continuation.cut().isEmpty()) {
                final Problem torn = continuation.cut().getFirst();
                throw new RrdException(path, torn.offsetBytes(), torn.message());
            }
        } catch (final IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
        return begin(path, file, options, continuation);
    }

    /// Takes `file` over.
    private static RrdWriter begin(
            final Path path, final AppendFile file, final RrdWriterOptions options, final Continuation continuation)
            throws IOException {
        try {
            if (continuation.endBytes() < file.sizeBytes()) {
                file.truncate(continuation.endBytes());
            }
            if (continuation.endBytes() == 0) {
                file.append(List.of(MemorySegment.ofArray(StreamHeaderDescriptor.written())));
            }
            return new RrdWriter(path, file, options, continuation);
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

    /// Chunks in the file, those it had when it was reopened among them.
    public long chunkCount() {
        return footer.chunkCount();
    }

    /// Rows in those chunks.
    public long rowCount() {
        return footer.rowCount();
    }

    /// Why the file takes no more chunks, whatever is tried; null while it does.
    public @Nullable RrdException failure() {
        return file.failure();
    }

    /// How often the file was forced to the disk so far.
    public long forceCount() {
        return file.forceCount();
    }

    /// What [#reopen] found torn and cut off, in the order of the file; empty where there was nothing but a
    /// footer.
    public List<Problem> cutOff() {
        return cut;
    }

    /// Whether the store has been described or has a chunk, in this file.
    public boolean knows(final StoreId store) {
        return footer.knows(store);
    }

    /// Shows the ids of all rows in the file, newest chunk first, and in a chunk last row first, until the
    /// visitor has seen enough: for whoever must not file a row twice after [#reopen]. Reads no values.
    ///
    /// @throws RrdException when a chunk's data can't be read
    public void visitRowIds(final RowIdVisitor visitor) throws RrdException {
        requireOpen();
        try (RrdFile written = RrdFile.open(path)) {
            written.visitRowIds(visitor);
        }
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
        if (footer.knows(store)) {
            throw new IllegalArgumentException("store " + store + " has been described already");
        }
        final byte[] message =
                StoreMessages.setStoreInfo(RowIds.PROCESS.next(), info).toArray();
        file.append(
                List.of(
                        ChunkFrame.header(MessageHeaderDescriptor.KIND_SET_STORE_INFO, message.length),
                        MemorySegment.ofArray(message)),
                footer.roomBytes());
        footer.add(store);
    }

    /// {@inheritDoc}
    ///
    /// Costs one pass over the values for their checksum, and one to write them.
    ///
    /// @throws RrdException when the disk is full or fails. The file is whole up to the last chunk that
    ///     fitted, and takes no more: every later call says the same at once
    @Override
    public Placement.InFile place(final StoreId store, final Chunk chunk) throws IOException {
        final EncodedIpc payload = ChunkCodec.encode(chunk);
        final ChunkAppender.Place place = append(store, chunk, payload);
        try {
            mapping.cover(place.payloadAt(), place.payloadBytes());
        } catch (final IOException e) {
            // It can't be read back, so it must not count as stored.
            file.truncate(place.frameAt());
            throw e;
        }
        footer.add(store, chunk, place.messageAt(), place.messageBytes(), payload.lengthBytes());
        return new Placement.InFile(chunk, stored, place.payloadAt(), place.payloadBytes(), place.unpackedBytes());
    }

    /// What was found wrong with chunks that were read back: somebody else has changed the file. Any thread.
    public List<Problem> problems() {
        return stored.problems();
    }

    /// [#place] for whoever does not ask for the chunk any more.
    ///
    /// @throws RrdException as [#place]
    public void append(final StoreId store, final Chunk chunk) throws IOException {
        final EncodedIpc payload = ChunkCodec.encode(chunk);
        final ChunkAppender.Place place = append(store, chunk, payload);
        footer.add(store, chunk, place.messageAt(), place.messageBytes(), payload.lengthBytes());
    }

    private ChunkAppender.Place append(final StoreId store, final Chunk chunk, final EncodedIpc payload)
            throws IOException {
        requireOpen();
        if (!footer.knows(store)) {
            begin(StoreInfo.of(store));
        }
        final ChunkAppender.Place place =
                chunks.append(store, chunk, payload.parts(), payload.lengthBytes(), compression);
        forceIfDue();
        return place;
    }

    private void forceIfDue() throws IOException {
        if (durability.intervalNs() < 0) {
            return;
        }
        if (System.nanoTime() - forcedAtNs >= durability.intervalNs()) {
            force();
        } else {
            file.beginWritingBack();
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

    /// Writes the footer and closes the file; chunks that [#place] has stored can't be read back any more. Does
    /// nothing the second time.
    ///
    /// @throws IOException when the footer could not be written; the file is then whole without it
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file;
                mapping;
                chunks) {
            // Not for a file without chunks: an end message is where older readers stop, and such a file may be put
            // before another.
            if (footer.chunkCount() > 0) {
                file.appendLast(footer.frame(file.sizeBytes()));
            }
            if (durability.intervalNs() >= 0) {
                file.force();
            }
        }
    }
}
