package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Work that several threads bring is done in the order of its numbers, by one at a time.
final class TurnsTest {
    private static final int PIECES = 20_000;

    @Test
    void shouldDoWorkInOrderWhoeverBringsIt() throws IOException {
        final Turns turns = new Turns(3);
        final AtomicInteger next = new AtomicInteger();
        // Not guarded: it is seen whole only if what was done before is seen
        final List<Integer> done = new ArrayList<>();
        new Workers(4).run(_ -> {
            for (int i = next.getAndIncrement(); i < PIECES; i = next.getAndIncrement()) {
                final int number = i;
                turns.take(number, () -> done.add(number));
            }
        });
        assertEquals(PIECES, done.size());
        for (int i = 0; i < PIECES; i++) {
            assertEquals(i, done.get(i));
        }
    }

    @Test
    void shouldKeepNobodyWaitingWhenOneFails() {
        final Turns turns = new Turns(2);
        final AtomicInteger next = new AtomicInteger();
        final Workers workers = new Workers(3);
        final IOException failure = assertThrows(
                IOException.class,
                () -> workers.run(_ -> {
                    for (int i = next.getAndIncrement(); i < PIECES; i = next.getAndIncrement()) {
                        final int number = i;
                        turns.take(number, () -> {
                            if (number == 1000) {
                                throw new IOException("full");
                            }
                        });
                    }
                }));
        assertEquals("full", failure.getMessage());
    }
}
