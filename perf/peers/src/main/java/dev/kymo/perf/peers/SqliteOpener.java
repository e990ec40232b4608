package dev.kymo.perf.peers;

import dev.kymo.perf.files.OpenData;
import dev.kymo.perf.files.RecordingOpener;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// SQLite: a table clustered by entity and time, mapped, opened read-only; one look-up per entity by the primary key.
final class SqliteOpener implements RecordingOpener {
    @Override
    public String extension() {
        return "sqlite";
    }

    @Override
    public void make(final Path file, final OpenData data) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE series(entity INTEGER, t INTEGER, value REAL, PRIMARY KEY(entity, t))"
                    + " WITHOUT ROWID");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO series VALUES(?, ?, ?)")) {
                for (int entity = 0; entity < data.entities(); entity++) {
                    for (int row = 0; row < data.chunks() * OpenData.ROWS; row++) {
                        insert.setInt(1, entity);
                        insert.setLong(2, row * OpenData.STEP);
                        insert.setDouble(3, OpenData.value(entity, row));
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    @Override
    public double ask(final Path file, final OpenData data) throws SQLException {
        double sum = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?open_mode=1");
                Statement pragma = connection.createStatement()) {
            pragma.execute("PRAGMA mmap_size = 4294967296");
            try (PreparedStatement question = connection.prepareStatement(
                    "SELECT value FROM series WHERE entity = ? AND t <= ? ORDER BY t DESC LIMIT 1")) {
                for (int entity = 0; entity < data.entities(); entity++) {
                    question.setInt(1, entity);
                    question.setLong(2, data.askedTime());
                    try (ResultSet answer = question.executeQuery()) {
                        answer.next();
                        sum += answer.getDouble(1);
                    }
                }
            }
        }
        return sum;
    }
}
