package dev.kymo.importer;

import dev.kymo.store.model.ArrayData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One frame of points, read and checked, not yet logged. Its memory belongs to the arena it was read with.
///
/// @param positions f32 × 3, relative to `origin`
/// @param colors 0xRRGGBBAA, when the file has them
/// @param attributes everything else the file says about its points, one value (or fixed-size list) each
/// @param origin added to a position gives the source's coordinate; null when positions are the source's own f32
/// @param nonFinite how many points have a coordinate that is not finite; they are kept
/// @param notes what the user should know
record PointCloud(
        ArrayData positions,
        @Nullable ArrayData colors,
        List<Attribute> attributes,
        double @Nullable [] origin,
        long nonFinite,
        List<String> notes) {
    /// @param name as the format or the file names it
    record Attribute(String name, ArrayData values) {}

    int count() {
        return positions.length();
    }
}
