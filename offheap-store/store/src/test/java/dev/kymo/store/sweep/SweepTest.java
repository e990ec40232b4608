package dev.kymo.store.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.Clears;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.MemoryLimitException;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What goes, what stays, and what answers are from then on.
final class SweepTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath POINTS = EntityPath.of("points");
    private static final ComponentDescriptor POSITIONS = ComponentDescriptor.of("positions");
    private static final ComponentDescriptor COLOR = ComponentDescriptor.of("color");
    private static final ComponentDescriptor CLEAR = ComponentDescriptor.of(Clears.COMPONENT);
    private static final long STEP_NS = 1_000_000;

    private final long usedBefore = OffHeap.usedBytes();
    private final MemoryChunks memory = new MemoryChunks();
    private final Stores stores = new Stores();
    /// Each row a chunk, unless a test seals less often.
    private StoreIngest ingest = new StoreIngest(stores, memory, new SealPolicy(1 << 20, 1, 1, 1 << 20));

    private long nextId = 1;

    @AfterEach
    void leavesNothingBehind() {
        ingest.close();
        stores.close();
        memory.close();
        OffHeap.limit(MemoryTag.SEALED_CHUNK, OffHeap.NO_LIMIT);
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private void inChunksOf(final int rows) {
        ingest = new StoreIngest(stores, memory, new SealPolicy(1 << 20, rows, rows, 1 << 20));
    }

    private static DataCell ints(final ComponentDescriptor component, final int... values) {
        return new DataCell(component, ArrayData.ints(Datatype.INT32, values));
    }

    private void log(final EntityPath entity, final TimePoint time, final DataCell... cells) {
        ingest.append(ID, new DataRow(new RowId(1, nextId++), entity, time, List.of(cells)));
    }

    private void log(final int frame, final DataCell... cells) {
        log(POINTS, TimePoint.of(FRAME, frame), cells);
    }

    private RecordingStore store() {
        return stores.getOrCreate(ID);
    }

    private Sweep.Outcome sweep(final SweepPolicy policy, final SweepTarget target) {
        try (Sweep sweep = new Sweep(store(), memory, policy, target)) {
            int steps = 0;
            while (!sweep.step(STEP_NS)) {
                assertTrue(++steps < 10_000, "a sweep that does not end");
            }
            return sweep.outcome();
        }
    }

    private String latest(final ComponentDescriptor component, final long at) {
        try (StoreReader reader = store().reader()) {
            return reader.latestAt(POINTS, component.component(), "frame", at)
                    .map(SweepTest::text)
                    .orElse("nothing");
        }
    }

    private static String text(final Cell cell) {
        final StringBuilder text = new StringBuilder(cell.isStatic() ? "static" : "#" + cell.time());
        for (int i = 0; i < cell.instances().length(); i++) {
            text.append(' ').append(cell.instances().getInt(i));
        }
        return text.toString();
    }

    private OptionalLong cut(final ComponentDescriptor component) {
        try (StoreReader reader = store().reader()) {
            return reader.cut(POINTS, component.component(), "frame");
        }
    }

    private List<String> all(final ComponentDescriptor component) {
        try (StoreReader reader = store().reader()) {
            return reader.range(POINTS, component.component(), "frame", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                    .map(SweepTest::text)
                    .toList();
        }
    }

    @Test
    void shouldStillHaveTheColorLoggedOnceWhenHalfOfTheFramesAreGone() {
        log(1, ints(POSITIONS, 1), ints(COLOR, 0xFF0000));
        for (int frame = 2; frame <= 5; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        final Sweep.Outcome outcome = sweep(SweepPolicy.OLDEST_FIRST, new SweepTarget.Fraction(0.5));
        assertTrue(outcome.chunks() > 0, outcome::toString);
        assertEquals("#1 16711680", latest(COLOR, 5));
        assertEquals("#5 5", latest(POSITIONS, 5));
    }

    /// More is marked ahead than fits, so that what stayed of the first chunk, whose row is younger, comes up itself.
    @Test
    void shouldTakeWhatStayedOfAChunkOnceWhenItComesUpInTheOrder() {
        inChunksOf(2);
        final EntityPath other = EntityPath.of("other");
        log(0, ints(POSITIONS, 0));
        for (int row = 0; row < 2400; row++) {
            log(other, TimePoint.of(FRAME, row), ints(POSITIONS, row));
        }
        log(1, ints(POSITIONS, 1));
        for (int row = 2400; row < 2440; row++) {
            log(other, TimePoint.of(FRAME, row), ints(POSITIONS, row));
        }
        log(2, ints(POSITIONS, 2));
        log(3, ints(POSITIONS, 3));
        try (Sweep sweep = new Sweep(store(), memory, SweepPolicy.OLDEST_FIRST, SweepTarget.everything())) {
            while (!sweep.step(10_000_000_000L)) {
                store().reclaim();
            }
        }
        store().reclaim();
        assertEquals("#3 3", latest(POSITIONS, 3));
        assertEquals(List.of("#3 3"), all(POSITIONS));
    }

    @Test
    void shouldAnswerAsBeforeFromTheCutOnAndSayWhereThatIs() {
        inChunksOf(4);
        for (int frame = 0; frame < 40; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        assertEquals(OptionalLong.empty(), cut(POSITIONS));
        final long before = store().sealedBytes();
        final Sweep.Outcome outcome = sweep(SweepPolicy.OLDEST_FIRST, new SweepTarget.Fraction(0.5));
        assertEquals(before - outcome.freedBytes(), store().sealedBytes());
        final long cut = cut(POSITIONS).orElseThrow();
        assertTrue(cut >= 15 && cut < 39, "cut at " + cut);
        for (long at = cut; at < 40; at++) {
            assertEquals("#" + at + " " + at, latest(POSITIONS, at));
        }
        assertEquals("nothing", latest(POSITIONS, cut - 1));
        assertEquals(40 - cut, all(POSITIONS).size());
    }

    /// Every bucket of the columns' indexes is one of rows that are gone, but for the state of each.
    @Test
    void shouldDropChunksOfWhichNothingIsLeftFromTheIndex() {
        inChunksOf(4);
        for (int frame = 0; frame < 400; frame++) {
            log(frame, ints(POSITIONS, frame), ints(COLOR, frame));
        }
        ingest.sealAll();
        assertEquals(100, storedChunks(POSITIONS));
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        assertEquals(1, storedChunks(POSITIONS));
        assertEquals(1, storedChunks(COLOR));
        store().reclaim();
        assertEquals(List.of("#399 399"), all(POSITIONS));
        assertEquals(399, cut(POSITIONS).orElseThrow());
        assertEquals("nothing", latest(POSITIONS, 398), "incomplete, as the cut says");
    }

    private int storedChunks(final ComponentDescriptor component) {
        try (StoreReader reader = store().reader()) {
            return reader.storedChunks(POINTS, component.component(), "frame", Long.MIN_VALUE, Long.MAX_VALUE)
                    .size();
        }
    }

    /// Many rows of one chunk have to be copied: a step at a time, and answers are whole at every moment.
    @Test
    void shouldCopyWhatStaysOverSeveralSteps() {
        inChunksOf(4000);
        for (int frame = 0; frame < 4000; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        ingest.sealAll();
        final SweepPolicy policy = SweepPolicy.OLDEST_FIRST.withProtectedRanges(
                List.of(new SweepPolicy.ProtectedRange("frame", 2500, 3999)));
        int steps = 0;
        try (Sweep sweep = new Sweep(store(), memory, policy, SweepTarget.everything())) {
            while (!sweep.step(1)) {
                assertEquals("#3000 3000", latest(POSITIONS, 3000));
                steps++;
            }
            assertEquals(1500, sweep.outcome().copiedRows() - 1);
        }
        assertTrue(steps > 1000, "in " + steps + " steps");
        assertEquals(1501, all(POSITIONS).size());
        assertEquals("#2499 2499", latest(POSITIONS, 2499));
    }

    @Test
    void shouldLookAtTheClockBetweenPuttingACopyAndWithdrawing() {
        inChunksOf(100);
        for (int frame = 0; frame < 100; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        ingest.sealAll();
        int copies = 0;
        int withdrawals = 0;
        try (Sweep sweep = new Sweep(store(), memory, SweepPolicy.OLDEST_FIRST, SweepTarget.everything())) {
            boolean isDone = false;
            while (!isDone) {
                final long held = OffHeap.usedBytes(MemoryTag.SEALED_CHUNK);
                final OptionalLong cut = cut(POSITIONS);
                isDone = sweep.step(1);
                final boolean isPlaced = OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) > held;
                final boolean isWithdrawn = !cut.equals(cut(POSITIONS));
                assertFalse(isPlaced && isWithdrawn, "both in one step without time");
                copies += isPlaced ? 1 : 0;
                withdrawals += isWithdrawn ? 1 : 0;
            }
        }
        assertEquals(1, copies);
        assertEquals(1, withdrawals);
        assertEquals("#99 99", latest(POSITIONS, 99));
    }

    @Test
    void shouldGiveUpWhatIsHalfCopied() {
        inChunksOf(4000);
        for (int frame = 0; frame < 4000; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        ingest.sealAll();
        final SweepPolicy policy = SweepPolicy.OLDEST_FIRST.withProtectedRanges(
                List.of(new SweepPolicy.ProtectedRange("frame", 2500, 3999)));
        final long before = OffHeap.usedBytes();
        try (Sweep sweep = new Sweep(store(), memory, policy, SweepTarget.everything())) {
            for (int i = 0; i < 100; i++) {
                assertFalse(sweep.step(1));
            }
            assertTrue(OffHeap.usedBytes() > before);
        }
        assertEquals(before, OffHeap.usedBytes());
        assertEquals(4000, all(POSITIONS).size());
    }

    @Test
    void shouldTakeRowsOfAClearLikeAnyOther() {
        for (int frame = 0; frame < 10; frame++) {
            log(frame, frame % 2 == 0 ? ints(POSITIONS, frame) : DataCell.empty(CLEAR, Datatype.BOOL));
        }
        assertEquals("nothing", latest(POSITIONS, 9));
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        try (StoreReader reader = store().reader()) {
            assertEquals(
                    1,
                    reader.range(POINTS, Clears.COMPONENT, "frame", Long.MIN_VALUE, Long.MAX_VALUE)
                            .size());
            assertEquals(9, reader.cut(POINTS, Clears.COMPONENT, "frame").orElseThrow());
        }
        assertEquals("nothing", latest(POSITIONS, 9));
        assertEquals(9, cut(POSITIONS).orElseThrow(), "before the clear that is left others may have hidden something");
    }

    @Test
    void shouldLeaveStaticDataAlone() {
        log(POINTS, TimePoint.STATIC, ints(COLOR, 7));
        for (int frame = 0; frame < 10; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        assertEquals("static 7", latest(COLOR, 3));
        assertEquals(List.of("#9 9"), all(POSITIONS));
        assertEquals(OptionalLong.empty(), cut(COLOR));
    }

    @Test
    void shouldKeepTheNewestCellsOfEachComponent() {
        inChunksOf(5);
        for (int frame = 0; frame < 50; frame++) {
            log(
                    frame,
                    frame % 10 == 0
                            ? new DataCell[] {ints(POSITIONS, frame), ints(COLOR, frame)}
                            : new DataCell[] {ints(POSITIONS, frame)});
        }
        sweep(SweepPolicy.OLDEST_FIRST.withProtectedLatest(3), SweepTarget.everything());
        // The fourth is the newest of what went
        assertEquals(List.of("#46 46", "#47 47", "#48 48", "#49 49"), tail(all(POSITIONS), 4));
        assertEquals(List.of("#20 20", "#30 30", "#40 40"), tail(all(COLOR), 3));
    }

    private static List<String> tail(final List<String> all, final int count) {
        return all.subList(all.size() - count, all.size());
    }

    @Test
    void shouldKeepRangesAndWhatAnswersWhereTheyBegin() {
        for (int frame = 0; frame < 100; frame++) {
            log(frame, frame % 7 == 0 ? ints(COLOR, frame) : ints(POSITIONS, frame));
        }
        final String colorBefore = latest(COLOR, 50);
        final List<SweepPolicy.ProtectedRange> ranges = List.of(new SweepPolicy.ProtectedRange("frame", 50, 60));
        sweep(SweepPolicy.OLDEST_FIRST.withProtectedRanges(ranges), SweepTarget.everything());
        for (int at = 50; at <= 60; at++) {
            assertEquals(at % 7 == 0 ? "#" + (at - 1) + " " + (at - 1) : "#" + at + " " + at, latest(POSITIONS, at));
        }
        assertEquals(colorBefore, latest(COLOR, 50));
        assertEquals("#56 56", latest(COLOR, 60));
        assertEquals("#99 99", latest(POSITIONS, 200));
        assertTrue(all(POSITIONS).size() < 15, () -> all(POSITIONS).toString());
    }

    @Test
    void shouldKeepWhatIsAnsweredBeforeAllTimesWhereThatIsProtected() {
        for (int row = 0; row < 5; row++) {
            log(POINTS, TimePoint.of(FRAME, Timeline.MIN_TIME), ints(COLOR, row));
        }
        log(7, ints(COLOR, 5));
        final String before = latest(COLOR, Long.MIN_VALUE);
        assertNotEquals("nothing", before);
        final List<SweepPolicy.ProtectedRange> ranges =
                List.of(new SweepPolicy.ProtectedRange("frame", Long.MIN_VALUE, Long.MIN_VALUE));
        sweep(SweepPolicy.OLDEST_FIRST.withProtectedRanges(ranges), SweepTarget.everything());
        assertEquals(before, latest(COLOR, Long.MIN_VALUE));
        assertEquals(2, all(COLOR).size());
    }

    @Test
    void shouldTakeWhatIsFurthestFromTheCursorFirst() {
        for (int frame = 0; frame < 100; frame++) {
            log(frame, ints(POSITIONS, frame));
        }
        log(POINTS, TimePoint.of(Timeline.sequence("other"), 1), ints(COLOR, 1));
        sweep(SweepPolicy.OLDEST_FIRST.withFurthestFrom("frame", 80), new SweepTarget.Fraction(0.5));
        final List<String> left = all(POSITIONS);
        assertTrue(left.contains("#80 80") && left.contains("#99 99") && left.contains("#60 60"), left::toString);
        assertFalse(left.contains("#10 10"), left::toString);
        assertEquals(1, countOn("other"));
    }

    private int countOn(final String timeline) {
        try (StoreReader reader = store().reader()) {
            return reader.range(POINTS, COLOR.component(), timeline, Long.MIN_VALUE, Long.MAX_VALUE)
                    .size();
        }
    }

    @Test
    void shouldLeaveWhatAReaderSeesUntilItLeaves() {
        for (int frame = 0; frame < 10; frame++) {
            log(frame, ints(POSITIONS, frame, frame + 1));
        }
        final long held = OffHeap.usedBytes(MemoryTag.SEALED_CHUNK);
        try (StoreReader reader = store().reader()) {
            final Cell cell = reader.latestAt(POINTS, "positions", "frame", 3).orElseThrow();
            sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
            assertEquals("#3 3 4", text(cell));
            assertTrue(OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) >= held);
        }
        store().reclaim();
        assertTrue(OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) < held / 2);
    }

    @Test
    void shouldNotCopyAChunkThatHadToStayForTheMostPart() {
        log(1, ints(POSITIONS, new int[100_000]));
        log(2, ints(COLOR, new int[100_000]));
        final Sweep.Outcome outcome = sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        assertEquals(0, outcome.chunks());
        assertEquals(store().sealedBytes(), outcome.protectedBytes());
    }

    @Test
    void shouldRefuseRowsWhenAllThatIsThereMustStayAndTakeThemWhenSomethingCanGo() {
        OffHeap.limit(MemoryTag.SEALED_CHUNK, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) + 20_000);
        final DataCell large = new DataCell(POSITIONS, ArrayData.ints(Datatype.INT32, new int[1000]));
        for (int i = 0; i < 4; i++) {
            log(EntityPath.of("e" + i), TimePoint.STATIC, large);
        }
        assertThrows(MemoryLimitException.class, () -> log(EntityPath.of("e4"), TimePoint.STATIC, large));
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        assertThrows(MemoryLimitException.class, () -> ingest.sealAll());
        OffHeap.limit(MemoryTag.SEALED_CHUNK, OffHeap.NO_LIMIT);
        ingest.sealAll();
        assertEquals(5, store().entities().size());
    }

    @Test
    void shouldTakeTheExcessAndAFifthAQuarterAtLeastAllAtMost() {
        assertEquals(new SweepTarget.Bytes(250), SweepTarget.forExcess(10, 1000));
        assertEquals(new SweepTarget.Bytes(480), SweepTarget.forExcess(400, 1000));
        assertEquals(new SweepTarget.Bytes(1000), SweepTarget.forExcess(900, 1000));
        assertThrows(IllegalArgumentException.class, () -> new SweepTarget.Fraction(1.5));
    }

    @Test
    void shouldMakeFewChunksOfWhatStays() {
        for (int frame = 0; frame < 300; frame++) {
            log(frame, ints(ComponentDescriptor.of("c" + frame % 10), frame));
        }
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        int chunks = 0;
        int rows = 0;
        for (var held = store().nextSealed(null); held != null; held = store().nextSealed(held)) {
            chunks++;
            rows += held.chunk().rowCount();
        }
        assertEquals(10, rows);
        assertTrue(chunks <= 3, "10 rows in " + chunks + " chunks");
    }

    @Test
    void shouldTakeNothingOfAStoreWithoutAnything() {
        assertEquals(
                0, sweep(SweepPolicy.OLDEST_FIRST, SweepTarget.everything()).chunks());
        log(POINTS, TimePoint.of(Map.of(FRAME, 1L)), ints(COLOR, 1));
        assertEquals(
                0, sweep(SweepPolicy.OLDEST_FIRST, new SweepTarget.Bytes(0)).freedBytes());
    }
}
