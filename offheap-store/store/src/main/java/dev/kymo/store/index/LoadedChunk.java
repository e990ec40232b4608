package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A chunk of a file while it is loaded, with what was found out about its rows. Whoever loaded it says how long it is
/// valid.
public final class LoadedChunk {
    private static final Known[] NONE = {};

    private final ChunkRows rows;
    /// Replaced by a longer one; made twice by racing readers it is the same.
    private volatile Known[] known = NONE;

    private record Known(String component, String timeline, ChunkSpan span) {}

    public LoadedChunk(final Chunk chunk) {
        // Search tables would have to come and go with the chunk: rows are found as in chunks that still take some.
        rows = ChunkRows.kept(chunk, null);
    }

    public Chunk chunk() {
        return rows.chunk();
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
