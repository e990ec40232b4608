package dev.kymo.sdk;

import static dev.kymo.sdk.LoggedRows.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SpanStreamTest {
    private final MemorySink sink = new MemorySink();

    private RecordingStream open() {
        return RecordingStream.builder("test").sink(sink).open();
    }

    private static long value(final DataRow row, final ArchetypeField field) {
        return field.equals(Span.DEPTH)
                ? cell(row, field).getInt(0)
                : cell(row, field).getLong(0);
    }

    private static long time(final DataRow row, final Timeline timeline) {
        for (int i = 0; i < row.time().size(); i++) {
            if (row.time().timeline(i).equals(timeline)) {
                return row.time().time(i);
            }
        }
        throw new AssertionError(row + " has no " + timeline);
    }

    /// The rows of an entity that are spans.
    private List<DataRow> spans(final String path) {
        final List<DataRow> spans = new ArrayList<>(sink.rows(path));
        spans.removeIf(row -> row.time().isStatic());
        return spans;
    }

    @Test
    void shouldLogWhenItBeganHowLongItTookAndHowDeepItWas() {
        try (var rec = open()) {
            final SpanStream step = rec.span("control/step");
            final SpanStream solve = rec.span("control/solve", "the solver");
            rec.setTimeSequence("tick", 7);
            try (var _ = step.begin()) {
                rec.setTimeSequence("tick", 8);
                try (var _ = solve.begin()) {
                    rec.setTimeSequence("tick", 9);
                }
            }
        }
        final DataRow outer = spans("control/step").get(0);
        final DataRow inner = spans("control/solve").get(0);
        assertEquals(0, value(outer, Span.DEPTH));
        assertEquals(1, value(inner, Span.DEPTH));
        assertEquals(value(outer, Span.LANE), value(inner, Span.LANE));
        assertTrue(value(inner, Span.START) >= value(outer, Span.START));
        assertTrue(value(inner, Span.START) + value(inner, Span.DURATION)
                <= value(outer, Span.START) + value(outer, Span.DURATION));
        assertEquals(7, time(outer, Timeline.sequence("tick")));
        assertEquals(8, time(inner, Timeline.sequence("tick")));
        assertEquals(value(outer, Span.START), time(outer, Timeline.LOG_TIME));
        assertEquals("step", cell(sink.rows("control/step").get(0), Span.NAME).string(0));
        assertEquals(
                "the solver", cell(sink.rows("control/solve").get(0), Span.NAME).string(0));
        final DataRow lane =
                sink.rows(SpanLane.entityOf(value(outer, Span.LANE))).get(0);
        assertEquals(Thread.currentThread().getName(), cell(lane, SpanLane.NAME).string(0));
        assertEquals(ProcessHandle.current().pid(), value(outer, Span.LANE) >>> 32);
    }

    @Test
    void shouldEndWithASpanThoseThatWereLeftOpenInIt() {
        try (var rec = open()) {
            final SpanStream a = rec.span("a");
            final SpanStream b = rec.span("b");
            final OpenSpan outer = a.begin();
            b.begin();
            b.begin();
            outer.close();
            outer.close();
            a.begin().close();
        }
        assertEquals(2, spans("a").size());
        assertEquals(
                List.of(2L, 1L),
                spans("b").stream().map(row -> value(row, Span.DEPTH)).toList());
        assertEquals(0, value(spans("a").get(1), Span.DEPTH));
    }

    @Test
    void shouldKeepThreadsApart() throws InterruptedException {
        try (var rec = open()) {
            final SpanStream step = rec.span("step");
            try (var outer = step.begin()) {
                final Thread worker = Thread.ofPlatform()
                        .name("worker")
                        .start(() -> step.begin().close());
                worker.join();
                final AtomicReference<Throwable> failure = new AtomicReference<>();
                final Thread thief = Thread.ofPlatform().name("thief").unstarted(outer::close);
                thief.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
                thief.start();
                thief.join();
                assertInstanceOf(WrongThreadException.class, failure.get());
            }
        }
        final List<DataRow> rows = spans("step");
        assertEquals(2, rows.size());
        assertEquals(0, value(rows.get(0), Span.DEPTH));
        assertNotEquals(value(rows.get(0), Span.LANE), value(rows.get(1), Span.LANE));
        final DataRow lane =
                sink.rows(SpanLane.entityOf(value(rows.get(0), Span.LANE))).get(0);
        assertEquals("worker", cell(lane, SpanLane.NAME).string(0));
    }

    @Test
    void shouldLogNothingWhileSwitchedOff() {
        try (var rec = open()) {
            final SpanStream step = rec.span("step");
            rec.setEnabled(false);
            try (var unseen = step.begin()) {
                assertSame(OpenSpan.NONE, unseen);
                rec.setEnabled(true);
            }
            try (var _ = step.begin()) {
                rec.setEnabled(false);
            }
            rec.setEnabled(true);
            step.begin().close();
        }
        assertEquals(1, spans("step").size());
    }

    @Test
    void shouldSayWhenSpansAreNotEnded() {
        try (var rec = open()) {
            final SpanStream step = rec.span("step");
            for (int i = 0; i < 2_000; i++) {
                step.begin();
            }
        }
        final List<DataRow> lines = sink.rows("kymo/log");
        assertEquals(1, lines.size());
        assertTrue(cell(lines.get(0), TextLog.TEXT).string(0).contains("512 spans open"));
    }
}
