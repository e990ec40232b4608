package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Random rows with sweeps among them, all kinds of them, some left half done. Held against two plain lists of rows:
///
/// - of all that was ever logged: from the cut on latest-at answers as from that, and what is missing is before it;
/// - of what the chunks have still: every question, prepared ones and tables among them, is answered as from that.
final class SweepModelTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    /// Of a seed; `-Dkymo.model.operations` says otherwise.
    private static final int OPERATIONS = Integer.getInteger("kymo.model.operations", 1_000);

    @Test
    void shouldAnswerFromTheCutOnAsIfNothingHadGone() {
        final int seeds = Integer.getInteger("kymo.model.seeds", 100);
        long swept = 0;
        for (int seed = 0; seed < seeds; seed++) {
            swept += new Run(seed).run(OPERATIONS);
        }
        assertTrue(swept > seeds, swept + " chunks swept");
    }

    @Test
    @Tag("long")
    void shouldAnswerFromTheCutOnAsIfNothingHadGoneForManySeeds(final TestReporter reporter) throws Exception {
        ModelSeeds.forEach(0, 10_000, reporter, seed -> new Run(seed).run(OPERATIONS));
    }

    private record Series(EntityPath entity, String component, String timeline) {}

    private static final class Run {
        private final long seed;
        private final Random random;
        private final RandomRows rows;
        private final ReferenceStore all = new ReferenceStore();
        private final Map<RowId, ReferenceStore.Row> logged = new HashMap<>();
        private ReferenceStore left = new ReferenceStore();
        private int freed;

        private Run(final long seed) {
            this.seed = seed;
            random = new Random(seed);
            rows = new RandomRows(random);
        }

        /// @return how many chunks were swept
        private int run(final int operations) {
            final long usedBefore = OffHeap.usedBytes();
            try (MemoryChunks memory = new MemoryChunks();
                    Stores stores = new Stores();
                    StoreIngest ingest = new StoreIngest(
                            stores,
                            memory,
                            new SealPolicy(1 << 20, 1 + random.nextInt(40), 1 + random.nextInt(40), 1L << 20))) {
                final RecordingStore store = stores.getOrCreate(ID);
                final PreparedQuestions prepared = new PreparedQuestions(store);
                for (int i = 0; i < operations; i++) {
                    if (random.nextInt(Math.max(10, operations / 8)) == 0) {
                        if (random.nextBoolean()) {
                            ingest.sealAll();
                        }
                        sweep(store, memory);
                        check(store, "seed=" + seed + " operation=" + i);
                        ask(store, prepared, "seed=" + seed + " operation=" + i);
                    } else if (random.nextInt(60) == 0) {
                        ingest.sealAll();
                    } else {
                        final DataRow row = rows.next();
                        ingest.append(ID, row);
                        note(RandomRows.reference(row));
                    }
                }
                ask(store, prepared, "seed=" + seed + " at the end");
            }
            assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
            return freed;
        }

        private void note(final ReferenceStore.Row row) {
            all.add(row);
            left.add(row);
            logged.put(row.id(), row);
        }

        private void sweep(final RecordingStore store, final MemoryChunks memory) {
            SweepPolicy policy =
                    SweepPolicy.OLDEST_FIRST.withProtectedLatest(random.nextBoolean() ? 0 : random.nextInt(4));
            if (random.nextInt(3) == 0) {
                final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
                policy = policy.withFurthestFrom(timeline, rows.askedTime(all.timesOn(timeline)));
            }
            final List<SweepPolicy.ProtectedRange> ranges = new ArrayList<>();
            while (random.nextInt(3) == 0) {
                final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
                final long one = rows.askedTime(all.timesOn(timeline));
                final long other = rows.askedTime(all.timesOn(timeline));
                ranges.add(new SweepPolicy.ProtectedRange(timeline, Math.min(one, other), Math.max(one, other)));
            }
            final ReferenceStore before = left;
            final Sweep sweep = new Sweep(
                    store,
                    memory,
                    policy.withProtectedRanges(ranges),
                    switch (random.nextInt(3)) {
                        case 0 -> SweepTarget.everything();
                        case 1 -> new SweepTarget.Bytes(random.nextInt(20_000));
                        default -> new SweepTarget.Fraction(random.nextDouble());
                    });
            for (int steps = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE; steps > 0; steps--) {
                if (sweep.step(random.nextInt(50_000))) {
                    break;
                }
            }
            sweep.close();
            freed += sweep.outcome().chunks();
            rebuild(store);
            checkRanges(store, ranges, before);
        }

        /// In a range everything is as it was before this sweep.
        private void checkRanges(
                final RecordingStore store,
                final List<SweepPolicy.ProtectedRange> ranges,
                final ReferenceStore before) {
            try (StoreReader reader = store.reader()) {
                for (final SweepPolicy.ProtectedRange range : ranges) {
                    for (int i = 0; i < 10; i++) {
                        final EntityPath entity = RandomRows.ENTITIES.get(random.nextInt(RandomRows.ENTITIES.size()));
                        final String component =
                                RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()));
                        final long at =
                                Math.clamp(rows.askedTime(all.timesOn(range.timeline())), range.from(), range.to());
                        assertEquals(
                                before.latestAt(entity, component, range.timeline(), at),
                                ReferenceStore.Answer.of(reader.latestAt(entity, component, range.timeline(), at)
                                        .orElse(null)),
                                () -> "seed=" + seed + ": " + entity + " " + component + " at " + at + " in " + range);
                        assertEquals(
                                before.range(entity, component, range.timeline(), range.from(), range.to()),
                                Questions.answers(
                                        reader.range(entity, component, range.timeline(), range.from(), range.to())),
                                () -> "seed=" + seed + ": " + entity + " " + component + " in " + range);
                    }
                }
            }
        }

        /// The rows that are in chunks now.
        private void rebuild(final RecordingStore store) {
            left = new ReferenceStore();
            for (final EntityPath entity : store.entities()) {
                final EntityIndex index = java.util.Objects.requireNonNull(store.find(entity));
                for (final LiveChunk open : index.open()) {
                    add(open.snapshot());
                }
            }
            for (SealedChunk held = store.nextSealed(null); held != null; held = store.nextSealed(held)) {
                add(held.chunk());
            }
            for (final ReferenceStore.Row row : all.rows()) {
                if (row.time().isStatic()) {
                    left.add(row);
                }
            }
        }

        private void add(final Chunk chunk) {
            if (chunk.isStatic()) {
                return;
            }
            for (int row = 0; row < chunk.rowCount(); row++) {
                final Map<Timeline, Long> times = new HashMap<>();
                for (final TimeColumn column : chunk.timelines()) {
                    times.put(column.timeline(), column.time(row));
                }
                final Map<String, ReferenceStore.Value> cells = new LinkedHashMap<>();
                for (final ComponentColumn column : chunk.components()) {
                    if (column.has(row)) {
                        final String text = Values.text(column.instances(row));
                        cells.put(
                                column.descriptor().component(),
                                new ReferenceStore.Value(column.descriptor(), text, text.equals("Boolean[true]")));
                    }
                }
                left.add(new ReferenceStore.Row(chunk.rowId(row), chunk.entity(), TimePoint.of(times), cells));
            }
        }

        /// Nothing is there that was not logged, and nothing is missing but before the cuts.
        private void check(final RecordingStore store, final String where) {
            final Map<RowId, Set<String>> there = new HashMap<>();
            for (final ReferenceStore.Row row : left.rows()) {
                final ReferenceStore.Row its = logged.get(row.id());
                assertTrue(
                        its != null
                                && its.entity().equals(row.entity())
                                && its.time().equals(row.time())
                                && its.cells()
                                        .entrySet()
                                        .containsAll(row.cells().entrySet()),
                        () -> where + ": never logged " + row + ", but " + its);
                for (final String component : row.cells().keySet()) {
                    assertTrue(
                            there.computeIfAbsent(row.id(), _ -> new HashSet<>())
                                    .add(component),
                            () -> where + ": " + component + " twice of " + row);
                }
            }
            try (StoreReader reader = store.reader()) {
                final Map<Series, OptionalLong> cuts = new HashMap<>();
                for (final ReferenceStore.Row row : all.rows()) {
                    final Set<String> stayed = there.getOrDefault(row.id(), Set.of());
                    for (final String component : row.cells().keySet()) {
                        if (!stayed.contains(component)) {
                            checkCut(reader, cuts, row, component, where);
                        }
                    }
                }
                for (int i = 0; i < 60; i++) {
                    askFromCut(reader, where);
                }
            }
        }

        private static void checkCut(
                final StoreReader reader,
                final Map<Series, OptionalLong> cuts,
                final ReferenceStore.Row row,
                final String component,
                final String where) {
            for (int i = 0; i < row.time().size(); i++) {
                final long time = row.time().time(i);
                final OptionalLong cut = cuts.computeIfAbsent(
                        new Series(
                                row.entity(), component, row.time().timeline(i).name()),
                        one -> reader.cut(one.entity(), one.component(), one.timeline()));
                assertTrue(
                        cut.isPresent() && time <= cut.getAsLong(),
                        () -> where + ": " + component + " of " + row + " is missing, cut " + cut);
            }
        }

        private void askFromCut(final StoreReader reader, final String where) {
            final EntityPath entity = RandomRows.ENTITIES.get(random.nextInt(RandomRows.ENTITIES.size()));
            final String component = RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()));
            final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
            final OptionalLong cut = reader.cut(entity, component, timeline);
            final long asked = rows.askedTime(all.timesOn(timeline));
            final long at = cut.isPresent() ? Math.max(asked, cut.getAsLong()) : asked;
            assertEquals(
                    all.latestAt(entity, component, timeline, at),
                    ReferenceStore.Answer.of(
                            reader.latestAt(entity, component, timeline, at).orElse(null)),
                    () -> where + ": " + entity + " " + component + " " + timeline + " at " + at + ", cut " + cut);
            if (cut.isEmpty() || at < Long.MAX_VALUE) {
                final long from = cut.isPresent() ? at + 1 : at;
                assertEquals(
                        all.range(entity, component, timeline, from, Long.MAX_VALUE),
                        Questions.answers(reader.range(entity, component, timeline, from, Long.MAX_VALUE)),
                        () -> where + ": range of " + entity + " " + component + " " + timeline + " from " + from);
            }
        }

        private void ask(final RecordingStore store, final PreparedQuestions prepared, final String where) {
            Questions.ask(random, rows, store, left, 12, false, where);
            prepared.ask(random, rows, left, 2, where);
            TableQuestions.ask(random, rows, store, left, where);
        }
    }
}
