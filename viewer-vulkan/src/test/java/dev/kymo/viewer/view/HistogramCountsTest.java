package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class HistogramCountsTest {
    private static final double[] PERCENTILES = {0, 0.1, 25, 50, 90, 99, 99.9, 99.99, 100};
    private static final Datatype BLOB = Datatype.list(Field.required("item", Datatype.UINT8));

    private static byte[] encoded(final Histogram histogram) {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        histogram.encodeIntoByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static HistogramCounts decoded(final byte... bytes) {
        return HistogramCounts.decode(MemorySegment.ofArray(bytes));
    }

    private static Histogram random(
            final SplittableRandom random, final long lowest, final long highest, final int digits) {
        final Histogram histogram = new Histogram(lowest, highest, digits);
        final int values = random.nextInt(3_000);
        for (int i = 0; i < values; i++) {
            final long most = highest >>> random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(highest));
            histogram.recordValueWithCount(random.nextLong(most) + 1, random.nextInt(1, 1 << random.nextInt(1, 20)));
        }
        return histogram;
    }

    @Test
    void shouldAnswerWhatHdrHistogramAnswers() {
        final long seed = 20261128;
        final SplittableRandom random = new SplittableRandom(seed);
        final long[][] ranges = {
            {1, 3_600_000_000_000L, 3},
            {1, 1000, 0},
            {1, Long.MAX_VALUE, 2},
            {1000, 1L << 40, 4},
            {7, 14, 1},
            {1, 99, 5}
        };
        for (int round = 0; round < 60; round++) {
            final long[] range = ranges[round % ranges.length];
            final Histogram one = random(random, range[0], range[1], (int) range[2]);
            final Histogram two = random(random, range[0], range[1], (int) range[2]);
            final HistogramCounts sum = decoded(encoded(one)).plus(decoded(encoded(two)));
            one.add(two);
            final String what = "seed " + seed + ", round " + round;
            assertEquals(one.getTotalCount(), sum.total(), what);
            if (one.getTotalCount() > 0) {
                for (final double percentile : PERCENTILES) {
                    assertEquals(one.getValueAtPercentile(percentile), sum.at(percentile), what + ", p" + percentile);
                }
                assertEquals(one.highestEquivalentValue(one.getMaxValue()), sum.max(), what);
                assertEquals(one.lowestEquivalentValue(one.getMinValue()), sum.min(), what);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsCutOrChangedWithoutMore() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] good = encoded(random(new SplittableRandom(5), 1, 1L << 40, 3));
        decoded(good);
        for (int length = 0; length < good.length; length++) {
            final byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IllegalArgumentException.class, () -> decoded(cut), "length " + length);
        }
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            final byte[] changed = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                changed[random.nextInt(random.nextBoolean() ? 40 : changed.length)] = (byte) random.nextInt();
            }
            try {
                final HistogramCounts counts = decoded(changed);
                assertTrue(counts.total() >= 0 && counts.at(50) <= counts.max(), "seed " + seed);
            } catch (final IllegalArgumentException expected) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "refused " + refused + ", seed " + seed);
    }

    @Test
    void shouldNotTakeMemoryForTheRangeThatIsClaimed() {
        final Histogram wide = new Histogram(1, Long.MAX_VALUE, 5);
        wide.recordValue(Long.MAX_VALUE / 3);
        final byte[] bytes = encoded(wide);
        assertTrue(bytes.length < 60, "bytes " + bytes.length);
        HistogramCounts sum = decoded(bytes);
        // Six million buckets each, were they kept
        final HistogramCounts[] many = new HistogramCounts[10_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = decoded(bytes);
            sum = sum.plus(many[i]);
        }
        assertEquals(many.length + 1, sum.total());
    }

    @Test
    void shouldAddUpRowsOfAPixelAndLeaveOutWhatIsNone() {
        final EntityPath entity = EntityPath.parse("/h");
        try (LiveStore live = new LiveStore(4)) {
            for (int second = 0; second < 10; second++) {
                final Histogram each = new Histogram(1, 1_000_000, 3);
                each.recordValueWithCount(100, 90);
                each.recordValueWithCount(1_000L * (second + 1), 10);
                live.cells("/h", second * 1_000_000_000L, blob(encoded(each)));
            }
            live.cells("/h", 5_500_000_000L, blob(new byte[] {1, 2, 3}));
            try (StoreReader reader = live.store().reader()) {
                final HistogramRows rows = new HistogramRows(entity, "t");
                final List<ReducedSeries> fine = rows.reduce(reader, 0, 9_000_000_000L, 1_000, 0, 50, 100);
                assertEquals(10, fine.get(0).count());
                assertEquals(100, fine.get(0).y()[7]);
                assertEquals(8_003, fine.get(1).y()[7], 4);
                final List<ReducedSeries> coarse = rows.reduce(reader, 0, 9_000_000_000L, 1, 0, 50, 95);
                assertTrue(coarse.get(0).count() <= 3, "points " + coarse.get(0).count());
                assertThrows(
                        IllegalArgumentException.class,
                        () -> HistogramRows.sum(reader, entity, "t", 5_000_000_000L, 6_000_000_000L));
                final HistogramCounts sum =
                        java.util.Objects.requireNonNull(HistogramRows.sum(reader, entity, "t", 0, 5_000_000_000L));
                assertEquals(600, sum.total());
                assertTrue(Math.abs(sum.max() - 6_000) <= 4, "max " + sum.max());
            }
        }
    }

    private static DataCell blob(final byte... bytes) {
        return new DataCell(
                new ComponentDescriptor(HistogramRows.ENCODED, "kymo.Histogram", "kymo.components.HistogramEncoded"),
                ArrayData.oneList(BLOB, ArrayData.bytes(Datatype.UINT8, bytes)));
    }
}
