package dev.kymo.perf.side;

import java.util.Optional;

/// Finds sides by name; a `ServiceLoader` service, so that peers can live in an artifact of their own that nothing
/// else depends on.
public interface SideProvider {
    /// The side that does a suite's work, if this provider has it.
    Optional<Side> find(String suite, String side);

    /// What reads at the other end in a second process, for suites that have one.
    default Optional<RowReader> findReader(final String suite, final String side) {
        return Optional.empty();
    }
}
