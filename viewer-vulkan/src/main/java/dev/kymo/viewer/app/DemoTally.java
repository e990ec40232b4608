package dev.kymo.viewer.app;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/// How the rows that producers were promised compare with those in a closed file. Counted from the file alone,
/// whatever was seen while it was made.
///
/// @param committed rows that were promised
/// @param filed how many of those are in the file
/// @param lost how many are not
/// @param twice how often one of those is there once more
/// @param extra rows in the file that were not promised
public record DemoTally(long committed, long filed, long lost, long twice, long extra) {
    private static final String NUMBERS = "seq";

    /// @param committedFiles what each process was promised, a number a line
    /// @throws IOException when one of the files can't be read, or is damaged
    public static DemoTally of(final Path recording, final List<Path> committedFiles) throws IOException {
        final LongStream.Builder promised = LongStream.builder();
        for (final Path file : committedFiles) {
            new CommittedLines(file).read(promised::add);
        }
        final LongStream.Builder found = LongStream.builder();
        try (RrdFile rrd = RrdFile.open(recording)) {
            for (final StoredChunk stored : rrd.chunks()) {
                stored.chunk().timeline(NUMBERS).ifPresent(times -> {
                    for (int row = 0; row < stored.chunk().rowCount(); row++) {
                        found.add(times.time(row));
                    }
                });
            }
            if (!rrd.problems().isEmpty()) {
                throw new IOException(recording + ": " + rrd.problems().getFirst());
            }
        }
        return compare(
                promised.build().sorted().toArray(), found.build().sorted().toArray());
    }

    private static DemoTally compare(final long[] committed, final long[] filed) {
        long matched = 0;
        long twice = 0;
        int at = 0;
        for (final long number : committed) {
            while (at < filed.length && filed[at] < number) {
                at++;
            }
            int times = 0;
            while (at < filed.length && filed[at] == number) {
                at++;
                times++;
            }
            matched += Math.min(1, times);
            twice += Math.max(0, times - 1);
        }
        return new DemoTally(
                committed.length, matched, committed.length - matched, twice, filed.length - matched - twice);
    }

    /// Whether each promised row is in the file exactly once.
    public boolean isRight() {
        return lost == 0 && twice == 0;
    }
}
