package dev.kymo.viewer.app;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The numbers of one producing process: which were promised and which have been seen. Numbers come again as
/// often as one likes; for one thread.
final class NumberLedger {
    /// How many numbers a process may use, beginning with its first: more than the demo logs in a day.
    static final long NUMBERS = 200_000_000L;

    private final long first;
    private final BitSet seen = new BitSet();
    private final BitSet promised = new BitSet();
    /// Promised and not seen: when each was promised.
    private final NavigableMap<Long, Long> waiting = new TreeMap<>();

    private long promisedCount;
    private long seenCount;

    NumberLedger(final long first) {
        this.first = first;
    }

    long first() {
        return first;
    }

    long last() {
        return first + NUMBERS - 1;
    }

    boolean holds(final long number) {
        return number >= first && number <= last();
    }

    /// @param number one that it [#holds]
    void promise(final long number, final long nowNs) {
        final int index = Math.toIntExact(number - first);
        if (!promised.get(index)) {
            promised.set(index);
            promisedCount++;
            if (!seen.get(index)) {
                waiting.put(number, nowNs);
            }
        }
    }

    /// @param number one that it [#holds]
    void see(final long number) {
        final int index = Math.toIntExact(number - first);
        if (!seen.get(index)) {
            seen.set(index);
            seenCount++;
            waiting.remove(number);
        }
    }

    /// The least number that is worth looking for: what is below has been seen, or was promised to nobody.
    long wanted() {
        final long beyond = first + seen.length();
        return waiting.isEmpty() ? beyond : Math.min(beyond, waiting.firstKey());
    }

    /// @param promisedUntilNs of those that wait, the ones promised at or before it count as lost
    DemoCounts counts(final long promisedUntilNs) {
        long lost = 0;
        for (final long promisedNs : waiting.values()) {
            lost += promisedNs - promisedUntilNs <= 0 ? 1 : 0;
        }
        final long stored = promisedCount - waiting.size();
        return new DemoCounts(promisedCount, stored, waiting.size(), lost, seenCount - stored);
    }
}
