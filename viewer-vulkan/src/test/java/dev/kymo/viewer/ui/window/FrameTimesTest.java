package dev.kymo.viewer.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameTimesTest {
    /// Words of the report's line of that name that counts frames: percentiles, then how many rows were late.
    private static List<String> frames(final FrameTimes times, final String name) {
        final List<String> lines = times.report()
                .lines()
                .dropWhile(line -> !line.startsWith("frames begun"))
                .filter(line -> line.startsWith(name))
                .toList();
        assertEquals(1, lines.size(), times.report());
        return List.of(lines.getFirst().split("\\s+", -1));
    }

    @Test
    void shouldCountTheFramesThatBeginUntilARowIsShown() {
        final FrameTimes times = new FrameTimes();
        times.beginFrame(100);
        times.beginFrame(200);
        times.beginFrame(300);
        times.addRow(350, 150, 250);
        assertEquals("2", frames(times, "made").get(1), "made before the second frame, shown by the third");
        assertEquals("1", frames(times, "visible").get(1), "visible before the third, which shows it");
        assertEquals("0", frames(times, "made").get(5));
        times.addRow(350, 50, 250);
        assertEquals("1", frames(times, "made").get(5), "three frames are one too many");
        assertEquals("0", frames(times, "visible").get(5));
    }

    @Test
    void shouldSayNothingOfRowsWhereNoneCame() {
        final FrameTimes times = new FrameTimes();
        times.beginFrame(1);
        assertTrue(times.report().contains("0 frames"), times.report());
        assertTrue(!times.report().contains("frames begun"), times.report());
    }
}
