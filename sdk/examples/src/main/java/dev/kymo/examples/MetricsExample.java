package dev.kymo.examples;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.adapter.KymoMeterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/// What a program counts and times with Micrometer anyway, as rows once a second.
public final class MetricsExample {
    private static final long STROKE_NS = 5_000_000;

    private MetricsExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("metrics")) {
            run(rec, args.length == 0 ? 500 : Integer.parseInt(args[0]), Duration.ofSeconds(1));
        }
    }

    static void run(final RecordingStream rec, final int strokes, final Duration step) {
        final CompositeMeterRegistry meters = new CompositeMeterRegistry();
        final KymoMeterRegistry recorded = new KymoMeterRegistry(rec, step);
        meters.add(recorded);
        pump(meters, strokes);
        // Logs what the last step has
        recorded.close();
    }

    /// Knows nothing of Kymo.
    private static void pump(final MeterRegistry meters, final int strokes) {
        final Counter count =
                Counter.builder("pump.strokes").tag("side", "left").register(meters);
        final Timer took = meters.timer("pump.stroke");
        final Deque<Integer> waiting = meters.gaugeCollectionSize("pump.waiting", Tags.empty(), new ArrayDeque<>());
        for (int stroke = 0; stroke < strokes; stroke++) {
            waiting.add(stroke);
            took.record(() -> LockSupport.parkNanos(STROKE_NS));
            count.increment();
        }
    }
}
