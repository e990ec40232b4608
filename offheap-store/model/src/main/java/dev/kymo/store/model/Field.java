package dev.kymo.store.model;

/// A named child of a nested [Datatype].
///
/// @param nullable whether values of it may be null
public record Field(String name, Datatype type, boolean nullable) {
    /// A child that is never null.
    public static Field required(final String name, final Datatype type) {
        return new Field(name, type, false);
    }

    public static Field nullable(final String name, final Datatype type) {
        return new Field(name, type, true);
    }
}
