package dev.kymo.store.index;

import dev.kymo.store.model.ChunkId;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One component of one chunk on one timeline as the index knows it, for readers that keep what they computed from a
/// chunk by its id: a chunk of a file is loaded only when [#column] is called. Valid until the reader that gave it is
/// closed.
public final class StoredChunkColumn {
    private final ChunkId chunk;
    private final int rowCount;
    private final long minTime;
    private final long maxTime;
    private final boolean isSealed;
    private final Supplier<@Nullable ChunkSpan> span;
    private final Function<StaleIndexException, @Nullable StoredColumn> again;

    StoredChunkColumn(
            final ChunkId chunk,
            final int rowCount,
            final long minTime,
            final long maxTime,
            final boolean isSealed,
            final Supplier<@Nullable ChunkSpan> span) {
        this(chunk, rowCount, minTime, maxTime, isSealed, span, reason -> {
            throw reason;
        });
    }

    private StoredChunkColumn(
            final ChunkId chunk,
            final int rowCount,
            final long minTime,
            final long maxTime,
            final boolean isSealed,
            final Supplier<@Nullable ChunkSpan> span,
            final Function<StaleIndexException, @Nullable StoredColumn> again) {
        this.again = again;
        this.chunk = chunk;
        this.rowCount = rowCount;
        this.minTime = minTime;
        this.maxTime = maxTime;
        this.isSealed = isSealed;
        this.span = span;
    }

    static StoredChunkColumn of(final ChunkSpan span, final boolean isSealed) {
        return new StoredChunkColumn(
                span.rows().chunk().id(), span.rows().count(), span.minTime(), span.maxTime(), isSealed, () -> span);
    }

    /// The same, but that it is asked for in another way when its index is found to be wrong.
    StoredChunkColumn orElse(final Function<StaleIndexException, @Nullable StoredColumn> other) {
        return new StoredChunkColumn(chunk, rowCount, minTime, maxTime, isSealed, span, other);
    }

    public ChunkId chunk() {
        return chunk;
    }

    /// Rows of the chunk, whether or not they have a cell of the component.
    public int rowCount() {
        return rowCount;
    }

    /// The least time of the chunk's rows.
    public long minTime() {
        return minTime;
    }

    public long maxTime() {
        return maxTime;
    }

    /// As [StoredColumn#isSealed].
    public boolean isSealed() {
        return isSealed;
    }

    /// The column as it lies, loaded if it has to be.
    ///
    /// @return null when its data can't be read
    public @Nullable StoredColumn column() {
        try {
            final ChunkSpan loaded = span.get();
            return loaded == null ? null : loaded.stored(isSealed);
        } catch (final StaleIndexException e) {
            return again.apply(e);
        }
    }
}
