package dev.kymo.perf.ingesting;

import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;

/// Takes rows of a time and a number, or of a time and bytes, and makes them visible to queries.
public interface IngestStore extends AutoCloseable {
    /// @param payloadBytes of each row; 0 for rows of a number
    /// @throws Exception when it can't
    void begin(CaseSpec bench, int payloadBytes) throws Exception;

    /// Puts rows where they wait to be taken: in a ring, or in the caller's own memory. Not timed.
    ///
    /// @param values one for each row; in a payload row it is the first 8 bytes
    /// @throws Exception when it fails
    void stage(long firstTime, double[] values, int rows) throws Exception;

    /// Takes all that was staged; afterwards queries see it.
    ///
    /// @throws Exception when it fails
    void ingest() throws Exception;

    /// By a query: the sum of all values that were ingested.
    ///
    /// @throws Exception when it fails
    double sum() throws Exception;

    /// How many chunks 100,000 rows have come to so far; nothing for a store that has none.
    default double chunksPer100kRows() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
