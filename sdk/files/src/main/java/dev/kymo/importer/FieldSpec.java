package dev.kymo.importer;

import dev.kymo.store.model.Datatype;

/// A named field of a point as a header declares it.
///
/// @param type a number
/// @param count values for each point, at least 1
record FieldSpec(String name, Datatype type, int count) {
    int widthBytes() {
        return type.byteWidth() * count;
    }
}
