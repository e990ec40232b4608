package dev.kymo.perf.micro;

import dev.kymo.store.memory.Epochs;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A reader says that it is there, reads a number, and says that it is gone, so that a writer may give memory back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardBenchmark {
    private final Epochs epochs = new Epochs();
    private final Epochs.Reader reader = epochs.register();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final StampedLock stamped = new StampedLock();
    private long number = 42;

    /// Kymo's epochs.
    @Benchmark
    public long kymo() {
        reader.enter();
        final long read = number;
        reader.leave();
        return read;
    }

    /// The JDK's read lock.
    @Benchmark
    public long readLock() {
        lock.readLock().lock();
        try {
            return number;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The JDK's stamped lock, held for reading: an optimistic read would not keep memory from going.
    @Benchmark
    public long stampedLock() {
        final long stamp = stamped.readLock();
        try {
            return number;
        } finally {
            stamped.unlockRead(stamp);
        }
    }

    /// The reading alone.
    @Benchmark
    public long bare() {
        return number;
    }
}
