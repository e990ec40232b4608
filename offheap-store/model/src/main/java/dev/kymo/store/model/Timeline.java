package dev.kymo.store.model;

/// A named axis of time. Queries know a timeline by its name alone; the type says how to read and show its numbers.
public record Timeline(String name, TimeType type) implements Comparable<Timeline> {
    /// When a row was logged; set by the SDK unless it is told not to.
    public static final Timeline LOG_TIME = new Timeline("log_time", TimeType.TIMESTAMP);
    /// A count of log calls; off by default.
    public static final Timeline LOG_TICK = new Timeline("log_tick", TimeType.SEQUENCE);

    /// The smallest time a row may have. `Long.MIN_VALUE` is reserved by the file format for "static".
    public static final long MIN_TIME = Long.MIN_VALUE + 1;
    /// The greatest time a row may have.
    public static final long MAX_TIME = Long.MAX_VALUE;

    public Timeline {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a timeline needs a name");
        }
    }

    public static Timeline sequence(final String name) {
        return new Timeline(name, TimeType.SEQUENCE);
    }

    public static Timeline duration(final String name) {
        return new Timeline(name, TimeType.DURATION);
    }

    public static Timeline timestamp(final String name) {
        return new Timeline(name, TimeType.TIMESTAMP);
    }

    @Override
    public int compareTo(final Timeline other) {
        final int byName = name.compareTo(other.name);
        return byName != 0 ? byName : type.compareTo(other.type);
    }
}
