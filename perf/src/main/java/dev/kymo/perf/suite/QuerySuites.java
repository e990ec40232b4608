package dev.kymo.perf.suite;

import dev.kymo.perf.query.LatestAtSide;
import dev.kymo.perf.query.RangeSide;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `latest-at` and `range`: questions to a store in memory.
final class QuerySuites {
    private static final String ROCKSDB = "rocksdb";
    private static final String DUCKDB = "duckdb";
    private static final String QUESTDB = "questdb";
    private static final String QUESTDB_INDEX = "questdb-index";
    private static final String SKIP_LIST = "skip-list";
    private static final String RAW = "raw-sum";

    private QuerySuites() {}

    static Suite latestAt() {
        return new Suite(
                "latest-at",
                "The newest row at or before a time, of every entity, both components visited",
                latestAtCases(),
                latestAtSides(),
                latestAtGoals(),
                List.of(
                        new Reference(
                                LatestAtSide.MONO_REPEATED, "rerun 0.36.2", "0.8 to 1.0 µs per entity, warm cache"),
                        new Reference(
                                LatestAtSide.MONO_REGULAR,
                                "rerun 0.36.2",
                                "5.4 µs per entity (median; best 1.9), another time each query"),
                        new Reference(LatestAtSide.BATCH, "rerun 0.36.2", "2.85 µs, warm")),
                "Cache lines: of the time and of each value, which no one asked for before; the lines of the index come in a row.",
                "");
    }

    private static List<Case> latestAtCases() {
        return List.of(
                Case.of(
                        LatestAtSide.MONO_REGULAR,
                        "1000 entities × 1000 rows of 1 point, regular times, another time each query, far from the last",
                        "entity"),
                Case.of(LatestAtSide.MONO_REPEATED, "the same, the same time again", "entity"),
                Case.of(
                        LatestAtSide.MONO_JITTER,
                        "1000 entities × 1000 rows of 1 point, irregular times, another time each query, far from the last",
                        "entity"),
                Case.of(
                        LatestAtSide.MONO_RATES,
                        "1000 entities × 15 to 6000 rows of 1 point (1 M in all), irregular times, another time each query, far from the last",
                        "entity"),
                Case.of(LatestAtSide.BATCH, "1 entity × 1000 rows of 1000 points and colours, every value read", "row")
                        .lacking(DUCKDB, QUESTDB, QUESTDB_INDEX),
                Case.of(
                        LatestAtSide.LONG_JITTER,
                        "60 entities (quick: 10) × 100,000 rows, irregular times, another time each query, far from the last",
                        "entity"),
                ofIndexAlone(
                        LatestAtSide.ONE,
                        "1000 entities × 1000 rows, irregular times, a random entity at a random time, one by one",
                        "question"),
                ofIndexAlone(
                        LatestAtSide.LONG_ONE,
                        "60 entities (quick: 10) × 100,000 rows, irregular times, one by one",
                        "question"),
                ofIndexAlone(
                        LatestAtSide.LONG_REGULAR, "60 entities (quick: 10) × 100,000 rows, regular times", "entity"),
                ofIndexAlone(
                        LatestAtSide.LONG_SPARSE,
                        "60 entities (quick: 10) × 100,000 rows, irregular times, colours in 1 of 100 rows",
                        "entity"),
                ofIndexAlone(
                        LatestAtSide.WIDE,
                        "5,000 entities × 20 rows of 1 point, 86 components asked for of which 2 are there",
                        "entity"));
    }

    /// A case that the skip list alone is beside.
    private static Case ofIndexAlone(final String name, final String what, final String unit) {
        return Case.of(name, what, unit).lacking(ROCKSDB, DUCKDB, QUESTDB, QUESTDB_INDEX);
    }

    private static List<Peer> latestAtSides() {
        return List.of(
                Peer.of(
                                Suite.KYMO,
                                Home.OWN,
                                "Rows ingested as a recorder does, chunks sealed in memory; one LatestAtQuery over all "
                                        + "entities and both components, answers filled again.",
                                "The public query for many entities.")
                        .withHeap("6g"),
                Peer.of(
                                SKIP_LIST,
                                Home.OWN,
                                "A ConcurrentSkipListMap from time to the row's words per entity, entities in an array.",
                                "The JDK's ordered map that readers need no lock for; no look-up of entity or component "
                                        + "at all.")
                        .withHeap("6g"),
                Peer.of(
                        ROCKSDB,
                        Home.PEERS,
                        "Keys of entity and time, big-endian; no compression, 1 GiB block cache, compacted, opened read-only, one iterator "
                                + "kept, direct buffers, seekForPrev.",
                        "All in the cache, no object per question; both components in one value, so one seek."),
                Peer.of(
                        DUCKDB,
                        Home.PEERS,
                        "One table in memory sorted by entity and time; a prepared ASOF join of all entities with the "
                                + "time, summed inside, both cores.",
                        "The join it has for exactly this; one query for all entities, no result rows to fetch."),
                Peer.of(
                        QUESTDB,
                        Home.PEERS,
                        "Its engine in the process, one table in the order of time, entity a symbol; a compiled LATEST ON "
                                + "below the time, summed inside, one thread.",
                        "The query it has for exactly this: it walks back from the time until every symbol was seen. Rows "
                                + "of all entities at the same times are its best case, rates that differ its worst."),
                Peer.of(
                        QUESTDB_INDEX,
                        Home.PEERS,
                        "The same with an index on the entity's symbol, so that LATEST ON looks up the last row below the time "
                                + "for each symbol.",
                        "What its documentation advises where some symbols are rare: its cost does not follow how far back a "
                                + "symbol's last row lies."));
    }

    private static List<Goal> latestAtGoals() {
        return List.of(
                Goal.atMost(
                        "mono, regular times, any time: ≤ 25 ns per entity", LatestAtSide.MONO_REGULAR, Case.MEAN, 25),
                Goal.atMost("mono, irregular times, any time: ≤ 100 ns", LatestAtSide.MONO_JITTER, Case.MEAN, 100),
                Goal.atMost("mono, repeated: ≤ 5 ns", LatestAtSide.MONO_REPEATED, Case.MEAN, 5),
                Goal.atMost("batch: 1000 points and colours read once ≤ 1 µs", LatestAtSide.BATCH, Case.MEAN, 1000),
                Goal.atMost("100 k rows, irregular: ≤ 250 ns", LatestAtSide.LONG_JITTER, Case.MEAN, 250),
                Goal.atMost("one entity at a time, 1000 rows: ≤ 200 ns", LatestAtSide.ONE, Case.MEAN, 200),
                Goal.atMost("one entity at a time, 100 k rows: ≤ 600 ns", LatestAtSide.LONG_ONE, Case.MEAN, 600),
                Goal.atMost("100 k rows, regular: ≤ 80 ns", LatestAtSide.LONG_REGULAR, Case.MEAN, 80),
                Goal.atMost("100 k rows, sparse: ≤ 350 ns", LatestAtSide.LONG_SPARSE, Case.MEAN, 350),
                Goal.atMost("0 B allocated per entity", LatestAtSide.MONO_JITTER, "alloc_bytes_per_op", 0.01),
                Goal.timesPeer("beats ConcurrentSkipListMap", LatestAtSide.MONO_JITTER, Case.TYPICAL, SKIP_LIST, 1),
                Goal.timesPeer("beats RocksDB", LatestAtSide.MONO_JITTER, Case.TYPICAL, ROCKSDB, 1),
                Goal.timesPeer("beats DuckDB", LatestAtSide.MONO_JITTER, Case.TYPICAL, DUCKDB, 1),
                Goal.timesPeer("beats QuestDB", LatestAtSide.MONO_JITTER, Case.TYPICAL, QUESTDB, 1),
                Goal.timesPeer("beats QuestDB where rates differ", LatestAtSide.MONO_RATES, Case.TYPICAL, QUESTDB, 1),
                Goal.timesPeer(
                        "beats QuestDB with an index where rates differ",
                        LatestAtSide.MONO_RATES,
                        Case.TYPICAL,
                        QUESTDB_INDEX,
                        1));
    }

    static Suite range() {
        return new Suite(
                "range",
                "All rows of one series in a span of time, summed",
                List.of(
                        Case.of(RangeSide.FULL, "1 M numbers, all of them", "row"),
                        Case.of(RangeSide.WINDOW, "10,000 of 1 M, at random", "row"),
                        Case.of(RangeSide.WINDOW_OF_QUARTER, "10,000 of 250,000, at random", "row")),
                List.of(
                        Peer.of(
                                Suite.KYMO,
                                Home.OWN,
                                "Rows ingested as a recorder does, chunks sealed in memory; a RangeQuery's runs, each summed by "
                                        + "RangeRuns.sum: a bounded loop over a column, on eight sums in turn.",
                                "The public query that hands out columns."),
                        Peer.of(
                                RAW,
                                Home.OWN,
                                "Two off-heap columns, a binary search, the same loop of bounds-checked reads on eight sums.",
                                "What memory and the JIT give; no row ids, no chunks, no entity."),
                        Peer.of(
                                DUCKDB,
                                Home.PEERS,
                                "One table in memory, inserted in the order of time; a prepared sum over BETWEEN, both cores.",
                                "Columnar, zone maps skip what is outside, vectorised; no result rows to fetch."),
                        Peer.of(
                                ROCKSDB,
                                Home.PEERS,
                                "Keys of time, big-endian; no compression, 1 GiB block cache, compacted, opened read-only; one iterator kept, "
                                        + "read-ahead off, direct buffers.",
                                "All in the cache, no object per row."),
                        Peer.of(
                                QUESTDB,
                                Home.PEERS,
                                "Its engine in the process, a table in the order of time; a compiled sum over an interval of the "
                                        + "designated timestamp, one thread.",
                                "The interval is found by binary search and summed by its vector code; mapped files, warm.")),
                List.of(
                        Goal.timesPeer(
                                "full scan: ≥ 0.9 × the raw sum's speed", RangeSide.FULL, Case.TYPICAL, RAW, 1 / 0.9),
                        Goal.timesPeer(
                                "window: ≥ 0.9 × the raw sum's speed", RangeSide.WINDOW, Case.TYPICAL, RAW, 1 / 0.9),
                        Goal.timesPeer("beats QuestDB, window", RangeSide.WINDOW, Case.TYPICAL, QUESTDB, 1),
                        Goal.timesPeer("beats DuckDB, full scan", RangeSide.FULL, Case.TYPICAL, DUCKDB, 1),
                        Goal.timesPeer(
                                "beats RocksDB's iterator, full scan", RangeSide.FULL, Case.TYPICAL, ROCKSDB, 1)),
                List.of(
                        new Reference(
                                RangeSide.FULL, "rerun 0.36.2", "6.6 ns per row (1 M scalars summed in 6.6 ms, warm)"),
                        new Reference(RangeSide.WINDOW, "rerun 0.36.2", "5.8 ns per row (10,000 rows in 58 µs)")),
                "Eight scalar sums, as for the raw sum: QuestDB adds in vectors. For a window also two searches and a run for each chunk.",
                "");
    }
}
