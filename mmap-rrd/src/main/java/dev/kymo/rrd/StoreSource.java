package dev.kymo.rrd;

/// What made a store.
///
/// @param detail what is known beyond the kind, in words: an interpreter's version, a program's name; may be empty
public record StoreSource(Kind kind, String detail) {
    /// The kinds the format knows; the order is that of its numbers.
    public enum Kind {
        UNKNOWN,
        C_SDK,
        PYTHON_SDK,
        RUST_SDK,
        FILE,
        VIEWER,
        OTHER
    }

    public static final StoreSource UNKNOWN = new StoreSource(Kind.UNKNOWN, "");
    /// What Kymo's own recordings say.
    public static final StoreSource KYMO = other("Kymo");

    public static StoreSource other(final String detail) {
        return new StoreSource(Kind.OTHER, detail);
    }
}
