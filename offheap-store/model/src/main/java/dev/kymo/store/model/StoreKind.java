package dev.kymo.store.model;

/// What a store holds: data that was logged, or the description of what the viewer shows.
public enum StoreKind {
    RECORDING,
    BLUEPRINT
}
