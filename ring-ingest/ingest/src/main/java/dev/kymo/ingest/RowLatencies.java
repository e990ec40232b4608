package dev.kymo.ingest;

import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowIds;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/// How long rows took from being made to being appended. One thread notes, another takes.
final class RowLatencies {
    private static final int DIGITS = 3;
    private static final long MAX_NS = 3_600_000_000_000L;
    /// Asking the clock takes as long as a tenth of a row's way, and so many rows take a few microseconds.
    private static final int ROWS_PER_CLOCK = 16;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(DIGITS);
    private int rowsUntilClock;
    private long nowNs;

    /// Time may have gone by since the last row.
    void begin() {
        rowsUntilClock = 0;
    }

    /// A row that has just been appended.
    void note(final RowId row) {
        if (rowsUntilClock-- == 0) {
            rowsUntilClock = ROWS_PER_CLOCK;
            nowNs = RowIds.PROCESS.nowNs();
        }
        recorder.recordValue(Math.clamp(nowNs - row.timeNs(), 0, MAX_NS));
    }

    /// Nanoseconds, of the rows since the last call.
    Histogram take() {
        return recorder.getIntervalHistogram();
    }
}
