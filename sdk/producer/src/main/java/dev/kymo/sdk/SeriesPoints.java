package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// How the series of an entity's [Scalars] are drawn as points; static, mostly.
public final class SeriesPoints implements Archetype {
    public static final ArchetypeField COLORS = ArchetypeField.rerun("SeriesPoints", "colors", Components.COLOR);
    public static final ArchetypeField MARKERS =
            ArchetypeField.rerun("SeriesPoints", "markers", Components.MARKER_SHAPE);
    public static final ArchetypeField NAMES = ArchetypeField.rerun("SeriesPoints", "names", Components.NAME);
    public static final ArchetypeField VISIBLE_SERIES =
            ArchetypeField.rerun("SeriesPoints", "visible_series", Components.VISIBLE);
    public static final ArchetypeField MARKER_SIZES =
            ArchetypeField.rerun("SeriesPoints", "marker_sizes", Components.MARKER_SIZE);

    private static final Fields NONE = Fields.none(COLORS, MARKERS, NAMES, VISIBLE_SERIES, MARKER_SIZES);

    private final Fields fields;

    private SeriesPoints(final Fields fields) {
        this.fields = fields;
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static SeriesPoints update() {
        return new SeriesPoints(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static SeriesPoints clearFields() {
        return new SeriesPoints(NONE.allCleared());
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public SeriesPoints colors(final int... colors) {
        return new SeriesPoints(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public SeriesPoints colors(final MemorySegment colors) {
        return new SeriesPoints(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Names for the legend, one a series.
    public SeriesPoints names(final String... names) {
        return new SeriesPoints(fields.with(NAMES, ArrayData.text(names)));
    }

    /// Names for the legend, one a series.
    public SeriesPoints names(final List<String> names) {
        return new SeriesPoints(fields.with(NAMES, ArrayData.text(names)));
    }

    /// Whether each series is drawn.
    public SeriesPoints visibleSeries(final boolean... visibleSeries) {
        return new SeriesPoints(fields.with(VISIBLE_SERIES, ArrayData.booleans(visibleSeries)));
    }

    /// Sizes in UI points, one a series.
    public SeriesPoints markerSizes(final float... markerSizes) {
        return new SeriesPoints(fields.with(MARKER_SIZES, Instances.floats(MARKER_SIZES, markerSizes)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public SeriesPoints markerSizes(final MemorySegment markerSizes) {
        return new SeriesPoints(fields.with(MARKER_SIZES, Instances.segment(MARKER_SIZES, markerSizes)));
    }

    /// One a series.
    public SeriesPoints markers(final MarkerShape... markers) {
        final byte[] codes = new byte[markers.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = markers[i].code();
        }
        return new SeriesPoints(fields.with(MARKERS, Instances.bytes(MARKERS, codes)));
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
