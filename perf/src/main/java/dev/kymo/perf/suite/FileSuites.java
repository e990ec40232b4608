package dev.kymo.perf.suite;

import dev.kymo.perf.files.OpenSide;
import dev.kymo.perf.files.SpaceSide;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `space`, `open` and `import`.
final class FileSuites {
    private static final String MCAP = "mcap";
    private static final String LAS = "las";
    private static final String PLY = "ply";
    private static final String PCD = "pcd";
    private static final String LAZ = "laz";
    private static final String LASZIP = "laszip4j";
    private static final String CLOUD_COMPARE = "cloudcompare";
    private static final String PARQUET = "parquet";
    private static final String POINTS_PER_SECOND = "points_per_s";

    private FileSuites() {}

    static Suite space() {
        return new Suite(
                        "space",
                        "Bytes per row in ring, memory and file",
                        List.of(
                                space(SpaceSide.SCALARS, "a noisy curve, one number a row"),
                                space(SpaceSide.POSES, "seven 32-bit numbers a row"),
                                space(
                                        SpaceSide.CLOUDS,
                                        "1000 points of three 32-bit numbers a row, to the millimetre")),
                        List.of(
                                Peer.of(
                                        Suite.KYMO,
                                        Home.OWN,
                                        "The default chunk limits, nothing compressed; `kymo rrd pack` is not measured here yet.",
                                        "What a recorder writes; every row has an id of 16 bytes and a time."),
                                Peer.of(
                                        MCAP,
                                        Home.NODE,
                                        "@mcap/core's McapWriter, chunks of 1 MiB, zstd level 3, raw little-endian messages.",
                                        "The compression that MCAP recorders use by default; no schema overhead in the messages."),
                                Peer.of(
                                        PARQUET,
                                        Home.PEERS,
                                        "DuckDB's COPY of time and value(s) to Parquet, zstd, row groups of its default size; a cloud's points "
                                                + "are rows.",
                                        "Columns with dictionaries and zstd, written by a widely used writer; no ids of rows.")),
                        List.of(
                                Goal.atMost(
                                        "scalars: memory ≤ 1.2 × the raw columns",
                                        SpaceSide.SCALARS,
                                        SpaceSide.MEMORY_OVERHEAD,
                                        1.2),
                                Goal.atMost(
                                        "poses: memory ≤ 1.2 × the raw columns",
                                        SpaceSide.POSES,
                                        SpaceSide.MEMORY_OVERHEAD,
                                        1.2),
                                Goal.atMost(
                                        "clouds: memory ≤ 1.2 × the raw columns",
                                        SpaceSide.CLOUDS,
                                        SpaceSide.MEMORY_OVERHEAD,
                                        1.2),
                                Goal.timesPeer(
                                        "scalars: file ≤ Parquet with zstd",
                                        SpaceSide.SCALARS,
                                        SpaceSide.FILE_BYTES,
                                        PARQUET,
                                        1),
                                Goal.timesPeer(
                                        "scalars: file ≤ MCAP with zstd",
                                        SpaceSide.SCALARS,
                                        SpaceSide.FILE_BYTES,
                                        MCAP,
                                        1),
                                Goal.timesPeer(
                                        "clouds: file ≤ MCAP with zstd",
                                        SpaceSide.CLOUDS,
                                        SpaceSide.FILE_BYTES,
                                        MCAP,
                                        1)),
                        List.of(),
                        "Nothing is compressed: the file is the memory.",
                        "")
                .inOneFork();
    }

    private static Case space(final String name, final String what) {
        return Case.of(name, what, "row").withMetric(SpaceSide.FILE_BYTES).unwarmed();
    }

    static Suite open() {
        return new Suite(
                        "open",
                        "Open a recording, one latest-at on every entity, close it",
                        List.of(
                                Case.of(
                                        OpenSide.WARM,
                                        "1000 entities, 20,000 chunks of 100 rows (quick: 200, 2000), in the page cache, with footer and index file",
                                        "file"),
                                Case.of(
                                                OpenSide.COLD,
                                                "the same; the kernel lets go of the file's pages before each opening",
                                                "file")
                                        .lacking(MCAP)),
                        List.of(
                                Peer.of(
                                        Suite.KYMO,
                                        Home.OWN,
                                        "IndexedRecording, mapped, with the index file that the first opening leaves beside it; StoreReader.latestAt.",
                                        "What query and view do."),
                                Peer.of(
                                        MCAP,
                                        Home.NODE,
                                        "McapIndexedReader in Node, message index, chunks of 4 KiB, read backwards from the time until every "
                                                + "topic was seen.",
                                        "The official TypeScript reader with its index; it need not read more chunks than that."),
                                Peer.of(
                                        "arrow-ipc",
                                        Home.PEERS,
                                        "ArrowFileReader, a record batch per chunk; binary search over batches by their first time, then "
                                                + "backwards until every entity was seen.",
                                        "The footer says where batches are, not what is in them: this reads the fewest."),
                                Peer.of(
                                        "sqlite",
                                        Home.PEERS,
                                        "A table clustered by entity and time, mapped, read-only, one prepared look-up per entity.",
                                        "The primary key answers each question in one descent.")),
                        List.of(
                                Goal.atMost(
                                        "an answer of every entity, with the index file: ≤ 5 ms",
                                        OpenSide.WARM,
                                        "p50",
                                        5e6),
                                Goal.timesPeer("beats the MCAP reader", OpenSide.WARM, Case.MEAN, MCAP, 1),
                                Goal.timesPeer("beats SQLite", OpenSide.WARM, Case.MEAN, "sqlite", 1),
                                Goal.timesPeer("beats the Arrow IPC reader", OpenSide.WARM, Case.MEAN, "arrow-ipc", 1)),
                        List.of(new Reference(
                                OpenSide.WARM, "rerun 0.36.2", "56 / 295 ms for files of 126 / 129 MB opened whole")),
                        "The head of each chunk that holds an answer is decoded, names and all, into objects.",
                        "")
                .lackingYet(
                        "20-gb",
                        "no file of that size is made yet: the cost per chunk is what the two forms differ in",
                        "no-footer",
                        "what walking a file without footer costs is measured by OpeningTimeTest (mmap-rrd)");
    }

    static Suite imports() {
        return new Suite(
                        "import",
                        "Point clouds of other formats become rows",
                        List.of(
                                Case.of(LAS, "10 M points (quick: 1 M), LAS 1.2 format 2, in the page cache", "point")
                                        .lacking(LASZIP),
                                Case.of(
                                                PLY,
                                                "10 M points (quick: 1 M), binary PLY with colours, in the page cache",
                                                "point")
                                        .lacking(LASZIP),
                                Case.of(
                                                PCD,
                                                "10 M points (quick: 1 M), binary PCD with colours, in the page cache",
                                                "point")
                                        .lacking(CLOUD_COMPARE, LASZIP),
                                Case.of(LAZ, "the scan indoor.laz of the sample data, in the page cache", "point")),
                        List.of(
                                Peer.of(
                                                Suite.KYMO,
                                                Home.OWN,
                                                "Importers.importTo in a warm JVM; rows are dropped where a file would take them.",
                                                "Reading alone; writing is in record.")
                                        .withHeap("4g"),
                                Peer.of(
                                        LASZIP,
                                        Home.OWN,
                                        "laszip4j's LASReader, each point's coordinates read; LAZ alone.",
                                        "The library Kymo decompresses with, by its documented interface, filing nothing."),
                                Peer.of(
                                        "pdal",
                                        Home.OWN,
                                        "pdal translate into writers.null, a process each time.",
                                        "Its command line as people use it; its start is part of it."),
                                Peer.of(
                                        CLOUD_COMPARE,
                                        Home.OWN,
                                        "CloudCompare -SILENT -O, a process each time.",
                                        "Its command line as people use it; its start is part of it.")),
                        List.of(
                                Goal.atLeast("LAS ≥ 20 M points/s", LAS, POINTS_PER_SECOND, 20e6),
                                Goal.atLeast("PLY ≥ 20 M points/s", PLY, POINTS_PER_SECOND, 20e6),
                                Goal.timesPeer("LAZ: ≤ 1.2 × its library alone", LAZ, Case.MEAN, LASZIP, 1.2)),
                        List.of(),
                        "One pass on one thread, all attributes kept as columns.",
                        "")
                .lackingYet("mcap, images", "the importers of MCAP and images have no side here yet");
    }
}
