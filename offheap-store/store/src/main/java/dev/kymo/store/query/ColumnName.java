package dev.kymo.store.query;

import dev.kymo.store.model.EntityPath;

/// One component of one entity. As text `/world/lidar:Points3D:positions`: colons in a path are escaped, so the first
/// one ends it.
public record ColumnName(EntityPath entity, String component) implements Comparable<ColumnName> {
    /// Reads what [#toString] writes.
    ///
    /// @throws IllegalArgumentException when there is no colon, or nothing behind it
    public static ColumnName parse(final String text) {
        int colon = 0;
        while (colon < text.length() && text.charAt(colon) != ':') {
            colon += text.charAt(colon) == '\\' ? 2 : 1;
        }
        if (colon + 1 >= text.length()) {
            throw new IllegalArgumentException(
                    "column " + text + ": expected an entity and a component, such as /world/lidar:Points3D:positions");
        }
        return new ColumnName(EntityPath.parse(text.substring(0, colon)), text.substring(colon + 1));
    }

    @Override
    public int compareTo(final ColumnName other) {
        final int byEntity = entity.compareTo(other.entity);
        return byEntity != 0 ? byEntity : component.compareTo(other.component);
    }

    @Override
    public String toString() {
        return entity + ":" + component;
    }
}
