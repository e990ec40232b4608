package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Removal;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Rows that were taken out are as if they had never been: held against a plain list of the others.
final class RemovalModelTest {
    private static final StoreId ID = StoreId.recording("app", "one");

    @Test
    void shouldAnswerAsIfRowsHadNeverBeenLogged() throws Exception {
        long gone = 0;
        final int seeds = Integer.getInteger("kymo.model.seeds", 100);
        for (int seed = 0; seed < seeds; seed++) {
            gone += run(seed, 200);
        }
        assertTrue(gone > 1000, gone + " rows taken out");
    }

    @Test
    @Tag("long")
    void shouldAnswerAsIfRowsHadNeverBeenLoggedForManySeeds(final TestReporter reporter) throws Exception {
        ModelSeeds.forEach(4_000_000, 10_000, reporter, seed -> run(seed, 1000));
    }

    /// Where chunks go: into memory, into a file, into a file by a thread of its own.
    private static long run(final long seed, final int rowsARound) throws Exception {
        final long usedBefore = OffHeap.usedBytes();
        final Random random = new Random(seed);
        final SealPolicy policy = new SealPolicy(1 << 20, 1 + random.nextInt(40), 1 + random.nextInt(9), 1 << 20);
        final long gone;
        try (MemoryChunks memory = new MemoryChunks();
                MemoryFile file = new MemoryFile();
                Stores stores = new Stores();
                StoreIngest ingest = switch ((int) (seed % 3)) {
                    case 0 -> new StoreIngest(stores, memory, policy);
                    case 1 -> new StoreIngest(stores, file, policy);
                    default -> StoreIngest.filingBeside(stores, file, policy, true);
                }) {
            gone = new Run(seed, random, stores.getOrCreate(ID), memory, ingest).go(rowsARound);
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        return gone;
    }

    private record Run(long seed, Random random, RecordingStore store, MemoryChunks memory, StoreIngest ingest) {
        private long go(final int rowsARound) {
            final RandomRows rows = new RandomRows(random);
            final PreparedQuestions prepared = new PreparedQuestions(store);
            List<ReferenceStore.Row> logged = new ArrayList<>();
            long gone = 0;
            for (int round = 0; round < 4; round++) {
                for (int i = random.nextInt(rowsARound); i > 0; i--) {
                    final DataRow row = rows.next();
                    ingest.append(ID, row);
                    logged.add(RandomRows.reference(row));
                }
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
                // Rows that still come are among them
                final Removal removal = new Removal(store, memory, ingest);
                final long went = isUndo ? removal.after(timeline, one) : removal.range(timeline, from, to);
                assertEquals(logged.size() - left.size(), went, "seed=" + seed);
                gone += went;
                logged = left;
                final String where = "seed=" + seed + " round=" + round;
                check(store, random, rows, of(left), where);
                prepared.ask(random, rows, of(left), 2, where);
            }
            return gone;
        }
    }

    @Test
    void shouldSayWhenRowsStillCome() {
        try (MemoryChunks memory = new MemoryChunks();
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(stores, memory, new SealPolicy(1 << 20, 100, 100, 1 << 20))) {
            ingest.append(ID, new RandomRows(new Random(1)).next());
            final Removal removal = new Removal(stores.getOrCreate(ID), memory);
            assertThrows(IllegalStateException.class, () -> removal.after(RandomRows.TIMELINES.getFirst(), 0));
        }
    }

    @Test
    void shouldLeaveTheFileAsItIsAndAllRowsWhereOneCannotBeRead() throws Exception {
        try (MemoryChunks memory = new MemoryChunks();
                MemoryFile file = new MemoryFile();
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(stores, file, new SealPolicy(1 << 20, 50, 50, 1 << 20))) {
            final RandomRows rows = new RandomRows(new Random(2));
            final ReferenceStore logged = new ReferenceStore();
            for (int i = 0; i < 300; i++) {
                final DataRow row = rows.next();
                ingest.append(ID, row);
                logged.add(RandomRows.reference(row));
            }
            ingest.sealAll();
            final RecordingStore store = stores.getOrCreate(ID);
            final String timeline = RandomRows.TIMELINES.getFirst();
            final long middle = middle(logged.timesOn(timeline));
            final Removal removal = new Removal(store, memory, ingest);
            final long heldBefore = OffHeap.usedBytes(MemoryTag.SEALED_CHUNK);
            file.fail(true);
            assertThrows(UncheckedIOException.class, () -> removal.after(timeline, middle));
            file.fail(false);
            store.reclaim();
            assertEquals(heldBefore, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK));
            check(store, new Random(3), rows, logged, "nothing taken out");
            final int chunks = file.count();
            assertTrue(removal.after(timeline, middle) > 0);
            assertEquals(chunks, file.count());
        }
    }

    private static long middle(final List<Long> times) {
        final List<Long> sorted = new ArrayList<>(times);
        sorted.sort(null);
        return sorted.get(sorted.size() / 2);
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
