package dev.kymo.perf.side;

import java.io.IOException;

/// Does a suite's work in one way: Kymo's, or a peer's. One instance per worker process, one thread.
public interface Side extends AutoCloseable {
    /// Makes the case's data and checks that the work is done rightly. A former case's data are let go.
    ///
    /// @return a sum of answers, the same for every side that does the work
    /// @throws UnavailableException when this side can't do the case here; says why
    /// @throws Exception when it fails
    long prepare(CaseSpec bench) throws Exception;

    /// Does one round of the prepared case and says what it took.
    ///
    /// @param units how many of the smallest pieces of work that make sense: a question, a burst, a frame
    /// @throws Exception when it fails
    void round(Sample sample, int units) throws Exception;

    /// How many pieces of work a round of the prepared case has at least, so that the middle one says something.
    default int leastUnits() {
        return 1;
    }

    /// How many pieces of work it takes at least until the prepared case is warm, in this process and in others that
    /// share in it: the JIT counts calls, not time, and a side that waits for a cold reader makes few.
    default int warmUnits() {
        return 1;
    }

    /// How many pieces of work a round of the prepared case may have, for memory's sake or because it is always one.
    default int maxUnits() {
        return Integer.MAX_VALUE;
    }

    @Override
    default void close() throws IOException {}
}
