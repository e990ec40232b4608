package dev.kymo.store.sweep;

/// Something that a process can do without when its memory is short ([MemoryKeeper#add]).
@FunctionalInterface
public interface Releasable {
    /// In which order things go. Within a rank, what was added first goes first.
    enum Rank {
        /// What is on a graphics card and can be put there again.
        GRAPHICS,
        /// What a viewer has made of rows: decoded pictures, scenes, reduced lines.
        VIEWER,
        /// Chunks in no file: sweeps. What is added here is asked before, so that there are chunks that can go.
        CHUNKS,
        /// What questions have loaded or made, and would again.
        QUERIES,
        /// Recordings of which nothing is left; one stays.
        RECORDINGS
    }

    /// Gives up what can go, for about so long; what another thread has, by telling it. The thread that writes the
    /// stores.
    ///
    /// @return whether more of it is still to go, here or by the other thread: then this is called again soon
    boolean release(long budgetNs);

    /// For what goes at once.
    static Releasable of(final Runnable release) {
        return _ -> {
            release.run();
            return false;
        };
    }
}
