package dev.kymo.perf.run;

import dev.kymo.perf.suite.Goal;
import dev.kymo.perf.suite.Suite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that a run of a suite found.
///
/// @param command what repeats it
/// @param missing what could not be measured, and why
/// @param hot where Kymo's time went, by samples, the greatest share first
public record SuiteResult(
        Suite suite,
        Machine machine,
        boolean isQuick,
        long seed,
        String command,
        Instant began,
        double seconds,
        List<CaseResult> cases,
        List<Ratio> ratios,
        List<GoalResult> goals,
        List<Missing> missing,
        List<Hot> hot) {
    /// Kymo's figure over a peer's.
    public record Ratio(String caseName, String metric, String vs, Statistics.RatioRange range) {}

    /// @param caseName empty for all
    public record Missing(String caseName, String side, String reason) {}

    /// @param value empty when the case or the peer is missing
    public record GoalResult(Goal goal, Optional<Double> value) {
        public boolean isMet() {
            return value.isPresent() && goal.isMet(value.get());
        }
    }

    /// @param kind `hot` for time, `alloc` for allocated bytes
    /// @param share of all samples of the kind, 0 to 1
    public record Hot(String caseName, String kind, double share, String place) {}

    /// The places of one kind in a case, the greatest share first.
    public List<Hot> hot(final String caseName, final String kind) {
        return hot.stream()
                .filter(one -> one.caseName().equals(caseName) && one.kind().equals(kind))
                .toList();
    }

    public Optional<CaseResult> find(final String caseName, final String side) {
        return cases.stream()
                .filter(found ->
                        found.caseName().equals(caseName) && found.side().equals(side))
                .findFirst();
    }
}
