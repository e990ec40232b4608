package dev.kymo.store.index;

import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.Layouts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The filed chunks that have one component on one timeline while more are filed: index buckets of at most 256 chunks,
/// by first time, off the heap.
///
/// ```text
///   buckets ──► │ ≤ 256 chunks │ ≤ 256 chunks │ the last one, which takes more │
///                 each: first times, last times, greatest last times so far, numbers: four columns, 28 bytes a chunk
/// ```
///
/// A chunk that begins at or after all others, which is what recorders file, is appended in place. Any other is put
/// into a copy of its bucket, or into two halves of it when it is full; a reader that is in the old one keeps it until
/// it leaves its epoch.
///
/// One writer, any number of readers, each inside its epoch from before [#buckets] until it is done. Readers may find
/// chunks that the writer has not shown yet: a chunk's number says so (`FiledTimeIndex`).
final class GrowingSeries {
    static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private static final int MAX_ENTRIES = 256;
    private static final int FIRST_ENTRIES = 4;
    /// Of a bucket behind full ones.
    private static final int NEXT_ENTRIES = 64;

    private static final VarHandle COUNT;
    private static final VarHandle NEWEST;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            COUNT = lookup.findVarHandle(Bucket.class, "count", int.class);
            NEWEST = lookup.findVarHandle(GrowingSeries.class, "newestChunk", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SeriesMemory memory;
    private final Epochs epochs;
    private final int firstChunk;
    /// The greatest number in it. Opaque: it is written before what it speaks of is released, and read after that was
    /// acquired, so a reader finds no chunk in the buckets that has a greater one than it reads here.
    @SuppressWarnings("UnusedVariable")
    private int newestChunk = -1;

    /// Volatile, as a release that pairs with the acquire in [#buckets]: a bucket's columns, and the entries that were
    /// copied into it, are written before it can be found; and what it replaces is retired only afterwards.
    private volatile Buckets buckets = new Buckets(new Bucket[0]);

    /// @param firstChunk number of the first chunk that it will get
    GrowingSeries(final SeriesMemory memory, final Epochs epochs, final int firstChunk) {
        this.memory = memory;
        this.epochs = epochs;
        this.firstChunk = firstChunk;
    }

    /// Some entries that lie one behind the other; all but the last of a series stay as they are.
    private static final class Bucket {
        private final IndexMemory.Part part;
        private final int capacity;
        /// Release by the writer, after the entry's columns; acquire by readers, before they read them.
        private int count;

        private Bucket(final IndexMemory.Part part, final int capacity) {
            this.part = part;
            this.capacity = capacity;
        }

        private int count() {
            return (int) COUNT.getAcquire(this);
        }

        private long get(final int column, final int entry) {
            return part.block().get(Layouts.LONG, part.at() + ((long) column * capacity + entry) * Long.BYTES);
        }

        private void put(final int column, final int entry, final long value) {
            part.block().set(Layouts.LONG, part.at() + ((long) column * capacity + entry) * Long.BYTES, value);
        }

        private long minTime(final int entry) {
            return get(0, entry);
        }

        private long maxTime(final int entry) {
            return get(1, entry);
        }

        /// Of this bucket alone.
        private long greatestUpTo(final int entry) {
            return get(2, entry);
        }

        private int chunk(final int entry) {
            return part.block().get(Layouts.INT, chunkAt(entry));
        }

        private long chunkAt(final int entry) {
            return part.at() + 3L * capacity * Long.BYTES + (long) entry * Integer.BYTES;
        }

        /// The writer, which alone changes the count, so its own read of it needs no order.
        private void append(final long minTime, final long maxTime, final int chunk) {
            final int entry = count;
            put(0, entry, minTime);
            put(1, entry, maxTime);
            put(2, entry, entry == 0 ? maxTime : Math.max(greatestUpTo(entry - 1), maxTime));
            part.block().set(Layouts.INT, chunkAt(entry), chunk);
            COUNT.setRelease(this, entry + 1);
        }

        private void append(final Bucket other, final int from, final int to) {
            for (int i = from; i < to; i++) {
                append(other.minTime(i), other.maxTime(i), other.chunk(i));
            }
        }

        /// The first entry that begins after `time`.
        private int firstAfter(final long time, final int entries) {
            int low = 0;
            int high = entries;
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (minTime(middle) <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /// The buckets at a moment: immutable, but that the last takes more entries.
    static final class Buckets implements SeriesColumns {
        private final Bucket[] all;
        /// Of each bucket's first entry.
        private final long[] firstTimes;

        private final int[] firstPositions;
        /// The greatest last time in earlier buckets.
        private final long[] greatestBefore;

        private Buckets(final Bucket[] all) {
            this.all = all;
            firstTimes = new long[all.length];
            firstPositions = new int[all.length];
            greatestBefore = new long[all.length];
            long greatest = Long.MIN_VALUE;
            int position = 0;
            for (int i = 0; i < all.length; i++) {
                // Made by the writer: it reads its own counts.
                final int count = all[i].count;
                firstTimes[i] = all[i].minTime(0);
                firstPositions[i] = position;
                greatestBefore[i] = greatest;
                position += count;
                greatest = Math.max(greatest, all[i].greatestUpTo(count - 1));
            }
        }

        @Override
        public int count() {
            final int last = all.length - 1;
            return last < 0 ? 0 : firstPositions[last] + all[last].count();
        }

        private int bucketOf(final int position) {
            int bucket = all.length - 1;
            if (position < firstPositions[bucket]) {
                final int found = Arrays.binarySearch(firstPositions, position);
                bucket = found < 0 ? -found - 2 : found;
            }
            return bucket;
        }

        @Override
        public long minTime(final int position) {
            final int bucket = bucketOf(position);
            return all[bucket].minTime(position - firstPositions[bucket]);
        }

        @Override
        public long maxTime(final int position) {
            final int bucket = bucketOf(position);
            return all[bucket].maxTime(position - firstPositions[bucket]);
        }

        @Override
        public long maxTimeUpTo(final int position) {
            final int bucket = bucketOf(position);
            return Math.max(greatestBefore[bucket], all[bucket].greatestUpTo(position - firstPositions[bucket]));
        }

        @Override
        public int chunk(final int position) {
            final int bucket = bucketOf(position);
            return all[bucket].chunk(position - firstPositions[bucket]);
        }

        @Override
        public int lastBeginningUpTo(final long time, final int count) {
            final int bucket = bucketFor(time);
            if (bucket < 0) {
                return -1;
            }
            final int first = firstPositions[bucket];
            final int entries = (bucket + 1 < all.length ? firstPositions[bucket + 1] : count) - first;
            return first + all[bucket].firstAfter(time, entries) - 1;
        }

        /// The last bucket that begins at or before `time`; below 0 when there is none.
        private int bucketFor(final long time) {
            int low = 0;
            int high = firstTimes.length;
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (firstTimes[middle] <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }
    }

    /// What is in it now.
    Buckets buckets() {
        return buckets;
    }

    /// Whether it has a chunk of a number below `limit`.
    boolean hasBelow(final int limit) {
        return firstChunk < limit;
    }

    /// Whether all that a reader can have found in [#buckets] before this call has numbers below `limit`.
    boolean isAllBelow(final int limit) {
        return (int) NEWEST.getOpaque(this) < limit;
    }

    /// Takes in a chunk; the writer.
    ///
    /// @param chunk a greater number than all before
    void add(final long minTime, final long maxTime, final int chunk) {
        NEWEST.setOpaque(this, chunk);
        final Bucket[] all = buckets.all;
        final Bucket last = all.length == 0 ? null : all[all.length - 1];
        if (last == null) {
            replace(0, 0, begin(FIRST_ENTRIES, minTime, maxTime, chunk));
        } else if (minTime < last.minTime(last.count - 1)) {
            insert(minTime, maxTime, chunk);
        } else if (last.count < last.capacity) {
            last.append(minTime, maxTime, chunk);
        } else if (last.capacity < MAX_ENTRIES) {
            final Bucket longer = bucket(2 * last.capacity);
            longer.append(last, 0, last.count);
            longer.append(minTime, maxTime, chunk);
            replace(all.length - 1, 1, longer);
        } else {
            replace(all.length, 0, begin(NEXT_ENTRIES, minTime, maxTime, chunk));
        }
    }

    private Bucket begin(final int capacity, final long minTime, final long maxTime, final int chunk) {
        final Bucket fresh = bucket(capacity);
        fresh.append(minTime, maxTime, chunk);
        return fresh;
    }

    /// Out of order: behind those that begin at the same time or before.
    private void insert(final long minTime, final long maxTime, final int chunk) {
        final int at = Math.max(0, buckets.bucketFor(minTime));
        final Bucket old = buckets.all[at];
        final int entry = old.firstAfter(minTime, old.count);
        final boolean isFull = old.count == MAX_ENTRIES;
        if (isFull && entry == 0) {
            // Before all others: times that descend would leave every bucket half empty.
            replace(at, 0, begin(NEXT_ENTRIES, minTime, maxTime, chunk));
            return;
        }
        final int cut = isFull ? old.count / 2 : old.count;
        final Bucket first = bucket(capacityFor(cut + 1));
        final Bucket second = isFull ? bucket(capacityFor(old.count - cut + 1)) : first;
        first.append(old, 0, Math.min(entry, cut));
        if (entry <= cut) {
            first.append(minTime, maxTime, chunk);
            first.append(old, entry, cut);
        }
        if (isFull) {
            second.append(old, cut, Math.max(entry, cut));
            if (entry > cut) {
                second.append(minTime, maxTime, chunk);
            }
            second.append(old, Math.max(entry, cut), old.count);
        }
        replace(at, 1, isFull ? new Bucket[] {first, second} : new Bucket[] {first});
    }

    private static int capacityFor(final int entries) {
        return Math.max(FIRST_ENTRIES, Integer.highestOneBit(entries - 1) * 2);
    }

    private Bucket bucket(final int capacity) {
        return new Bucket(memory.allocate(capacity), capacity);
    }

    /// Puts buckets in the place of `gone` others, and has those given back.
    private void replace(final int at, final int gone, final Bucket... fresh) {
        final Bucket[] before = buckets.all;
        final Bucket[] after = new Bucket[before.length - gone + fresh.length];
        System.arraycopy(before, 0, after, 0, at);
        System.arraycopy(fresh, 0, after, at, fresh.length);
        System.arraycopy(before, at + gone, after, at + fresh.length, before.length - at - gone);
        buckets = new Buckets(after);
        for (int i = at; i < at + gone; i++) {
            final Bucket old = before[i];
            epochs.retire(() -> memory.giveBack(old.part, old.capacity));
        }
    }
}
