package dev.kymo.perf.peers;

import dev.kymo.perf.files.OpenSide;
import dev.kymo.perf.ingesting.IngestSide;
import dev.kymo.perf.logging.LogSide;
import dev.kymo.perf.query.LatestAtSide;
import dev.kymo.perf.query.RangeSide;
import dev.kymo.perf.recording.RecordSide;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideProvider;
import java.util.Optional;

/// The peers that need libraries of their own.
public final class PeerSides implements SideProvider {
    @Override
    public Optional<Side> find(final String suite, final String side) {
        return switch (suite + "/" + side) {
            case "log/aeron-ipc" -> Optional.of(new LogSide(side, AeronLog::new));
            case "log/chronicle-queue" -> Optional.of(new LogSide(side, ChronicleLog::new));
            case "latest-at/rocksdb" -> Optional.of(new LatestAtSide(RocksPoints::new));
            case "latest-at/duckdb" -> Optional.of(new LatestAtSide(DuckPoints::new));
            case "range/rocksdb" -> Optional.of(new RangeSide(RocksScalars::new));
            case "range/duckdb" -> Optional.of(new RangeSide(DuckScalars::new));
            case "ingest/duckdb" -> Optional.of(new IngestSide(DuckIngest::new));
            case "ingest/rocksdb" -> Optional.of(new IngestSide(RocksIngest::new));
            case "record/chronicle-queue" -> Optional.of(new RecordSide(side, ChronicleRecord::new));
            case "ingest/questdb" -> Optional.of(new IngestSide(QuestIngest::new));
            case "latest-at/questdb" -> Optional.of(new LatestAtSide(() -> new QuestPoints(false)));
            case "latest-at/questdb-index" -> Optional.of(new LatestAtSide(() -> new QuestPoints(true)));
            case "range/questdb" -> Optional.of(new RangeSide(QuestScalars::new));
            case "space/parquet" -> Optional.of(new ParquetSpace());
            case "open/sqlite" -> Optional.of(new OpenSide(new SqliteOpener()));
            case "open/arrow-ipc" -> Optional.of(new OpenSide(new ArrowOpener()));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<RowReader> findReader(final String suite, final String side) {
        return switch (suite + "/" + side) {
            case "log/aeron-ipc" -> Optional.of(new AeronLog.Reader());
            case "log/chronicle-queue" -> Optional.of(new ChronicleLog.Reader());
            default -> Optional.empty();
        };
    }
}
