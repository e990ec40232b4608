package dev.kymo.importer;

import dev.kymo.store.model.ComponentDescriptor;
import java.util.Set;

/// How attributes of points are named: component `PointAttributes:<name>` of archetype `kymo.PointAttributes`,
/// for every format, where `<name>` is the format's or the file's own.
final class AttributeNames {
    /// Absolute f64 coordinates, where f32 positions can't hold them.
    static final String EXACT_POSITIONS = "exact_positions";
    static final String NORMALS = "normals";

    static final String ARCHETYPE = "kymo.PointAttributes";
    private static final String SHORT_ARCHETYPE = "PointAttributes:";

    private AttributeNames() {}

    static ComponentDescriptor descriptor(final String name) {
        return new ComponentDescriptor(SHORT_ARCHETYPE + name, ARCHETYPE, null);
    }

    /// `name`, or `name_2` and so on when that is taken; the answer is then taken too. A missing name becomes
    /// `unnamed`.
    static String unused(final String name, final Set<String> taken) {
        final String base = name.isBlank() ? "unnamed" : name.strip();
        String candidate = base;
        for (int i = 2; !taken.add(candidate); i++) {
            candidate = base + "_" + i;
        }
        return candidate;
    }
}
