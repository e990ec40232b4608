package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.TimeType;
import org.junit.jupiter.api.Test;

final class TimeRulerTest {
    private static final double S = 1e9;

    @Test
    void shouldStepByRoundTimesOfAClock() {
        final TimeRuler ruler = new TimeRuler(TimeType.DURATION, 0, 10 * S, 100, 1000);
        assertEquals(1e8, ruler.finestStep());
        double step = S;
        final double[] expected = {10 * S, 60 * S, 600 * S, 3600 * S, 43_200 * S, 86_400 * S, 864_000 * S};
        for (final double next : expected) {
            step = ruler.nextStep(step);
            assertEquals(next, step, next * 1e-9);
        }
    }

    @Test
    void shouldStepBySequencesInTens() {
        final TimeRuler ruler = new TimeRuler(TimeType.SEQUENCE, 0, 10_000_000, 0, 1000);
        assertEquals(100_000, ruler.finestStep());
        assertEquals(1e11, ruler.nextStep(1e10));
    }

    @Test
    void shouldGoFromPixelsToTimesAndBack() {
        final TimeRuler ruler = new TimeRuler(TimeType.DURATION, -5, 15, 100, 200);
        assertEquals(100f, ruler.pixelOf(-5L));
        assertEquals(5, ruler.timeAt(200), 1e-9);
        assertEquals("0.5 s", new TimeRuler(TimeType.DURATION, 0, 10 * S, 0, 900).label(0.5 * S, 1e8));
        assertEquals("2 s", new TimeRuler(TimeType.DURATION, 0, 10 * S, 0, 900).label(2 * S, S));
    }

    @Test
    void shouldShowValuesOfAnyTypeInAFewCharacters() {
        assertEquals(
                "[1, 2.5, -0.125]",
                ValueText.of(ArrayData.floats(Datatype.vector(3, Datatype.FLOAT32), 1, 2.5f, -0.125f)));
        assertEquals("empty", ValueText.of(ArrayData.empty(Datatype.FLOAT32)));
        assertEquals("2 values", ValueText.of(ArrayData.text("a", "b")));
        assertEquals("a b", ValueText.of(ArrayData.text("a\nb")));
        assertTrue(ValueText.of(ArrayData.text("x".repeat(5000))).length() < 300);
        assertEquals("1.235e+09", ValueText.number(1234567890.0));
        assertEquals("40344.6", ValueText.number(40344.6));
    }
}
