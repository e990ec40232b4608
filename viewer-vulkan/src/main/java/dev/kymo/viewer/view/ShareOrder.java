package dev.kymo.viewer.view;

import java.util.function.IntConsumer;

/// In which shares the points of a row go to the device: the first shares of a row are a fair sample of it,
/// however many of them are taken, and all of them together are the row, each point once.
///
/// ```text
///   points as logged    |0 1 2 3 4 5 6 7|8 9 …        blocks of `strata` points, a power of two
///   of each block       bit-reversed order, turned by a number that follows from the block's
///   share 0, 1, 2, …    the first of each block, the second, the next 2, 4, … of each
/// ```
///
/// So points of a share are evenly spaced in the order in which a scanner took them, and in no grid of
/// their own where it took them in rows and columns. They are in the order of the row, which is read from
/// front to back for each share.
final class ShareOrder {
    /// Of the first share, up to twice as many.
    private static final int FIRST_POINTS = 2048;
    /// Of the others, up to twice as many.
    private static final int SHARE_POINTS_MAX = 64 << 10;
    /// A share is no more than this of a row, but for small ones.
    private static final int SHARES_MIN = 8;
    /// Fibonacci hashing (Knuth 6.4): the golden ratio's bits.
    private static final int GOLDEN = 0x9E3779B9;

    private final int count;
    private final int strata;
    private final int strataBits;
    private final int strataOfShare;

    /// @param count points of the row
    ShareOrder(final int count) {
        this.count = count;
        strata = Integer.highestOneBit(Math.max(1, count / FIRST_POINTS));
        strataBits = Integer.numberOfTrailingZeros(strata);
        final int perStratum = Math.max(1, count / strata);
        strataOfShare = Math.max(
                1, Math.min(Integer.highestOneBit(Math.max(1, SHARE_POINTS_MAX / perStratum)), strata / SHARES_MIN));
    }

    int shares() {
        return shareOf(strata - 1) + 1;
    }

    /// The share that a stratum is in: 0 and 1 have one each, then they double until they are as large as a
    /// share may be.
    private int shareOf(final int stratum) {
        if (stratum < strataOfShare) {
            return Integer.SIZE - Integer.numberOfLeadingZeros(stratum);
        }
        final int doubling = Integer.numberOfTrailingZeros(strataOfShare);
        return doubling + stratum / strataOfShare;
    }

    private int firstStratum(final int share) {
        final int doubling = Integer.numberOfTrailingZeros(strataOfShare);
        if (share <= doubling) {
            return share == 0 ? 0 : 1 << (share - 1);
        }
        return (share - doubling) * strataOfShare;
    }

    private int lastStratum(final int share) {
        return firstStratum(share + 1) - 1;
    }

    /// Points of the first so many shares; of all of them exactly, of fewer up to the points of one block.
    long pointsUpTo(final int shares) {
        return shares == shares() ? count : (long) count * firstStratum(shares) / strata;
    }

    /// How many shares have no more than so many points together.
    int sharesWithin(final double points) {
        int shares = 0;
        while (shares < shares() && pointsUpTo(shares + 1) <= points) {
            shares++;
        }
        return shares;
    }

    /// Points of one block, a part of a share.
    @FunctionalInterface
    interface Visitor {
        /// @param points their numbers, in no order; valid during the call
        /// @param count how many of these there are, less than 65,537
        void visit(int[] points, int count);
    }

    /// Room for the points of a share: at least as many as it has.
    int pointsMax(final int share) {
        final long blocks = ((long) count + strata - 1) / strata;
        return (int) Math.min(count, blocks * (lastStratum(share) - firstStratum(share) + 1));
    }

    /// Goes through the points of a share, one by one.
    void forEach(final int share, final IntConsumer each) {
        final Visitor one = (points, count) -> {
            for (int i = 0; i < count; i++) {
                each.accept(points[i]);
            }
        };
        forEach(share, new Visitor[] {one});
    }

    /// Goes through the points of several shares, once from front to back: a row that is not in the cache is
    /// read once then. Visitors get points together, so that they can ask for all of them before they wait for
    /// the first.
    ///
    /// @param visitors of the shares from `first` on, each for one
    void forEach(final int first, final Visitor[] visitors) {
        final int[] strataFrom = new int[visitors.length + 1];
        for (int i = 0; i <= visitors.length; i++) {
            strataFrom[i] = firstStratum(first + i);
        }
        final int[] points = new int[strataOfShare];
        for (long block = 0; block < count; block += strata) {
            final int turn = ((int) (block >>> strataBits) * GOLDEN) >>> 7;
            for (int i = 0; i < visitors.length; i++) {
                visitors[i].visit(points, pointsOf(block, turn, strataFrom[i], strataFrom[i + 1], points));
            }
        }
    }

    private int pointsOf(final long block, final int turn, final int from, final int to, final int[] points) {
        int found = 0;
        for (int stratum = from; stratum < to; stratum++) {
            final long point = block + ((reversed(stratum) + turn) & (strata - 1));
            if (point < count) {
                points[found++] = (int) point;
            }
        }
        return found;
    }

    private int reversed(final int stratum) {
        return strataBits == 0 ? 0 : Integer.reverse(stratum) >>> (Integer.SIZE - strataBits);
    }
}
