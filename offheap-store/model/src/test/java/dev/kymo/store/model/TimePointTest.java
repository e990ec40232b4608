package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TimePointTest {
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final Timeline AGE = Timeline.duration("age");
    private static final Timeline CLOCK = Timeline.timestamp("clock");

    @Test
    void shouldKeepTimelinesByNameWhateverTheOrderTheyCameIn() {
        final Map<Timeline, Long> values = new LinkedHashMap<>();
        values.put(FRAME, 3L);
        values.put(CLOCK, -7L);
        values.put(AGE, 0L);
        final TimePoint point = TimePoint.of(values);
        assertEquals(3, point.size());
        assertEquals(AGE, point.timeline(0));
        assertEquals(CLOCK, point.timeline(1));
        assertEquals(FRAME, point.timeline(2));
        assertEquals(-7, point.time(1));
        assertEquals("age=0, clock=-7, frame=3", point.toString());
        assertEquals(TimePoint.of(Map.of(AGE, 0L, CLOCK, -7L, FRAME, 3L)), point);
        assertEquals(TimePoint.of(Map.of(AGE, 0L, CLOCK, -7L, FRAME, 3L)).hashCode(), point.hashCode());
    }

    @Test
    void shouldBeStaticWithoutTimelines() {
        assertSame(TimePoint.STATIC, TimePoint.of(Map.of()));
        assertTrue(TimePoint.STATIC.isStatic());
        assertFalse(TimePoint.of(FRAME, 0).isStatic());
        assertEquals("static", TimePoint.STATIC.toString());
    }

    @Test
    void shouldTakeEveryTimeButTheReservedOne() {
        assertEquals(Timeline.MIN_TIME, TimePoint.of(FRAME, Timeline.MIN_TIME).time(0));
        assertEquals(Long.MAX_VALUE, TimePoint.of(FRAME, Timeline.MAX_TIME).time(0));
        assertThrows(IllegalArgumentException.class, () -> TimePoint.of(FRAME, Long.MIN_VALUE));
    }

    @Test
    void shouldRefuseOneNameTwice() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TimePoint.of(Map.of(Timeline.sequence("t"), 1L, Timeline.duration("t"), 1L, FRAME, 1L)));
    }

    @Test
    void shouldCompareTimelinesWithTheirTypesButNotTimes() {
        assertTrue(TimePoint.of(FRAME, 1).hasSameTimelinesAs(TimePoint.of(FRAME, 2)));
        assertFalse(TimePoint.of(FRAME, 1).hasSameTimelinesAs(TimePoint.of(Timeline.duration("frame"), 1)));
        assertFalse(TimePoint.of(FRAME, 1).hasSameTimelinesAs(TimePoint.STATIC));
        assertFalse(TimePoint.of(FRAME, 1).hasSameTimelinesAs(TimePoint.of(Map.of(FRAME, 1L, AGE, 1L))));
        assertNotEquals(TimePoint.of(FRAME, 1), TimePoint.of(FRAME, 2));
        assertNotEquals(TimePoint.of(FRAME, 1), TimePoint.of(Timeline.duration("frame"), 1));
    }

    @Test
    void shouldRefuseATimelineWithoutAName() {
        assertThrows(IllegalArgumentException.class, () -> Timeline.sequence(""));
    }

    @Test
    void shouldStoreTimesAsTheirTypeSays() {
        assertEquals(Datatype.INT64, TimeType.SEQUENCE.datatype());
        assertEquals(Datatype.DURATION_NS, TimeType.DURATION.datatype());
        assertEquals(Datatype.TIMESTAMP_NS, TimeType.TIMESTAMP.datatype());
        assertEquals("sequence", TimeType.SEQUENCE.word());
        assertEquals("duration", TimeType.DURATION.word());
        assertEquals("timestamp", TimeType.TIMESTAMP.word());
    }
}
