package dev.kymo.perf.suite;

import java.util.ArrayList;
import java.util.List;

/// A suite: the same work done by several sides, and the goals for it.
///
/// @param name as on the command line
/// @param title one line
/// @param sides the first is `kymo`
/// @param references figures from elsewhere, for reading beside; never part of a ratio
/// @param limits what limits Kymo's figures, as far as it is known
/// @param notYet why the suite can't be run yet; empty when it can
/// @param forks how often its processes are started anew at most
/// @param planned cases that are not there yet, and why
/// @param shown figures that are no times of an operation, for a table with all sides beside each other
public record Suite(
        String name,
        String title,
        List<Case> cases,
        List<Peer> sides,
        List<Goal> goals,
        List<Reference> references,
        String limits,
        String notYet,
        int forks,
        List<Planned> planned,
        List<Shown> shown) {
    private static final int FORKS = Integer.MAX_VALUE;
    private static final int LEAST_FORKS = 12;

    /// Kymo's own side.
    public static final String KYMO = "kymo";

    /// One that is run in several forks.
    public Suite(
            final String name,
            final String title,
            final List<Case> cases,
            final List<Peer> sides,
            final List<Goal> goals,
            final List<Reference> references,
            final String limits,
            final String notYet) {
        this(name, title, cases, sides, goals, references, limits, notYet, FORKS, List.of(), List.of());
    }

    /// The same with one process for each side: where rounds start processes themselves, or nothing is timed.
    public Suite inOneFork() {
        return new Suite(name, title, cases, sides, goals, references, limits, notYet, 1, planned, shown);
    }

    /// The same with a table of figures.
    public Suite showing(final Shown... figures) {
        return new Suite(
                name, title, cases, sides, goals, references, limits, notYet, forks, planned, List.of(figures));
    }

    /// One piece of work.
    ///
    /// @param what the work, for the report
    /// @param unit of one operation
    /// @param metric what is compared: `typical` (wall nanoseconds per operation), or a figure that sides report
    /// @param isWarmed whether rounds are preceded by warming up, and are as long as the time plan says
    /// @param length of its rounds, in those of others
    /// @param without sides that do not take part, by name
    public record Case(
            String name,
            String what,
            String unit,
            String metric,
            boolean isWarmed,
            double length,
            List<String> without) {
        /// Wall nanoseconds per operation: of the middle one of a round's pieces of work (bursts, questions, calls),
        /// where the sides time these one by one.
        public static final String TYPICAL = "typical";

        /// Wall nanoseconds per operation: all of the time over all operations.
        public static final String MEAN = "mean";

        public static Case of(final String name, final String what, final String unit) {
            return new Case(name, what, unit, TYPICAL, true, 1, List.of());
        }

        public Case withMetric(final String newMetric) {
            return new Case(name, what, unit, newMetric, isWarmed, length, without);
        }

        /// The side warms up by itself, or nothing is timed.
        public Case unwarmed() {
            return new Case(name, what, unit, metric, false, length, without);
        }

        /// Rounds that are longer, or shorter.
        public Case withLength(final double newLength) {
            return new Case(name, what, unit, metric, isWarmed, newLength, without);
        }

        /// The same without some of the sides.
        public Case lacking(final String... sides) {
            return new Case(name, what, unit, metric, isWarmed, length, List.of(sides));
        }
    }

    /// A way of doing the work.
    ///
    /// @param name in kebab case
    /// @param home where its code is
    /// @param setup how it was set up
    /// @param why why that is its best reasonable use
    /// @param heap of its process
    public record Peer(String name, Home home, String setup, String why, String heap) {
        public static Peer of(final String name, final Home home, final String setup, final String why) {
            return new Peer(name, home, setup, why, "2g");
        }

        public Peer withHeap(final String newHeap) {
            return new Peer(name, home, setup, why, newHeap);
        }
    }

    /// Where a side's code is.
    public enum Home {
        /// With the harness.
        OWN,
        /// In `perf/peers`, with libraries that are fetched when wanted.
        PEERS,
        /// A script for Node.
        NODE,
        /// A script that ParaView runs, where it is installed.
        PARAVIEW,
        /// A script that presses CloudCompare's keys, where it is installed.
        CLOUD_COMPARE
    }

    /// A published or formerly measured figure.
    ///
    /// @param caseName the case it belongs to
    /// @param who whose
    /// @param text the figure, and where it comes from
    public record Reference(String caseName, String who, String text) {}

    /// A line of a table of figures.
    ///
    /// @param label for readers
    /// @param figure as sides name it
    public record Shown(String label, String figure) {
        public static Shown of(final String label, final String figure) {
            return new Shown(label, figure);
        }
    }

    /// A case that is not there yet.
    public record Planned(String caseName, String reason) {}

    /// The same, naming what it does not measure yet: names and reasons in turn.
    public Suite lackingYet(final String... namesAndReasons) {
        final List<Planned> named = new ArrayList<>();
        for (int i = 0; i < namesAndReasons.length; i += 2) {
            named.add(new Planned(namesAndReasons[i], namesAndReasons[i + 1]));
        }
        return new Suite(
                name, title, cases, sides, goals, references, limits, notYet, forks, List.copyOf(named), shown);
    }

    /// One that is still to come.
    public static Suite notYet(final String name, final String title, final String reason) {
        return new Suite(name, title, List.of(), List.of(), List.of(), List.of(), "", reason);
    }

    /// Whether each side is two processes on two cores, so that figures move with how near these are.
    public boolean crossesCores() {
        return name.equals("log");
    }

    /// How often its processes are started anew in the full form, however long that takes: where a process is quick or
    /// slow as a whole, it takes several to tell a side from its luck.
    public int leastForks() {
        return name.equals("log") || name.equals("latest-at") ? LEAST_FORKS : 1;
    }

    /// Whether it can be run.
    public boolean isReady() {
        return notYet.isEmpty();
    }
}
