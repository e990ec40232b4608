package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Ten thousand random operations on one store: rows out of order, static rows, clears, several timelines, cells of
/// any number of instances; chunks sealed, replaced and inserted ready-made. Every form of every question is answered
/// as a plain list of rows answers it.
///
/// `-Dkymo.model.seeds=N` asks for another number of seeds than 100.
final class ManyOperationsTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final int OPERATIONS = 10_000;
    private static final int QUESTION_ROUNDS = 4;

    @Test
    void shouldAnswerAsAPlainListOfRowsAfterTenThousandOperations() {
        final int seeds = Integer.getInteger("kymo.model.seeds", 100);
        for (int seed = 0; seed < seeds; seed++) {
            run(seed, seeds > 100 ? OPERATIONS : OPERATIONS / 10);
        }
        run(seeds, OPERATIONS);
    }

    @Test
    @Tag("long")
    void shouldAnswerAsAPlainListOfRowsAfterTenThousandOperationsForManySeeds(final TestReporter reporter)
            throws Exception {
        ModelSeeds.forEach(1_000_000, 10_000, reporter, seed -> run(seed, OPERATIONS));
    }

    private static void run(final long seed, final int operations) {
        final long usedBefore = OffHeap.usedBytes();
        final Model model = new Model(seed);
        for (int i = 0; i < operations; i++) {
            switch (model.random.nextInt(300)) {
                case 0 -> model.sealSome();
                case 1 -> model.replaceSome();
                case 2 -> model.insertReadyMade();
                default -> model.append(model.rows.next());
            }
            if ((i + 1) % (operations / QUESTION_ROUNDS) == 0) {
                final String where = "seed=" + seed + " operation=" + i;
                Questions.ask(model.random, model.rows, model.store, model.reference, 10, where);
                model.prepared.ask(model.random, model.rows, model.reference, 2, where);
                TableQuestions.ask(model.random, model.rows, model.store, model.reference, where);
            }
        }
        model.store.close();
        model.sink.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
    }

    /// A store, what it should hold, and what is still open in it.
    private static final class Model {
        private final Random random;
        private final RandomRows rows;
        private final ReferenceStore reference = new ReferenceStore();
        private final RecordingStore store = new RecordingStore(ID);
        private final MemoryChunks sink = new MemoryChunks();
        private final PreparedQuestions prepared = new PreparedQuestions(store);
        private final Map<EntityPath, List<OpenChunk>> open = new HashMap<>();
        private final int maxRows;

        private Model(final long seed) {
            random = new Random(seed);
            rows = new RandomRows(random);
            maxRows = 1 + random.nextInt(random.nextBoolean() ? 20 : 3000);
        }

        private List<OpenChunk> openOf(final EntityPath entity) {
            return open.computeIfAbsent(entity, _ -> new ArrayList<>());
        }

        private void append(final DataRow row) {
            for (final var cell : row.cells()) {
                if (cell.descriptor().component().equals(Clears.COMPONENT)) {
                    store.noteClear(row.entity());
                }
            }
            reference.add(RandomRows.reference(row));
            for (final OpenChunk chunk : openOf(row.entity())) {
                if (chunk.rowCount() < maxRows && chunk.tryAppend(row)) {
                    return;
                }
            }
            final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), 0);
            fresh.append(row);
            store.addOpen(fresh);
            openOf(row.entity()).add(fresh);
        }

        private void sealSome() {
            for (final List<OpenChunk> chunks : open.values()) {
                for (final OpenChunk chunk : List.copyOf(chunks)) {
                    if (random.nextInt(12) == 0) {
                        store.seal(chunk, sink.store(ID, chunk.snapshot()));
                        chunks.remove(chunk);
                    }
                }
            }
        }

        /// Some open chunks of an entity leave; those of them that do not come back sealed come back as copies.
        private void replaceSome() {
            for (final Map.Entry<EntityPath, List<OpenChunk>> entry : open.entrySet()) {
                final List<LiveChunk> leaving = new ArrayList<>();
                final List<OpenChunk> entering = new ArrayList<>();
                final List<Chunk> sealed = new ArrayList<>();
                for (final OpenChunk chunk : List.copyOf(entry.getValue())) {
                    if (random.nextInt(12) == 0) {
                        leaving.add(chunk);
                        if (random.nextBoolean()) {
                            sealed.add(sink.store(ID, chunk.snapshot()));
                        } else {
                            entering.add(ChunkCopies.open(chunk.snapshot()));
                        }
                    }
                }
                store.replace(
                        entry.getKey(),
                        leaving,
                        entering,
                        sealed.stream().map(Placement.InMemory::new).toList());
                entry.getValue().removeIf(leaving::contains);
                entry.getValue().addAll(entering);
            }
        }

        private void insertReadyMade() {
            final List<Chunk> chunks = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                final DataRow first = rows.next();
                try (OpenChunk chunk = new OpenChunk(first.entity(), first.time(), 0)) {
                    chunk.append(first);
                    reference.add(RandomRows.reference(first));
                    chunks.add(sink.store(ID, chunk.snapshot()));
                }
            }
            store.insert(chunks);
        }
    }
}
