package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.Lz4Blocks;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ChunkId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file opened for reading: mapped whole, its frames found, its chunks read where they lie.
///
/// A file whose footer speaks for all of its chunks is opened from that, without touching one of them:
/// [Footer#manifests] tell what there is, and [#entry] finds a single chunk. [#frames], [#entries] and what
/// goes over all chunks walk the heads of the frames when they are first asked, as opening does with every
/// other file. No data is read.
///
/// What is wrong with a file is told by [#problems]; what came before it stays usable. The file may still be
/// growing: what was there when it was opened is seen. When it is made shorter meanwhile, methods of this say so by an
/// `UncheckedIOException`; reading values of a chunk that is gone ends in an `InternalError`.
///
/// Safe for any thread. Chunks are views: of the mapping, or of memory they were unpacked to; both go with
/// [#close], and whoever reads a chunk then gets an `IllegalStateException` for mapped ones, so close when all
/// readers are done.
public final class RrdFile implements AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final Optional<Footer> footer;
    /// What lies between the chunks, when the footer speaks for all of these; else every frame.
    private final FrameWalk opened;
    /// Every frame; null until somebody asks. Guarded by `walking` when it is written.
    private volatile @Nullable FrameWalk walked;
    private final Object walking = new Object();
    private final List<Problem> problems;
    /// Unpacked chunks by message offset.
    private final Map<Long, OffHeap.Block> unpacked = new HashMap<>();

    private RrdFile(final Path path, final Arena arena, final MemorySegment file) throws RrdException {
        this.path = path;
        this.arena = arena;
        this.file = file;
        problems = new ArrayList<>();
        final Optional<Footer> listing = Footer.readAtEnd(file);
        final Optional<FrameWalk> between = listing.flatMap(found -> FrameWalk.between(path, file, found));
        if (between.isPresent()) {
            opened = between.get();
            footer = listing;
        } else {
            opened = walkAll(listing);
            walked = opened;
            problems.addAll(opened.problems());
            footer = listing.isPresent() ? listing : Footer.read(file, opened.frames(), problems);
        }
    }

    private FrameWalk walkAll(final Optional<Footer> closedOnError) throws RrdException {
        try {
            return FrameWalk.over(path, file);
        } catch (final RrdException | RuntimeException | Error e) {
            closedOnError.ifPresent(Footer::close);
            throw e;
        }
    }

    private FrameWalk walk() {
        final FrameWalk known = walked;
        if (known != null) {
            return known;
        }
        synchronized (walking) {
            final FrameWalk meanwhile = walked;
            if (meanwhile != null) {
                return meanwhile;
            }
            final FrameWalk all;
            try {
                all = FrameWalk.over(path, file);
            } catch (final RrdException e) {
                throw new IllegalStateException("the header was whole when the file was opened", e);
            } catch (final InternalError e) {
                throw FileIsCut.explain(path, file.byteSize(), e);
            }
            all.problems().forEach(this::addProblem);
            walked = all;
            return all;
        }
    }

    /// Maps a file.
    ///
    /// @throws RrdException when it is no `.rrd` file, or can't be read; in one line, with file and byte
    ///     offset
    public static RrdFile open(final Path path) throws RrdException {
        final Arena arena = Arena.ofShared();
        try {
            return new RrdFile(path, arena, map(path, arena));
        } catch (final RrdException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    static MemorySegment map(final Path path, final Arena arena) throws RrdException {
        if (Files.isDirectory(path)) {
            throw RrdException.ofWhole(path, "is a directory, expected an .rrd file", null);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw RrdException.ofWhole(path, "is no regular file, so it can't be mapped", null);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (final NoSuchFileException e) {
            throw RrdException.ofWhole(path, "there is no such file", e);
        } catch (final AccessDeniedException e) {
            throw RrdException.ofWhole(path, "no permission to read the file", e);
        } catch (final IOException e) {
            throw RrdException.ofWhole(path, "the file can't be mapped: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    /// Bytes of the file when it was opened.
    public long sizeBytes() {
        return file.byteSize();
    }

    /// The bytes of the file, read-only; valid until [#close].
    public MemorySegment bytes() {
        return file;
    }

    /// The version in the header of each stream of the file; there is at least one.
    public List<StreamVersion> versions() {
        return List.copyOf(opened.versions());
    }

    /// Every store that is described or has a chunk, in the order of the file.
    public List<StoreInfo> stores() {
        return opened.stores();
    }

    /// All frames, in the order of the file.
    public List<Frame> frames() {
        return Collections.unmodifiableList(walk().frames());
    }

    /// All chunks, in the order of the file, whether or not their data can be read.
    public List<ChunkEntry> entries() {
        return Collections.unmodifiableList(walk().chunks());
    }

    /// Whether the footer's manifests speak for every chunk, so that none was looked at.
    boolean isListed() {
        return walked == null;
    }

    /// The footer, when the file has one that is whole and as its checksum says.
    public Optional<Footer> footer() {
        return footer;
    }

    /// What was found to be wrong so far: on opening, when the frames were walked, where a manifest did not
    /// agree with the file, and in chunks that [#chunks] went over.
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /// Finds the chunk that a manifest of this file lists, without going over the file. What the manifest says
    /// is checked against the chunk's message; where they differ this becomes a problem, and the chunk is
    /// looked for among all.
    ///
    /// @param chunk its row in the manifest
    /// @throws RrdException when there is no such chunk in the file
    public ChunkEntry entry(final Manifest manifest, final int chunk) throws RrdException {
        final long offset = manifest.byteOffset(chunk);
        final ChunkId id = manifest.chunkId(chunk);
        final Optional<ChunkEntry> listed = FrameWalk.chunkAt(file, offset, manifest.byteSize(chunk), manifest.store());
        if (listed.isPresent() && listed.get().chunkId().orElse(id).equals(id)) {
            return listed.get();
        }
        final String message =
                "the footer's manifest lists chunk " + id + " here, found " + (listed.isPresent() ? "another" : "none");
        addProblem(new Problem(Problem.Kind.MANIFEST, offset, message));
        for (final ChunkEntry entry : walk().chunks()) {
            if (entry.store().equals(manifest.store())
                    && entry.chunkId().isPresent()
                    && entry.chunkId().get().equals(id)) {
                return entry;
            }
        }
        throw new RrdException(path, offset, message);
    }

    /// Reads one chunk: where it lies when it is not compressed, else unpacked into memory that this file owns
    /// and keeps until [#release] or [#close].
    ///
    /// @throws RrdException when its data can't be read
    public Chunk load(final ChunkEntry entry) throws RrdException {
        try {
            return ChunkCodec.decode(payload(entry));
        } catch (final MalformedIpcException e) {
            throw new RrdException(path, entry.payloadOffset() + offsetInFile(entry, e), e.getMessage(), e);
        } catch (final MalformedMessageException e) {
            throw new RrdException(path, e.offsetBytes(), e.getMessage(), e);
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, file.byteSize(), e);
        }
    }

    private static long offsetInFile(final ChunkEntry entry, final MalformedIpcException e) {
        return entry.compression() == Compression.NONE ? e.offsetBytes() : 0;
    }

    private MemorySegment payload(final ChunkEntry entry) {
        final MemorySegment stored = file.asSlice(entry.payloadOffset(), entry.payloadBytes());
        if (entry.compression() == Compression.NONE) {
            return stored;
        }
        synchronized (unpacked) {
            final OffHeap.Block known = unpacked.get(entry.offsetBytes());
            if (known != null) {
                return known.segment().asSlice(0, entry.uncompressedBytes()).asReadOnly();
            }
            final OffHeap.Block block = unpack(stored, entry, MemoryTag.DECOMPRESSED);
            unpacked.put(entry.offsetBytes(), block);
            return block.segment().asSlice(0, entry.uncompressedBytes()).asReadOnly();
        }
    }

    /// @param stored the payload as the file has it
    static OffHeap.Block unpack(final MemorySegment stored, final ChunkEntry entry, final MemoryTag tag) {
        return unpack(stored, entry.payloadOffset(), entry.uncompressedBytes(), tag);
    }

    /// @param at where in the file `stored` begins
    static OffHeap.Block unpack(
            final MemorySegment stored, final long at, final long unpackedBytes, final MemoryTag tag) {
        final OffHeap.Block block = OffHeap.allocate(tag, unpackedBytes);
        try {
            Lz4Blocks.decompress(stored, block.segment().asSlice(0, unpackedBytes), at);
            return block;
        } catch (final RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    /// Gives back the memory that a compressed chunk was unpacked to; nobody may read the chunk any more. Does
    /// nothing for a chunk that is mapped or was not loaded.
    public void release(final ChunkEntry entry) {
        synchronized (unpacked) {
            final OffHeap.Block block = unpacked.remove(entry.offsetBytes());
            if (block != null) {
                block.close();
            }
        }
    }

    /// The chunks to be queried, in the order of the file, loaded as they are reached. Those without rows or
    /// without components are passed over; one that can't be read is too, and becomes a problem.
    public Iterable<StoredChunk> chunks() {
        return ChunkIterator::new;
    }

    private final class ChunkIterator implements Iterator<StoredChunk> {
        private int next;
        private @Nullable StoredChunk ready;

        @Override
        public boolean hasNext() {
            final List<ChunkEntry> all = walk().chunks();
            while (ready == null && next < all.size()) {
                final ChunkEntry entry = all.get(next++);
                try {
                    final Chunk chunk = load(entry);
                    if (chunk.rowCount() > 0 && !chunk.components().isEmpty()) {
                        ready = new StoredChunk(entry.store(), entry, chunk);
                    } else {
                        release(entry);
                    }
                } catch (final RrdException e) {
                    release(entry);
                    addProblem(new Problem(Problem.Kind.BAD_CHUNK, entry.offsetBytes(), e.getMessage()));
                }
            }
            return ready != null;
        }

        @Override
        public StoredChunk next() {
            if (!hasNext() || ready == null) {
                throw new NoSuchElementException();
            }
            final StoredChunk chunk = ready;
            ready = null;
            return chunk;
        }
    }

    /// Shows the ids of all rows, newest chunk first, and in a chunk last row first, until the visitor has
    /// seen enough. Reads no values.
    ///
    /// @throws RrdException when a chunk's data can't be read
    public void visitRowIds(final RowIdVisitor visitor) throws RrdException {
        final List<ChunkEntry> all = entries();
        for (int i = all.size() - 1; i >= 0; i--) {
            final ChunkEntry entry = all.get(i);
            final boolean goOn = peek(entry, stream -> visit(entry, ChunkCodec.decode(stream), visitor));
            if (!goOn) {
                return;
            }
        }
    }

    private static boolean visit(final ChunkEntry entry, final Chunk chunk, final RowIdVisitor visitor) {
        for (int row = chunk.rowCount() - 1; row >= 0; row--) {
            if (!visitor.visit(entry.store(), chunk.rowId(row))) {
                return false;
            }
        }
        return true;
    }

    /// The chunk whose message begins at `offset`.
    Optional<ChunkEntry> entryAt(final long offset) {
        final List<ChunkEntry> all = entries();
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final long at = all.get(middle).offsetBytes();
            if (at == offset) {
                return Optional.of(all.get(middle));
            }
            if (at < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /// The chunks that the footer lists from `from` on and that are there, in the order of the file: what lies
    /// behind damage that stops the walk.
    List<ChunkEntry> listedFrom(final long from) {
        final List<ChunkEntry> found = new ArrayList<>();
        if (footer.isPresent()) {
            for (final Manifest manifest : footer.get().manifests()) {
                for (int i = 0; i < manifest.chunkCount(); i++) {
                    if (manifest.byteOffset(i) >= from) {
                        FrameWalk.chunkAt(file, manifest.byteOffset(i), manifest.byteSize(i), manifest.store())
                                .ifPresent(found::add);
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(ChunkEntry::offsetBytes));
        return found;
    }

    private void addProblem(final Problem problem) {
        synchronized (problems) {
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    /// Whether all of a chunk's buffers lie in the file as they are used and at multiples of 64, so that they
    /// can be mapped for readers that need it: SIMD, a GPU.
    ///
    /// @throws RrdException when its data can't be read
    public boolean isAligned(final ChunkEntry entry) throws RrdException {
        return entry.compression() == Compression.NONE && BufferAlignment.isAligned(load(entry));
    }

    /// Whether the payload is what its writer wrote; reads all of it. True where the writer left no checksum.
    public boolean hasIntactPayload(final ChunkEntry entry) {
        try {
            return entry.checksum().isEmpty()
                    || entry.checksum().getAsLong()
                            == Checksums.ofPayload(List.of(file.asSlice(entry.payloadOffset(), entry.payloadBytes())));
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, file.byteSize(), e);
        }
    }

    /// Calls `reader` with the chunk as the file has it (no columns renamed or dropped), in memory that is
    /// given back afterwards.
    <T> T peek(final ChunkEntry entry, final ChunkReader<T> reader) throws RrdException {
        OffHeap.Block block = null;
        try {
            MemorySegment payload = file.asSlice(entry.payloadOffset(), entry.payloadBytes());
            if (entry.compression() == Compression.LZ4) {
                block = unpack(payload, entry, MemoryTag.SCRATCH);
                payload = block.segment().asSlice(0, entry.uncompressedBytes());
            }
            return reader.read(payload);
        } catch (final MalformedIpcException e) {
            throw new RrdException(path, entry.payloadOffset() + offsetInFile(entry, e), e.getMessage(), e);
        } catch (final MalformedMessageException e) {
            throw new RrdException(path, e.offsetBytes(), e.getMessage(), e);
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, file.byteSize(), e);
        } finally {
            if (block != null) {
                block.close();
            }
        }
    }

    /// What is done with a chunk's Arrow stream.
    @FunctionalInterface
    interface ChunkReader<T> {
        T read(MemorySegment stream) throws RrdException;
    }

    /// Unmaps the file and gives all memory back; no chunk may be in use.
    @Override
    public void close() {
        synchronized (unpacked) {
            unpacked.values().forEach(OffHeap.Block::close);
            unpacked.clear();
        }
        footer.ifPresent(Footer::close);
        arena.close();
    }
}
