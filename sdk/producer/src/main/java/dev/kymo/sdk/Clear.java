package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// Hides what was logged to an entity before, for queries from the row's time on.
public final class Clear implements Archetype {
    public static final ArchetypeField IS_RECURSIVE =
            ArchetypeField.rerun("Clear", "is_recursive", Components.CLEAR_IS_RECURSIVE);

    private static final Clear FLAT = new Clear(false);
    private static final Clear RECURSIVE = new Clear(true);

    private final Fields fields;

    private Clear(final boolean isRecursive) {
        fields = Fields.none(IS_RECURSIVE).with(IS_RECURSIVE, Instances.bool(isRecursive));
    }

    /// Hides the entity's own data.
    public static Clear flat() {
        return FLAT;
    }

    /// Hides the data of the entity and of all entities below it.
    public static Clear recursive() {
        return RECURSIVE;
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
