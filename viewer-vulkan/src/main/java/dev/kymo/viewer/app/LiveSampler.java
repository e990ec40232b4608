package dev.kymo.viewer.app;

import dev.kymo.ingest.CallTimeCounts;
import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.viewer.ui.state.LiveNumbers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Numbers of live processes, taken twice a second on a thread of its own, `kymo-numbers`: the window never waits
/// for them.
final class LiveSampler implements LiveNumbers, AutoCloseable {
    private static final long INTERVAL_MS = 500;
    private static final double NS_PER_US = 1e3;
    /// Calls are sampled: the 99th percentile takes a while to come about.
    private static final int CALL_TIME_LOOKS = 20;

    private final ProducerRates rates;
    private final Supplier<Histogram> latencies;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Sample newest = Sample.UNKNOWN;
    private @Nullable Histogram before;
    /// Of the last looks, the oldest first.
    private final ArrayDeque<CallTimeCounts> callTimes = new ArrayDeque<>();

    /// @param latencies nanoseconds from the making of rows to their being visible, of the rows since the last call;
    ///     the histogram is the sampler's
    LiveSampler(final ShmDirectory directory, final Supplier<Histogram> latencies) {
        rates = new ProducerRates(new ProducerInspector(directory));
        this.latencies = latencies;
        thread = Thread.ofPlatform().name("kymo-numbers").daemon().start(this::run);
    }

    @Override
    public Sample sample() {
        return newest;
    }

    private void run() {
        // Rows that were there before anybody looked are no measure
        final Histogram _ = latencies.get();
        try {
            do {
                newest = take();
            } while (!closed.await(INTERVAL_MS, TimeUnit.MILLISECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Sample take() {
        final Histogram now = latencies.get();
        final Histogram second = now.copy();
        if (before != null) {
            second.add(before);
        }
        before = now;
        final boolean isKnown = second.getTotalCount() > 0;
        final double p50Us = isKnown ? second.getValueAtPercentile(50) / NS_PER_US : Double.NaN;
        final double p99Us = isKnown ? second.getValueAtPercentile(99) / NS_PER_US : Double.NaN;
        try {
            final List<ProducerRates.Rated> producers = rates.look();
            double rowsPerSecond = 0;
            long dropped = 0;
            CallTimeCounts calls = CallTimeCounts.NONE;
            for (final ProducerRates.Rated each : producers) {
                rowsPerSecond += Double.isNaN(each.rowsPerSecond()) ? 0 : each.rowsPerSecond();
                dropped += each.producer().droppedRows();
                calls = each.isAlive() ? calls.plus(each.producer().callTimes()) : calls;
            }
            return new Sample(recent(calls).percentileNs(99) / NS_PER_US, p50Us, p99Us, dropped, rowsPerSecond);
        } catch (final IOException unreadable) {
            // Who can't be seen now may be at the next look
            return new Sample(Double.NaN, p50Us, p99Us, -1, Double.NaN);
        }
    }

    /// What has come in the last looks.
    private CallTimeCounts recent(final CallTimeCounts now) {
        callTimes.addLast(now);
        return now.since(callTimes.size() > CALL_TIME_LOOKS ? callTimes.removeFirst() : callTimes.getFirst());
    }

    /// Waits for the thread: it asks the source, which is closed after this.
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException cancelled) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
