package dev.kymo.demo;

import dev.kymo.sdk.TextLogLevel;
import dev.kymo.store.model.EntityPath;
import java.util.Locale;

/// Says in the robot's log when a sensor cannot keep up, at most once in a while. For one thread.
final class Lateness {
    private static final long QUIET_NS = 5_000_000_000L;

    private final EntityPath log = EntityPath.parse("logs/robot");
    private final CountedRecording recording;
    private final String sensor;
    private final String unit;
    private long told;
    private long quietUntilNs;

    /// @param unit what it leaves out, as `turns`
    Lateness(final CountedRecording recording, final String sensor, final String unit) {
        this.recording = recording;
        this.sensor = sensor;
        this.unit = unit;
    }

    void check(final Ticker ticker, final double costMs) {
        final long skipped = ticker.skipped();
        if (skipped == told || ticker.timeNs() < quietUntilNs) {
            return;
        }
        quietUntilNs = ticker.timeNs() + QUIET_NS;
        recording.event(
                log,
                TextLogLevel.WARN,
                String.format(
                        Locale.ROOT,
                        "the %s cannot keep up: %d %s left out, the last one took %.0f ms",
                        sensor,
                        skipped - told,
                        unit,
                        costMs));
        told = skipped;
    }
}
