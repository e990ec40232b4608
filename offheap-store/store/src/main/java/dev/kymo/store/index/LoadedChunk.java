package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.OffHeap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A chunk of a file while it is loaded, with what was made to find its rows: search tables come and go with it.
/// [ChunkMemory] says how long that is.
public final class LoadedChunk {
    private static final Known[] NONE = {};

    private final IndexMemory tables = new IndexMemory();
    private final ChunkRows rows;
    private final OffHeap.@Nullable Block unpacked;
    private final Epochs epochs;
    /// When it was last handed out. Written by readers without a lock: a value that comes late costs a reload.
    private long usedEpoch;
    /// Set when it can't be found any more, before the epoch that its memory waits for ends. Volatile, as the
    /// reference that is unlinked with it: a reader that is inside and finds it clear came before that end.
    private volatile boolean isGone;
    /// Replaced by a longer one; made twice by racing readers it is the same.
    private volatile Known[] known = NONE;

    private record Known(String component, String timeline, ChunkSpan span) {}

    /// @param unpacked the memory that the chunk lies in, this one's from now on; null when it is used where it lies in
    ///     the file
    /// @param epochs of the readers that may see it
    public LoadedChunk(final Chunk chunk, final OffHeap.@Nullable Block unpacked, final Epochs epochs) {
        rows = new ChunkRows(chunk, tables);
        this.unpacked = unpacked;
        this.epochs = epochs;
        usedEpoch = epochs.current();
    }

    public Chunk chunk() {
        return rows.chunk();
    }

    Epochs epochs() {
        return epochs;
    }

    /// Whether a question may still look into it, found by an earlier one of another visit; counts as a use. By a
    /// reader that is inside.
    boolean useAgain() {
        use();
        return !isGone;
    }

    /// It can be found no more. Before [Epochs#advance].
    void setGone() {
        isGone = true;
    }

    /// By a reader that is inside.
    void use() {
        final long now = epochs.current();
        if (usedEpoch != now) {
            usedEpoch = now;
        }
    }

    long usedEpoch() {
        return usedEpoch;
    }

    /// What it was unpacked to.
    long bytes() {
        return unpacked == null ? 0 : unpacked.segment().byteSize();
    }

    /// When no reader can see it any more.
    void release() {
        tables.close();
        if (unpacked != null) {
            unpacked.close();
        }
    }

    /// @return null when the chunk has no such component or is not on that timeline
    @Nullable
    ChunkSpan span(final String component, final String timeline) {
        final Known[] all = known;
        for (final Known each : all) {
            if (each.component.equals(component) && each.timeline.equals(timeline)) {
                return each.span;
            }
        }
        final ChunkRows.Values values = rows.component(component);
        ChunkRows.Times times = null;
        for (final ChunkRows.Times each : rows.timelines()) {
            times = each.column().timeline().name().equals(timeline) ? each : times;
        }
        if (values == null || times == null) {
            return null;
        }
        final ChunkSpan span = new ChunkSpan(rows, values, times);
        final Known[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = new Known(component, timeline, span);
        known = more;
        return span;
    }
}
