package dev.kymo.perf.run;

import dev.kymo.rrd.HeldMemory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The most that this process held (anonymous and shared memory, the Java heap among it) from when this was made to
/// when it is asked, looked at 50 times a second by a thread of its own.
public final class HeldPeak implements AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final HeldMemory memory = new HeldMemory();
    private final AtomicLong most = new AtomicLong();
    private final Thread watcher;
    private volatile boolean closed;

    public HeldPeak() {
        look();
        watcher = Thread.ofPlatform().name("kymo-bench-held").daemon().start(() -> {
            while (!closed) {
                look();
                LockSupport.parkNanos(INTERVAL_NS);
            }
        });
    }

    private void look() {
        most.accumulateAndGet(memory.heldBytes(), Math::max);
    }

    /// Bytes.
    public long mostBytes() {
        look();
        return most.get();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }
}
