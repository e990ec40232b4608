package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A model file as it is: glTF, OBJ or STL.
public final class Asset3D implements Archetype {
    public static final ArchetypeField BLOB = ArchetypeField.rerun("Asset3D", "blob", Components.BLOB);
    public static final ArchetypeField MEDIA_TYPE =
            ArchetypeField.rerun("Asset3D", "media_type", Components.MEDIA_TYPE);
    public static final ArchetypeField ALBEDO_FACTOR =
            ArchetypeField.rerun("Asset3D", "albedo_factor", Components.ALBEDO_FACTOR);

    private static final Fields NONE = Fields.none(BLOB, MEDIA_TYPE, ALBEDO_FACTOR);

    private final Fields fields;

    private Asset3D(final Fields fields) {
        this.fields = fields;
    }

    /// The file's bytes, borrowed.
    ///
    /// @param mediaType see [MediaType]
    public static Asset3D of(final byte[] blob, final String mediaType) {
        return update().blob(blob).mediaType(mediaType);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Asset3D update() {
        return new Asset3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Asset3D clearFields() {
        return new Asset3D(NONE.allCleared());
    }

    /// An IANA media type, see [MediaType].
    public Asset3D mediaType(final String mediaType) {
        return new Asset3D(fields.with(MEDIA_TYPE, Instances.text(mediaType)));
    }

    /// `0xRRGGBBAA` ([Color]): multiplies all colours.
    public Asset3D albedoFactor(final int albedoFactor) {
        return new Asset3D(fields.with(ALBEDO_FACTOR, Instances.ints(ALBEDO_FACTOR, albedoFactor)));
    }

    /// The file's bytes, borrowed.
    public Asset3D blob(final byte... blob) {
        return blob(MemorySegment.ofArray(blob));
    }

    /// The file's bytes, borrowed.
    public Asset3D blob(final MemorySegment blob) {
        return new Asset3D(fields.with(BLOB, Instances.blob(BLOB, blob)));
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
