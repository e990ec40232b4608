package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import java.nio.file.Path;

/// The recording of the suite `open`: entities that take turns with chunks of 100 rows of one number.
///
/// @param entities numbered from 0, at `/e0` and so on
/// @param chunks of each entity
public record OpenData(int entities, int chunks) {
    /// Rows of a chunk.
    public static final int ROWS = 100;
    /// Time from row to row.
    public static final long STEP = 1000;

    private static final int PRIME = 1_000_003;

    public static OpenData of(final CaseSpec bench) {
        return new OpenData(bench.size(200, 1000), bench.size(10, 20));
    }

    /// A whole number, so that sums are exact.
    public static double value(final int entity, final int row) {
        return (entity * 31L + row * 17L) % PRIME;
    }

    /// The question: the newest row of every entity at or before it.
    public long askedTime() {
        return chunks * ROWS / 2 * STEP;
    }

    /// Where a side keeps its file between runs.
    public Path file(final CaseSpec bench, final String extension) {
        return bench.data().resolve("open-" + entities + "-" + chunks + "." + extension);
    }
}
