package dev.kymo.viewer.app;

import java.util.Optional;
import java.util.OptionalLong;

/// Where a demo is: a snapshot, for whoever shows it.
///
/// @param elapsedS seconds since it began; stands still when it has ended
/// @param leftS seconds until producers end; 0 when they are about to, or have
/// @param happened what happened last, as one line
/// @param next what comes next, or what to do now, as one line
/// @param stallTimeNs the stalled tick on the timeline `time` ([DemoStory#TIMELINE]), once it can be queried:
///     where a time cursor shows the scene of that moment
/// @param failure why it failed, as one line
public record DemoStatus(
        Phase phase,
        double elapsedS,
        double leftS,
        String happened,
        String next,
        DemoCounts counts,
        OptionalLong stallTimeNs,
        Optional<String> failure) {
    /// In this order, except that [#FAILED] and [#STOPPED] may follow on any.
    public enum Phase {
        /// Producers are being started.
        STARTING,
        /// Rows of all producers can be queried.
        LOGGING,
        /// One was killed, and the one that goes on for it has not logged yet.
        KILLED,
        /// It logs.
        RESTARTED,
        /// The control loop has stalled.
        STALLED,
        /// Producers have ended by themselves, and what they were promised has been looked for.
        ENDED,
        /// A producer ended with an error, or not at all.
        FAILED,
        /// [DemoStory#close] came before the end.
        STOPPED;

        /// Whether nothing will happen any more.
        public boolean isLast() {
            return this == ENDED || this == FAILED || this == STOPPED;
        }
    }
}
