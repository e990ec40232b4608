package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files answered from with all of their chunks in memory, and by their index with chunks loaded on demand: the same
/// answers.
final class IndexedAnswersTest {
    @TempDir
    Path folder;

    /// All stores of a file with every chunk inserted.
    private static final class FullyLoaded implements AutoCloseable {
        private final RrdFile file;
        private final Map<StoreId, RecordingStore> stores = new LinkedHashMap<>();

        FullyLoaded(final Path path) throws IOException {
            file = RrdFile.open(path);
            final Map<StoreId, List<Chunk>> chunks = new LinkedHashMap<>();
            file.stores().forEach(info -> chunks.put(info.store(), new ArrayList<>()));
            file.chunks().forEach(stored -> chunks.get(stored.store()).add(stored.chunk()));
            chunks.forEach((id, its) -> {
                stores.put(id, new RecordingStore(id));
                stores.get(id).insert(its);
            });
        }

        @Override
        public void close() {
            stores.values().forEach(RecordingStore::close);
            file.close();
        }
    }

    private static String text(final Cell cell) {
        return cell.isStatic() + " " + cell.time() + " " + cell.row() + " " + cell.descriptor() + " "
                + cell.instances().length() + " " + cell.instances().type() + " "
                + ArrayTexts.of(cell.instances());
    }

    private static List<String> texts(final Optional<Cell> cell) {
        return cell.map(IndexedAnswersTest::text).stream().toList();
    }

    private static List<String> texts(final List<Cell> cells) {
        return cells.stream().map(IndexedAnswersTest::text).toList();
    }

    private void compare(final Path path, final long seed, final IndexOptions options) throws IOException {
        final long usedBefore = OffHeap.usedBytes();
        try (FullyLoaded full = new FullyLoaded(path);
                IndexedRecording indexed = IndexedRecording.open(path, options)) {
            final String where = path + " seed=" + seed + " from " + indexed.source();
            assertEquals(List.copyOf(full.stores.keySet()), indexed.stores(), where);
            full.stores.forEach((id, expected) -> {
                try (RecordingStore found = new RecordingStore(id, indexed.chunks(id))) {
                    compare(expected, found, new Random(seed), where + " " + id);
                }
            });
            assertEquals(full.file.problems(), indexed.problems(), where);
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), path + ": bytes left behind");
    }

    /// Asks both all there is to ask.
    static void compare(
            final RecordingStore expected, final RecordingStore found, final Random random, final String where) {
        assertEquals(List.copyOf(expected.entities()), List.copyOf(found.entities()), where);
        assertEquals(expected.timelines(), found.timelines(), where);
        final List<String> timelines = new ArrayList<>(expected.timelines().keySet());
        timelines.add("no such timeline");
        if (expected.entities().isEmpty()) {
            return;
        }
        timelines.forEach(timeline -> comparePrepared(expected, found, timeline, random, where));
        for (final EntityPath entity : expected.entities()) {
            try (StoreReader all = expected.reader();
                    StoreReader some = found.reader()) {
                assertEquals(all.columns(entity), some.columns(entity), where + " " + entity);
                for (final String timeline : timelines) {
                    final Optional<StoreReader.TimeRange> range = all.timeRange(entity, timeline);
                    assertEquals(range, some.timeRange(entity, timeline), where + " " + entity + " " + timeline);
                    for (final StoreReader.ColumnInfo column : all.columns(entity)) {
                        compare(all, some, entity, column.component(), timeline, range, random, where);
                    }
                }
            }
        }
    }

    /// Many columns at once, and runs of rows.
    private static void comparePrepared(
            final RecordingStore expected,
            final RecordingStore found,
            final String timeline,
            final Random random,
            final String where) {
        final List<EntityPath> entities = List.copyOf(expected.entities());
        final List<String> components = new ArrayList<>();
        final List<Long> times = new ArrayList<>(List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE));
        try (StoreReader all = expected.reader()) {
            for (final EntityPath entity : entities) {
                all.columns(entity).stream()
                        .map(StoreReader.ColumnInfo::component)
                        .filter(name -> !components.contains(name))
                        .forEach(components::add);
                all.timeRange(entity, timeline)
                        .ifPresent(range -> times.add(
                                range.from() + Math.floorMod(random.nextLong(), range.to() - range.from() + 1)));
            }
        }
        final LatestAtQuery query = new LatestAtQuery(found, entities, components, timeline);
        final LatestAtResult answers = new LatestAtResult();
        final RangeRuns runs = new RangeRuns();
        for (int i = 0; i < Math.min(8, times.size()); i++) {
            final long at = times.get(i);
            // Each with a reader of its own, so that chunks may go in between; the last again
            for (int repeat = 0; repeat < 2; repeat++) {
                try (StoreReader all = expected.reader();
                        StoreReader some = found.reader()) {
                    some.latestAt(query, at, answers);
                    for (int entity = 0; entity < entities.size(); entity++) {
                        for (int component = 0; component < components.size(); component++) {
                            assertEquals(
                                    texts(all.latestAt(entities.get(entity), components.get(component), timeline, at)),
                                    answers.isFound(entity, component)
                                            ? List.of(text(answers.cell(answers.answer(entity, component))))
                                            : List.of(),
                                    where + " prepared " + entities.get(entity) + " " + components.get(component) + " "
                                            + timeline + " at " + at);
                        }
                    }
                }
            }
            final EntityPath entity = entities.get(random.nextInt(entities.size()));
            for (final String component : components) {
                try (StoreReader all = expected.reader();
                        StoreReader some = found.reader()) {
                    some.range(new RangeQuery(found, entity, component, timeline), at, Long.MAX_VALUE, runs);
                    final List<String> rows = new ArrayList<>();
                    while (runs.next()) {
                        for (int row = 0; row < runs.length(); row++) {
                            rows.add(text(runs.cell(row)));
                        }
                    }
                    assertEquals(
                            texts(all.range(entity, component, timeline, at, Long.MAX_VALUE)),
                            rows,
                            where + " runs " + entity + " " + component + " " + timeline + " from " + at);
                }
            }
        }
    }

    private static void compare(
            final StoreReader all,
            final StoreReader some,
            final EntityPath entity,
            final String component,
            final String timeline,
            final Optional<StoreReader.TimeRange> range,
            final Random random,
            final String where) {
        final String question = where + " " + entity + " " + component + " " + timeline + " ";
        assertEquals(texts(all.latestStatic(entity, component)), texts(some.latestStatic(entity, component)), question);
        final long from = range.map(StoreReader.TimeRange::from).orElse(0L);
        final long to = range.map(StoreReader.TimeRange::to).orElse(100L);
        final long width = Math.max(1, to - from);
        for (int i = 0; i < 12; i++) {
            final long at = switch (i) {
                case 0 -> Long.MIN_VALUE;
                case 1 -> Long.MAX_VALUE;
                case 2 -> from;
                case 3 -> from - 1;
                case 4 -> to;
                default -> from + Math.floorMod(random.nextLong(), width + 2);
            };
            assertEquals(
                    texts(all.latestAt(entity, component, timeline, at)),
                    texts(some.latestAt(entity, component, timeline, at)),
                    () -> question + "latest at " + at);
            if (i % 3 != 0) {
                continue;
            }
            final long until = i == 0 ? Long.MAX_VALUE : at + Math.floorMod(random.nextLong(), width);
            assertEquals(
                    texts(all.range(entity, component, timeline, at, until)),
                    texts(some.range(entity, component, timeline, at, until)),
                    () -> question + "range " + at + " to " + until);
            assertEquals(
                    all.storedColumns(entity, component, timeline, at, until).stream()
                            .filter(each -> each.column().lists().nullCount()
                                    < each.chunk().rowCount())
                            .map(each -> each.chunk().id())
                            .toList(),
                    some.storedColumns(entity, component, timeline, at, until).stream()
                            .map(each -> each.chunk().id())
                            .toList(),
                    () -> question + "columns " + at + " to " + until);
        }
    }

    private IndexOptions options(final int keptFrom) {
        return IndexOptions.defaults().withCacheFolder(folder.resolve("cache")).withKeptFromChunks(keptFrom);
    }

    @Test
    void shouldAnswerSharedFilesAsWithAllChunksInMemory() throws IOException {
        for (final Path file : SharedFiles.recordings()) {
            final Path copy = folder.resolve(file.getFileName());
            Files.copy(file, copy);
            compare(copy, 1, options(Integer.MAX_VALUE));
            compare(copy, 2, options(0).withMemoryLimitBytes(1));
            // The file was only just copied; those without a footer get none yet
            Files.setLastModifiedTime(copy, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
            compare(copy, 3, options(0));
            compare(copy, 4, options(0).withMemoryLimitBytes(1 << 20));
            try (IndexedRecording again = IndexedRecording.open(copy, options(0))) {
                assertEquals(IndexedRecording.IndexSource.SIDE_FILE, again.source(), file.toString());
            }
        }
    }
}
