package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogLinesTest {
    @Test
    void shouldMergeEntitiesByTimeAndGoOnWithWhatComes() {
        final List<EntityPath> entities = List.of(EntityPath.parse("/a"), EntityPath.parse("/b"));
        try (LiveStore live = new LiveStore(3)) {
            live.text("/a", 20, "INFO", "two");
            live.text("/b", 10, "WARN", "one");
            live.text("/a", 30, "ERROR", "three");
            live.text("/a", 40, "", "four");
            final LogLines log = new LogLines();
            try (StoreReader reader = live.store().reader()) {
                final List<LogLine> lines = log.lines(reader, entities, "t");
                assertEquals(
                        List.of("one", "two", "three", "four"),
                        lines.stream().map(LogLine::text).toList());
                assertEquals(
                        List.of("WARN", "INFO", "ERROR", ""),
                        lines.stream().map(LogLine::level).toList());
                assertSame(lines, log.lines(reader, entities, "t"), "nothing came");
            }
            live.text("/b", 25, "INFO", "two and a half");
            live.text("/a", 20, "INFO", "two, again");
            try (StoreReader reader = live.store().reader()) {
                assertEquals(
                        List.of("one", "two", "two, again", "two and a half", "three", "four"),
                        log.lines(reader, entities, "t").stream()
                                .map(LogLine::text)
                                .toList());
                assertEquals(List.of(), log.lines(reader, entities, "no such timeline"));
            }
        }
    }
}
