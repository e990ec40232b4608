package dev.kymo.sdk;

import static dev.kymo.sdk.LoggedRows.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramStreamTest {
    private final MemorySink sink = new MemorySink();

    private static org.HdrHistogram.Histogram decoded(final DataRow row) {
        return org.HdrHistogram.Histogram.decodeFromByteBuffer(
                ByteBuffer.wrap(cell(row, Histogram.ENCODED).list(0).flatBytes().toArray(ValueLayout.JAVA_BYTE)), 0);
    }

    private List<DataRow> intervals(final String path) {
        final List<DataRow> rows = new ArrayList<>(sink.rows(path));
        rows.removeIf(row -> row.time().isStatic());
        return rows;
    }

    @Test
    void shouldEncodeWhatHdrHistogramEncodes() {
        final long seed = 20261128;
        final SplittableRandom random = new SplittableRandom(seed);
        final long[][] ranges = {
            {1, 3_600_000_000_000L, 3},
            {1, 1000, 0},
            {1, Long.MAX_VALUE, 2},
            {1000, 1L << 40, 4},
            {7, 14, 1},
            {1, 100_000, 5}
        };
        for (final long[] range : ranges) {
            final String what =
                    "seed " + seed + ", lowest " + range[0] + ", highest " + range[1] + ", digits " + range[2];
            final CountedValues ours = new CountedValues(range[0], range[1], (int) range[2]);
            for (int interval = 0; interval < 4; interval++) {
                final var theirs = new org.HdrHistogram.Histogram(range[0], range[1], (int) range[2]);
                final int count = interval == 2 ? 0 : 5_000;
                for (int i = 0; i < count; i++) {
                    final long most = range[1] >>> random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(range[1]));
                    final long value = random.nextInt(10) == 0
                            ? random.nextLong(Math.min(most, 50) + 1)
                            : random.nextLong(most) + 1;
                    ours.add(value);
                    theirs.recordValue(value);
                }
                ours.add(range[1]);
                ours.add(0);
                theirs.recordValue(range[1]);
                theirs.recordValue(0);
                assertEquals(count + 2, ours.take(), what);
                final ByteBuffer expected = ByteBuffer.allocate(theirs.getNeededByteBufferCapacity());
                theirs.encodeIntoByteBuffer(expected);
                assertEquals(expected.flip(), ours.encode(), what);
            }
        }
    }

    @Test
    void shouldPutEachValueIntoOneIntervalWhileThreadsRecord() throws InterruptedException {
        final int perThread = 200_000;
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final HistogramStream stream = rec.histogram("step");
            final List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(Thread.ofPlatform().name("recorder " + t).start(() -> {
                    for (int i = 0; i < perThread; i++) {
                        stream.record(i);
                    }
                }));
            }
            long flushNs = 1;
            while (threads.stream().anyMatch(Thread::isAlive)) {
                stream.flush(flushNs++ + System.currentTimeMillis() * 1_000_000);
                Thread.onSpinWait();
            }
            for (final Thread thread : threads) {
                thread.join();
            }
        }
        final var all = new org.HdrHistogram.Histogram(1, 3_600_000_000_000L, 3);
        long counted = 0;
        long previousEnd = Long.MIN_VALUE;
        for (final DataRow row : intervals("step")) {
            final var interval = decoded(row);
            assertEquals(interval.getTotalCount(), cell(row, Histogram.COUNT).getLong(0));
            all.add(interval);
            counted += interval.getTotalCount();
            final ArrayData ends = cell(row, Histogram.INTERVAL).child(0);
            assertTrue(ends.getLong(0) >= previousEnd);
            previousEnd = ends.getLong(1);
        }
        assertEquals(3L * perThread, counted);
        final var expected = new org.HdrHistogram.Histogram(1, 3_600_000_000_000L, 3);
        for (int i = 0; i < perThread; i++) {
            expected.recordValueWithCount(i, 3);
        }
        assertEquals(expected, all);
    }

    @Test
    void shouldLogTheLastIntervalWhenClosedAndTheUnitOnce() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final HistogramStream stream = rec.histogram("queue", "rows", 1, 1000, 3);
            stream.record(10);
            stream.record(-5);
            stream.record(5_000);
        }
        final DataRow row = intervals("queue").get(0);
        assertEquals(1, intervals("queue").size());
        assertEquals(3, cell(row, Histogram.COUNT).getLong(0));
        assertEquals(2, cell(row, Histogram.CLAMPED).getLong(0));
        assertEquals(1000, decoded(row).getMaxValue());
        assertEquals("rows", cell(sink.rows("queue").get(0), Histogram.UNIT).string(0));
    }

    @Test
    void shouldLogEachSecondByItself() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final HistogramStream stream = rec.histogram("step");
            stream.record(1);
            final long deadlineNs = System.nanoTime() + 20_000_000_000L;
            while (intervals("step").isEmpty() && System.nanoTime() < deadlineNs) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            assertEquals(1, intervals("step").size());
        }
        assertEquals(1, intervals("step").size(), "an interval without values is not logged");
    }

    @Test
    void shouldSayWhatRangesThereAre() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            assertThrows(IllegalArgumentException.class, () -> rec.histogram("a", "ns", 0, 100, 3));
            assertThrows(IllegalArgumentException.class, () -> rec.histogram("a", "ns", 1, 1, 3));
            assertThrows(IllegalArgumentException.class, () -> rec.histogram("a", "ns", 1, 100, 6));
            assertThrows(IllegalArgumentException.class, () -> rec.histogram("a", "ns", 1L << 60, 1L << 62, 5));
        }
    }
}
