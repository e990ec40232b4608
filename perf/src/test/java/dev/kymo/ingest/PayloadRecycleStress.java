package dev.kymo.ingest;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.PayloadBlocks;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Blocks of a small payload area are taken by two writers, one of which claims them, fills them itself and now and
/// then
/// gives one back unused, released by a reader and taken again, many times over: each is whole for as long as it is
/// held, and nobody else is given any of it.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "every block was whole until it was released")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "one side was asleep for long")
@Outcome(expect = Expect.FORBIDDEN, desc = "a block was torn, or handed out twice")
@State
public class PayloadRecycleStress {
    private static final int ALL_WELL = 1;
    private static final int ASLEEP = 0;
    private static final int TORN = -1;
    private static final int NOT_HELD = -2;

    /// Not a multiple of a block's length, so that what is left at its end has to be filled.
    private static final int AREA_BYTES = 64 * 11;
    private static final int BLOCKS = 60;
    private static final int SHORT_WORDS = 6;
    private static final int LONG_WORDS = 15;
    /// What is claimed and not needed, sometimes.
    private static final int MORE_WORDS = 20;
    /// Numbers of the second writer are greater.
    private static final int SECOND = 10_000;
    private static final int MAX_SPINS = 200_000;

    private final MemorySegment area = MemorySegment.ofArray(new long[AREA_BYTES / Long.BYTES]);
    private final PayloadBlocks blocks =
            new PayloadBlocks(MemorySegment.ofArray(new long[ControlDescriptor.RING_OFFSET / Long.BYTES]), area);
    private final PayloadReader reader = new PayloadReader(area);
    /// As rows in the ring: positions and one, in the order of the blocks.
    private final AtomicLongArray published = new AtomicLongArray(BLOCKS + 1);

    private static int words(final int number) {
        return number % 3 == 0 ? LONG_WORDS : SHORT_WORDS;
    }

    @Actor
    public void write() {
        int spins = 0;
        for (int number = 1; number <= BLOCKS && spins < MAX_SPINS; spins++) {
            if (number % 5 == 0) {
                blocks.claimInVain(words(number));
            }
            final long position = blocks.claimAndWrite(number, words(number), number % 2 == 0 ? MORE_WORDS : 0);
            if (position == PayloadBlocks.NO_ROOM) {
                Thread.onSpinWait();
            } else {
                published.setRelease(number, position + 1);
                number++;
            }
        }
    }

    @Actor
    public void writeAndRead(final I_Result result) {
        int spins = 0;
        for (int number = 1; number <= BLOCKS; number++) {
            final int own = SECOND + number;
            final long ownPosition = blocks.write(own, words(number + 1));
            while (published.getAcquire(number) == 0) {
                if (++spins > MAX_SPINS) {
                    result.r1 = ASLEEP;
                    return;
                }
                if (ownPosition != PayloadBlocks.NO_ROOM && blocks.numberIn(ownPosition, words(number + 1)) != own) {
                    result.r1 = TORN;
                    return;
                }
            }
            final int fault = check(published.getAcquire(number) - 1, number, words(number));
            if (fault != 0
                    || (ownPosition != PayloadBlocks.NO_ROOM && check(ownPosition, own, words(number + 1)) != 0)) {
                result.r1 = fault == 0 ? TORN : fault;
                return;
            }
        }
        result.r1 = ALL_WELL;
    }

    /// Looks at a block as a recorder does, and releases it.
    private int check(final long position, final int number, final int words) {
        try {
            final MemorySegment found = reader.block(position, (long) words * Long.BYTES);
            if (dev.kymo.ring.RingRecords.numberIn(found, 0, words) != number) {
                return TORN;
            }
        } catch (final IllegalArgumentException notHeld) {
            return NOT_HELD;
        }
        reader.release(position);
        return 0;
    }
}
