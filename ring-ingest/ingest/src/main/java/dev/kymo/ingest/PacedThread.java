package dev.kymo.ingest;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/// A thread that works as long as there is something to do: awake while rows flow, and after a pause asleep most of
/// the time, so that it costs less than a percent of a core.
public final class PacedThread implements AutoCloseable {
    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 5;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    /// While rows flow: how late a row is seen at most. Some percent of a core.
    private static final long AWAKE_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long AWAKE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /// After that: how late the first row of a stream is seen at most.
    private static final long ASLEEP_PARK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ASLEEP_NS = TimeUnit.SECONDS.toNanos(2);
    /// And after that, when nobody has logged anything for seconds.
    private static final long IDLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final DutyCycle work;
    private final Runnable atEnd;
    private final Consumer<Exception> failed;
    private final Thread thread;
    private volatile boolean running = true;

    /// What is done again and again.
    @FunctionalInterface
    public interface DutyCycle {
        /// @return how much there was to do; 0 when nothing
        int doWork() throws IOException;
    }

    private PacedThread(
            final String name, final DutyCycle work, final Runnable atEnd, final Consumer<Exception> failed) {
        this.work = work;
        this.atEnd = atEnd;
        this.failed = failed;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /// Begins.
    ///
    /// @param atEnd run on the thread as the last thing
    /// @param failed hears, on the thread, of what `work` or `atEnd` throw; work goes on all the same
    public static PacedThread start(
            final String name, final DutyCycle work, final Runnable atEnd, final Consumer<Exception> failed) {
        final PacedThread paced = new PacedThread(name, work, atEnd, failed);
        paced.thread.start();
        return paced;
    }

    private static IdleStrategy parkingUpTo(final long parkNs) {
        return new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, parkNs);
    }

    private void run() {
        final IdleStrategy awake = parkingUpTo(AWAKE_PARK_NS);
        final IdleStrategy asleep = parkingUpTo(ASLEEP_PARK_NS);
        final IdleStrategy idle = parkingUpTo(IDLE_PARK_NS);
        long lastWorkNs = System.nanoTime() - AWAKE_NS;
        try {
            while (running) {
                final int done = workOrReport();
                final long nowNs = System.nanoTime();
                if (done > 0) {
                    lastWorkNs = nowNs;
                    asleep.reset();
                    awake.idle(done);
                } else if (nowNs - lastWorkNs < AWAKE_NS) {
                    awake.idle();
                } else if (nowNs - lastWorkNs < ASLEEP_NS) {
                    asleep.idle();
                } else {
                    idle.idle();
                }
            }
        } finally {
            end();
        }
    }

    private int workOrReport() {
        try {
            return work.doWork();
        } catch (final IOException | RuntimeException failure) {
            failed.accept(failure);
            return 0;
        }
    }

    private void end() {
        try {
            atEnd.run();
        } catch (final RuntimeException failure) {
            failed.accept(failure);
        }
    }

    /// Has the thread end, and waits for nothing.
    public void requestStop() {
        running = false;
    }

    /// Has the thread end, and waits for that, interrupted or not: half of an end would lose what was promised.
    @Override
    public void close() {
        requestStop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException cancelled) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
