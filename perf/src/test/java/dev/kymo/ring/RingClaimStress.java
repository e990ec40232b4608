package dev.kymo.ring;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two producers that claim at once get records of their own: both are there in the end, whole.
@JCStressTest
@Outcome(
        id = {"1, 2", "2, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "both records, in either order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a record is lost or overwritten")
@State
public class RingClaimStress {
    private static final int WORDS = 12;

    private final RingWriter writer =
            new RingWriter(MemorySegment.ofArray(new long[(1024 + RingDescriptor.TRAILER_LENGTH) / Long.BYTES]));

    @Actor
    public void writeFirst() {
        RingRecords.write(writer, 1, WORDS);
    }

    @Actor
    public void writeSecond() {
        RingRecords.write(writer, 2, WORDS);
    }

    @Arbiter
    public void look(final II_Result result) {
        result.r1 = recordAt(0);
        result.r2 = recordAt(RingDescriptor.aligned(RingRecords.length(WORDS)));
    }

    private int recordAt(final long index) {
        final MemorySegment ring = writer.ring();
        final boolean published = (int) RingDescriptor.LENGTH.getAcquire(ring, index) == RingRecords.length(WORDS);
        return published && RingRecords.isWhole(ring, index, WORDS) ? (int) RingRecords.numberAt(ring, index) : -1;
    }
}
