package dev.kymo.perf.side;

import java.nio.file.Path;

/// One case as a worker process is told of it. All sides get the same, and make the same data from the seed.
///
/// @param quick whether small sizes and short rounds are wanted
/// @param scale 1 ordinarily; the harness's own tests make work smaller still
/// @param folder empty, on a memory file system, this side's and case's alone
/// @param data where files may be found or kept between runs
public record CaseSpec(String suite, String name, long seed, boolean quick, double scale, Path folder, Path data) {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 7;

    /// How much of something this form of the case takes.
    public int size(final int quickSize, final int fullSize) {
        return (int) Math.max(1, scale * (quick ? quickSize : fullSize));
    }

    /// As one line for a worker's standard input.
    public String toLine() {
        return String.join(
                SEPARATOR,
                suite,
                name,
                Long.toString(seed),
                Boolean.toString(quick),
                Double.toString(scale),
                folder.toString(),
                data.toString());
    }

    /// The inverse of [#toLine].
    public static CaseSpec parse(final String line) {
        final String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("case line has " + fields.length + " fields, expected " + FIELDS);
        }
        return new CaseSpec(
                fields[0],
                fields[1],
                Long.parseLong(fields[2]),
                Boolean.parseBoolean(fields[3]),
                Double.parseDouble(fields[4]),
                Path.of(fields[5]),
                Path.of(fields[6]));
    }
}
