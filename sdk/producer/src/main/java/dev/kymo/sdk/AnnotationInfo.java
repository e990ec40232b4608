package dev.kymo.sdk;

import org.jspecify.annotations.Nullable;

/// What the id of a class, or of a key point, means.
///
/// @param id from 0 to 65,535
/// @param label null when it has none
/// @param color `0xRRGGBBAA` ([Color]); null when the viewer chooses
public record AnnotationInfo(
        int id, @Nullable String label, @Nullable Integer color) {
    private static final int MAX_ID = 65_535;

    /// @throws IllegalArgumentException for an id that does not fit 16 bits
    public AnnotationInfo {
        requireId(id);
    }

    static void requireId(final int id) {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("id=" + id + ", expected 0 to " + MAX_ID);
        }
    }

    public static AnnotationInfo of(final int id, final String label) {
        return new AnnotationInfo(id, label, null);
    }

    public static AnnotationInfo of(final int id, final String label, final int color) {
        return new AnnotationInfo(id, label, color);
    }
}
