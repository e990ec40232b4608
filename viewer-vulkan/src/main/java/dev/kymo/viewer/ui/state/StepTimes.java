package dev.kymo.viewer.ui.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// How long the steps of something took, as a histogram. Times are microseconds, and as exact as the histogram that
/// they were counted in; without a step they are NaN.
///
/// @param count how many there were
/// @param maxUs of the longest
/// @param buckets those that have a step, the quickest first
public record StepTimes(
        long count, double p50Us, double p90Us, double p99Us, double p999Us, double maxUs, List<Bucket> buckets) {
    /// Of something that has made none.
    public static final StepTimes NONE =
            new StepTimes(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, List.of());

    private static final double NS_PER_US = 1e3;
    private static final long LEAST_BOUND_US = 10;
    /// Bounds are 10, 20, 50, 100 and so on.
    private static final long[] DIGITS = {1, 2, 5};

    /// Steps that took no longer than a bound, and longer than the bound below it.
    ///
    /// @param toUs 10, 20, 50, 100 and so on
    public record Bucket(long toUs, long count) {}

    public StepTimes {
        buckets = List.copyOf(buckets);
    }

    /// What was counted so far.
    ///
    /// @param stepNs nanoseconds; nobody may record meanwhile
    public static StepTimes of(final Histogram stepNs) {
        if (stepNs.getTotalCount() == 0) {
            return NONE;
        }
        final List<Bucket> buckets = new ArrayList<>();
        int digit = 0;
        long decade = LEAST_BOUND_US;
        long count = 0;
        for (final HistogramIterationValue each : stepNs.recordedValues()) {
            final double us = stepNs.medianEquivalentValue(each.getValueIteratedTo()) / NS_PER_US;
            while (us > decade * DIGITS[digit]) {
                if (count > 0) {
                    buckets.add(new Bucket(decade * DIGITS[digit], count));
                    count = 0;
                }
                digit = (digit + 1) % DIGITS.length;
                decade *= digit == 0 ? 10 : 1;
            }
            count += each.getCountAtValueIteratedTo();
        }
        buckets.add(new Bucket(decade * DIGITS[digit], count));
        return new StepTimes(
                stepNs.getTotalCount(),
                stepNs.getValueAtPercentile(50) / NS_PER_US,
                stepNs.getValueAtPercentile(90) / NS_PER_US,
                stepNs.getValueAtPercentile(99) / NS_PER_US,
                stepNs.getValueAtPercentile(99.9) / NS_PER_US,
                stepNs.getMaxValue() / NS_PER_US,
                buckets);
    }

    /// Median, 90th, 99th and 99.9th percentile and the longest, separated by commas; empty without a step.
    public String percentiles() {
        return count == 0
                ? ""
                : List.of(p50Us, p90Us, p99Us, p999Us, maxUs).stream()
                        .map(us -> String.format(Locale.ROOT, "%.1f", us))
                        .collect(Collectors.joining(","));
    }

    /// Bounds and counts, such as `50:12,100:3`.
    public String histogram() {
        return buckets.stream().map(bucket -> bucket.toUs + ":" + bucket.count).collect(Collectors.joining(","));
    }
}
