package dev.kymo.viewer.ui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Rows wake a window once a frame and are timed once.
final class NewRowsTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final NewRows rows = new NewRows();

    private List<long[]> taken() {
        final List<long[]> taken = new ArrayList<>();
        rows.take((made, visible) -> taken.add(new long[] {made, visible}));
        return taken;
    }

    @Test
    void shouldWakeOnceUntilTheNextFrameWaits() {
        rows.wakeWith(wakes::incrementAndGet);
        for (int i = 0; i < 1000; i++) {
            rows.add(5);
            rows.changed();
        }
        assertEquals(1, wakes.get());
        rows.await();
        assertEquals(1, wakes.get(), "nothing has come since");
        rows.changed();
        assertEquals(2, wakes.get());
    }

    @Test
    void shouldGiveEachRowOnceWithItsAge() {
        rows.add(7);
        rows.add(9);
        final List<long[]> taken = taken();
        assertEquals(2, taken.size());
        assertEquals(7, taken.get(0)[1] - taken.get(0)[0]);
        assertEquals(9, taken.get(1)[1] - taken.get(1)[0]);
        assertEquals(List.of(), taken());
    }

    @Test
    void shouldStayBoundedWhileNoFrameIsDrawn() {
        for (int i = 0; i < 100_000; i++) {
            rows.add(i);
        }
        final int kept = taken().size();
        assertTrue(kept > 1000 && kept < 100_000, "kept " + kept);
        rows.add(1);
        assertEquals(1, taken().size());
    }
}
