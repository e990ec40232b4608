package dev.kymo.perf.run;

import dev.kymo.perf.side.Sample;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/// One round's sample as a line between processes: `sample OPS WALL_NS TYPICAL_NS CPU_NS ALLOC_BYTES
/// BYTES HISTOGRAM NAME=FIGURE...`, the histogram in HdrHistogram's compressed form and base 64, or `-` when there
/// is none.
///
/// @param latencies without values when the side records none
record SampleLine(
        long ops,
        double wallNs,
        double typicalNs,
        long cpuNs,
        long allocBytes,
        long bytes,
        Histogram latencies,
        Map<String, Double> figures) {
    static final String WORD = "sample";
    private static final String NONE = "-";
    private static final int FIXED_FIELDS = 8;
    private static final int DIGITS = 3;

    static String format(final Sample sample) {
        final StringBuilder line = new StringBuilder(WORD)
                .append(' ')
                .append(sample.ops())
                .append(' ')
                .append(sample.wallNs())
                .append(' ')
                .append(sample.typicalNs())
                .append(' ')
                .append(sample.cpuNs())
                .append(' ')
                .append(sample.allocBytes())
                .append(' ')
                .append(sample.bytes())
                .append(' ')
                .append(encode(sample.latencies()));
        sample.figures()
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    private static String encode(final Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return NONE;
        }
        final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_SPEED);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
    }

    /// @throws IllegalArgumentException for what is no such line
    static SampleLine parse(final String line) {
        final String[] fields = line.split(" ");
        if (fields.length < FIXED_FIELDS || !fields[0].equals(WORD)) {
            throw new IllegalArgumentException("expected a sample, found: " + line);
        }
        final Map<String, Double> figures = new TreeMap<>();
        for (int i = FIXED_FIELDS; i < fields.length; i++) {
            final int equals = fields[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected NAME=FIGURE, found: " + fields[i]);
            }
            figures.put(fields[i].substring(0, equals), Double.parseDouble(fields[i].substring(equals + 1)));
        }
        return new SampleLine(
                Long.parseLong(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                Long.parseLong(fields[6]),
                decode(fields[7]),
                figures);
    }

    private static Histogram decode(final String text) {
        if (text.equals(NONE)) {
            return new Histogram(DIGITS);
        }
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (final DataFormatException e) {
            throw new IllegalArgumentException("expected a histogram", e);
        }
    }

    /// Wall nanoseconds per operation.
    double meanNs() {
        return wallNs / Math.max(1, ops);
    }

    /// 0 when the side records no latencies.
    double percentileNs(final double percentile) {
        return latencies.getValueAtPercentile(percentile) / (double) Sample.PER_NS;
    }

    double cpuNsPerOp() {
        return (double) cpuNs / Math.max(1, ops);
    }
}
