package dev.kymo.rrd.lod;

import java.util.Arrays;

/// Sorts keys that are a code above a number: the codes' upper bits digit by digit, least first, which
/// tells nearly all apart; then what is still in disorder by comparing. That is three passes where
/// comparing alone takes a dozen, and the processor need not have a sort of its own.
///
/// One thread; used again.
final class KeySort {
    private static final int DIGIT_BITS = 9;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /// Of fewer keys no digits are counted.
    private static final int FEW = 512;
    /// Neighbours that have moved so far are told apart by a sort that does not mind.
    private static final int MOVES_MAX = 12;
    /// Codes have so many more bits than would number the keys: points crowd in some places.
    private static final int CROWDED_BITS = 9;

    private final int[] begins = new int[DIGITS];
    private long[] spare = {};

    /// @param lowBit of the code: below it is the number
    /// @param codeBits how many it has; above it is nothing
    void sort(final long[] keys, final int count, final int lowBit, final int codeBits) {
        if (count < FEW) {
            Arrays.sort(keys, 0, count);
            return;
        }
        if (spare.length < count) {
            spare = new long[keys.length];
        }
        final int countBits = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        final int passes =
                Math.min(Math.ceilDiv(countBits + CROWDED_BITS, DIGIT_BITS), Math.ceilDiv(codeBits, DIGIT_BITS));
        int shift = Math.max(lowBit, lowBit + codeBits - passes * DIGIT_BITS);
        long[] from = keys;
        long[] to = spare;
        for (int pass = 0; pass < passes; pass++) {
            byDigit(from, to, count, shift);
            final long[] sorted = to;
            to = from;
            from = sorted;
            shift += DIGIT_BITS;
        }
        if (passes % 2 == 1) {
            System.arraycopy(from, 0, keys, 0, count);
        }
        order(keys, count, Math.max(lowBit, lowBit + codeBits - passes * DIGIT_BITS));
    }

    private void byDigit(final long[] from, final long[] to, final int count, final int shift) {
        final int[] next = begins;
        Arrays.fill(next, 0);
        for (int i = 0; i < count; i++) {
            next[(int) (from[i] >>> shift) & (DIGITS - 1)]++;
        }
        int sum = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            final int here = next[digit];
            next[digit] = sum;
            sum += here;
        }
        for (int i = 0; i < count; i++) {
            final long key = from[i];
            to[next[(int) (key >>> shift) & (DIGITS - 1)]++] = key;
        }
    }

    /// Brings keys into order that are in it by the bits from `known` on.
    private static void order(final long[] keys, final int count, final int known) {
        for (int i = 1; i < count; i++) {
            final long key = keys[i];
            if (keys[i - 1] <= key) {
                continue;
            }
            int at = i;
            while (at > 0 && keys[at - 1] > key && i - at < MOVES_MAX) {
                keys[at] = keys[at - 1];
                at--;
            }
            keys[at] = key;
            if (at > 0 && keys[at - 1] > key) {
                i = orderEqual(keys, count, i, known) - 1;
            }
        }
    }

    /// Sorts all keys that have the same known bits as one.
    ///
    /// @return where the next ones begin
    private static int orderEqual(final long[] keys, final int count, final int of, final int known) {
        final long bits = keys[of] >>> known;
        int from = of;
        while (from > 0 && keys[from - 1] >>> known == bits) {
            from--;
        }
        int to = of + 1;
        while (to < count && keys[to] >>> known == bits) {
            to++;
        }
        Arrays.sort(keys, from, to);
        return to;
    }
}
