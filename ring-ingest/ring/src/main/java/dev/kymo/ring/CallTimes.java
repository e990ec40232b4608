package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;

/// Counts what log calls cost, in the file `counters`. Any thread; a locked instruction each, so only a sample of
/// the calls is given to it.
final class CallTimes {
    private final MemorySegment counters;

    /// @param counters the file `counters`
    CallTimes(final MemorySegment counters) {
        this.counters = counters;
    }

    void add(final long ns) {
        WORD.getAndAdd(counters, CountersDescriptor.callTimeOffset(CountersDescriptor.callTimeBucket(ns)), 1L);
    }
}
