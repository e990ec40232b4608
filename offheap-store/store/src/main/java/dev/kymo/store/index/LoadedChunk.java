package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A chunk of a file while it is loaded, with what was found out about its rows. Whoever loaded it says how long it is
/// valid.
public final class LoadedChunk {
    private static final Known[] NONE = {};

    private final Chunk chunk;
    /// Replaced by a longer one; made twice by racing readers it is the same.
    private volatile Known[] known = NONE;

    private record Known(String component, String timeline, ChunkSpan span) {}

    public LoadedChunk(final Chunk chunk) {
        this.chunk = chunk;
    }

    public Chunk chunk() {
        return chunk;
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
        final ComponentColumn column = chunk.component(component).orElse(null);
        final TimeColumn times = chunk.timeline(timeline).orElse(null);
        if (column == null || times == null) {
            return null;
        }
        final ChunkSpan span = new ChunkSpan(chunk, column, times);
        final Known[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = new Known(component, timeline, span);
        known = more;
        return span;
    }
}
