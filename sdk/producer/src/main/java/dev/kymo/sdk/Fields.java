package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of one archetype and what has been set of them. Immutable; every change answers a copy of the few
/// references (never of the data).
final class Fields {
    private final String archetype;
    private final ArchetypeField[] fields;
    private final @Nullable DataCell[] cells;

    private Fields(final String archetype, final ArchetypeField[] fields, final @Nullable DataCell[] cells) {
        this.archetype = archetype;
        this.fields = fields;
        this.cells = cells;
    }

    /// Nothing set. All fields must be of the same archetype.
    static Fields none(final ArchetypeField... fields) {
        final String archetype = fields[0].descriptor().archetype();
        if (archetype == null) {
            throw new IllegalArgumentException(fields[0] + " names no archetype");
        }
        return new Fields(archetype, fields, new DataCell[fields.length]);
    }

    String archetype() {
        return archetype;
    }

    Fields with(final ArchetypeField field, final ArrayData instances) {
        return with(field, field.cell(instances));
    }

    /// With `field` set to 0 instances.
    Fields cleared(final ArchetypeField field) {
        return with(field, field.emptyCell());
    }

    /// With every field set to 0 instances.
    Fields allCleared() {
        final DataCell[] all = new DataCell[fields.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = fields[i].emptyCell();
        }
        return new Fields(archetype, fields, all);
    }

    private Fields with(final ArchetypeField field, final DataCell cell) {
        final @Nullable DataCell[] changed = cells.clone();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].descriptor().equals(field.descriptor())) {
                changed[i] = cell;
                return new Fields(archetype, fields, changed);
            }
        }
        throw new IllegalArgumentException(field.descriptor().component() + " is no field of " + archetype);
    }

    List<DataCell> cells() {
        final List<DataCell> set = new ArrayList<>(cells.length);
        for (final DataCell cell : cells) {
            if (cell != null) {
                set.add(cell);
            }
        }
        return set;
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(archetype);
        for (final DataCell cell : cells()) {
            text.append(' ')
                    .append(cell.descriptor().component())
                    .append('[')
                    .append(cell.instances().length())
                    .append(']');
        }
        return text.toString();
    }
}
