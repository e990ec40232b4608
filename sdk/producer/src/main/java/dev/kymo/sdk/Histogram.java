package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// How often values of each size came in an interval of time: what latencies are kept as. Rows of an entity can be
/// added up, over any time range, without loss.
///
/// Loops record values by [RecordingStream#histogram]; this is for histograms that were made elsewhere. Layout, names
/// and units: `docs/SPANS.md`.
public final class Histogram implements Archetype {
    /// When the interval began and ended, in nanoseconds since the Unix epoch.
    public static final ArchetypeField INTERVAL =
            ArchetypeField.of("kymo.Histogram", "interval", Components.HISTOGRAM_INTERVAL);
    /// The counts, as HdrHistogram's V2 encoding, not compressed: it says lowest and highest value and digits too.
    public static final ArchetypeField ENCODED =
            ArchetypeField.of("kymo.Histogram", "encoded", Components.HISTOGRAM_ENCODED);
    /// How many values.
    public static final ArchetypeField COUNT = ArchetypeField.of("kymo.Histogram", "count", Components.HISTOGRAM_COUNT);
    /// How many of them were outside what can be told apart, and count as the nearest value that can.
    public static final ArchetypeField CLAMPED =
            ArchetypeField.of("kymo.Histogram", "clamped", Components.HISTOGRAM_COUNT);
    /// What the values are, such as `ns`; static.
    public static final ArchetypeField UNIT = ArchetypeField.of("kymo.Histogram", "unit", Components.HISTOGRAM_UNIT);

    private static final Fields NONE = Fields.none(INTERVAL, ENCODED, COUNT, CLAMPED, UNIT);

    private final Fields fields;

    private Histogram(final Fields fields) {
        this.fields = fields;
    }

    /// @param startNs nanoseconds since the Unix epoch
    /// @param encoded HdrHistogram's V2 encoding, not compressed; borrowed
    /// @param count how many values
    public static Histogram of(final long startNs, final long endNs, final MemorySegment encoded, final long count) {
        if (endNs < startNs || count < 0) {
            throw new IllegalArgumentException("startNs=" + startNs + ", endNs=" + endNs + ", count=" + count
                    + ", expected an end behind the start, and a count of at least 0");
        }
        return new Histogram(NONE.with(INTERVAL, Instances.longs(INTERVAL, startNs, endNs))
                .with(ENCODED, Instances.blob(ENCODED, encoded))
                .with(COUNT, Instances.longs(COUNT, count)));
    }

    /// What the values of an entity are: to be logged static.
    public static Histogram ofUnit(final String unit) {
        return new Histogram(NONE.with(UNIT, Instances.text(unit)));
    }

    /// How many values count as the nearest one that can be told.
    public Histogram clamped(final long clamped) {
        return new Histogram(fields.with(CLAMPED, Instances.longs(CLAMPED, clamped)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
