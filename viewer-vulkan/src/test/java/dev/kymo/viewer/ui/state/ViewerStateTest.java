package dev.kymo.viewer.ui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import org.junit.jupiter.api.Test;

final class ViewerStateTest {
    private static final TimelineInfo SECONDS =
            new TimelineInfo("time", TimeType.DURATION, new TimeState.Range(0, 10_000_000_000L), 1);

    private record Note(String text) {}

    @Test
    void shouldHideWhatIsBelowAHiddenEntity() {
        final EntityPath world = EntityPath.parse("/world");
        final ViewerState hidden = ViewerState.INITIAL.withVisible(world, false);
        assertFalse(hidden.isVisible(EntityPath.parse("/world/robot")));
        assertTrue(hidden.isVisible(EntityPath.parse("/worlds")));
        assertTrue(hidden.withVisible(world, true).isVisible(world));
    }

    @Test
    void shouldKeepWhatPanelsKeepByItsType() {
        final ViewerState state = ViewerState.INITIAL.withSlice(new Note("a")).withSlice(new Note("b"));
        assertEquals("b", state.slice(Note.class, new Note("")).text());
        assertEquals("", ViewerState.INITIAL.slice(Note.class, new Note("")).text());
    }

    @Test
    void shouldPlayBySecondsAndStopAtTheEnd() {
        final PlayClock clock = new PlayClock();
        TimeState time = TimeState.NONE.on("time", 0).playing(true).speed(2);
        time = clock.advance(time, SECONDS, 0.5);
        assertEquals(1_000_000_000L, time.time());
        time = clock.advance(time, SECONDS, 100);
        assertEquals(10_000_000_000L, time.time());
        assertFalse(time.playing());
    }

    @Test
    void shouldPlayAsFastInManySmallStepsAsInOne() {
        final TimelineInfo frames = new TimelineInfo("frame", TimeType.SEQUENCE, new TimeState.Range(0, 1000), 1);
        final PlayClock clock = new PlayClock();
        TimeState time = TimeState.NONE.on("frame", 0).playing(true);
        for (int i = 0; i < 1000; i++) {
            time = clock.advance(time, frames, 0.01);
        }
        assertTrue(Math.abs(300 - time.time()) <= 1, "time: " + time.time());
    }

    @Test
    void shouldRepeatTheSelectionAndThenEverything() {
        final PlayClock clock = new PlayClock();
        final TimeState.Range range = new TimeState.Range(2_000_000_000L, 1_000_000_000L);
        TimeState time = TimeState.NONE.on("time", 0).selecting(range).playing(true);
        time = clock.advance(time, SECONDS, 0.25);
        assertEquals(1_250_000_000L, time.time());
        assertEquals(1_000_000_000L, clock.advance(time, SECONDS, 2).time());
        final TimeState all = time.looping(TimeState.Loop.ALL);
        assertEquals(0, clock.advance(all, SECONDS, 50).time());
    }

    @Test
    void shouldFollowTheNewestUntilTheCursorIsMoved() {
        final TimeState following = TimeState.NONE.on("time", 5).following(true);
        final TimeState moved = new PlayClock().advance(following, SECONDS, 0.1);
        assertEquals(10_000_000_000L, moved.time());
        assertTrue(moved.follow());
        assertFalse(moved.at(7).follow());
        assertFalse(moved.playing(true).follow());
    }

    @Test
    void shouldWriteTimesAsPeopleReadThem() {
        assertEquals("#1\u00a0234\u00a0567", TimeFormat.show(TimeType.SEQUENCE, 1234567, 0));
        assertEquals("\u221212", TimeFormat.grouped(-12));
        assertEquals("12.5 s", TimeFormat.show(TimeType.DURATION, 12_500_000_000L, 1));
        assertEquals("\u22120.250 s", TimeFormat.show(TimeType.DURATION, -250_000_000L, 3));
        assertEquals("1:02:03", TimeFormat.show(TimeType.DURATION, 3723_000_000_000L, 0));
        assertEquals("22:13:20.123456", TimeFormat.show(TimeType.TIMESTAMP, 1_700_000_000_123_456_789L, 6));
        assertEquals("2023-11-14 22:13:20.123456789", TimeFormat.full(TimeType.TIMESTAMP, 1_700_000_000_123_456_789L));
        assertEquals("1.5 MiB", TimeFormat.bytes(3 << 19));
    }
}
