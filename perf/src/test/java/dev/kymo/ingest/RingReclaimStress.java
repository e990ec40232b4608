package dev.kymo.ingest;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RingRecords;
import java.lang.foreign.MemorySegment;
import org.agrona.collections.LongArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two writers go round a small ring several times, behind a reader that gives back only what is filed, some
/// records late: no record is seen in part, stale, twice or not at all, and none that is held is overwritten.
/// (The second writer and the reader share a thread, so that two processors are enough.)
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "every record once, whole, in the order of its writer")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "one side was asleep for long")
@Outcome(expect = Expect.FORBIDDEN, desc = "a record was torn, lost or doubled, or overwritten while it was held")
@State
public class RingReclaimStress {
    private static final int ALL_WELL = 1;
    private static final int ASLEEP = 0;
    private static final int TORN = -1;
    private static final int OUT_OF_ORDER = -2;
    private static final int OVERWRITTEN = -3;
    private static final int LOST = -4;

    private static final int CAPACITY = 1024;
    private static final int WORDS = 5;
    private static final int RECORDS = 80;
    /// Numbers of the second writer are greater.
    private static final int SECOND = 10_000;
    /// How many records the file lags behind.
    private static final int LAG = 7;

    private static final int MAX_SPINS = 200_000;
    private static final LongArrayList NO_BLOCKS = new LongArrayList();

    private final MemorySegment ring =
            MemorySegment.ofArray(new long[(CAPACITY + RingDescriptor.TRAILER_LENGTH) / Long.BYTES]);
    private final RingRecords records = new RingRecords(ring);
    private final RingReader reader = reader(ring);
    /// Where each record lies that was read, by its mark.
    private final long[] places = new long[2 * RECORDS + 1];
    private volatile boolean firstHasWritten;

    private static RingReader reader(final MemorySegment ring) {
        final MemorySegment control = MemorySegment.ofArray(new long[ControlDescriptor.RING_OFFSET / Long.BYTES]);
        final MemorySegment copy = MemorySegment.ofArray(new long[CAPACITY / Long.BYTES]);
        final RingReader reader =
                new RingReader(control, ring, new PayloadReader(MemorySegment.NULL), Names.ofJournal(), copy);
        reader.begin();
        return reader;
    }

    @Actor
    public void write() {
        int spins = 0;
        for (int number = 1; number <= RECORDS && spins < MAX_SPINS; spins++) {
            if (records.write(number, WORDS)) {
                number++;
            } else {
                Thread.onSpinWait();
            }
        }
        firstHasWritten = spins < MAX_SPINS;
    }

    @Actor
    public void writeAndRead(final I_Result result) {
        int first = 0;
        int second = SECOND;
        int written = SECOND;
        int taken = 0;
        for (int spins = 0; spins < MAX_SPINS; spins++) {
            if (first == RECORDS && second == SECOND + RECORDS) {
                result.r1 = ALL_WELL;
                return;
            }
            if (written < SECOND + RECORDS && (spins & 1) == 0 && records.write(written + 1, WORDS)) {
                written++;
            }
            final boolean allWritten = firstHasWritten && written == SECOND + RECORDS;
            final int length = reader.next();
            if (allWritten && length == RingReader.NOTHING) {
                result.r1 = LOST;
                return;
            }
            if (length != RingReader.NOTHING) {
                final int number = RingRecords.numberIn(reader.copy(length), 0, WORDS);
                if (number == first + 1) {
                    first++;
                } else if (number == second + 1) {
                    second++;
                } else {
                    result.r1 = number < 0 ? TORN : OUT_OF_ORDER;
                    return;
                }
                taken++;
                places[taken] = reader.position() & CAPACITY - 1;
                reader.advance(length, taken, NO_BLOCKS, 0);
            }
            final int filed = Math.max(0, taken - LAG);
            if (!areWhole(filed + 1, taken)) {
                result.r1 = OVERWRITTEN;
                return;
            }
            reader.giveBack(filed);
        }
        result.r1 = ASLEEP;
    }

    private boolean areWhole(final int from, final int to) {
        for (int mark = from; mark <= to; mark++) {
            if (RingRecords.numberIn(ring, places[mark] + RingDescriptor.HEADER_LENGTH, WORDS) < 0) {
                return false;
            }
        }
        return true;
    }
}
