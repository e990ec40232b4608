package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random rows, sealed at random, asked at random: the store answers as a plain list of rows does.
final class StoreModelTest {
    private static final List<StoreId> IDS = List.of(
            StoreId.recording("app", "one"),
            StoreId.recording("other", "one"),
            new StoreId(StoreKind.BLUEPRINT, "app", "one"));

    @Test
    void shouldAnswerAsAPlainListOfRowsDoes() {
        final int seeds = Boolean.getBoolean("kymo.test.long") ? 300 : 120;
        for (int seed = 0; seed < seeds; seed++) {
            run(seed, false);
            run(seed, true);
        }
    }

    @Test
    @Tag("long")
    void shouldAnswerAsAPlainListOfRowsDoesForManySeeds() {
        for (int seed = 1_000_000; seed < 1_010_000; seed++) {
            run(seed, seed % 2 == 0);
        }
    }

    private static SealPolicy policy(final Random random) {
        return new SealPolicy(
                1 + random.nextInt(random.nextBoolean() ? 200 : 20_000),
                1 + random.nextInt(random.nextBoolean() ? 5 : 60),
                1 + random.nextInt(1_000_000),
                switch (random.nextInt(3)) {
                    case 0 -> 1L << 20;
                    case 1 -> random.nextInt(40);
                    default -> 10 + random.nextInt(100);
                });
    }

    /// @param isFiled whether sealed chunks go to a file, of which little is loaded at once
    private static void run(final long seed, final boolean isFiled) {
        final long usedBefore = OffHeap.usedBytes();
        final Random random = new Random(seed);
        final RandomRows rows = new RandomRows(random);
        final Map<StoreId, ReferenceStore> references = new HashMap<>();
        final Map<StoreId, PreparedQuestions> prepared = new HashMap<>();
        final List<StoreId> ids = IDS.subList(0, 1 + random.nextInt(IDS.size()));
        try (MemoryChunks memory = new MemoryChunks();
                MemoryFile file = new MemoryFile();
                Stores stores = new Stores(new ChunkMemory(16 << 10));
                StoreIngest ingest = new StoreIngest(stores, isFiled ? file : memory, policy(random))) {
            final int operations = 20 + random.nextInt(120);
            for (int i = 0; i < operations; i++) {
                switch (random.nextInt(40)) {
                    case 0 -> ingest.sealAll();
                    case 1 -> ingest.sealAged(System.nanoTime());
                    default -> {
                        final StoreId id = ids.get(random.nextInt(ids.size()));
                        final DataRow row = rows.next();
                        ingest.append(id, row);
                        references
                                .computeIfAbsent(id, _ -> new ReferenceStore())
                                .add(RandomRows.reference(row));
                    }
                }
                if (random.nextInt(8) == 0 || i == operations - 1) {
                    final int operation = i;
                    references.forEach((id, reference) -> Questions.ask(
                            random,
                            rows,
                            stores.find(id).orElseThrow(),
                            reference,
                            12,
                            "seed=" + seed + " filed=" + isFiled + " operation=" + operation + " " + id));
                    references.forEach((id, reference) -> prepared.computeIfAbsent(
                                    id, _ -> new PreparedQuestions(stores.getOrCreate(id)))
                            .ask(
                                    random,
                                    rows,
                                    reference,
                                    1,
                                    "seed=" + seed + " filed=" + isFiled + " operation=" + operation + " " + id));
                    references.forEach((id, reference) -> TableQuestions.ask(
                            random,
                            rows,
                            stores.getOrCreate(id),
                            reference,
                            "seed=" + seed + " filed=" + isFiled + " operation=" + operation + " " + id));
                    assertEquals(references.size(), stores.all().size(), "seed=" + seed + " filed=" + isFiled);
                    references.forEach((id, reference) -> assertEquals(
                            reference.timelines(),
                            stores.getOrCreate(id).timelines(),
                            "seed=" + seed + " filed=" + isFiled));
                }
            }
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + " filed=" + isFiled + ": bytes left behind");
    }
}
