package dev.kymo.store.index;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// From when on answers about an entity are as if nothing had been given up: for each component and timeline the
/// greatest time of a cell that is gone. Immutable.
public final class Cuts {
    /// Nothing is gone.
    public static final Cuts NONE = new Cuts(Map.of());

    private final Map<Column, Long> times;

    private record Column(String component, String timeline) {}

    private Cuts(final Map<Column, Long> times) {
        this.times = times;
    }

    /// Collects more of them.
    public static final class Builder {
        private final Map<Column, Long> times = new HashMap<>();

        /// A cell that goes.
        public void note(final String component, final String timeline, final long time) {
            times.merge(new Column(component, timeline), time, Math::max);
        }

        public boolean isEmpty() {
            return times.isEmpty();
        }
    }

    /// These, and those of what goes now.
    Cuts with(final Builder more) {
        if (more.isEmpty()) {
            return this;
        }
        final Map<Column, Long> all = new HashMap<>(times);
        more.times.forEach((column, time) -> all.merge(column, time, Math::max));
        return new Cuts(all);
    }

    /// Empty where nothing of the column is gone.
    OptionalLong of(final String component, final String timeline) {
        final Long time = times.get(new Column(component, timeline));
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }
}
