package dev.kymo.viewer.ui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.sweep.Releasable;
import dev.kymo.store.sweep.Releasable.Rank;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A window is asked, woken once, and waited for until it has taken what it is asked for.
final class CacheRequestTest {
    private static final long BUDGET_NS = 1000;

    private final CacheRequest request = new CacheRequest();
    private final AtomicInteger wakes = new AtomicInteger();

    @Test
    void shouldAskNobodyWithoutAWindow() {
        assertFalse(request.of(Rank.GRAPHICS).release(BUDGET_NS));
        assertFalse(request.isAsked());
    }

    @Test
    void shouldWaitForTheWindowAndWakeItOnce() {
        request.attend(wakes::incrementAndGet);
        final Releasable graphics = request.of(Rank.GRAPHICS);
        assertTrue(graphics.release(BUDGET_NS));
        assertTrue(graphics.release(BUDGET_NS));
        assertEquals(1, wakes.get());
        assertEquals(Rank.GRAPHICS, request.take());
        assertNull(request.take());
        assertFalse(graphics.release(BUDGET_NS));
        final Releasable viewer = request.of(Rank.VIEWER);
        assertTrue(viewer.release(BUDGET_NS));
        assertEquals(Rank.VIEWER, request.take());
        assertTrue(graphics.release(BUDGET_NS), "memory is short again");
    }

    @Test
    void shouldAskAgainWhereTheWindowNeverAnswered() {
        request.attend(wakes::incrementAndGet);
        final Releasable graphics = request.of(Rank.GRAPHICS);
        graphics.release(BUDGET_NS);
        // It was not waited for, and something else was asked for meanwhile
        request.of(Rank.VIEWER).release(BUDGET_NS);
        assertFalse(graphics.release(BUDGET_NS));
        assertTrue(graphics.release(BUDGET_NS));
        assertEquals(Rank.GRAPHICS, request.take());
    }
}
