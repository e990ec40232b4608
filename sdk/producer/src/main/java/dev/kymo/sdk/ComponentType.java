package dev.kymo.sdk;

import dev.kymo.store.model.Datatype;

/// What kind of thing a component is, and how one instance of it is laid out. [Components] has those that viewers
/// know.
///
/// @param name the full name, `rerun.components.Position3D`
/// @param datatype the type of one instance
public record ComponentType(String name, Datatype datatype) {}
