package dev.kymo.perf.stress;

import dev.kymo.store.memory.Epochs;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Retired memory is never released while a reader that can see it is inside, and always once all have left.
@JCStressTest
@Outcome(
        id = {"0, 0, 1", "2, 0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "the reader found live memory or none; released in the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "memory was released under a reader, or never")
@State
public class EpochsStress {
    private static final int RELEASED = 1;
    private static final int NOT_FOUND = 2;

    /// Stores that miss the cache, so that the one on entry has to wait behind them: without a full fence the
    /// reads that follow would overtake it for long enough to be seen here.
    private static final int STORES_BEFORE = 24;
    private static final int[] SCATTERED = new int[1 << 24];
    /// Long enough for a writer to finish a reclaim that should have waited.
    private static final int READS_INSIDE = 100;

    /// A bit of the cursor that is as often 0 as 1.
    private static final int RENEWED = 1 << 20;

    private static int cursor = 1;

    private final Epochs epochs = new Epochs();
    private final Epochs.Reader reader = epochs.register();
    private final int[] memory = new int[1];
    /// Element 0 is what memory would hold: a plain array, since readers of real memory use plain reads.
    private volatile int @Nullable [] shared = memory;

    @Actor
    public void read(final III_Result result) {
        scatter();
        reader.enter();
        if ((cursor & RENEWED) == 0) {
            // Half of the time it has come in before, and holds on to nothing yet.
            scatter();
            reader.renew();
        }
        final int[] found = shared;
        int seen = NOT_FOUND;
        for (int i = 0; found != null && i < READS_INSIDE && seen != RELEASED; i++) {
            Thread.onSpinWait();
            seen = found[0];
        }
        result.r1 = seen;
        reader.leave();
    }

    private static void scatter() {
        for (int i = 0; i < STORES_BEFORE; i++) {
            cursor = cursor * 1_103_515_245 + 12_345;
            SCATTERED[cursor & (SCATTERED.length - 1)] = cursor;
        }
    }

    @Actor
    public void retire() {
        shared = null;
        epochs.retire(() -> memory[0] = RELEASED);
        epochs.reclaim();
    }

    @Arbiter
    public void reclaim(final III_Result result) {
        result.r2 = epochs.reclaim();
        result.r3 = memory[0];
    }
}
