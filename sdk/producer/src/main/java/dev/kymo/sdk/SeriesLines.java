package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// How the series of an entity's [Scalars] are drawn as lines; static, mostly.
public final class SeriesLines implements Archetype {
    public static final ArchetypeField COLORS = ArchetypeField.rerun("SeriesLines", "colors", Components.COLOR);
    public static final ArchetypeField WIDTHS = ArchetypeField.rerun("SeriesLines", "widths", Components.STROKE_WIDTH);
    public static final ArchetypeField NAMES = ArchetypeField.rerun("SeriesLines", "names", Components.NAME);
    public static final ArchetypeField VISIBLE_SERIES =
            ArchetypeField.rerun("SeriesLines", "visible_series", Components.VISIBLE);
    public static final ArchetypeField AGGREGATION_POLICY =
            ArchetypeField.rerun("SeriesLines", "aggregation_policy", Components.AGGREGATION_POLICY);
    public static final ArchetypeField INTERPOLATION_MODE =
            ArchetypeField.rerun("SeriesLines", "interpolation_mode", Components.INTERPOLATION_MODE);

    private static final Fields NONE =
            Fields.none(COLORS, WIDTHS, NAMES, VISIBLE_SERIES, AGGREGATION_POLICY, INTERPOLATION_MODE);

    private final Fields fields;

    private SeriesLines(final Fields fields) {
        this.fields = fields;
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static SeriesLines update() {
        return new SeriesLines(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static SeriesLines clearFields() {
        return new SeriesLines(NONE.allCleared());
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public SeriesLines colors(final int... colors) {
        return new SeriesLines(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public SeriesLines colors(final MemorySegment colors) {
        return new SeriesLines(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Stroke widths in UI points, one a series.
    public SeriesLines widths(final float... widths) {
        return new SeriesLines(fields.with(WIDTHS, Instances.floats(WIDTHS, widths)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public SeriesLines widths(final MemorySegment widths) {
        return new SeriesLines(fields.with(WIDTHS, Instances.segment(WIDTHS, widths)));
    }

    /// Names for the legend, one a series.
    public SeriesLines names(final String... names) {
        return new SeriesLines(fields.with(NAMES, ArrayData.text(names)));
    }

    /// Names for the legend, one a series.
    public SeriesLines names(final List<String> names) {
        return new SeriesLines(fields.with(NAMES, ArrayData.text(names)));
    }

    /// Whether each series is drawn.
    public SeriesLines visibleSeries(final boolean... visibleSeries) {
        return new SeriesLines(fields.with(VISIBLE_SERIES, ArrayData.booleans(visibleSeries)));
    }

    /// What is drawn where values lie closer than pixels.
    public SeriesLines aggregationPolicy(final AggregationPolicy policy) {
        return new SeriesLines(fields.with(AGGREGATION_POLICY, Instances.bytes(AGGREGATION_POLICY, policy.code())));
    }

    /// What is drawn between two values.
    public SeriesLines interpolationMode(final InterpolationMode mode) {
        return new SeriesLines(fields.with(INTERPOLATION_MODE, Instances.bytes(INTERPOLATION_MODE, mode.code())));
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
