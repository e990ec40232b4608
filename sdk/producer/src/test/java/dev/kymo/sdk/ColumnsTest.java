package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private final MemorySink sink = new MemorySink();
    private final RecordingStream rec =
            RecordingStream.builder("columns").logTick(true).sink(sink).open();

    @AfterEach
    void close() {
        rec.close();
    }

    @Test
    void shouldMakeARowOfEachInstance() {
        rec.setTimeSequence("frame", 99);

        final Commit commit = rec.sendColumns(
                "plot",
                TimeColumn.sequence("frame", 0, 5, -3),
                Scalars.of(0.5, 1.5, 2.5).columns());

        assertEquals(Commit.COMMITTED, commit);
        final List<DataRow> rows = sink.rows("plot");
        assertEquals(3, rows.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    TimePoint.of(Timeline.sequence("frame"), new long[] {0, 5, -3}[i]),
                    rows.get(i).time(),
                    "the columns' times alone");
            assertEquals(i + 0.5, rows.get(i).cells().getFirst().instances().getDouble(0));
            assertTrue(i == 0 || rows.get(i).id().compareTo(rows.get(i - 1).id()) > 0);
        }
    }

    @Test
    void shouldCutRowsAtLengths() {
        final float[] xyz = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};

        rec.sendColumns(
                "cloud",
                List.of(
                        TimeColumn.duration("t", List.of(Duration.ofMillis(1), Duration.ZERO, Duration.ofNanos(7))),
                        TimeColumn.timestamp("at", List.of(Instant.EPOCH, Instant.ofEpochSecond(1), Instant.EPOCH))),
                Points3D.of(xyz).colors(1, 2, 3, 4).columns(3, 0, 1),
                Points3D.update().radii(0.1f, 0.2f, 0.3f).columns());

        final List<DataRow> rows = sink.rows("cloud");
        assertEquals(3, rows.size());
        assertEquals(
                List.of(3, 0, 1),
                rows.stream()
                        .map(row -> row.cells().get(0).instances().length())
                        .toList());
        assertEquals(3, rows.get(2).cells().get(0).instances().list(0).getFloat(2));
        assertEquals(4, rows.get(2).cells().get(1).instances().getInt(0));
        assertEquals(0.3f, rows.get(2).cells().get(2).instances().getFloat(0));
        assertEquals(
                TimePoint.of(Map.of(Timeline.duration("t"), 0L, Timeline.timestamp("at"), 1_000_000_000L)),
                rows.get(1).time());
    }

    @Test
    void shouldTakeComponentsOfAnyType() {
        final DataCell words = new DataCell(ComponentDescriptor.of("word"), ArrayData.text("one", "two"));
        final DataCell numbers = new DataCell(ComponentDescriptor.of("number"), ArrayData.longs(Datatype.UINT64, 1, 2));

        rec.sendColumns("any", TimeColumn.sequence("frame", 1, 2), ComponentColumns.of(List.of(words, numbers)));

        assertEquals("two", sink.rows("any").get(1).cells().get(0).instances().string(0));
        assertEquals(2, sink.rows("any").get(1).cells().get(1).instances().getLong(0));
    }

    @Test
    void shouldSendWhatHasOneInstanceARowAsColumns() {
        rec.sendColumns(
                "body",
                TimeColumn.sequence("frame", 1, 2),
                Transform3D.update()
                        .manyTranslation(1, 2, 3, 4, 5, 6)
                        .manyRelation(TransformRelation.PARENT_FROM_CHILD, TransformRelation.CHILD_FROM_PARENT)
                        .columns());
        rec.sendColumns(
                "log",
                TimeColumn.sequence("frame", 1, 2),
                TextLog.update()
                        .manyText("first", "second")
                        .manyLevel("INFO", "WARN")
                        .columns());

        final DataRow second = sink.rows("body").get(1);
        assertEquals(5, second.cells().get(0).instances().list(0).getFloat(1));
        assertEquals(2, second.cells().get(1).instances().getByte(0));
        assertEquals("WARN", sink.rows("log").get(1).cells().get(1).instances().string(0));
    }

    @Test
    void shouldNameTheColumnThatDoesNotFitAndLogNothing() {
        final TimeColumn two = TimeColumn.sequence("frame", 1, 2);
        assertRefused(
                "column Scalars:scalars: rows=3, expected=2 by time column frame",
                two,
                Scalars.of(1, 2, 3).columns());
        assertRefused(
                "column Points3D:radii: rows=1, expected=2",
                two,
                Points3D.of(1, 1, 1, 2, 2, 2).columns(),
                Points3D.update().radii(1).columns());
        assertRefused("column Scalars:scalars is there twice", two, scalars(), scalars());
        assertRefused("no component column", two);
        assertRefused("no component column", two, Points3D.update().columns());
        assertRefused(
                "time column t: rows=1, expected=2 by time column frame",
                List.of(two, TimeColumn.duration("t", 5)),
                scalars());
        assertRefused("time column frame is there twice", List.of(two, TimeColumn.duration("frame", 5, 6)), scalars());
        assertRefused("no time column", List.of(), scalars());
        assertRefused(
                "time column frame, row 1: time -9223372036854775808 is reserved",
                TimeColumn.sequence("frame", 0, Long.MIN_VALUE),
                scalars());
        assertEquals(
                "column Points3D:positions: instances=2, expected=3 by 2 lengths",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Points3D.of(new float[6]).columns(1, 2))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Scalars.of(1).columns(2, -1));
        assertEquals(List.of(), sink.rows("x"));
    }

    private static ComponentColumns scalars() {
        return Scalars.of(1, 2).columns();
    }

    private void assertRefused(final String expected, final TimeColumn time, final ComponentColumns... columns) {
        assertRefused(expected, List.of(time), columns);
    }

    private void assertRefused(final String expected, final List<TimeColumn> times, final ComponentColumns... columns) {
        final String message = assertThrows(IllegalArgumentException.class, () -> rec.sendColumns("x", times, columns))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void shouldSendNothingOfNoRows() {
        assertEquals(
                Commit.COMMITTED,
                rec.sendColumns(
                        "x",
                        TimeColumn.sequence("frame"),
                        Scalars.of(new double[0]).columns()));
        assertEquals(List.of(), sink.rows("x"));
    }

    @Test
    void shouldAnswerDroppedWhileSwitchedOff() {
        rec.setEnabled(false);

        assertEquals(
                Commit.DROPPED,
                rec.sendColumns(
                        "x", TimeColumn.sequence("frame", 1), Scalars.of(1).columns()));
    }

    @Test
    void shouldAnswerTheLeastOfAllRows() {
        final MemorySink full = new MemorySink(3);
        try (var small = RecordingStream.builder("columns").sink(full).open()) {
            assertEquals(
                    Commit.DROPPED,
                    small.sendColumns(
                            "x",
                            TimeColumn.sequence("frame", 1, 2, 3),
                            Scalars.of(1, 2, 3).columns()));
        }
        assertEquals(2, full.rows("x").size());
    }
}
