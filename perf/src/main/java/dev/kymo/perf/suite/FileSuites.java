package dev.kymo.perf.suite;

import dev.kymo.perf.files.LargeOpenSide;
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
                        spaceSides(),
                        spaceGoals(),
                        List.of(),
                        "Row ids and values are packed by LZ4, which has no entropy coding; columns are not split into planes of bytes before.",
                        "")
                .inOneFork();
    }

    private static List<Peer> spaceSides() {
        return List.of(
                Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "The default chunk limits; the file after `kymo rrd pack` (chunks merged to 4 MiB, LZ4); as recorded "
                                + "it is in the figures.",
                        "What one keeps for long; every row has an id of 16 bytes and a time."),
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
                        "Columns with dictionaries and zstd, written by a widely used writer; no ids of rows."));
    }

    private static List<Goal> spaceGoals() {
        return List.of(
                Goal.atMost(
                        "scalars: memory ≤ 1.2 × the raw columns", SpaceSide.SCALARS, SpaceSide.MEMORY_OVERHEAD, 1.2),
                Goal.atMost("poses: memory ≤ 1.2 × the raw columns", SpaceSide.POSES, SpaceSide.MEMORY_OVERHEAD, 1.2),
                Goal.atMost("clouds: memory ≤ 1.2 × the raw columns", SpaceSide.CLOUDS, SpaceSide.MEMORY_OVERHEAD, 1.2),
                Goal.timesPeer(
                        "scalars: packed file ≤ Parquet with zstd",
                        SpaceSide.SCALARS,
                        SpaceSide.FILE_BYTES,
                        PARQUET,
                        1),
                Goal.timesPeer(
                        "scalars: packed file ≤ MCAP with zstd", SpaceSide.SCALARS, SpaceSide.FILE_BYTES, MCAP, 1),
                Goal.timesPeer("poses: packed file ≤ MCAP with zstd", SpaceSide.POSES, SpaceSide.FILE_BYTES, MCAP, 1),
                Goal.timesPeer(
                        "clouds: packed file ≤ MCAP with zstd", SpaceSide.CLOUDS, SpaceSide.FILE_BYTES, MCAP, 1));
    }

    private static Case space(final String name, final String what) {
        return Case.of(name, what, "row").withMetric(SpaceSide.FILE_BYTES).unwarmed();
    }

    static Suite open() {
        return new Suite(
                "open",
                "Open a recording, one latest-at on every entity, close it",
                openCases(),
                openSides(),
                openGoals(),
                List.of(new Reference(
                        OpenSide.WARM, "rerun 0.36.2", "56 / 295 ms for files of 126 / 129 MB opened whole")),
                "The head of each chunk that holds an answer is decoded, names and all, into objects.",
                "");
    }

    private static List<Case> openCases() {
        return List.of(
                Case.of(
                        OpenSide.WARM,
                        "1000 entities, 20,000 chunks of 100 rows (quick: 200, 2000), in the page cache, with footer and index file",
                        "file"),
                Case.of(OpenSide.COLD, "the same; the kernel lets go of the file's pages before each opening", "file")
                        .lacking(MCAP),
                large(
                        LargeOpenSide.SIDE_FILE,
                        "21 GB in 20,000 chunks of 1 MiB (quick: 5 GB in 5000), payloads are holes, 1000 entities (quick: "
                                + "200), with the index side file, warm; in turn with a recording a twentieth as long"),
                large(LargeOpenSide.FOOTER, "the same without the side file: the index is made from the footer"),
                large(
                        LargeOpenSide.NO_FOOTER,
                        "the same without footer and side file: the heads of all chunks are read"),
                large(
                        OpenSide.RERUN,
                        "so100.rrd of the sample data (1.4 MB), written and compressed by Rerun: the newest value of every "
                                + "component of every entity"));
    }

    private static List<Peer> openSides() {
        return List.of(
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
                        "The primary key answers each question in one descent."));
    }

    private static List<Goal> openGoals() {
        return List.of(
                Goal.atMost("an answer of every entity, with the index file: ≤ 5 ms", OpenSide.WARM, "p50", 5e6),
                Goal.atMost(
                        "20 times as long, side file: the first answer ≤ 5 ms",
                        LargeOpenSide.SIDE_FILE,
                        LargeOpenSide.FIRST_ANSWER,
                        5e6),
                Goal.atMost(
                        "20 times as long, side file: ≤ 1.2 × the time of the short one",
                        LargeOpenSide.SIDE_FILE,
                        LargeOpenSide.LARGE_OVER_SMALL,
                        1.2),
                Goal.atMost(
                        "20 times as long, side file: ≤ 20 MB held beyond the JVM",
                        LargeOpenSide.SIDE_FILE,
                        LargeOpenSide.HELD_BYTES,
                        20e6),
                Goal.atMost(
                        "from the footer alone: ≤ 1 µs a chunk", LargeOpenSide.FOOTER, LargeOpenSide.PER_CHUNK, 1000),
                Goal.atLeast(
                        "without footer: ≥ 5 GB/s of file", LargeOpenSide.NO_FOOTER, LargeOpenSide.EQUIVALENT, 5e9),
                Goal.timesPeer("beats the MCAP reader", OpenSide.WARM, Case.TYPICAL, MCAP, 1),
                Goal.timesPeer("beats SQLite", OpenSide.WARM, Case.TYPICAL, "sqlite", 1),
                Goal.timesPeer("beats the Arrow IPC reader", OpenSide.WARM, Case.TYPICAL, "arrow-ipc", 1));
    }

    private static Case large(final String name, final String what) {
        return Case.of(name, what, "file").lacking(MCAP, "arrow-ipc", "sqlite");
    }

    static Suite imports() {
        return new Suite(
                "import",
                "Point clouds of other formats become rows",
                importCases(),
                importSides(),
                List.of(
                        Goal.atLeast("LAS ≥ 20 M points/s", LAS, POINTS_PER_SECOND, 20e6),
                        Goal.atLeast("PLY ≥ 20 M points/s", PLY, POINTS_PER_SECOND, 20e6),
                        Goal.timesPeer("LAZ: ≤ 1.2 × its library alone", LAZ, Case.TYPICAL, LASZIP, 1.2),
                        Goal.timesPeer("beats the MCAP reader", MCAP, Case.TYPICAL, MCAP, 1)),
                List.of(),
                "One pass on one thread, all attributes kept as columns.",
                "");
    }

    private static List<Case> importCases() {
        return List.of(
                Case.of(LAS, "10 M points (quick: 1 M), LAS 1.2 format 2, in the page cache", "point")
                        .lacking(LASZIP, CLOUD_COMPARE, MCAP),
                Case.of(PLY, "10 M points (quick: 1 M), binary PLY with colours, in the page cache", "point")
                        .lacking(LASZIP, MCAP),
                Case.of(PCD, "10 M points (quick: 1 M), binary PCD with colours, in the page cache", "point")
                        .lacking(CLOUD_COMPARE, LASZIP, MCAP),
                Case.of(LAZ, "the scan indoor.laz of the sample data, in the page cache", "point")
                        .lacking(CLOUD_COMPARE, MCAP),
                Case.of(
                                MCAP,
                                "2 M messages (quick: 200,000) of one number, ROS 1, in chunks of 1 MiB, not packed",
                                "message")
                        .lacking("pdal", CLOUD_COMPARE, LASZIP),
                Case.of(
                                "images",
                                "the folder livingroom_rgbd of the sample data: JPEG kept as they are, depth decoded",
                                "frame")
                        .lacking("pdal", CLOUD_COMPARE, LASZIP, MCAP));
    }

    private static List<Peer> importSides() {
        return List.of(
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
                        "CloudCompare -SILENT -O, a process each time; PLY alone: Debian builds it without a plugin for LAS and LAZ.",
                        "Its command line as people use it; its start is part of it."),
                Peer.of(
                        MCAP,
                        Home.NODE,
                        "@mcap/core's McapStreamReader over the whole file, read before; each message's number read.",
                        "The official TypeScript reader; it makes no rows of what it reads."));
    }
}
