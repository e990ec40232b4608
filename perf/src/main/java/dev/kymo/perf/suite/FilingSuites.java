package dev.kymo.perf.suite;

import dev.kymo.perf.ingesting.IngestSide;
import dev.kymo.perf.recording.RecordSide;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `ingest` and `record`: from a ring to a store, and to a file.
final class FilingSuites {
    private static final String ROCKSDB = "rocksdb";
    private static final String DUCKDB = "duckdb";
    private static final String QUESTDB = "questdb";
    private static final String MEMCPY = "memcpy";
    private static final String PLAIN = "plain-write";
    private static final String CHRONICLE = "chronicle-queue";
    private static final String MCAP = "mcap";
    private static final String SMALL = RecordSide.PREFIX + "100";
    private static final String LARGE = RecordSide.PREFIX + "1048576";

    private FilingSuites() {}

    static Suite ingest() {
        return new Suite(
                        "ingest",
                        "Rows that wait become visible to queries, on one core",
                        List.of(
                                Case.of(IngestSide.SCALARS, "rows of one number, bursts of 10,000, one producer", "row")
                                        .lacking(MEMCPY),
                                Case.of(IngestSide.SCALARS_TWO, "the same from two producers", "row")
                                        .lacking(MEMCPY),
                                Case.of(
                                                IngestSide.IMAGES,
                                                "rows of 1 MiB, bursts of 8; between bursts 64 of them and their store are given "
                                                        + "back, so that segments are used again",
                                                "row")
                                        .lacking(DUCKDB, QUESTDB),
                                Case.of(
                                                IngestSide.IMAGES_KEPT,
                                                "rows of 1 MiB, bursts of 8, all of them kept: memory that nobody has used before, "
                                                        + "touched ahead by a thread of its own",
                                                "row")
                                        .lacking(DUCKDB, QUESTDB, ROCKSDB),
                                Case.of(IngestSide.TABLES, "a commit for each row of one number", "row")
                                        .withMetric(IngestSide.CHUNKS)
                                        .lacking(DUCKDB, QUESTDB, ROCKSDB, MEMCPY),
                                Case.of(
                                                IngestSide.VISIBLE,
                                                "from the commit of a row to the end of the agent's turn after which queries see it; a row "
                                                        + "a millisecond, the agent awake on the other core",
                                                "row")
                                        .withLength(4)
                                        .lacking(DUCKDB, ROCKSDB, MEMCPY, QUESTDB),
                                Case.of(
                                                IngestSide.IDLE,
                                                "CPU of a recorder's whole process with one silent producer, for 1 s (full form: 3 s)",
                                                "span")
                                        .withMetric(IngestSide.IDLE_SHARE)
                                        .unwarmed()
                                        .lacking(DUCKDB, ROCKSDB, MEMCPY, QUESTDB)),
                        List.of(
                                Peer.of(
                                        Suite.KYMO,
                                        Home.OWN,
                                        "Committed in a ring before; the agent copies and checks each record and appends it to open "
                                                + "chunks, which are sealed into memory.",
                                        "The recorder's own path, without a file."),
                                Peer.of(
                                        DUCKDB,
                                        Home.PEERS,
                                        "Rows from a Java array by the appender into a table of time and number in memory; flushed at the "
                                                + "end of each burst.",
                                        "Its fastest way in; no ring, no id, no entity, nothing checked."),
                                Peer.of(
                                        ROCKSDB,
                                        Home.PEERS,
                                        "Batches of 4096 puts from direct buffers, no write-ahead log, memtable of 256 MiB on a memory "
                                                + "file system.",
                                        "Its fastest way in without external files; keys ascend, so the skip list is appended to."),
                                Peer.of(
                                        MEMCPY,
                                        Home.OWN,
                                        "One copy of each image into memory that was touched before.",
                                        "The bandwidth of one core; no store at all."),
                                Peer.of(
                                        QUESTDB,
                                        Home.PEERS,
                                        "Its engine in the process, a table writer without write-ahead log on a memory file system, "
                                                + "committed at the end of each burst.",
                                        "Its fastest way in: rows straight into mapped columns, in the order of time; no ring, no id.")),
                        List.of(
                                Goal.atMost("scalar rows: ≤ 200 ns a row (5 M/s)", IngestSide.SCALARS, Case.MEAN, 200),
                                Goal.atMost(
                                        "scalar rows, two producers: ≤ 200 ns a row",
                                        IngestSide.SCALARS_TWO,
                                        Case.MEAN,
                                        200),
                                Goal.atMost("commit → visible: p99 ≤ 1 ms", IngestSide.VISIBLE, "p99", 1e6),
                                Goal.atMost(
                                        "idle recorder: ≤ 1 % of a core", IngestSide.IDLE, IngestSide.IDLE_SHARE, 1),
                                Goal.timesPeer(
                                        "1 MiB: ≥ 80 % of memcpy", IngestSide.IMAGES, Case.TYPICAL, MEMCPY, 1.25),
                                Goal.atMost(
                                        "100,000 tables of one row: ≤ 26 chunks",
                                        IngestSide.TABLES,
                                        IngestSide.CHUNKS,
                                        26),
                                Goal.timesPeer("beats DuckDB's appender", IngestSide.SCALARS, Case.TYPICAL, DUCKDB, 1),
                                Goal.timesPeer("beats RocksDB", IngestSide.SCALARS, Case.TYPICAL, ROCKSDB, 1),
                                Goal.timesPeer("beats QuestDB", IngestSide.SCALARS, Case.TYPICAL, QUESTDB, 1)),
                        List.of(new Reference(
                                IngestSide.SCALARS,
                                "rerun 0.36.2",
                                "10.8 µs per row of one-row chunks (3.0 with compaction off)")),
                        "Of a scalar row: the record's way through shared memory, and the four columns it is copied to. "
                                + "Of an image: one copy, and finding room for it.",
                        "")
                .lackingYet("16-producers", "needs a larger machine");
    }

    static Suite record() {
        return new Suite(
                "record",
                "Messages to a recording on disk, from the first message to the closed and forced file",
                List.of(message(42), message(100), message(10_240), message(1 << 20)),
                List.of(
                        Peer.of(
                                Suite.KYMO,
                                Home.OWN,
                                "A ring of 4 MiB, the recorder's thread, an .rrd with checksums and footer; a row that finds no "
                                        + "room waits.",
                                "The whole path of a recording; rows have an id and a time, and can be queried while it runs."),
                        Peer.of(
                                PLAIN,
                                Home.OWN,
                                "Gathered in 1 MiB, written, forced; neither times nor structure.",
                                "What the disk and the kernel take."),
                        Peer.of(
                                CHRONICLE,
                                Home.PEERS,
                                "SingleChronicleQueue on the same disk, blocks of 256 MiB, writeBytes of a reused buffer, synced at "
                                        + "the end.",
                                "The library's fastest way to persist bytes."),
                        Peer.of(
                                MCAP,
                                Home.NODE,
                                "@mcap/core's McapWriter in Node, chunks of 1 MiB, uncompressed, message index on, forced at the end.",
                                "The official TypeScript writer; no compression, as Kymo's file has none. The C++ writer is faster: "
                                        + "see the reference.")),
                List.of(
                        Goal.atLeast("100 B: ≥ 0.5 GB/s", SMALL, "bytes_per_s", 0.5e9),
                        Goal.timesPeer("1 MiB: ≤ 1.3 × a plain sequential write", LARGE, Case.TYPICAL, PLAIN, 1.3),
                        Goal.timesPeer("beats Chronicle Queue at 100 B", SMALL, Case.TYPICAL, CHRONICLE, 1),
                        Goal.timesPeer("beats the MCAP writer at 100 B", SMALL, Case.TYPICAL, MCAP, 1)),
                List.of(
                        new Reference(SMALL, "mcap (C++)", "194 MB/s unchunked at 100 B on a 2-core NUC (published)"),
                        new Reference(
                                LARGE, "mcap (C++)", "1.7 to 2.2 GB/s at 10 KiB to 1 MiB on a 2-core NUC (published)")),
                "Checksum and write of each chunk, on a thread beside the one that takes rows; with the program that logs, "
                        + "three threads share two cores.",
                "");
    }

    private static Case message(final int bytes) {
        return Case.of(RecordSide.PREFIX + bytes, "messages of " + bytes + " bytes", "message");
    }
}
