package dev.kymo.store.index;

/// What a search needs of one chunk, in 64 bytes: the lines of a prepared query lie one behind the other, so that a
/// block of columns is read in one go, and nothing else is read on the way to times and values.
///
/// ```text
///   word 0  FROM      first time at which the chunk answers alone
///        1  UNTIL     first time from which it does not
///        2  FIRST     first time of its rows
///        3  LAST      last time of its rows; affine: 1 / step, a double
///        4  TIMES     address of the times
///        5  TABLE     address of the bucket table; affine: the step
///        6  SHAPE     | width 63:48 | 47:46 | flags 45:40 | 39:38 | shift 37:32 | rows 31:0 |
///        7  VALUES    address of the first row's values, where dense
/// ```
///
/// Words 2 to 7 say what the chunk is; 0, 1 and [#SAME] what it is to a query, and are 0 in the chunk's own copy.
/// No flag of a kind: few rows, which are searched by halves.
final class LineDescriptor {
    static final int WORDS = 8;

    static final int FROM = 0;
    static final int UNTIL = 1;
    static final int FIRST = 2;
    static final int LAST = 3;
    static final int INVERSE = 3;
    static final int TIMES = 4;
    static final int TABLE = 5;
    static final int STEP = 5;
    static final int SHAPE = 6;
    static final int VALUES = 7;

    /// Times are regular.
    static final long AFFINE = 1L << 40;
    /// There is a bucket table.
    static final long BUCKETS = 1L << 41;
    /// Every row has one instance of [#width] bytes at VALUES.
    static final long DENSE = 1L << 42;
    /// The same rows of the same chunk as the line before: its search is this one's too.
    static final long SAME = 1L << 43;
    /// Nothing here: the question has to be asked of the objects.
    static final long ALONE = 1L << 44;
    /// Every row has a cell, and no cell an instance: what a whole archetype with one field set leaves of the others.
    static final long EMPTY = 1L << 45;

    static final int MAX_WIDTH_BYTES = (1 << 16) - 1;

    private static final int SHIFT_AT = 32;
    private static final int SHIFT_MASK = 63;
    private static final int WIDTH_AT = 48;

    private LineDescriptor() {}

    static int rows(final long shape) {
        return (int) shape;
    }

    /// Of a time's distance to the first, to get its bucket.
    static int shift(final long shape) {
        return (int) (shape >>> SHIFT_AT) & SHIFT_MASK;
    }

    static long ofShift(final int shift) {
        return (long) shift << SHIFT_AT;
    }

    static int width(final long shape) {
        return (int) (shape >>> WIDTH_AT);
    }

    static long ofWidth(final int widthBytes) {
        return (long) widthBytes << WIDTH_AT;
    }
}
