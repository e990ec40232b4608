package dev.kymo.rrd;

import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows a file that somebody, in any process, is writing: each [#poll] gives the chunks that have become
/// whole since the one before. A writer that closes the file and goes on with it later is followed as well.
///
/// One thread. Chunks are views of the file, until [#close], or of memory that they were unpacked to, until the next
/// [#poll] or [#again]. Whoever wants to ask for them later keeps where they are ([#placement]), from where any thread
/// can read them until [#close].
public final class RrdFollower implements AutoCloseable {
    /// Address space that is mapped ahead of the file, so that it can grow under its mapping; costs no memory.
    private static final long MIN_WINDOW_BYTES = 1L << 30;

    private final Path path;
    private final FileChannel channel;
    private final int descriptor;
    private final long minWindowBytes;
    private final Arena arena = Arena.ofShared();
    /// What the chunks of the last call lie in.
    private final List<OffHeap.Block> unpacked = new ArrayList<>();
    private final MappedChunks source;
    /// Volatile: other threads read chunks through it, which were seen in it, or in a shorter one, before.
    private volatile MemorySegment window = MemorySegment.NULL;
    private @Nullable FrameWalk walk;
    private int nextChunk;

    private RrdFollower(final Path path, final FileChannel channel, final long minWindowBytes) throws IOException {
        this.path = path;
        this.channel = channel;
        this.minWindowBytes = minWindowBytes;
        descriptor = NativeMemory.openReadOnly(path);
        source = new MappedChunks(path, (at, lengthBytes) -> window.asSlice(at, lengthBytes));
    }

    /// Begins at the file's first chunk. The file must be there, but may be empty yet.
    public static RrdFollower open(final Path path) throws IOException {
        return open(path, MIN_WINDOW_BYTES);
    }

    static RrdFollower open(final Path path, final long minWindowBytes) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new RrdFollower(path, channel, minWindowBytes);
        } catch (final IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /// Chunks that have not been given yet, in the order of the file. Those without rows or without components
    /// are passed over; one that can't be read is too, and becomes a problem.
    ///
    /// @param maxChunks to look at in this call
    /// @throws RrdException when the file is none that can be read, or what was read of it has been cut off
    public List<StoredChunk> poll(final int maxChunks) throws IOException {
        release();
        final FrameWalk known = walkOn();
        if (known == null) {
            return List.of();
        }
        final int end = (int) Math.min(known.chunks().size(), nextChunk + (long) maxChunks);
        final List<StoredChunk> found = read(known.chunks().subList(nextChunk, end));
        // What has been given need not be known any longer: a file is followed for as long as it grows.
        nextChunk = known.forget(end);
        return found;
    }

    /// Chunks that were given before, once more. Valid as those of a [#poll], and in its place.
    public List<StoredChunk> again(final List<ChunkEntry> entries) {
        release();
        return read(entries);
    }

    private List<StoredChunk> read(final List<ChunkEntry> entries) {
        final List<StoredChunk> found = new ArrayList<>();
        for (final ChunkEntry entry : entries) {
            final ChunkSource.ReadChunk read =
                    source.read(entry.payloadOffset(), entry.payloadBytes(), unpackedBytes(entry));
            if (read == null) {
                continue;
            }
            if (read.unpacked() != null) {
                unpacked.add(read.unpacked());
            }
            if (read.chunk().rowCount() > 0 && !read.chunk().components().isEmpty()) {
                found.add(new StoredChunk(entry.store(), entry, read.chunk()));
            }
        }
        return found;
    }

    private static long unpackedBytes(final ChunkEntry entry) {
        return entry.compression() == Compression.NONE ? 0 : entry.uncompressedBytes();
    }

    /// Where a chunk is that was given by the last call.
    public Placement.InFile placement(final StoredChunk stored) {
        final ChunkEntry entry = stored.entry();
        return new Placement.InFile(
                stored.chunk(), source, entry.payloadOffset(), entry.payloadBytes(), unpackedBytes(entry));
    }

    private void release() {
        unpacked.forEach(OffHeap.Block::close);
        unpacked.clear();
    }

    /// Whether the last [#poll] left chunks that were whole by then, because it was asked for fewer.
    public boolean hasMore() {
        return walk != null && nextChunk < walk.chunks().size();
    }

    /// @return null while not even the stream's header is whole
    private @Nullable FrameWalk walkOn() throws IOException {
        final long sizeBytes = channel.size();
        if (walk == null && sizeBytes < StreamHeaderDescriptor.BYTES) {
            return null;
        }
        if (sizeBytes > window.byteSize()) {
            // Twice the size each time: few mappings, however long the file is followed. The old ones stay, chunks are
            // views of them.
            window = NativeMemory.map(descriptor, path, 0, Math.max(minWindowBytes, 2 * sizeBytes), arena);
        }
        final MemorySegment file = window.asSlice(0, sizeBytes);
        if (walk == null) {
            walk = FrameWalk.over(path, file);
        } else if (!walk.resume(file)) {
            throw new RrdException(path, sizeBytes, "what was read of the file has been cut off; open it again");
        }
        return walk;
    }

    /// Every store that was described or had a chunk at the last [#poll].
    public List<StoreInfo> stores() {
        return walk == null ? List.of() : walk.stores();
    }

    /// Whether at the last [#poll] the file had a footer: its writer has closed it.
    public boolean isClosed() {
        return walk != null && walk.frames().getLast().kind() == FrameKind.STREAM_FOOTER;
    }

    /// What was found to be wrong so far. A frame that is only half there yet is not.
    public List<Problem> problems() {
        final List<Problem> all = new ArrayList<>(source.problems());
        if (walk != null) {
            walk.problems().stream().filter(p -> !FrameWalk.mayYetBeMended(p)).forEach(all::add);
        }
        return all;
    }

    /// Unmaps the file; no chunk may be in use.
    @Override
    public void close() throws IOException {
        release();
        arena.close();
        NativeMemory.close(descriptor);
        channel.close();
    }
}
