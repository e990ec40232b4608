package dev.kymo.perf.suite;

import dev.kymo.perf.logging.LogCases;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `log`: one thread hands rows to another process.
final class LogSuite {
    private static final String RING = "agrona-ring";
    private static final String AERON = "aeron-ipc";
    private static final String CHRONICLE = "chronicle-queue";

    private LogSuite() {}

    static Suite suite() {
        return new Suite(
                "log",
                "One thread logs to another process; the cost of the call",
                cases(),
                sides(),
                goals(),
                List.of(
                        new Reference(
                                LogCases.SCALAR_CLOCK, "rerun", "about 40 µs for a small Python log call (published)"),
                        new Reference(LogCases.SCALAR, "rerun", "target of 1 µs per scalar (published)")),
                "A row says its id and value, and what else it is by its form: 32 bytes with the ring's header, against 48 of "
                        + "the raw ring. The ring's memory is constant to the compiler, so what is left above the raw ring is what "
                        + "a checked row is: the owner is looked at before and after, the row is counted, times and form are "
                        + "compared. Two thirds of it, as of the raw ring, is the compare-and-set that lets several threads write.",
                "");
    }

    private static List<Case> cases() {
        return List.of(
                Case.of(
                        LogCases.SCALAR,
                        "one number, time given, bursts of 20,000; the reader drains with pauses",
                        "row"),
                Case.of(LogCases.SCALAR_CLOCK, "one number, the call reads the clock, bursts of 20,000", "row"),
                Case.of(
                                LogCases.SCALAR_PACED,
                                "one number each millisecond, time given; corrected for coordinated omission",
                                "row")
                        .withLength(10)
                        .lacking("jfr-event"),
                Case.of(LogCases.ROW_64, "64 bytes, bursts of 8,000", "row").lacking("jfr-event"),
                Case.of(LogCases.ROW_4K, "4 KiB, bursts of 512", "row").lacking("jfr-event"),
                Case.of(LogCases.IMAGE, "1 MiB, bursts of 8; Kymo's is claimed and written in place", "image")
                        .withLength(3)
                        .lacking("jfr-event"),
                Case.of(LogCases.SCALAR_SPINNING, "as scalar-burst, the reader spins without pause", "row")
                        .lacking("jfr-event", CHRONICLE, "tcp"));
    }

    private static List<Peer> sides() {
        return List.of(
                Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "RingProducer's ScalarRows (time given, the row id's) or RecordingStream's ScalarStream (clock); ring of 4 MiB, payload area of "
                                + "64 MiB; the recorder's agent reads in another process and files nothing.",
                        "The default configuration."),
                Peer.of(
                        RING,
                        Home.OWN,
                        "ManyToOneRingBuffer of 4 MiB (images: 64 MiB) in a shared mapping, touched before; tryClaim, the row "
                                + "written in place, commit; bounds checks off.",
                        "The cheapest way to hand rows from several threads to another process with this library; no checks of "
                                + "any kind, so it is a floor."),
                Peer.of(
                        AERON,
                        Home.PEERS,
                        "ExclusivePublication on aeron:ipc, terms of 64 MiB, MTU of 60 KiB; tryClaim up to the MTU, offer above; "
                                + "driver in the reader's process, SHARED threading with backoff; bounds checks off.",
                        "One thread writes, so the exclusive publication without a tail race; terms hold whole bursts, so flow "
                                + "control never waits."),
                Peer.of(
                        CHRONICLE,
                        Home.PEERS,
                        "SingleChronicleQueue on a memory file system, blocks of 256 MiB, LARGE_DAILY; writeBytes of a reused "
                                + "direct buffer; a tailer in the other process.",
                        "The library's documented low-latency way; no disk, no flushing, no wire format. Its pages are touched between "
                                + "bursts, untimed, as the pretoucher of its commercial edition does on another thread."),
                Peer.of(
                        "tcp",
                        Home.OWN,
                        "Loopback, TCP_NODELAY, 4 MiB socket buffers; rows of a burst gathered in 64 KiB and sent when full and "
                                + "at the end of the burst; paced rows and large ones sent at once.",
                        "Gathering is what makes sockets bearable for small rows; where a row must arrive now it is sent now."),
                Peer.of(
                        "jfr-event",
                        Home.OWN,
                        "An event of three fields without stack trace, recording to disk; nothing reads in another process.",
                        "What the JDK itself offers for logging numbers cheaply."));
    }

    private static List<Goal> goals() {
        return List.of(
                Goal.atMost("scalar, time given, bursts: mean ≤ 20 ns", LogCases.SCALAR, Case.MEAN, 20),
                Goal.atMost("scalar, time given, bursts: p50 ≤ 20 ns", LogCases.SCALAR, "p50", 20),
                Goal.atMost("scalar, time given, bursts: p99 ≤ 200 ns", LogCases.SCALAR, "p99", 200),
                Goal.atMost("scalar, time given: 0 B allocated per row", LogCases.SCALAR, "alloc_bytes_per_op", 0.01),
                Goal.atMost("scalar, time given: never blocked", LogCases.SCALAR, "blocked", 0),
                Goal.atMost("scalar with the clock read: mean ≤ 45 ns", LogCases.SCALAR_CLOCK, Case.MEAN, 45),
                Goal.atMost("scalar at 1 kHz: p50 ≤ 100 ns", LogCases.SCALAR_PACED, "p50", 100),
                Goal.atMost("scalar at 1 kHz: p99 ≤ 1.5 µs", LogCases.SCALAR_PACED, "p99", 1500),
                Goal.timesPeer("scalar: ≤ 1.2 × the raw Agrona ring", LogCases.SCALAR, Case.TYPICAL, RING, 1.2),
                Goal.timesPeer("scalar: ≤ 0.5 × Aeron IPC", LogCases.SCALAR, Case.TYPICAL, AERON, 0.5),
                Goal.timesPeer("scalar: ≤ 0.1 × Chronicle Queue", LogCases.SCALAR, Case.TYPICAL, CHRONICLE, 0.1),
                Goal.timesPeer("1 MiB: ≤ 1.3 × one memcpy (the raw ring's)", LogCases.IMAGE, Case.TYPICAL, RING, 1.3));
    }
}
