package dev.kymo.perf.suite;

import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import java.util.List;

/// `guard`: what a reader pays for memory that is given back while it reads. By JMH.
final class MicroSuites {
    private static final String ENTER_EXIT = "enter-and-exit";
    private static final String SETUP =
            "By JMH: a round is a fork with three iterations of warm-up and three that count.";

    private MicroSuites() {}

    static Suite guard() {
        return new Suite(
                        "guard",
                        "A reader says that it is there, and that it is gone, once per query",
                        List.of(Case.of(ENTER_EXIT, "one thread, no writer", "query")
                                .unwarmed()),
                        List.of(
                                Peer.of(Suite.KYMO, Home.OWN, SETUP, "Epochs.Reader, as StoreReader uses it.")
                                        .withHeap("512m"),
                                Peer.of(
                                                "read-lock",
                                                Home.OWN,
                                                SETUP,
                                                "ReentrantReadWriteLock: what most programs would use.")
                                        .withHeap("512m"),
                                Peer.of(
                                                "stamped-lock",
                                                Home.OWN,
                                                SETUP,
                                                "StampedLock held for reading: the JDK's cheapest.")
                                        .withHeap("512m"),
                                Peer.of("bare", Home.OWN, SETUP, "The read without any guard: the floor.")
                                        .withHeap("512m")),
                        List.of(Goal.atMost("epoch guard ≤ 5 ns per query", ENTER_EXIT, Case.MEAN, 5)),
                        List.of(),
                        "One volatile store on the way in.",
                        "")
                .inOneFork();
    }
}
