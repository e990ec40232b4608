package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CallTimeBucketsTest {
    private static final long SEED = 20261121;

    @Test
    void shouldPutEachTimeIntoTheOneBucketThatHoldsIt() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 100_000; round++) {
            final long ns = random.nextLong() >>> random.nextInt(24, Long.SIZE);
            final int bucket = CountersDescriptor.callTimeBucket(ns);
            final String message = "seed " + SEED + ": " + ns + " ns in bucket " + bucket;
            assertTrue(bucket >= 0 && bucket < CountersDescriptor.CALL_TIME_BUCKETS, message);
            assertTrue(ns < CountersDescriptor.callTimeEndNs(bucket), message);
            assertTrue(bucket == 0 || ns >= CountersDescriptor.callTimeEndNs(bucket - 1), message);
        }
    }

    @Test
    void shouldTakeAnyNumberForATime() {
        assertEquals(0, CountersDescriptor.callTimeBucket(-5));
        assertEquals(CountersDescriptor.CALL_TIME_BUCKETS - 1, CountersDescriptor.callTimeBucket(Long.MAX_VALUE));
    }

    @Test
    void shouldLeaveRoomForAllBucketsBehindTheStreams() {
        final long end = CountersDescriptor.callTimeOffset(CountersDescriptor.CALL_TIME_BUCKETS);
        assertTrue(CountersDescriptor.CALL_TIMES_OFFSET
                >= CountersDescriptor.OTHERS_OFFSET + CountersDescriptor.STREAM_SLOT_LENGTH);
        assertTrue(end <= CountersDescriptor.LENGTH, "end " + end);
        assertEquals(77_824, CountersDescriptor.LENGTH, "as before there were any");
    }
}
