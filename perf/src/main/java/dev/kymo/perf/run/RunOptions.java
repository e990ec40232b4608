package dev.kymo.perf.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How suites are run.
///
/// @param rounds of each side that count
/// @param scale 1 ordinarily; less makes the work smaller, for the harness's own tests
/// @param withProfile whether Kymo's side is profiled after it was measured
/// @param sides only these peers; empty for all
/// @param cases only these cases; empty for all
/// @param scratch an empty folder on a memory file system
/// @param data where files for suites are kept between runs
/// @param logs where workers' standard error goes
public record RunOptions(
        boolean isQuick,
        int rounds,
        double scale,
        long seed,
        boolean withProfile,
        List<String> sides,
        List<String> cases,
        Path scratch,
        Path data,
        Path logs) {
    /// What a quick form takes.
    public static final int QUICK_ROUNDS = 3;
    /// What a claim takes.
    public static final int FULL_ROUNDS = 7;

    /// Gives the class path or command of peers, fetching them first when needed.
    public interface PeerSource {
        /// @return the class path of the peers' artifact with all of its libraries, or why it can't be had
        Answer classPath();

        /// @return the command of a worker in Node for a suite's side, or why it can't be had
        Answer nodeCommand(String suite, String side);
    }

    /// @param parts empty when it can't be had
    /// @param reason empty when it can
    public record Answer(List<String> parts, String reason) {
        public static Answer of(final List<String> parts) {
            return new Answer(parts, "");
        }

        public static Answer none(final String reason) {
            return new Answer(List.of(), reason);
        }

        public Optional<List<String>> get() {
            return reason.isEmpty() ? Optional.of(parts) : Optional.empty();
        }
    }
}
