package dev.kymo.perf.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One colour per side, the same in all suites and plots.
final class Palette {
    /// In pairs of a name and a colour; those that meet in one suite are far apart.
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("kymo", "#e4572e"),
            Map.entry("agrona-ring", "#2e86ab"),
            Map.entry("aeron-ipc", "#5b8c5a"),
            Map.entry("chronicle-queue", "#8661c1"),
            Map.entry("tcp", "#c49a00"),
            Map.entry("jfr-event", "#4f6d7a"),
            Map.entry("skip-list", "#4f6d7a"),
            Map.entry("rocksdb", "#5b8c5a"),
            Map.entry("duckdb", "#c49a00"),
            Map.entry("questdb", "#b5507c"),
            Map.entry("raw-sum", "#2e86ab"),
            Map.entry("memcpy", "#2e86ab"),
            Map.entry("plain-write", "#2e86ab"),
            Map.entry("mcap", "#3aa6a0"),
            Map.entry("parquet", "#c49a00"),
            Map.entry("sqlite", "#2e86ab"),
            Map.entry("arrow-ipc", "#8661c1"),
            Map.entry("point-list", "#2e86ab"));

    private static final List<String> OTHERS =
            List.of("#2e86ab", "#5b8c5a", "#8661c1", "#c49a00", "#4f6d7a", "#b5507c", "#3aa6a0", "#7a6a53");

    private Palette() {}

    /// @param sides of the suite, in its order; one that has no colour of its own takes one that no other has there
    static String of(final String side, final List<String> sides) {
        final String own = KNOWN.get(side);
        if (own != null) {
            return own;
        }
        final Map<String, String> taken = new HashMap<>();
        for (final String each : sides) {
            final String colour = KNOWN.getOrDefault(
                    each,
                    OTHERS.stream()
                            .filter(free -> !taken.containsValue(free))
                            .findFirst()
                            .orElse(OTHERS.getLast()));
            taken.put(each, colour);
        }
        return taken.getOrDefault(side, OTHERS.getLast());
    }
}
