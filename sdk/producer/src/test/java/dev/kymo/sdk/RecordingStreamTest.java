package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.RecordMapping;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingStreamTest {
    private final MemorySink sink = new MemorySink();

    private RecordingStream open() {
        return RecordingStream.builder("test")
                .recordingId("one")
                .logTime(false)
                .sink(sink)
                .open();
    }

    @Test
    void shouldSendPropertiesBeforeAllElse() {
        try (var rec = RecordingStream.builder("test")
                .recordingId("one")
                .name("a walk")
                .startTime(Instant.ofEpochSecond(5, 7))
                .sink(sink)
                .open()) {
            rec.log("a", TextLog.of("hello"));
        }

        final DataRow first = sink.rows().get(0);
        assertEquals("/__properties", first.entity().toString());
        assertTrue(first.time().isStatic());
        assertEquals(
                "RecordingInfo:start_time", first.cells().get(0).descriptor().component());
        assertEquals(
                "rerun.archetypes.RecordingInfo",
                first.cells().get(0).descriptor().archetype());
        assertEquals(5_000_000_007L, first.cells().get(0).instances().getLong(0));
        assertEquals("a walk", first.cells().get(1).instances().string(0));
        assertEquals(2, sink.rows(StoreId.recording("test", "one")).size());
    }

    @Test
    void shouldGiveTheRowsOfATurnOneTimeWhenItIsHeld() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final ScalarStream scalar = rec.scalar("s");
            rec.holdTime();
            scalar.log(1);
            rec.log("s", Scalars.of(2));
            rec.sendColumns(
                    "s", TimeColumn.sequence("frame", 1, 2), Scalars.of(3, 4).columns());
            rec.span("span").begin().close();
            scalar.log(5);
            rec.holdTime();
            scalar.log(6);
            rec.releaseTime();
            scalar.log(7);
            scalar.log(8);
            rec.holdTime();
            rec.resetTime();
            scalar.log(9);
        }
        final List<DataRow> rows = sink.rows("s");
        assertEquals(9, rows.size());
        final long held = rows.get(0).id().timeNs();
        for (int i = 0; i < rows.size(); i++) {
            assertTrue(i == 0 || rows.get(i).id().compareTo(rows.get(i - 1).id()) > 0, "row " + i);
            assertEquals(i < 5, rows.get(i).id().timeNs() == held, "row " + i);
        }
        assertEquals(held, rows.get(4).time().time(0));
        assertEquals(held, sink.rows("span").get(0).id().timeNs());
    }

    /// More than a thread takes at once, of several threads at the same time.
    @Test
    void shouldGiveEachRowAnIdOfItsOwnInTheOrderOfItsThread() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            for (int t = 0; t < 3; t++) {
                final ScalarStream scalar = rec.scalar("thread" + t);
                threads.add(Thread.ofPlatform().name("logger" + t).start(() -> {
                    rec.holdTime();
                    for (int i = 0; i < 200; i++) {
                        scalar.log(i);
                    }
                }));
            }
            for (final Thread thread : threads) {
                thread.join();
            }
        }
        final Set<RowId> ids = new HashSet<>();
        for (int t = 0; t < threads.size(); t++) {
            final List<DataRow> rows = sink.rows("thread" + t);
            assertEquals(200, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                assertTrue(i == 0 || rows.get(i).id().compareTo(rows.get(i - 1).id()) > 0);
                ids.add(rows.get(i).id());
            }
        }
        assertEquals(600, ids.size());
    }

    @Test
    void shouldLogATableAsItIs() {
        try (var rec = open()) {
            final DataRow row = new DataRow(
                    new RowId(3, 4),
                    dev.kymo.store.model.EntityPath.of("a"),
                    TimePoint.of(Timeline.sequence("frame"), 9),
                    TextLog.of("hello").cells());
            final DataTable table = new DataTable(rec.storeId(), List.of(row));

            assertEquals(Commit.COMMITTED, rec.log(table));
            assertEquals(row.id(), sink.rows("a").get(0).id());
            assertEquals(row.time(), sink.rows("a").get(0).time());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> rec.log(new DataTable(StoreId.recording("other", "one"), List.of(row))));
        }
    }

    @Test
    void shouldLeaveTheNameOutWhenThereIsNone() {
        open().close();

        assertEquals(1, sink.rows().get(0).cells().size());
    }

    @Test
    void shouldStampLogTimeWithTheClockReadingOfTheRowId() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final long before = System.currentTimeMillis();
            rec.log("a", Scalars.of(1));

            final DataRow row = sink.rows("a").get(0);
            assertEquals(TimePoint.of(Timeline.LOG_TIME, row.id().timeNs()), row.time());
            assertTrue(Math.abs(row.id().timeNs() / 1_000_000 - before) < 60_000, row::toString);
        }
    }

    @Test
    void shouldKeepTimesOfThreadsAndRecordingsApart() throws InterruptedException {
        final MemorySink otherSink = new MemorySink();
        try (var rec = open();
                var other = RecordingStream.builder("test")
                        .logTime(false)
                        .sink(otherSink)
                        .open()) {
            rec.setTimeSequence("frame", 1);
            final Thread thread = Thread.ofPlatform().name("other logger").start(() -> {
                rec.setTimeSequence("frame", 2);
                rec.setTimeDuration("t", Duration.ofMillis(3));
                rec.log("thread", Scalars.of(0));
            });
            thread.join();
            rec.log("main", Scalars.of(0));
            other.setTimeSequence("step", 9);
            other.log("main", Scalars.of(0));
        }

        assertEquals(
                TimePoint.of(Map.of(Timeline.sequence("frame"), 2L, Timeline.duration("t"), 3_000_000L)),
                sink.rows("thread").get(0).time());
        assertEquals(
                TimePoint.of(Timeline.sequence("frame"), 1),
                sink.rows("main").get(0).time());
        assertEquals(
                TimePoint.of(Timeline.sequence("step"), 9),
                otherSink.rows("main").get(0).time());
    }

    @Test
    void shouldOrderReplaceDisableAndResetTimelines() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.setTimeSequence("z", 1);
            rec.setTimeTimestamp("a", Instant.EPOCH.plusNanos(5));
            rec.setTimeSequence("m", 3);
            rec.log("all", Scalars.of(0));
            rec.setTimeDuration("m", 4);
            rec.disableTimeline("z");
            rec.disableTimeline("never there");
            rec.log("changed", Scalars.of(0));
            rec.resetTime();
            rec.log("reset", Scalars.of(0));
        }

        final DataRow all = sink.rows("all").get(0);
        assertEquals(
                TimePoint.of(Map.of(
                        Timeline.timestamp("a"),
                        5L,
                        Timeline.LOG_TIME,
                        all.id().timeNs(),
                        Timeline.sequence("m"),
                        3L,
                        Timeline.sequence("z"),
                        1L)),
                all.time());
        final DataRow changed = sink.rows("changed").get(0);
        assertEquals(
                TimePoint.of(Map.of(
                        Timeline.timestamp("a"),
                        5L,
                        Timeline.LOG_TIME,
                        changed.id().timeNs(),
                        Timeline.duration("m"),
                        4L)),
                changed.time());
        assertEquals(1, sink.rows("reset").get(0).time().size());
    }

    @Test
    void shouldLetTheUserSetLogTime() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.log("before", Scalars.of(0));
            rec.setTimeTimestamp("log_time", 42);
            rec.log("mine", Scalars.of(0));
            rec.disableTimeline("log_time");
            rec.log("automatic", Scalars.of(0));
        }

        assertEquals(42, sink.rows("mine").get(0).time().time(0));
        final DataRow automatic = sink.rows("automatic").get(0);
        assertEquals(automatic.id().timeNs(), automatic.time().time(0));
    }

    @Test
    void shouldCountLogCallsOnLogTick() {
        try (var rec = RecordingStream.builder("test")
                .logTime(false)
                .logTick(true)
                .sink(sink)
                .open()) {
            rec.log("a", Scalars.of(0));
            rec.scalar("a").log(1);
            rec.logStatic("a", TextLog.of("static"));
            rec.log("a", Scalars.of(2));
        }

        final List<Long> ticks = new ArrayList<>();
        for (final DataRow row : sink.rows("a")) {
            if (!row.time().isStatic()) {
                ticks.add(row.time().time(0));
            }
        }
        assertEquals(List.of(0L, 1L, 2L), ticks);
    }

    @Test
    void shouldGiveStaticRowsNoTimes() {
        try (var rec = RecordingStream.builder("test").logTick(true).sink(sink).open()) {
            rec.setTimeSequence("frame", 1);
            rec.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP);
            rec.logProperty("robot", AnyValues.of().with("arms", 2L));
        }

        assertTrue(sink.rows("world").get(0).time().isStatic());
        assertTrue(sink.rows("__properties/robot").get(0).time().isStatic());
    }

    @Test
    void shouldRefuseTemporalRowsWithoutATime() {
        try (var rec = open()) {
            final String message = assertThrows(IllegalStateException.class, () -> rec.log("a", Scalars.of(1)))
                    .getMessage();
            assertTrue(message.contains("log_time is switched off"), message);
        }
    }

    @Test
    void shouldGiveIncreasingRowIds() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final ScalarStream scalar = rec.scalar("b");
            for (int i = 0; i < 1000; i++) {
                rec.log("a", Scalars.of(i));
                scalar.log(i);
            }
        }

        final List<DataRow> rows = sink.rows();
        for (int i = 1; i < rows.size(); i++) {
            final RowId previous = rows.get(i - 1).id();
            assertTrue(
                    previous.compareTo(rows.get(i).id()) < 0,
                    previous + " then " + rows.get(i).id());
        }
    }

    @Test
    void shouldLogFromManyThreadsAtOnce() throws InterruptedException {
        final int threadCount = 4;
        final int rowCount = 500;
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            final ScalarsStream pair = rec.scalars("pair", 2);
            final List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < threadCount; t++) {
                final int thread = t;
                threads.add(Thread.ofPlatform().name("logger " + t).start(() -> {
                    for (int i = 0; i < rowCount; i++) {
                        rec.setTimeSequence("thread", thread);
                        pair.log(thread, i);
                    }
                }));
            }
            for (final Thread thread : threads) {
                thread.join();
            }
        }

        final Set<List<Double>> seen = new HashSet<>();
        final Set<RowId> ids = new HashSet<>();
        for (final DataRow row : sink.rows("pair")) {
            final DataCell cell = row.cells().get(0);
            assertEquals(row.time().time(1), (long) cell.instances().getDouble(0), "torn row");
            seen.add(List.of(cell.instances().getDouble(0), cell.instances().getDouble(1)));
            ids.add(row.id());
        }
        assertEquals(threadCount * rowCount, seen.size());
        assertEquals(threadCount * rowCount, ids.size());
    }

    @Test
    void shouldGiveTheCallersArraysBack() {
        final float[] xyz = {1, 2, 3};
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.log("a", Points3D.of(xyz));
            xyz[0] = 9;
        }

        assertEquals(1, sink.rows("a").get(0).cells().get(0).instances().list(0).getFloat(0));
    }

    @Test
    void shouldLogSeveralArchetypesAsOneRow() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.log("a", Points3D.of(1, 2, 3), AnyValues.of().with("intensity", 0.5));
            final String twice = assertThrows(
                            IllegalArgumentException.class, () -> rec.log("a", Scalars.of(1), Scalars.of(2)))
                    .getMessage();
            assertTrue(twice.contains("Scalars:scalars is in the row twice"), twice);
            final String nothing = assertThrows(IllegalArgumentException.class, () -> rec.log("a", Points3D.update()))
                    .getMessage();
            assertTrue(nothing.contains("nothing to log"), nothing);
            rec.log("b", Points3D.RADII.emptyCell());
        }

        assertEquals(2, sink.rows("a").get(0).cells().size());
        assertEquals(1, sink.rows("a").size());
        assertEquals(0, sink.rows("b").get(0).cells().get(0).instances().length());
    }

    @Test
    void shouldAnswerDroppedWhileSwitchedOff() {
        final MemorySink late = new MemorySink();
        try (var rec = RecordingStream.builder("test").enabled(false).sink(late).open()) {
            final ScalarStream scalar = rec.scalar("s");
            assertEquals(Commit.DROPPED, rec.log("a", Scalars.of(1)));
            assertEquals(Commit.DROPPED, scalar.log(1));
            assertEquals(List.of(), late.rows());
            assertFalse(rec.isEnabled());

            rec.setEnabled(true);
            assertEquals(Commit.COMMITTED, rec.log("a", Scalars.of(2)));
            assertEquals(Commit.COMMITTED, scalar.log(2));
            assertEquals("/__properties", late.rows().get(0).entity().toString());

            rec.setEnabled(false);
            assertEquals(Commit.DROPPED, scalar.log(3));
            rec.setEnabled(true);
            assertEquals(Commit.COMMITTED, scalar.log(4));
        }

        assertEquals(1, late.rows("a").size());
        assertEquals(2, late.rows("s").size());
        assertEquals(4, late.rows().size());
    }

    @Test
    void shouldAnswerDroppedAfterClose() {
        final RecordingStream rec = RecordingStream.builder("test").sink(sink).open();
        final ScalarStream scalar = rec.scalar("s");
        scalar.log(1);
        rec.close();
        rec.close();

        assertEquals(Commit.DROPPED, rec.log("a", Scalars.of(1)));
        assertEquals(Commit.DROPPED, scalar.log(2));
        rec.setEnabled(true);
        assertFalse(rec.isEnabled());
        assertEquals(2, sink.rows().size());
    }

    @Test
    void shouldRefuseApplicationIdsThatViewersWouldChange() {
        final String message = assertThrows(IllegalArgumentException.class, () -> RecordingStream.builder("my app.1"))
                .getMessage();
        assertTrue(message.contains("applicationId=my app.1") && message.contains("my_app_1 would do"), message);
        assertThrows(IllegalArgumentException.class, () -> RecordingStream.builder(""));
    }

    @Test
    void shouldRefuseReservedAndUnspeakableTimes() {
        try (var rec = open()) {
            assertThrows(IllegalArgumentException.class, () -> rec.setTimeSequence("t", Long.MIN_VALUE));
            assertThrows(IllegalArgumentException.class, () -> rec.setTimeTimestamp("t", Instant.MAX));
            assertThrows(
                    IllegalArgumentException.class, () -> rec.setTimeDuration("t", Duration.ofSeconds(Long.MAX_VALUE)));
        }
    }

    @Test
    void shouldPutRowsIntoEverySinkAndAnswerTheLeast() {
        final MemorySink small = new MemorySink(2);
        try (var rec =
                RecordingStream.builder("test").sink(new TeeSink(sink, small)).open()) {
            assertEquals(Commit.COMMITTED, rec.log("a", Scalars.of(1)));
            assertEquals(Commit.DROPPED, rec.log("a", Scalars.of(2)));
            assertEquals(Commit.DROPPED, rec.scalar("a").log(3));
            assertTrue(rec.flush(Duration.ZERO));
        }

        assertEquals(4, sink.rows().size());
        assertEquals(2, small.rows().size());
        assertEquals(sink.rows().get(1).id(), small.rows().get(1).id());
    }

    @Test
    void shouldHandRowsToARowSink() {
        final List<DataRow> taken = new ArrayList<>();
        try (var rec = RecordingStream.builder("test")
                .sink(Sink.to((store, row) -> taken.add(row)))
                .open()) {
            rec.log("a", Scalars.of(1));
            final DataRow other = taken.get(1);
            rec.log(new DataRow(new RowId(1, 2), other.entity(), TimePoint.STATIC, other.cells()));
        }

        assertEquals(3, taken.size());
        assertEquals(new RowId(1, 2), taken.get(2).id());
    }

    @Test
    void shouldGiveEachRecordingAnIdOfItsOwn() {
        try (var one = RecordingStream.builder("test").sink(new MemorySink()).open();
                var two = RecordingStream.builder("test").sink(new MemorySink()).open()) {
            assertNotEquals(one.storeId(), two.storeId());
        }
    }

    @Test
    void shouldTakePathsWithOrWithoutSlashesAndEscapes() {
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.log("world/a b", Scalars.of(1));
            rec.log("/world/a\\ b/", Scalars.of(2));
        }

        assertEquals(2, sink.rows("/world/a b").size());
    }

    @Test
    void shouldTakeTimesInSeconds() {
        try (RecordingStream rec = open()) {
            rec.setTimeDurationSecs("elapsed", 1.5);
            rec.setTimeTimestampSecsSinceEpoch("captured", 1e9);
            rec.log("a", Scalars.of(1));
            rec.resetTime();
            rec.sendColumns(
                    "b",
                    List.of(
                            TimeColumn.durationSecs("elapsed", 0.25, -1),
                            TimeColumn.timestampSecsSinceEpoch("captured", 0, 2)),
                    Scalars.of(1, 2).columns());

            for (final double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e10, -1e10}) {
                final IllegalArgumentException failure =
                        assertThrows(IllegalArgumentException.class, () -> rec.setTimeDurationSecs("elapsed", bad));
                assertTrue(failure.getMessage().startsWith("timeline elapsed: " + bad), failure.getMessage());
            }
        }

        assertEquals(
                TimePoint.of(Map.of(
                        Timeline.duration("elapsed"),
                        1_500_000_000L,
                        Timeline.timestamp("captured"),
                        1_000_000_000_000_000_000L)),
                sink.rows().get(1).time());
        assertEquals(
                TimePoint.of(Map.of(
                        Timeline.duration("elapsed"), -1_000_000_000L, Timeline.timestamp("captured"), 2_000_000_000L)),
                sink.rows().get(3).time());
    }

    record Imu(double x, String unit) {}

    @Test
    void shouldLogJavaRecords() {
        final RecordMapping<Imu> mapping = RecordMapping.of(MethodHandles.lookup(), Imu.class);
        try (RecordingStream rec = open()) {
            rec.setTimeSequence("frame", 1);
            rec.log("imu", AnyValues.of(mapping, new Imu(1.5, "g")).with("ok", true));
            rec.sendColumns(
                    "imu",
                    TimeColumn.sequence("frame", 2, 3),
                    AnyValues.of(mapping, List.of(new Imu(2, "g"), new Imu(3, "g")))
                            .columns());
        }

        assertEquals(List.of("Imu:x", "Imu:unit", "ok"), components(sink.rows().get(1)));
        assertEquals(
                new Imu(3, "g"),
                mapping.read(
                        component -> sink.rows().get(3).cells().stream()
                                .filter(cell -> cell.descriptor().component().equals(component))
                                .findFirst()
                                .orElseThrow()
                                .instances(),
                        0));
    }

    private static List<String> components(final DataRow row) {
        return row.cells().stream().map(cell -> cell.descriptor().component()).toList();
    }
}
