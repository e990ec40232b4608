package dev.kymo.rrd;

import java.util.Arrays;

/// Longs, appended; in pages, so that a long list is never copied to grow, nor holds much more than it has.
final class LongList {
    private static final int PAGE_LOG2 = 11;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int FIRST = 16;

    private long[][] pages = {new long[FIRST]};
    private int size;

    void add(final long value) {
        final int page = size >> PAGE_LOG2;
        final int at = size & (PAGE - 1);
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + 1);
            pages[page] = new long[PAGE];
        } else if (at == pages[page].length) {
            pages[page] = Arrays.copyOf(pages[page], at * 2);
        }
        pages[page][at] = value;
        size++;
    }

    long get(final int index) {
        return pages[index >> PAGE_LOG2][index & (PAGE - 1)];
    }

    int size() {
        return size;
    }

    long[] toArray() {
        final long[] all = new long[size];
        for (int from = 0; from < size; from += PAGE) {
            System.arraycopy(pages[from >> PAGE_LOG2], 0, all, from, Math.min(PAGE, size - from));
        }
        return all;
    }
}
