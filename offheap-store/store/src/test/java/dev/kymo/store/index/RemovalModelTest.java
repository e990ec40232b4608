package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Rows that were taken out are as if they had never been: held against a plain list of the others.
final class RemovalModelTest {
    private static final StoreId ID = StoreId.recording("app", "one");

    @Test
    void shouldAnswerAsIfRowsHadNeverBeenLogged() {
        long gone = 0;
        for (int seed = 0; seed < 200; seed++) {
            gone += run(seed);
        }
        assertTrue(gone > 1000, gone + " rows taken out");
    }

    private static long run(final long seed) {
        final long usedBefore = OffHeap.usedBytes();
        final Random random = new Random(seed);
        final RandomRows rows = new RandomRows(random);
        List<ReferenceStore.Row> logged = new ArrayList<>();
        long gone = 0;
        try (MemoryChunks memory = new MemoryChunks();
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(
                        stores,
                        memory,
                        new SealPolicy(1 << 20, 1 + random.nextInt(40), 1 + random.nextInt(9), 1 << 20))) {
            final RecordingStore store = stores.getOrCreate(ID);
            for (int round = 0; round < 4; round++) {
                for (int i = random.nextInt(200); i > 0; i--) {
                    final DataRow row = rows.next();
                    ingest.append(ID, row);
                    logged.add(RandomRows.reference(row));
                }
                ingest.sealAll();
                final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
                final ReferenceStore before = of(logged);
                final long one =
                        Math.clamp(rows.askedTime(before.timesOn(timeline)), Timeline.MIN_TIME, Long.MAX_VALUE - 1);
                final boolean isUndo = random.nextBoolean();
                final long other = Math.max(Timeline.MIN_TIME, rows.askedTime(before.timesOn(timeline)));
                final long from = isUndo ? one + 1 : Math.min(one, other);
                final long to = isUndo ? Long.MAX_VALUE : Math.max(one, other);
                final List<ReferenceStore.Row> left = new ArrayList<>();
                for (final ReferenceStore.Row row : logged) {
                    final int on = row.indexOf(timeline);
                    if (on < 0 || row.time().time(on) < from || row.time().time(on) > to) {
                        left.add(row);
                    }
                }
                final Removal removal = new Removal(store, memory);
                final long went = isUndo ? removal.after(timeline, one) : removal.range(timeline, from, to);
                assertEquals(logged.size() - left.size(), went, "seed=" + seed);
                gone += went;
                logged = left;
                check(store, random, rows, of(left), "seed=" + seed + " round=" + round);
            }
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        return gone;
    }

    private static ReferenceStore of(final List<ReferenceStore.Row> rows) {
        final ReferenceStore reference = new ReferenceStore();
        rows.forEach(reference::add);
        return reference;
    }

    private static void check(
            final RecordingStore store,
            final Random random,
            final RandomRows rows,
            final ReferenceStore left,
            final String where) {
        try (StoreReader reader = store.reader()) {
            for (final EntityPath entity : RandomRows.ENTITIES) {
                for (final String component : RandomRows.COMPONENTS) {
                    for (final String timeline : RandomRows.TIMELINES) {
                        final long at = rows.askedTime(left.timesOn(timeline));
                        assertEquals(
                                left.latestAt(entity, component, timeline, at),
                                ReferenceStore.Answer.of(reader.latestAt(entity, component, timeline, at)
                                        .orElse(null)),
                                () -> where + ": " + entity + " " + component + " " + timeline + " at " + at);
                        assertEquals(
                                left.range(entity, component, timeline, Long.MIN_VALUE, Long.MAX_VALUE),
                                Questions.answers(
                                        reader.range(entity, component, timeline, Long.MIN_VALUE, Long.MAX_VALUE)),
                                () -> where + ": " + entity + " " + component + " " + timeline);
                        assertTrue(reader.cut(entity, component, timeline).isEmpty(), where);
                    }
                }
            }
        }
        new PreparedQuestions(store).ask(random, rows, left, 2, where);
    }
}
