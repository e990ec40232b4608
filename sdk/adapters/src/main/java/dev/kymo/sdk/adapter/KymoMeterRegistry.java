package dev.kymo.sdk.adapter;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.model.EntityPath;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Micrometer's meters as rows: every step, one number for each measurement of each meter.
/// `jvm.memory.used` with the tag `area=heap` is on `metrics/jvm/memory/used/area=heap/value`; counts are
/// those of the last step, times are in seconds. Numbers that are not finite are left out.
///
/// A thread of Micrometer's calls it; [#close] logs what the last, unfinished step has.
public final class KymoMeterRegistry extends StepMeterRegistry {
    private static final List<String> PREFIX = List.of("metrics");

    private final RecordingStream recording;

    /// Begins to log.
    ///
    /// @param recording stays the caller's; must be open for as long as this
    /// @param step how often
    public KymoMeterRegistry(final RecordingStream recording, final Duration step) {
        this(recording, step, Clock.SYSTEM);
    }

    KymoMeterRegistry(final RecordingStream recording, final Duration step, final Clock clock) {
        super(new Config(step), clock);
        this.recording = recording;
        start(new NamedThreadFactory("kymo-metrics"));
    }

    private record Config(Duration step) implements StepRegistryConfig {
        @Override
        public String prefix() {
            return "kymo";
        }

        @Override
        public @Nullable String get(final String key) {
            // Everything as Micrometer has it
            return null;
        }
    }

    @Override
    protected void publish() {
        for (final Meter meter : getMeters()) {
            for (final Measurement measurement : meter.measure()) {
                final double value = measurement.getValue();
                if (Double.isFinite(value)) {
                    recording.log(
                            entity(meter.getId(), measurement.getStatistic().name()), Scalars.of(value));
                }
            }
        }
    }

    private static EntityPath entity(final Meter.Id id, final String statistic) {
        final List<String> parts = new ArrayList<>(PREFIX);
        Arrays.stream(id.getName().split("\\.")).filter(part -> !part.isEmpty()).forEach(parts::add);
        for (final Tag tag : id.getTagsAsIterable()) {
            parts.add(tag.getKey() + "=" + tag.getValue());
        }
        parts.add(statistic.toLowerCase(Locale.ROOT));
        return EntityPath.of(parts);
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.SECONDS;
    }
}
