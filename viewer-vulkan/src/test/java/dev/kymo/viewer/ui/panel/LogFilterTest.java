package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.viewer.view.LogLine;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LogFilterTest {
    private static final List<LogLine> LINES = List.of(
            line(10, "INFO", "/log/robot", "Lap one"),
            line(20, "WARN", "/log/robot", "too fast"),
            line(20, "ERROR", "/log/machine", "too hot"),
            line(30, "NOTE", "/log/machine", "done"));

    private static LogLine line(final long time, final String level, final String entity, final String text) {
        return new LogLine(time, RowIds.PROCESS.next(), EntityPath.parse(entity), level, text, 0);
    }

    private static List<String> texts(final LogFilter filter) {
        return filter.apply(LINES).stream().map(LogLine::text).toList();
    }

    @Test
    void shouldFindTextInBodiesEntitiesAndLevelsWhateverTheCase() {
        assertSame(LINES, LogFilter.ALL.apply(LINES));
        assertEquals(List.of("too fast", "too hot"), texts(LogFilter.ALL.text(" TOO ")));
        assertEquals(List.of("too hot", "done"), texts(LogFilter.ALL.text("machine")));
        assertEquals(List.of("too hot"), texts(LogFilter.ALL.text("error")));
    }

    @Test
    void shouldLeaveOutHiddenLevelsUntilTheyAreShownAgain() {
        final LogFilter filter = LogFilter.ALL.toggled("INFO").toggled("NOTE");
        assertEquals(List.of("too fast", "too hot"), texts(filter));
        assertEquals(Set.of("NOTE"), filter.toggled("INFO").hidden());
        assertEquals(List.of("ERROR", "WARN", "INFO", "NOTE"), LogFilter.levels(LINES));
    }

    @Test
    void shouldCountTheLinesUpToTheCursor() {
        assertEquals(0, LogFilter.countUntil(LINES, 9));
        assertEquals(1, LogFilter.countUntil(LINES, 10));
        assertEquals(3, LogFilter.countUntil(LINES, 20));
        assertEquals(4, LogFilter.countUntil(LINES, Long.MAX_VALUE));
    }
}
