package dev.kymo.perf.sweeping;

/// What is filled, asked and has a quarter taken away. Filled and swept by one thread, asked by another.
interface SweptStore extends AutoCloseable {
    /// Adds one chunk's worth of rows behind all others, each with a payload.
    ///
    /// @param time of the first; the others follow one by one
    void add(int entity, long time, long[] payloads);

    /// What it holds, in bytes of payload.
    long heldBytes();

    /// Ready to be asked from the asking thread; closed by it.
    Asking asking();

    /// Gives a quarter of it back, oldest first, in steps.
    void sweepQuarter(StepTimer steps);

    /// The first time that is answered as if nothing had gone.
    long cut();

    @Override
    void close();

    /// The asking thread's way in.
    interface Asking extends AutoCloseable {
        /// A word of the newest row of an entity at or before a time; 0 when there is none.
        long ask(int entity, long time);

        @Override
        void close();
    }
}
