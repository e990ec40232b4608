package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.TimelineInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlotAxesTest {
    private static final long S = 1_000_000_000L;
    private static final long MOMENT = 1_763_000_000L * S;

    private static List<String> labels(final TimeType type, final long from, final long to, final double wanted) {
        return TimeTicks.between(type, from, to, wanted).stream()
                .map(TimeTicks.Tick::label)
                .toList();
    }

    @Test
    void shouldLabelTimesByTheTimelinesType() {
        assertEquals(List.of("0 s", "2 s", "4 s", "6 s"), labels(TimeType.DURATION, 0, 7 * S, 4));
        assertEquals(List.of("#0", "#5", "#10"), labels(TimeType.SEQUENCE, -3, 12, 4));
        assertEquals(List.of("0.5 s", "1.0 s"), labels(TimeType.DURATION, S / 10, S * 12 / 10, 3));
        assertEquals(
                List.of("02:13:20", "02:13:30", "02:13:40"), labels(TimeType.TIMESTAMP, MOMENT, MOMENT + 20 * S, 3));
        assertEquals(List.of(), labels(TimeType.SEQUENCE, 5, 4, 3));
    }

    @Test
    void shouldStayExactWhereDoublesWouldNot() {
        final List<TimeTicks.Tick> ticks = TimeTicks.between(TimeType.TIMESTAMP, MOMENT + 1, MOMENT + 40, 5);
        assertEquals(
                List.of(10L, 20L, 30L, 40L),
                ticks.stream().map(tick -> tick.time() - MOMENT).toList());
        assertEquals("02:13:20.000000010", ticks.getFirst().label());
        assertTrue(TimeTicks.between(TimeType.SEQUENCE, Long.MIN_VALUE, Long.MAX_VALUE, 4)
                        .size()
                <= 200);
    }

    @Test
    void shouldLabelValuesShortlyAndAlike() {
        assertEquals(
                List.of("0", "0.5", "1.0", "1.5"),
                ValueTicks.between(-0.1, 1.6, 4).stream()
                        .map(ValueTicks.Tick::label)
                        .toList());
        assertEquals(
                List.of("−1M", "0", "1M", "2M"),
                ValueTicks.between(-1.5e6, 2.4e6, 4).stream()
                        .map(ValueTicks.Tick::label)
                        .toList());
        assertEquals(
                List.of("200", "300", "400"),
                ValueTicks.between(150, 450, 3).stream()
                        .map(ValueTicks.Tick::label)
                        .toList());
        assertEquals(List.of(), ValueTicks.between(1, 1, 5));
        assertEquals(List.of(), ValueTicks.between(Double.NaN, 1, 5));
    }

    private static PlotWindow.Times automatic(final long to, final long cursor) {
        return PlotWindow.automatic(
                new TimelineInfo("t", TimeType.DURATION, new TimeState.Range(0, to), 1),
                TimeState.NONE.on("t", cursor));
    }

    @Test
    void shouldShowAllOfAShortRecordingAndTheCursorsSurroundingsOfALongOne() {
        final PlotWindow.Times all = automatic(50 * S, 10 * S);
        assertTrue(all.from() <= 0 && all.to() >= 50 * S);
        final PlotWindow.Times middle = automatic(1000 * S, 500 * S);
        assertEquals(470 * S, middle.absolute(middle.from()));
        assertEquals(530 * S, middle.absolute(middle.to()));
        final PlotWindow.Times end = automatic(1000 * S, 1000 * S);
        assertEquals(1000 * S, end.absolute(end.to()));
        assertEquals(940 * S, end.absolute(end.from()));
        assertEquals(Long.MAX_VALUE, new PlotWindow.Times("t", Long.MAX_VALUE - 5, 0, 1).absolute(100));
    }

    @Test
    void shouldLeaveRoomAroundValues() {
        assertEquals(new PlotWindow.Values(-0.5, 10.5), PlotWindow.Values.around(0, 10));
        assertEquals(new PlotWindow.Values(2, 4), PlotWindow.Values.around(3, 3));
        assertEquals(new PlotWindow.Values(990, 1010), PlotWindow.Values.around(1000, 1000));
        assertEquals(
                new PlotWindow.Values(-1, 1),
                PlotWindow.Values.around(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @Test
    void shouldGoFromPlacesInAPlotToTimesAndValuesAndBack() {
        final PlotFrame frame = new PlotFrame(100, 50, 200, 100, MOMENT, 0, 1000, -1, 1);
        assertEquals(MOMENT + 500, frame.absoluteTimeAt(200));
        assertEquals(200, frame.x(500));
        assertEquals(0, frame.valueAt(100), 1e-9);
        assertEquals(50, frame.y(1));
        assertEquals(7, frame.relative(MOMENT + 7));
        assertEquals(-9.2e18 - MOMENT, frame.relative(-9_200_000_000_000_000_000L), 1e9);
    }
}
