package dev.kymo.perf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kymo.perf.run.Libc;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class LatencyCommandTest {
    @Test
    void shouldSayThatALoopKeepsTheNiceValueItWasStartedWith() throws InterruptedException {
        final AtomicInteger nice = new AtomicInteger();
        final AtomicReference<String> remark = new AtomicReference<>();
        final AtomicInteger niceAfter = new AtomicInteger();
        // Going back a step is always allowed, and the nice value is the thread's own
        final Thread loop = new Thread(
                () -> {
                    final int before = Libc.nice();
                    nice.set(before + 1);
                    Libc.setNice(before, before + 1);
                    remark.set(LatencyCommand.raisePriority(false));
                    niceAfter.set(Libc.nice());
                },
                "loop");
        loop.start();
        loop.join();
        assertEquals(
                "the loop runs at nice " + nice + ", as it was started; started at nice 0 it would raise itself to -15",
                remark.get());
        assertEquals(nice.get(), niceAfter.get());
    }

    @Test
    void shouldSayNothingOfALoopThatWasRaised() throws InterruptedException {
        final AtomicReference<String> remark = new AtomicReference<>();
        final AtomicInteger niceAfter = new AtomicInteger();
        final Thread loop = new Thread(
                () -> {
                    remark.set(LatencyCommand.raisePriority(false));
                    niceAfter.set(Libc.nice());
                },
                "loop");
        loop.start();
        loop.join();
        if (niceAfter.get() == -15) {
            assertNull(remark.get());
        } else if (niceAfter.get() == 0) {
            assertEquals("the loop runs at the priority of any other thread: raising it is not allowed", remark.get());
        }
    }
}
