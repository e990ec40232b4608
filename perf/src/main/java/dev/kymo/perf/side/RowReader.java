package dev.kymo.perf.side;

import java.io.IOException;

/// The other end of what a [Side] writes, in a process of its own: takes what comes and adds it to a [Tally].
public interface RowReader extends AutoCloseable {
    /// Gets ready; the writer starts when this has returned.
    ///
    /// @throws Exception when it can't
    void open(CaseSpec bench, Tally tally) throws Exception;

    /// Takes what is there.
    ///
    /// @return how many rows
    /// @throws Exception when it fails
    int poll() throws Exception;

    @Override
    default void close() throws IOException {}
}
