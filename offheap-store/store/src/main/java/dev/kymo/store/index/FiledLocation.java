package dev.kymo.store.index;

import org.jspecify.annotations.Nullable;

/// Which chunk of a file alone can have the answer at a time, and for how long that is so: what
/// [FiledTimeIndex#locate] says. Used again for each search; one thread.
final class FiledLocation {
    private @Nullable LoadedChunk chunk;
    private @Nullable ChunkSpan span;
    private long from;
    private long until;
    private boolean isSole;

    /// No chunk has an answer.
    void setNone(final long first, final long behind) {
        set(null, null, first, behind, false);
    }

    /// It takes a closer look.
    void setSeveral(final long first, final long behind) {
        set(null, null, first, behind, false);
    }

    void set(
            final @Nullable LoadedChunk located,
            final @Nullable ChunkSpan its,
            final long first,
            final long behind,
            final boolean isOnlyOne) {
        chunk = located;
        span = its;
        from = first;
        until = behind;
        isSole = isOnlyOne;
    }

    /// Where the rows are while [LoadedChunk#useAgain] says so; null when there is no such chunk.
    @Nullable
    LoadedChunk chunk() {
        return chunk;
    }

    @Nullable
    ChunkSpan span() {
        return span;
    }

    /// The first time for which this holds.
    long from() {
        return from;
    }

    /// The first time behind those; at or below [#from] when it holds for this question alone.
    long until() {
        return until;
    }

    /// Whether there is no other chunk of it in files.
    boolean isSole() {
        return isSole;
    }
}
