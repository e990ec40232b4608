package dev.kymo.store.model;

import org.jspecify.annotations.Nullable;

/// Says what a column of components is. Only [#component] identifies it (within an entity); the other two are
/// tags that tell a viewer how to read it, and both may be missing for user data.
///
/// @param component the identifier, `Points3D:positions` for a built-in archetype's field, any text for user
///     data
/// @param archetype the archetype's full name, `rerun.archetypes.Points3D`
/// @param componentType the component type's full name, `rerun.components.Position3D`
public record ComponentDescriptor(
        String component,
        @Nullable String archetype,
        @Nullable String componentType) {
    public ComponentDescriptor {
        if (component.isEmpty()) {
            throw new IllegalArgumentException("a component needs a name");
        }
    }

    /// Of the component alone, whose text keeps its hash: every cell that is logged is looked up by its descriptor, and
    /// the tags tell few of them apart.
    @Override
    public int hashCode() {
        return component.hashCode();
    }

    /// User data: a component without archetype and type.
    public static ComponentDescriptor of(final String component) {
        return new ComponentDescriptor(component, null, null);
    }
}
