package dev.kymo.viewer.view;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The counts of one or several `kymo.Histogram` rows: HdrHistogram's buckets, only those that are not 0. Immutable.
///
/// What is decoded comes from files and other programs. A row takes no more memory here than a few times its bytes,
/// whatever range it claims to have; that is why HdrHistogram's own classes, which take memory for the range, do not
/// read it. Formulas and encoding are theirs (`AbstractHistogram`, 2.x); the layout is in `docs/SPANS.md`.
public final class HistogramCounts {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int COOKIE = 0x1c849313;
    private static final int LENGTH_OFFSET = 4;
    private static final int NORMALIZING_OFFSET = 8;
    private static final int DIGITS_OFFSET = 12;
    private static final int LOWEST_OFFSET = 16;
    private static final int HIGHEST_OFFSET = 24;
    private static final int HEADER_BYTES = 40;
    private static final int MAX_DIGITS = 5;
    private static final int MAX_COUNT_BYTES = 9;
    private static final int MIN_ROOM = 16;

    /// What makes counts of two rows counts of the same buckets.
    private record Buckets(long lowest, long highest, int digits) {
        int unitMagnitude() {
            return Long.SIZE - 1 - Long.numberOfLeadingZeros(lowest);
        }

        int halfCountMagnitude() {
            final long single = 2 * Math.round(Math.pow(10, digits));
            return Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(single - 1)) - 1;
        }

        int bucketCount() {
            long untrackable = (2L << halfCountMagnitude()) << unitMagnitude();
            int buckets = 1;
            while (untrackable <= highest && untrackable <= Long.MAX_VALUE / 2) {
                untrackable <<= 1;
                buckets++;
            }
            return (buckets + (untrackable <= highest ? 2 : 1)) << halfCountMagnitude();
        }

        long least(final int index) {
            final int half = 1 << halfCountMagnitude();
            final int bucket = (index >> halfCountMagnitude()) - 1;
            final long sub = index & (half - 1);
            return bucket < 0 ? sub << unitMagnitude() : (sub + half) << (bucket + unitMagnitude());
        }

        long greatest(final int index) {
            final int bucket = Math.max(0, (index >> halfCountMagnitude()) - 1);
            return least(index) + (1L << (bucket + unitMagnitude())) - 1;
        }
    }

    private final Buckets buckets;
    private final int[] indices;
    private final long[] counts;
    private final long total;

    private HistogramCounts(final Buckets buckets, final int[] indices, final long[] counts, final long total) {
        this.buckets = buckets;
        this.indices = indices;
        this.counts = counts;
        this.total = total;
    }

    /// @param encoded all of `Histogram:encoded`
    /// @throws IllegalArgumentException when it is none; says where, what was expected and found
    public static HistogramCounts decode(final MemorySegment encoded) {
        final long size = encoded.byteSize();
        if (size < HEADER_BYTES) {
            throw new IllegalArgumentException("histogram of " + size + " bytes, expected at least " + HEADER_BYTES);
        }
        expect("cookie", COOKIE, encoded.get(INT, 0));
        expect("bytes of counts", size - HEADER_BYTES, encoded.get(INT, LENGTH_OFFSET));
        expect("normalizing offset", 0, encoded.get(INT, NORMALIZING_OFFSET));
        final Buckets buckets = new Buckets(
                encoded.get(LONG, LOWEST_OFFSET), encoded.get(LONG, HIGHEST_OFFSET), encoded.get(INT, DIGITS_OFFSET));
        if (buckets.digits < 0
                || buckets.digits > MAX_DIGITS
                || buckets.lowest < 1
                || buckets.highest / 2 < buckets.lowest
                || buckets.unitMagnitude() + buckets.halfCountMagnitude() > Long.SIZE - 3) {
            throw new IllegalArgumentException("histogram of " + buckets + ", expected 0 to " + MAX_DIGITS
                    + " digits, lowest of at least 1 and highest of at least twice that");
        }
        return decodeCounts(encoded, buckets);
    }

    private static void expect(final String what, final long expected, final long found) {
        if (expected != found) {
            throw new IllegalArgumentException("histogram: " + what + " " + found + ", expected " + expected);
        }
    }

    private static HistogramCounts decodeCounts(final MemorySegment encoded, final Buckets buckets) {
        final int limit = buckets.bucketCount();
        int[] indices = new int[MIN_ROOM];
        long[] counts = new long[MIN_ROOM];
        int used = 0;
        long total = 0;
        long index = 0;
        long at = HEADER_BYTES;
        while (at < encoded.byteSize()) {
            long coded = 0;
            int bytes = 0;
            boolean more = true;
            while (more) {
                if (at == encoded.byteSize()) {
                    throw new IllegalArgumentException("histogram: byte " + at + ": a count that does not end");
                }
                final int each = encoded.get(ValueLayout.JAVA_BYTE, at++);
                final boolean isLast = ++bytes == MAX_COUNT_BYTES;
                coded |= (isLast ? each & 0xffL : each & 0x7fL) << (7 * (bytes - 1));
                more = !isLast && each < 0;
            }
            final long count = (coded >>> 1) ^ -(coded & 1);
            final long step = count < 0 ? -count : 1;
            if (step < 0 || step > limit - index) {
                throw new IllegalArgumentException(
                        "histogram: byte " + at + ": bucket " + index + " and " + step + " more, there are " + limit);
            }
            if (count > 0) {
                if (used == indices.length) {
                    indices = Arrays.copyOf(indices, 2 * used);
                    counts = Arrays.copyOf(counts, 2 * used);
                }
                indices[used] = (int) index;
                counts[used++] = count;
                total = sum(total, count);
            }
            index += step;
        }
        return new HistogramCounts(buckets, Arrays.copyOf(indices, used), Arrays.copyOf(counts, used), total);
    }

    private static long sum(final long left, final long right) {
        try {
            return Math.addExact(left, right);
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("histogram: more values than 64 bits count", e);
        }
    }

    /// Whether [#plus] can add the two.
    public boolean hasSameBuckets(final HistogramCounts other) {
        return buckets.equals(other.buckets);
    }

    /// Both together.
    ///
    /// @throws IllegalArgumentException when their buckets differ
    public HistogramCounts plus(final HistogramCounts other) {
        if (!hasSameBuckets(other)) {
            throw new IllegalArgumentException(
                    "histograms of " + buckets + " and " + other.buckets + " can't be added up");
        }
        final int[] together = new int[indices.length + other.indices.length];
        final long[] sums = new long[together.length];
        int used = 0;
        int left = 0;
        int right = 0;
        while (left < indices.length || right < other.indices.length) {
            final int leftIndex = left < indices.length ? indices[left] : Integer.MAX_VALUE;
            final int rightIndex = right < other.indices.length ? other.indices[right] : Integer.MAX_VALUE;
            final int index = Math.min(leftIndex, rightIndex);
            together[used] = index;
            sums[used++] =
                    sum(leftIndex == index ? counts[left++] : 0, rightIndex == index ? other.counts[right++] : 0);
        }
        return new HistogramCounts(
                buckets, Arrays.copyOf(together, used), Arrays.copyOf(sums, used), sum(total, other.total));
    }

    /// How many values.
    public long total() {
        return total;
    }

    /// The value that so many percent are not above, as precise as the digits are: the greatest of its bucket. 0
    /// without values.
    ///
    /// @param percentile 0 to 100
    public long at(final double percentile) {
        // As HdrHistogram has it: the next smaller double, so that what was rounded up means what it says
        final double requested = Math.clamp(Math.nextAfter(percentile, Double.NEGATIVE_INFINITY), 0, 100);
        final long wanted = Math.max(1, (long) Math.ceil(requested * total / 100));
        long seen = 0;
        for (int i = 0; i < indices.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return percentile == 0 ? buckets.least(indices[i]) : buckets.greatest(indices[i]);
            }
        }
        return 0;
    }

    /// The greatest value, as precise as the digits are; 0 without values.
    public long max() {
        return indices.length == 0 ? 0 : buckets.greatest(indices[indices.length - 1]);
    }

    /// The least value, as precise as the digits are; 0 without values.
    public long min() {
        return indices.length == 0 ? 0 : buckets.least(indices[0]);
    }

    /// The mean of the middles of the buckets; 0 without values.
    public double mean() {
        double sum = 0;
        for (int i = 0; i < indices.length; i++) {
            final double middle = ((double) buckets.least(indices[i]) + (double) buckets.greatest(indices[i]) + 1) / 2;
            sum += middle * (double) counts[i];
        }
        return total == 0 ? 0 : sum / (double) total;
    }
}
