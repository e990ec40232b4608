package dev.kymo.store.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// For which times the answers of whole blocks of a query's columns are those that a result holds already: from the
/// newest of their rows until the next one of any. Who asks at one such time after another asks for nothing. The
/// query's thread alone.
final class KeptAnswers {
    private long[] from = {};
    private long[] until = {};
    private @Nullable LatestAtResult holder;

    /// Makes room for so many blocks, none of which is kept.
    void reset(final int blocks) {
        from = new long[blocks];
        until = new long[blocks];
        Arrays.fill(until, Long.MIN_VALUE);
        holder = null;
    }

    /// Tells what is filled next: what another one holds is no longer known.
    void holdIn(final LatestAtResult answers) {
        if (holder != answers || answers.isRenumbered()) {
            forgetAll();
            holder = answers;
        }
    }

    void forgetAll() {
        // Without a holder nothing is kept: a question of one entity after another is not to pay for all blocks
        if (holder != null) {
            Arrays.fill(until, Long.MIN_VALUE);
            holder = null;
        }
    }

    void forget(final int block) {
        until[block] = Long.MIN_VALUE;
    }

    /// Whether the holder has the answers at a time.
    boolean holds(final int block, final long at) {
        return at < until[block] && at >= from[block];
    }

    /// The holder has the answers from a time until before another.
    void keep(final int block, final long firstTime, final long untilTime) {
        from[block] = firstTime;
        until[block] = untilTime;
    }
}
