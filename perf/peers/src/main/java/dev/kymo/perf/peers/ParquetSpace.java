package dev.kymo.perf.peers;

import dev.kymo.perf.files.SpaceData;
import dev.kymo.perf.files.SpaceSide;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;

/// Bytes per row in Parquet with zstd, as DuckDB's COPY writes it. Nothing is timed.
final class ParquetSpace implements Side {
    private static final int POSE_NUMBERS = 7;
    private static final int POINT_NUMBERS = 3;
    private static final long STEP_NS = 1_000_000;

    private double fileBytesPerRow;

    @Override
    public long prepare(final CaseSpec bench) throws SQLException, IOException {
        final int rows = SpaceData.rows(bench);
        final Path file = bench.folder().resolve("space.parquet");
        try (DuckDatabase database = new DuckDatabase()) {
            database.execute("CREATE TABLE data(t BIGINT, " + columns(bench.name()) + ")");
            try (DuckDBAppender appender = database.connection().createAppender("main", "data")) {
                final SpaceData data = new SpaceData(bench.name(), bench.seed());
                for (int row = 0; row < rows; row++) {
                    add(appender, bench.name(), row * STEP_NS, data.row(row));
                }
            }
            database.execute("COPY data TO '" + file + "' (FORMAT parquet, COMPRESSION zstd)");
            fileBytesPerRow = (double) Files.size(file) / rows;
            return count(database, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String columns(final String name) {
        return switch (name) {
            case SpaceSide.SCALARS -> "value DOUBLE";
            case SpaceSide.POSES -> "a FLOAT, b FLOAT, c FLOAT, d FLOAT, e FLOAT, f FLOAT, g FLOAT";
            default -> "x FLOAT, y FLOAT, z FLOAT";
        };
    }

    private static void add(final DuckDBAppender to, final String name, final long time, final ArrayData cell)
            throws SQLException {
        final MemorySegment bytes = cell.flatBytes();
        if (name.equals(SpaceSide.SCALARS)) {
            to.beginRow();
            to.append(time);
            to.append(bytes.get(Layouts.DOUBLE, 0));
            to.endRow();
            return;
        }
        final int width = (name.equals(SpaceSide.POSES) ? POSE_NUMBERS : POINT_NUMBERS) * Float.BYTES;
        for (long at = 0; at < bytes.byteSize(); at += width) {
            to.beginRow();
            to.append(time);
            for (long number = at; number < at + width; number += Float.BYTES) {
                to.append(bytes.get(Layouts.FLOAT, number));
            }
            to.endRow();
        }
    }

    /// As many times as there are rows.
    private static long count(final DuckDatabase database, final Path file) throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet answer = statement.executeQuery("SELECT count(DISTINCT t) FROM '" + file + "'")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) {
        sample.figure(SpaceSide.FILE_BYTES, fileBytesPerRow);
    }
}
