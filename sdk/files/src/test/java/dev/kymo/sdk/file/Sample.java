package dev.kymo.sdk.file;

import dev.kymo.sdk.Archetype;

/// Values of an archetype, for an entity.
///
/// @param whole every field
/// @param part some fields, of a row that updates
/// @param empty every field empty
record Sample(String entity, Archetype whole, Archetype part, Archetype empty) {}
