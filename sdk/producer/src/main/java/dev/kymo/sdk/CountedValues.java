package dev.kymo.sdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Counts of values in HdrHistogram's buckets, which any thread may add to without waiting; one other at a time takes
/// what came since it last did.
///
/// Counts only grow, and what is taken is the difference to what was there before: so each value is in exactly one
/// interval, and adding is one atomic addition. The alternative, two arrays that take turns, makes each addition say
/// when it begins and ends.
///
/// The formula of the buckets and the encoding are those of HdrHistogram 2.x
/// (`AbstractHistogram.countsArrayIndex`, `encodeIntoByteBuffer`, "V2"); a test has its own classes read them. They are
/// written out here so that a program that logs need not depend on that jar.
final class CountedValues {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    /// `V2EncodingCookieBase` with the word size in the third half-byte.
    private static final int COOKIE = 0x1c849303 | 0x10;

    private static final int HEADER_BYTES = 40;
    private static final int MAX_COUNT_BYTES = 9;
    private static final int MAX_DIGITS = 5;

    private final long lowest;
    private final long highest;
    private final int digits;
    private final int unitMagnitude;
    private final int subBucketHalfCountMagnitude;
    private final int subBucketHalfCount;
    private final long subBucketMask;
    private final int leadingZerosBase;

    private final long[] counts;

    // Written by who takes, alone
    private final long[] taken;
    private final long[] interval;
    private byte[] encoded = new byte[0];

    /// @param lowest the smallest value that has to be told from 0, at least 1
    /// @param highest the largest value that is told from larger ones, at least twice the lowest
    /// @param digits decimal digits of a value that are kept, 0 to 5
    CountedValues(final long lowest, final long highest, final int digits) {
        if (lowest < 1 || highest / 2 < lowest || digits < 0 || digits > MAX_DIGITS) {
            throw new IllegalArgumentException("lowest=" + lowest + ", highest=" + highest + ", digits=" + digits
                    + ", expected lowest of at least 1, highest of at least twice that, and 0 to 5 digits");
        }
        this.lowest = lowest;
        this.highest = highest;
        this.digits = digits;
        unitMagnitude = Long.SIZE - 1 - Long.numberOfLeadingZeros(lowest);
        final long largestOfSingleUnit = 2 * Math.round(Math.pow(10, digits));
        final int subBucketCountMagnitude = Long.SIZE - Long.numberOfLeadingZeros(largestOfSingleUnit - 1);
        subBucketHalfCountMagnitude = Math.max(1, subBucketCountMagnitude) - 1;
        subBucketHalfCount = 1 << subBucketHalfCountMagnitude;
        if (unitMagnitude + subBucketHalfCountMagnitude > 61) {
            throw new IllegalArgumentException("lowest=" + lowest + " is too large for " + digits + " digits");
        }
        subBucketMask = (2L * subBucketHalfCount - 1) << unitMagnitude;
        leadingZerosBase = Long.SIZE - unitMagnitude - subBucketHalfCountMagnitude - 1;
        final int length = (bucketsFor(highest) + 1) * subBucketHalfCount;
        counts = new long[length];
        taken = new long[length];
        interval = new long[length];
    }

    private int bucketsFor(final long value) {
        long smallestUntrackable = (2L * subBucketHalfCount) << unitMagnitude;
        int buckets = 1;
        while (smallestUntrackable <= value) {
            if (smallestUntrackable > Long.MAX_VALUE / 2) {
                return buckets + 1;
            }
            smallestUntrackable <<= 1;
            buckets++;
        }
        return buckets;
    }

    /// @param value from 0 to `highest`
    void add(final long value) {
        COUNT.getAndAdd(counts, index(value), 1L);
    }

    private int index(final long value) {
        final int bucket = leadingZerosBase - Long.numberOfLeadingZeros(value | subBucketMask);
        final int subBucket = (int) (value >>> (bucket + unitMagnitude));
        return ((bucket + 1) << subBucketHalfCountMagnitude) + subBucket - subBucketHalfCount;
    }

    /// Takes what was added since the last call, to be [#encode]d. One thread at a time.
    ///
    /// @return how many values
    long take() {
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            final long now = (long) COUNT.getOpaque(counts, i);
            final long added = now - taken[i];
            taken[i] = now;
            interval[i] = added;
            total += added;
        }
        return total;
    }

    /// What was taken last, as HdrHistogram's V2 encoding, not compressed. The buffer is good until the next call.
    ByteBuffer encode() {
        int limit = interval.length;
        while (limit > 0 && interval[limit - 1] == 0) {
            limit--;
        }
        final int most = HEADER_BYTES + MAX_COUNT_BYTES * limit;
        if (encoded.length < most) {
            encoded = Arrays.copyOf(encoded, Math.max(most, 2 * encoded.length));
        }
        final ByteBuffer to = ByteBuffer.wrap(encoded);
        to.putInt(COOKIE)
                .putInt(0)
                .putInt(0)
                .putInt(digits)
                .putLong(lowest)
                .putLong(highest)
                .putDouble(1);
        int at = 0;
        while (at < limit) {
            long count = interval[at++];
            if (count == 0) {
                int zeros = 1;
                while (interval[at] == 0) {
                    zeros++;
                    at++;
                }
                count = zeros > 1 ? -zeros : 0;
            }
            putZigZag(to, count);
        }
        to.putInt(Integer.BYTES, to.position() - HEADER_BYTES);
        return to.flip();
    }

    /// ZigZag and LEB128 of at most 9 bytes, the last of which has 8 bits.
    private static void putZigZag(final ByteBuffer to, final long value) {
        long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
        for (int i = 1; i < MAX_COUNT_BYTES && rest >>> 7 != 0; i++) {
            to.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }
}
