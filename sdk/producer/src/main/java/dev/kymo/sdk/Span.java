package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A stretch of time that a thread spent on something, such as one turn of a control loop. A row is at the span's
/// *beginning*. What an entity's spans are called is static; each row has the rest.
///
/// Loops begin and end spans by [RecordingStream#span], which allocates nothing; this is for spans that were measured
/// elsewhere. Layout, names and units: `docs/SPANS.md`.
public final class Span implements Archetype {
    /// When it began, in nanoseconds since the Unix epoch.
    public static final ArchetypeField START = ArchetypeField.of("kymo.Span", "start", Components.SPAN_START);
    /// How long it took, in nanoseconds.
    public static final ArchetypeField DURATION = ArchetypeField.of("kymo.Span", "duration", Components.SPAN_DURATION);
    /// How many spans of the same lane it is in.
    public static final ArchetypeField DEPTH = ArchetypeField.of("kymo.Span", "depth", Components.SPAN_DEPTH);
    /// The thread, as a number that is unique on the machine; [SpanLane] says its name.
    public static final ArchetypeField LANE = ArchetypeField.of("kymo.Span", "lane", Components.SPAN_LANE);
    /// What the spans of the entity are called; static.
    public static final ArchetypeField NAME = ArchetypeField.of("kymo.Span", "name", Components.SPAN_NAME);

    private static final Fields NONE = Fields.none(START, DURATION, DEPTH, LANE, NAME);

    private final Fields fields;

    private Span(final Fields fields) {
        this.fields = fields;
    }

    /// @param startNs nanoseconds since the Unix epoch
    /// @param durationNs at least 0
    public static Span of(final long startNs, final long durationNs) {
        if (durationNs < 0) {
            throw new IllegalArgumentException("durationNs=" + durationNs + ", expected at least 0");
        }
        return new Span(NONE.with(START, Instances.longs(START, startNs))
                .with(DURATION, Instances.longs(DURATION, durationNs))
                .with(DEPTH, Instances.ints(DEPTH, 0))
                .with(LANE, Instances.longs(LANE, 0)));
    }

    /// What the spans of an entity are called: to be logged static.
    public static Span named(final String name) {
        return new Span(NONE.with(NAME, Instances.text(name)));
    }

    /// How many spans of the same lane it is in; 0 when not set.
    public Span depth(final int depth) {
        return new Span(fields.with(DEPTH, Instances.ints(DEPTH, depth)));
    }

    /// Which lane it is drawn in; 0 when not set.
    public Span lane(final long lane) {
        return new Span(fields.with(LANE, Instances.longs(LANE, lane)));
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
