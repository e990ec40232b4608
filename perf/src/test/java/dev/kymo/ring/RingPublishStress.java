package dev.kymo.ring;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A producer and a reader: a record whose length is positive is seen whole, and one that is being written
/// (negative length) shows its type. Lies in the ring's package because the writer is nobody else's.
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0", "2, 0", "2, 1", "2, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "records are not there, being written, or whole, in claim order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a record is seen in part")
@State
public class RingPublishStress {
    private static final int NOTHING = 0;
    private static final int BEING_WRITTEN = 1;
    private static final int WHOLE = 2;
    private static final int TORN = -1;

    private static final int WORDS = 12;
    private static final int RECORD_LENGTH = RingRecords.length(WORDS);

    private final RingWriter writer =
            new RingWriter(MemorySegment.ofArray(new long[(1024 + RingDescriptor.TRAILER_LENGTH) / Long.BYTES]));

    @Actor
    public void write() {
        for (int record = 1; record <= 2; record++) {
            RingRecords.write(writer, record, WORDS);
        }
    }

    @Actor
    public void read(final II_Result result) {
        result.r1 = stateAt(0);
        result.r2 = result.r1 == WHOLE ? stateAt(RingDescriptor.aligned(RECORD_LENGTH)) : NOTHING;
    }

    private int stateAt(final long index) {
        final MemorySegment ring = writer.ring();
        final int length = (int) RingDescriptor.LENGTH.getAcquire(ring, index);
        if (length == 0) {
            return NOTHING;
        }
        final int type = (int) RingDescriptor.LENGTH.getAcquire(ring, index + RingDescriptor.TYPE_OFFSET);
        if (type != RingDescriptor.ROW_TYPE || Math.abs(length) != RECORD_LENGTH) {
            return TORN;
        }
        if (length < 0) {
            return BEING_WRITTEN;
        }
        return RingRecords.isWhole(ring, index, WORDS) ? WHOLE : TORN;
    }
}
