package dev.kymo.perf.suite;

import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Shown;
import dev.kymo.perf.sweeping.SweepSide;
import java.util.List;

/// `sweep`: what a reader notices of memory that is given back beside it.
final class SweepSuite {
    private static final String SKIP_LIST = "skip-list";

    private SweepSuite() {}

    static Suite suite() {
        return new Suite(
                        "sweep",
                        "A quarter of a store is given back while a thread asks it without rest",
                        List.of(Case.of(
                                        SweepSide.QUARTER,
                                        "4 GiB (quick: 256 MiB) of rows of 1 KiB in 64 entities; questions of the newer half, one by "
                                                + "one, every answer checked",
                                        "question")
                                .withMetric(SweepSide.GAP)
                                .unwarmed()),
                        List.of(
                                Peer.of(
                                                Suite.KYMO,
                                                Home.OWN,
                                                "Sealed chunks of 256 KiB in memory; a Sweep in steps of 200 µs, 50 µs apart; a prepared "
                                                        + "query of one entity, the reader renewed for each question.",
                                                "What a viewer does without a recorder.")
                                        .withHeap("2g"),
                                Peer.of(
                                                SKIP_LIST,
                                                Home.OWN,
                                                "A ConcurrentSkipListMap per entity from time to the row's words, the first entries polled "
                                                        + "2000 at a time; generational ZGC.",
                                                "The JDK's ordered map that readers need no lock for, and its collector with the shortest "
                                                        + "pauses.")
                                        .withHeap("12g")),
                        List.of(
                                Goal.atMost(
                                        "longest gap of the reader ≤ 20 µs above that of a thread that only spins",
                                        SweepSide.QUARTER,
                                        SweepSide.ABOVE_SPIN,
                                        20_000),
                                Goal.atMost(
                                        "the same in a typical window: ≤ 20 µs",
                                        SweepSide.QUARTER,
                                        SweepSide.WINDOW_ABOVE_SPIN,
                                        20_000),
                                Goal.atMost(
                                        "p99.99 of its questions ≤ 1.1 × that of an idle store",
                                        SweepSide.QUARTER,
                                        SweepSide.TAIL_RATIO,
                                        1.1),
                                Goal.atMost(
                                        "each step ≤ its budget of 200 µs (p99)",
                                        SweepSide.QUARTER,
                                        SweepSide.STEP_P99,
                                        200_000)),
                        List.of(),
                        "Two cores for the asking thread and the one that sweeps, so that the JVM's own threads (compilers, the "
                                + "collector) and the machine take theirs: a time slice is 4 ms. A step has room for "
                                + "about as much again as it expects to take, since its first pieces take up to twenty "
                                + "times as long as later ones.",
                        "")
                .inOneFork()
                .showing(
                        Shown.of("longest gap of a thread that only spins", SweepSide.SPIN_GAP),
                        Shown.of("of the reader, nothing changes", SweepSide.IDLE_GAP),
                        Shown.of("of the reader, a quarter goes", SweepSide.GAP),
                        Shown.of("in a typical window: that thread", SweepSide.WINDOW_SPIN_GAP),
                        Shown.of("the reader, nothing changes", SweepSide.WINDOW_IDLE_GAP),
                        Shown.of("the reader, a quarter goes", SweepSide.WINDOW_GAP),
                        Shown.of("longest pause of the JVM while that thread spins", SweepSide.SPIN_LONGEST_PAUSE),
                        Shown.of("while nothing changes", SweepSide.IDLE_LONGEST_PAUSE),
                        Shown.of("while a quarter goes", SweepSide.LONGEST_PAUSE),
                        Shown.of("pauses meanwhile", SweepSide.PAUSES),
                        Shown.of("all of them together", SweepSide.PAUSED),
                        Shown.of("p99.99 of the reader's questions", SweepSide.TAIL),
                        Shown.of("to that of an idle store", SweepSide.TAIL_RATIO),
                        Shown.of("steps", SweepSide.STEPS),
                        Shown.of("a step, median", SweepSide.STEP_P50),
                        Shown.of("90th percentile", SweepSide.STEP_P90),
                        Shown.of("99th percentile", SweepSide.STEP_P99),
                        Shown.of("99.9th percentile", SweepSide.STEP_P999),
                        Shown.of("longest", SweepSide.LONGEST_STEP),
                        Shown.of("a step's time on its core, median", SweepSide.CORE_P50),
                        Shown.of("99th percentile on its core", SweepSide.CORE_P99),
                        Shown.of("longest on its core", SweepSide.LONGEST_ON_CORE),
                        Shown.of("bytes given back", SweepSide.FREED_RATE));
    }
}
