package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Points on the globe. Fields with one instance apply to all points.
public final class GeoPoints implements Archetype {
    public static final ArchetypeField POSITIONS = ArchetypeField.rerun("GeoPoints", "positions", Components.LAT_LON);
    public static final ArchetypeField RADII = ArchetypeField.rerun("GeoPoints", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("GeoPoints", "colors", Components.COLOR);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("GeoPoints", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(POSITIONS, RADII, COLORS, CLASS_IDS);

    private final Fields fields;

    private GeoPoints(final Fields fields) {
        this.fields = fields;
    }

    /// Latitude and longitude in degrees (EPSG:4326), two doubles a point, borrowed.
    public static GeoPoints of(final double... latLon) {
        return update().positions(latLon);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static GeoPoints update() {
        return new GeoPoints(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static GeoPoints clearFields() {
        return new GeoPoints(NONE.allCleared());
    }

    /// x, y of each point, borrowed.
    public GeoPoints positions(final double... xy) {
        return new GeoPoints(fields.with(POSITIONS, Instances.doubles(POSITIONS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public GeoPoints positions(final MemorySegment positions) {
        return new GeoPoints(fields.with(POSITIONS, Instances.segment(POSITIONS, positions)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public GeoPoints radii(final float... radii) {
        return new GeoPoints(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public GeoPoints radii(final MemorySegment radii) {
        return new GeoPoints(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public GeoPoints colors(final int... colors) {
        return new GeoPoints(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public GeoPoints colors(final MemorySegment colors) {
        return new GeoPoints(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public GeoPoints classIds(final short... classIds) {
        return new GeoPoints(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public GeoPoints classIds(final MemorySegment classIds) {
        return new GeoPoints(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
