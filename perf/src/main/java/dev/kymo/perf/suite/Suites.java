package dev.kymo.perf.suite;

import java.util.List;
import java.util.Optional;

/// All suites, in the order of the report.
public final class Suites {
    private static final List<Suite> ALL = List.of(
            LogSuite.suite(),
            QuerySuites.latestAt(),
            QuerySuites.range(),
            FilingSuites.ingest(),
            FilingSuites.record());

    private Suites() {}

    public static List<Suite> all() {
        return ALL;
    }

    /// Of those that can be run.
    public static List<String> names() {
        return ALL.stream().filter(Suite::isReady).map(Suite::name).toList();
    }

    public static Optional<Suite> find(final String name) {
        return ALL.stream().filter(suite -> suite.name().equals(name)).findFirst();
    }
}
