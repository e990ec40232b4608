package dev.kymo.rrd;

import dev.kymo.rrd.IndexBytes.Cursor;
import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.index.ChunkLoader;
import dev.kymo.store.index.ChunkSeries;
import dev.kymo.store.index.FiledComponent;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an index says about one entity: its chunks, and which of them have what on which timeline. Everything in it has
/// been checked against its bounds.
final class IndexBlock {
    private static final int LEAST_COMPONENT_BYTES = 16;

    private final MemorySegment bytes;
    private final ChunkLoader loader;
    private final int firstChunk;
    private final int chunkCount;
    private final Map<String, FiledComponent> components = new HashMap<>();

    /// @param loader for the numbers that chunks have here
    /// @throws IndexOutOfBoundsException when it points outside itself, or its chunks outside those of the file
    IndexBlock(final MemorySegment bytes, final int firstChunk, final int fileChunks, final ChunkLoader loader) {
        this.loader = loader;
        this.bytes = bytes;
        this.firstChunk = firstChunk;
        chunkCount = bytes.get(Layouts.INT, IndexDescriptor.BLOCK_CHUNKS_OFFSET);
        require(firstChunk >= 0 && chunkCount >= 0 && firstChunk <= fileChunks - chunkCount, "chunks");
        bytes.asSlice(IndexDescriptor.BLOCK_HEADER_BYTES, (long) chunkCount * IndexDescriptor.CHUNK_BYTES);
        final Cursor cursor =
                new Cursor(bytes.asSlice(bytes.get(Layouts.LONG, IndexDescriptor.BLOCK_COMPONENTS_AT_OFFSET)));
        final int count = bytes.get(Layouts.INT, IndexDescriptor.BLOCK_COMPONENTS_OFFSET);
        require(count >= 0 && count <= bytes.byteSize() / LEAST_COMPONENT_BYTES, "components");
        for (int i = 0; i < count; i++) {
            final FiledComponent component = readComponent(cursor);
            components.put(component.component(), component);
        }
    }

    private static void require(final boolean condition, final String what) {
        if (!condition) {
            throw new IndexOutOfBoundsException(what);
        }
    }

    private FiledComponent readComponent(final Cursor cursor) {
        final String name = cursor.getText();
        final int descriptorCount = cursor.getCount(2);
        final Set<ComponentDescriptor> descriptors = new LinkedHashSet<>();
        for (int i = 0; i < descriptorCount; i++) {
            descriptors.add(new ComponentDescriptor(name, optional(cursor), optional(cursor)));
        }
        final int[] statics = new int[cursor.getCount(Integer.BYTES)];
        for (int i = 0; i < statics.length; i++) {
            statics[i] = checkedChunk(cursor.getInt());
        }
        final int timelineCount = cursor.getCount(Integer.BYTES);
        final Map<String, ChunkSeries> timelines = new HashMap<>();
        for (int i = 0; i < timelineCount; i++) {
            timelines.put(cursor.getText(), readSeries(cursor.getInt(), cursor.getLong()));
        }
        return new FiledComponent(loader, name, descriptors, statics, timelines);
    }

    private static @Nullable String optional(final Cursor cursor) {
        return cursor.getByte() == 0 ? null : cursor.getText();
    }

    private ChunkSeries readSeries(final int count, final long at) {
        require(count >= 0 && count <= chunkCount, "series");
        final long column = (long) count * Long.BYTES;
        final ChunkSeries series = new ChunkSeries(
                count,
                bytes.asSlice(at, column),
                bytes.asSlice(at + column, column),
                bytes.asSlice(at + 2 * column, column),
                bytes.asSlice(at + 3 * column, (long) count * Integer.BYTES));
        long from = Long.MIN_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            final long to = series.maxTime(i);
            require(series.minTime(i) >= from && to >= series.minTime(i), "times that do not ascend");
            from = series.minTime(i);
            greatest = Math.max(greatest, to);
            require(series.maxTimeUpTo(i) == greatest, "greatest times");
            checkedChunk(series.chunk(i));
        }
        return series;
    }

    private int checkedChunk(final int chunk) {
        require(chunk >= firstChunk && chunk - firstChunk < chunkCount, "chunk " + chunk);
        return chunk;
    }

    /// The number of its first chunk; the others follow.
    int firstChunk() {
        return firstChunk;
    }

    int chunkCount() {
        return chunkCount;
    }

    ChunkLoader loader() {
        return loader;
    }

    Map<String, FiledComponent> components() {
        return components;
    }

    private long at(final int chunk) {
        return IndexDescriptor.BLOCK_HEADER_BYTES + (long) (chunk - firstChunk) * IndexDescriptor.CHUNK_BYTES;
    }

    ChunkId id(final int chunk) {
        return ChunkId.read(bytes, at(chunk) + IndexDescriptor.CHUNK_ID_OFFSET);
    }

    long messageOffset(final int chunk) {
        return bytes.get(Layouts.LONG, at(chunk) + IndexDescriptor.CHUNK_MESSAGE_OFFSET);
    }

    long messageBytes(final int chunk) {
        return bytes.get(Layouts.LONG, at(chunk) + IndexDescriptor.CHUNK_MESSAGE_LENGTH_OFFSET);
    }

    int rows(final int chunk) {
        return bytes.get(Layouts.INT, at(chunk) + IndexDescriptor.CHUNK_ROWS_OFFSET);
    }

    boolean has(final ChunkId id) {
        int low = firstChunk;
        int high = firstChunk + chunkCount - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final int order = id(middle).compareTo(id);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }
}
