package dev.kymo.ring;

/// The word that says who may take records out of a ring: a state in the low three bits, and above them an
/// epoch that each attaching owner raises by one.
///
/// ```text
///    63                                                             3 2     0
///   +----------------------------------------------------------------+-------+
///   |                            epoch                               | state |
///   +----------------------------------------------------------------+-------+
///
///            producer                      recorder
///   FREE <------------> RECLAIMING
///   FREE -----------------------------------> OWNED (epoch + 1) ---> DRAINING ---> FREE
///   FREE ---> GONE                            OWNED ---> REFUSED
/// ```
///
/// Whoever moves the word out of `FREE` does it by compare-and-set, so letting rows go and attaching exclude
/// each other. A recorder that holds the folder's lock may also take over from `OWNED` and `DRAINING` (their
/// recorder is dead), and from `RECLAIMING` when the producer's lock is free (the producer is dead).
public final class OwnerWord {
    /// Nobody records; the producer may let its oldest rows go.
    public static final int FREE = 0;
    /// A thread of the producer is letting rows go; lasts microseconds.
    public static final int RECLAIMING = 1;
    /// A recorder takes all rows.
    public static final int OWNED = 2;
    /// The recorder is leaving and takes what was claimed before it said so.
    public static final int DRAINING = 3;
    /// The recorder found a bad record and takes nothing any more.
    public static final int REFUSED = 4;
    /// The producer removes its files.
    public static final int GONE = 5;

    private static final int STATE_BITS = 3;
    private static final long STATE_MASK = (1L << STATE_BITS) - 1;

    private OwnerWord() {}

    public static int state(final long word) {
        return (int) (word & STATE_MASK);
    }

    /// The same epoch in another state.
    public static long withState(final long word, final int state) {
        return (word & ~STATE_MASK) | state;
    }

    /// The next owner's word.
    public static long owned(final long word) {
        return withState(word + STATE_MASK + 1, OWNED);
    }
}
