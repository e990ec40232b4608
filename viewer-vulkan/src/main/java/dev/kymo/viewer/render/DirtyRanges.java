package dev.kymo.viewer.render;

import java.util.BitSet;

/// Which items of an array have changed since it was sent to the device, as few runs.
final class DirtyRanges {
    /// Unchanged items between two runs that are sent along: a copy of its own costs more.
    private static final int GAP = 16;

    private final BitSet changed = new BitSet();

    /// Takes a run of items.
    interface Sender {
        void send(int from, int to);
    }

    void mark(final int item) {
        changed.set(item);
    }

    void mark(final int from, final int to) {
        changed.set(from, to);
    }

    void clear() {
        changed.clear();
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /// Hands out all runs, and forgets them.
    void send(final Sender sender) {
        int from = changed.nextSetBit(0);
        while (from >= 0) {
            int to = changed.nextClearBit(from);
            int next = changed.nextSetBit(to);
            while (next >= 0 && next - to <= GAP) {
                to = changed.nextClearBit(next);
                next = changed.nextSetBit(to);
            }
            sender.send(from, to);
            from = next;
        }
        changed.clear();
    }
}
