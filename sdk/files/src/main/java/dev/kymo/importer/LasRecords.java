package dev.kymo.importer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The records of a LAS file, to be gone through again.
interface LasRecords {
    /// Takes a run of records.
    interface Run {
        /// @param records memory that holds the run; only until this returns
        /// @param base where the first record begins
        /// @param from index of the first point
        /// @param count how many
        void take(MemorySegment records, long base, int from, int count);
    }

    /// Hands all records to `run`, in order, on this thread.
    void each(Run run) throws IOException;
}
