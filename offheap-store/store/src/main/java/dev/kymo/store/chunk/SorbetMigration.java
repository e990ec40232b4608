package dev.kymo.store.chunk;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What names of older files are called today. Versions are those of the chunk schema: files of Rerun 0.23
/// have none, 0.24 to 0.27 have 0.1.1, 0.28 and 0.29 have 0.1.2, later ones 0.1.3.
final class SorbetMigration {
    private static final String ARCHETYPES = "rerun.archetypes.";
    private static final String COMPONENTS = "rerun.components.";
    private static final String INDICATOR = "Indicator";
    private static final EntityPath OLD_PROPERTIES = EntityPath.of("__properties", "recording");
    private static final EntityPath PROPERTIES = EntityPath.of("__properties");

    /// Archetypes of 0.23 under their names of 0.24.
    private static final Map<String, String> RENAMED_ARCHETYPES = Map.of(
            "Scalar", "Scalars",
            "SeriesLine", "SeriesLines",
            "SeriesPoint", "SeriesPoints",
            "RecordingProperties", "RecordingInfo");

    /// Fields whose name has changed, by identifier; with the archetype they are of now.
    private static final Map<String, String> RENAMED_FIELDS = Map.of(
            "Scalars:scalar", "Scalars:scalars",
            "SeriesLines:color", "SeriesLines:colors",
            "SeriesLines:width", "SeriesLines:widths",
            "SeriesLines:name", "SeriesLines:names",
            "SeriesPoints:color", "SeriesPoints:colors",
            "SeriesPoints:marker", "SeriesPoints:markers",
            "SeriesPoints:name", "SeriesPoints:names",
            "SeriesPoints:marker_size", "SeriesPoints:marker_sizes",
            "Transform3D:axis_length", "TransformAxes3D:axis_length",
            "CoordinateFrame:frame_id", "CoordinateFrame:frame");

    private static final Map<String, String> RENAMED_TYPES = Map.of(
            "PoseTranslation3D", "Translation3D",
            "PoseRotationQuat", "RotationQuat",
            "PoseRotationAxisAngle", "RotationAxisAngle",
            "PoseScale3D", "Scale3D",
            "PoseTransformMat3x3", "TransformMat3x3",
            "SeriesVisible", "Visible");

    private SorbetMigration() {}

    /// Whether a chunk of this schema version has names that are others today.
    static boolean isNeeded(final @Nullable String version) {
        return !SorbetKeys.VERSION.equals(version);
    }

    static EntityPath migrate(final EntityPath entity) {
        return entity.equals(OLD_PROPERTIES) ? PROPERTIES : entity;
    }

    /// The column as it would be written today; nothing for one that is no longer written at all.
    static Optional<ComponentDescriptor> migrate(final ComponentDescriptor old) {
        final String type = old.componentType();
        if ((type != null && type.startsWith(COMPONENTS) && type.endsWith(INDICATOR))
                || (type == null && old.archetype() == null && isIndicator(old.component()))) {
            return Optional.empty();
        }
        String component = old.component();
        final int colon = component.indexOf(':');
        if (colon > 0) {
            final String archetype = component.substring(0, colon);
            component = RENAMED_ARCHETYPES.getOrDefault(archetype, archetype) + component.substring(colon);
        }
        component = RENAMED_FIELDS.getOrDefault(component, component);
        return Optional.of(
                new ComponentDescriptor(component, migrateArchetype(old.archetype(), component), migrateType(type)));
    }

    private static boolean isIndicator(final String component) {
        return component.startsWith(COMPONENTS) && component.endsWith(INDICATOR);
    }

    /// The archetype follows the identifier where that was renamed.
    private static @Nullable String migrateArchetype(final @Nullable String archetype, final String component) {
        final int colon = component.indexOf(':');
        return archetype == null || !archetype.startsWith(ARCHETYPES) || colon <= 0
                ? archetype
                : ARCHETYPES + component.substring(0, colon);
    }

    private static @Nullable String migrateType(final @Nullable String type) {
        if (type == null || !type.startsWith(COMPONENTS)) {
            return type;
        }
        final String name = type.substring(COMPONENTS.length());
        return COMPONENTS + RENAMED_TYPES.getOrDefault(name, name);
    }
}
