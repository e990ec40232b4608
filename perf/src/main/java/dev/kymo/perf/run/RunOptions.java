package dev.kymo.perf.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How suites are run.
///
/// @param plan how time is spent
/// @param scale 1 ordinarily; less makes the work smaller, for the harness's own tests
/// @param withProfile whether Kymo's side is profiled after it was measured
/// @param sides only these peers; empty for all
/// @param cases only these cases; empty for all
/// @param scratch an empty folder on a memory file system
/// @param data where files for suites are kept between runs
/// @param logs where workers' standard error goes
public record RunOptions(
        boolean isQuick,
        TimePlan plan,
        double scale,
        long seed,
        boolean withProfile,
        List<String> sides,
        List<String> cases,
        Path scratch,
        Path data,
        Path logs) {
    /// How time is spent in the ordinary forms.
    ///
    /// @param rounds of one fork and no other; null to let time decide
    /// @param forks of as many rounds each; null for one when rounds are given
    public static TimePlan plan(
            final boolean isQuick,
            final boolean withProfile,
            final @Nullable Integer rounds,
            final @Nullable Integer forks) {
        final TimePlan plan = isQuick ? TimePlan.quick(withProfile) : TimePlan.full(withProfile);
        return rounds == null && forks == null
                ? plan
                : plan.exactly(forks == null ? 1 : forks, rounds == null ? plan.firstRounds() : rounds);
    }

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
