package dev.kymo.rrd;

import dev.kymo.rrd.NativeMemory.Access;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.FiledChunks;
import dev.kymo.store.index.LoadedChunk;
import dev.kymo.store.index.LoadedChunks;
import dev.kymo.store.index.StaleIndexException;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A recording's file, opened by its index: what there is, is known without looking at a chunk, and chunks are loaded
/// when they are asked for.
///
/// The index comes from the side file that an earlier opening left ([IndexFile]); else from the footer; else from the
/// heads of all chunks. What the index says of a chunk is compared with the chunk when it is loaded; where they differ
/// the index is built anew, from the chunks.
///
/// Any thread. Chunks are views of the mapped file, or of memory they were unpacked to, within a budget
/// ([ChunkMemory]). Close it after the stores that are over it.
public final class IndexedRecording implements AutoCloseable {
    /// A file without a footer that was changed more recently is likely to be changed again.
    private static final Duration QUIET = Duration.ofSeconds(2);
    /// Of a chunk that is about to be used, this much is asked of the disk at once.
    private static final long READ_AHEAD_BYTES = 4L << 20;
    /// What lies behind a head that is in memory already is mostly there too, and to ask for it costs a tenth
    /// of opening a recording of small chunks. No disk answers so soon. Of larger chunks only the head may be
    /// there.
    private static final long IN_MEMORY_NS = 20_000;

    private static final long SMALL_PAYLOAD_BYTES = 64 << 10;
    /// The kernel reads 128 KiB around a page that is missing unless it is told that reading is random. Of smaller
    /// chunks that is several, and costs the disk no more than one.
    private static final long READ_AROUND_CHUNK_BYTES = 64 << 10;

    private final Path path;
    private final IndexOptions options;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment file;
    private final ChunkMemory memory;
    private final Map<StoreId, IndexedStore> stores = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<OffHeap.Block> images = new ArrayList<>();
    private IndexSource source = IndexSource.SIDE_FILE;
    private volatile IndexImage image;

    /// Where an index came from.
    public enum IndexSource {
        SIDE_FILE,
        FOOTER,
        CHUNKS
    }

    private IndexedRecording(final Path path, final IndexOptions options, final ChunkMemory memory)
            throws RrdException {
        this.path = path;
        this.options = options;
        this.memory = memory;
        try {
            final MemorySegment mapped = RrdFile.map(path, arena);
            final Optional<IndexImage> kept = kept(path, options, mapped, arena);
            if (kept.isPresent()) {
                file = mapped;
                image = kept.get();
            } else {
                try (RrdFile opened = RrdFile.open(path)) {
                    file = opened.sizeBytes() == mapped.byteSize()
                            ? mapped
                            : RrdFile.map(path, arena).asSlice(0, opened.sizeBytes());
                    image = build(opened, false);
                }
            }
            problems.addAll(image.problems());
            for (final IndexImage.StoreEntry entry : image.stores()) {
                stores.put(entry.id(), new IndexedStore(this, image, entry));
            }
            if (file.byteSize() > image.chunkCount() * READ_AROUND_CHUNK_BYTES) {
                NativeMemory.advise(file, Access.RANDOM);
            }
        } catch (final RrdException | RuntimeException | Error e) {
            images.forEach(OffHeap.Block::close);
            arena.close();
            throw e;
        }
    }

    /// Maps a file and finds or makes its index.
    ///
    /// @throws RrdException when it is no `.rrd` file, or can't be read; in one line, with file and byte offset
    public static IndexedRecording open(final Path path, final IndexOptions options) throws RrdException {
        return open(path, options, memory(options));
    }

    /// The memory that `options` allow.
    static ChunkMemory memory(final IndexOptions options) {
        return new ChunkMemory(options.memoryLimitBytes(), options.limitsProcess() ? new HeldMemory() : null);
    }

    /// One of several that share a budget.
    ///
    /// @param memory may be closed before this is
    static IndexedRecording open(final Path path, final IndexOptions options, final ChunkMemory memory)
            throws RrdException {
        try {
            return new IndexedRecording(path, options, memory);
        } catch (final InternalError e) {
            throw asRrdException(path, e);
        }
    }

    private static RrdException asRrdException(final Path path, final InternalError fault) {
        return RrdException.ofWhole(path, "the file was cut while it was opened; open it again", fault);
    }

    /// Whether the recording has an index that is kept, so that opening it costs the same whatever its size.
    public static boolean isIndexed(final Path path, final IndexOptions options) {
        try (Arena scratch = Arena.ofShared()) {
            return Files.isRegularFile(path)
                    && kept(path, options, RrdFile.map(path, scratch), scratch).isPresent();
        } catch (final RrdException | InternalError e) {
            return false;
        }
    }

    private static Optional<IndexImage> kept(
            final Path path, final IndexOptions options, final MemorySegment mapped, final Arena arena) {
        try {
            return new IndexFile(path, options.cacheFolder(), options.notes())
                    .read(RecordingIdentity.of(path, mapped), arena);
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /// Makes an index, keeps it in a side file when that is worth it, and reads it.
    private IndexImage build(final RrdFile opened, final boolean fromChunks) throws RrdException {
        try {
            final RecordingIdentity identity = RecordingIdentity.of(path, opened.bytes());
            final IndexBuilder builder = new IndexBuilder();
            final List<Problem> found = new ArrayList<>();
            opened.stores().forEach(info -> builder.add(info.store()));
            if (!fromChunks && ManifestFacts.addAll(opened, builder)) {
                source = IndexSource.FOOTER;
            } else {
                source = IndexSource.CHUNKS;
                NativeMemory.advise(opened.bytes(), Access.RANDOM);
                ChunkScan.addAll(opened, builder, found, options.progress());
            }
            found.addAll(0, opened.problems());
            final IndexBytes index = builder.build(identity, found);
            if (isKept(opened, builder.chunkCount()) && identity.equals(RecordingIdentity.of(path, opened.bytes()))) {
                final IndexFile place = new IndexFile(path, options.cacheFolder(), options.notes());
                final Optional<IndexImage> kept = place.write(index) ? place.read(identity, arena) : Optional.empty();
                if (kept.isPresent()) {
                    return kept.get();
                }
            }
            return inMemory(index, identity);
        } catch (final RrdException e) {
            throw e;
        } catch (final IOException e) {
            throw RrdException.ofWhole(path, "the file can't be read: " + e.getMessage(), e);
        }
    }

    private boolean isKept(final RrdFile opened, final int chunks) throws IOException {
        return chunks >= options.keptFromChunks()
                && (opened.footer().isPresent()
                        || Files.getLastModifiedTime(path)
                                .toInstant()
                                .isBefore(Instant.now().minus(QUIET)));
    }

    private IndexImage inMemory(final IndexBytes index, final RecordingIdentity identity) {
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.FILE_INDEX, index.length());
        images.add(block);
        final MemorySegment bytes = block.segment().asSlice(0, index.length());
        bytes.copyFrom(index.all());
        return IndexImage.open(bytes.asReadOnly(), identity, reason -> {
                    throw new IllegalStateException("an index that was just made: " + reason);
                })
                .orElseThrow();
    }

    /// Goes over to an index that is made from the chunks themselves, unless somebody has done so meanwhile.
    ///
    /// @param wrong the one that is not right
    synchronized void rebuild(final IndexImage wrong, final String reason) {
        if (image != wrong) {
            return;
        }
        options.notes().accept(path + ": its index is built anew: " + reason);
        try (RrdFile opened = RrdFile.open(path)) {
            image = build(opened, true);
        } catch (final RrdException e) {
            throw new UncheckedIOException(e);
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, file.byteSize(), e);
        }
        image.problems().forEach(this::tell);
        stores.values().forEach(store -> store.take(image));
    }

    private void tell(final Problem problem) {
        synchronized (problems) {
            if (problems.contains(problem)) {
                return;
            }
            problems.add(problem);
        }
        options.problems().accept(problem);
    }

    /// Loads a chunk.
    ///
    /// @param contradicted makes the exception for a chunk that is not what the index says
    /// @return null when its data can't be read
    @Nullable
    LoadedChunk load(
            final StoreId store,
            final IndexBlock block,
            final int chunk,
            final Epochs epochs,
            final Function<String, StaleIndexException> contradicted) {
        OffHeap.Block unpacked = null;
        try {
            final long at = block.messageOffset(chunk);
            final long askedNs = System.nanoTime();
            final ChunkEntry entry = FrameWalk.chunkAt(file, at, block.messageBytes(chunk), store)
                    .orElse(null);
            if (entry == null) {
                throw contradicted.apply("is not at byte " + at);
            }
            if (entry.compression() == Compression.LZ4) {
                unpacked = RrdFile.unpack(
                        file.asSlice(entry.payloadOffset(), entry.payloadBytes()), entry, MemoryTag.DECOMPRESSED);
            } else if (entry.payloadBytes() > SMALL_PAYLOAD_BYTES || System.nanoTime() - askedNs > IN_MEMORY_NS) {
                willNeed(entry.payloadOffset(), entry.payloadBytes());
            }
            final MemorySegment stream = unpacked == null
                    ? file.asSlice(entry.payloadOffset(), entry.payloadBytes())
                    : unpacked.segment().asSlice(0, entry.uncompressedBytes()).asReadOnly();
            final Chunk found = ChunkCodec.decode(stream);
            if (!found.id().equals(block.id(chunk)) || found.rowCount() != block.rows(chunk)) {
                throw contradicted.apply("is another chunk in the file");
            }
            final LoadedChunk loaded = new LoadedChunk(found, unpacked, epochs);
            unpacked = null;
            return loaded;
        } catch (final MalformedIpcException | MalformedMessageException e) {
            tell(new Problem(Problem.Kind.BAD_CHUNK, block.messageOffset(chunk), String.valueOf(e.getMessage())));
            return null;
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, file.byteSize(), e);
        } finally {
            if (unpacked != null) {
                unpacked.close();
            }
        }
    }

    /// Says that part of the file will be read.
    void willNeed(final long offset, final long lengthBytes) {
        NativeMemory.advise(file.asSlice(offset, Math.min(lengthBytes, READ_AHEAD_BYTES)), Access.WILL_NEED);
    }

    ChunkMemory memory() {
        return memory;
    }

    public Path path() {
        return path;
    }

    /// Bytes of the file when it was opened.
    public long sizeBytes() {
        return file.byteSize();
    }

    /// Where the present index came from.
    public IndexSource source() {
        return source;
    }

    /// Every store that is described or has a chunk, in the order of the file.
    public List<StoreId> stores() {
        return List.copyOf(stores.keySet());
    }

    List<IndexedStore> indexedStores() {
        return List.copyOf(stores.values());
    }

    /// The chunks of a store, for one `RecordingStore`.
    ///
    /// @throws IllegalArgumentException when the file has no such store
    public FiledChunks chunks(final StoreId store) {
        final IndexedStore found = stores.get(store);
        if (found == null) {
            throw new IllegalArgumentException(path + " has no store " + store);
        }
        return found;
    }

    /// What was found to be wrong so far: when the index was made, and in chunks that were asked for.
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /// How much is loaded now.
    public LoadedChunks loaded() {
        return memory.statistics();
    }

    /// Why the file can be read no more: it is shorter than when it was opened. Null while it is not. Costs a call of
    /// the system.
    public @Nullable String cut() {
        final RrdException reason = FileIsCut.reason(path, file.byteSize(), null);
        return reason == null ? null : reason.getMessage();
    }

    /// What a fault means that a reader of mapped chunks ran into.
    ///
    /// @return to be thrown; with file and offset when the file has been cut
    public RuntimeException explain(final InternalError fault) {
        return FileIsCut.explain(path, file.byteSize(), fault);
    }

    /// Unmaps the file and gives all memory back; no chunk may be in use.
    @Override
    public void close() {
        memory.close();
        images.forEach(OffHeap.Block::close);
        images.clear();
        arena.close();
    }
}
