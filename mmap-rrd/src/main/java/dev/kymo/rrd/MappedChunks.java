package dev.kymo.rrd;

import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads chunks of a file that grows while it is mapped. Any thread.
final class MappedChunks implements ChunkSource {
    /// So many are told; a file that is bad throughout would be told without end.
    private static final int MAX_PROBLEMS = 1000;

    private final Path path;
    private final Bytes bytes;
    private final List<Problem> problems = new ArrayList<>();

    /// The mapped file.
    @FunctionalInterface
    interface Bytes {
        MemorySegment view(long at, long lengthBytes);
    }

    MappedChunks(final Path path, final Bytes bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    @Override
    public @Nullable ReadChunk read(final long at, final long lengthBytes, final long unpackedBytes) {
        OffHeap.Block block = null;
        try {
            final MemorySegment stored = bytes.view(at, lengthBytes);
            final MemorySegment stream;
            if (unpackedBytes == 0) {
                stream = stored;
            } else {
                block = RrdFile.unpack(stored, at, unpackedBytes, MemoryTag.DECOMPRESSED);
                stream = block.segment().asSlice(0, unpackedBytes).asReadOnly();
            }
            final ReadChunk read = new ReadChunk(ChunkCodec.decode(stream), block);
            block = null;
            return read;
        } catch (final MalformedIpcException | MalformedMessageException e) {
            tell(new Problem(Problem.Kind.BAD_CHUNK, at, String.valueOf(e.getMessage())));
            return null;
        } catch (final InternalError e) {
            throw FileIsCut.explain(path, at + lengthBytes, e);
        } finally {
            if (block != null) {
                block.close();
            }
        }
    }

    void tell(final Problem problem) {
        synchronized (problems) {
            if (problems.size() < MAX_PROBLEMS && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    /// What was found wrong with chunks so far.
    List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }
}
