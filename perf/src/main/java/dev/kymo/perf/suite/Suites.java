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
            FilingSuites.record(),
            FileSuites.space(),
            FileSuites.open(),
            FileSuites.imports(),
            MicroSuites.guard(),
            PictureSuites.points(),
            PictureSuites.frame(),
            PictureSuites.clouds(),
            SweepSuite.suite(),
            Suite.notYet("scalars", "A billion samples at any zoom", "there is no pyramid of minima and maxima yet"));

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
