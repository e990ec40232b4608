package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;

/// One field of an archetype: what identifies it, and the type of its instances. Each archetype has its fields as
/// constants, so that whole columns (an importer's, say) can be made into cells without going through the
/// archetype.
///
/// @param descriptor identifier, archetype and component type
/// @param type the component type, with the layout of an instance
public record ArchetypeField(ComponentDescriptor descriptor, ComponentType type) {
    private static final String RERUN_ARCHETYPES = "rerun.archetypes.";

    /// The field `field` of one of Rerun's archetypes, given by its short name.
    static ArchetypeField rerun(final String archetype, final String field, final ComponentType type) {
        return of(RERUN_ARCHETYPES + archetype, field, type);
    }

    /// A field of any archetype; its identifier is the archetype's last name part, a colon and the field.
    ///
    /// @param archetype the full name, `my.project.Wheel`
    /// @param field the field's name, `torque`
    public static ArchetypeField of(final String archetype, final String field, final ComponentType type) {
        final String shortName = archetype.substring(archetype.lastIndexOf('.') + 1);
        return new ArchetypeField(new ComponentDescriptor(shortName + ":" + field, archetype, type.name()), type);
    }

    /// `instances` as a cell of this field.
    ///
    /// @throws IllegalArgumentException when they are of another type
    public DataCell cell(final ArrayData instances) {
        if (!instances.type().equals(type.datatype())) {
            throw new IllegalArgumentException(
                    descriptor.component() + ": type=" + instances.type() + ", expected=" + type.datatype());
        }
        return new DataCell(descriptor, instances);
    }

    /// A cell of 0 instances: hides what was logged of this field before.
    public DataCell emptyCell() {
        return new DataCell(descriptor, ArrayData.empty(type.datatype()));
    }
}
