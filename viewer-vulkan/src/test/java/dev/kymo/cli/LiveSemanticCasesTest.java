package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TableChunks;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.StoreId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The answers of Rerun's own store, from rows and chunks that are inserted while the store is there to be asked.
final class LiveSemanticCasesTest {
    private static final int LARGE_ROW_BYTES = 1 << 20;

    private int questions;
    private int rowsAlone;

    private static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(SharedCases.file("semantics"))) {
            return files.filter(file -> file.toString().endsWith(".rrd"))
                    .sorted()
                    .toList();
        }
    }

    private void check(final Path rrd, final Stores stores, final String form) throws IOException {
        final String name = String.valueOf(rrd.getFileName()).replace(".rrd", "");
        final List<Map<String, @Nullable Object>> expected =
                Files.readAllLines(rrd.resolveSibling(name + ".expected.jsonl")).stream()
                        .map(Json::object)
                        .toList();
        final StringBuilder answers = new StringBuilder();
        final String asked = expected.stream()
                .map(SemanticCasesTest::question)
                .map(Json::line)
                .collect(Collectors.joining("\n"));
        new QuestionBatch(stores).answerAll(new BufferedReader(new StringReader(asked)), answers);
        final List<String> lines = answers.toString().lines().toList();
        assertEquals(expected.size(), lines.size(), name + ": lines");
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(
                    SemanticCasesTest.comparable(expected.get(i)),
                    SemanticCasesTest.comparable(Json.object(lines.get(i))),
                    name + ", " + form + ": line " + (i + 1));
        }
        questions += lines.size();
    }

    @Test
    void shouldAnswerTheSameWhenChunksAreInsertedOneByOne() throws IOException {
        for (final Path rrd : cases()) {
            try (RrdFile file = RrdFile.open(rrd);
                    Stores stores = new Stores()) {
                for (final StoredChunk stored : file.chunks()) {
                    stores.getOrCreate(stored.store()).insert(List.of(stored.chunk()));
                }
                check(rrd, stores, "chunk by chunk");
            }
        }
        assertTrue(questions > 1000, "questions: " + questions);
    }

    @Test
    void shouldAnswerTheSameWhenRowsAreInsertedOneByOne() throws IOException {
        for (final int maxRows : new int[] {1, 3, 1000}) {
            for (final Path rrd : cases()) {
                try (RrdFile file = RrdFile.open(rrd);
                        MemoryChunks sink = new MemoryChunks();
                        Stores stores = new Stores()) {
                    insertRows(
                            file,
                            new StoreIngest(
                                    stores,
                                    sink,
                                    new SealPolicy(LARGE_ROW_BYTES, maxRows, Long.MAX_VALUE, LARGE_ROW_BYTES)),
                            stores);
                    check(rrd, stores, "row by row, " + maxRows + " to a chunk");
                }
            }
        }
        assertTrue(questions > 3000, "questions: " + questions);
        assertTrue(rowsAlone > 500, "rows: " + rowsAlone);
    }

    private void insertRows(final RrdFile file, final StoreIngest ingest, final Stores stores) {
        final Map<StoreId, Set<ChunkId>> known = new HashMap<>();
        for (final StoredChunk stored : file.chunks()) {
            final Chunk chunk = stored.chunk();
            if (!known.computeIfAbsent(stored.store(), _ -> new HashSet<>()).add(chunk.id())) {
                continue;
            }
            final Optional<List<DataRow>> rows = rows(chunk);
            if (rows.isEmpty()) {
                stores.getOrCreate(stored.store()).insert(List.of(chunk));
                continue;
            }
            for (final DataRow row : rows.get()) {
                ingest.append(stored.store(), row);
                rowsAlone++;
            }
        }
    }

    /// Nothing for a chunk that no log calls can make: with rows or whole columns that are null, or with windows of
    /// types that a row alone can't have.
    private static Optional<List<DataRow>> rows(final Chunk chunk) {
        for (final ComponentColumn column : chunk.components()) {
            if (column.lists().nullCount() == chunk.rowCount()
                    || column.lists().type().offsetWidth() != Integer.BYTES) {
                return Optional.empty();
            }
        }
        final List<DataRow> rows = TableChunks.rows(chunk);
        for (final DataRow row : rows) {
            if (row.cells().isEmpty()
                    || row.cells().stream()
                            .anyMatch(cell -> isWide(cell.instances().type()))) {
                return Optional.empty();
            }
        }
        return Optional.of(rows);
    }

    private static boolean isWide(final Datatype type) {
        return type.offsetWidth() != Integer.BYTES || type.children().stream().anyMatch(field -> isWide(field.type()));
    }
}
