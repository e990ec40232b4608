package dev.kymo.store.model;

/// What the 64-bit integers of a timeline count.
public enum TimeType {
    /// A plain number, such as a frame.
    SEQUENCE,
    /// Nanoseconds.
    DURATION,
    /// Nanoseconds since the Unix epoch, UTC.
    TIMESTAMP;

    /// The word used in answers and on the command line: `sequence`, `duration`, `timestamp`.
    public String word() {
        return switch (this) {
            case SEQUENCE -> "sequence";
            case DURATION -> "duration";
            case TIMESTAMP -> "timestamp";
        };
    }

    /// How a column of such times is stored.
    public Datatype datatype() {
        return switch (this) {
            case SEQUENCE -> Datatype.INT64;
            case DURATION -> Datatype.DURATION_NS;
            case TIMESTAMP -> Datatype.TIMESTAMP_NS;
        };
    }
}
