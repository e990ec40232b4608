package dev.kymo.perf.run;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The C library, for what the JDK answers too coarsely or not at all: a process's CPU time to the nanosecond, and
/// the core a thread runs on.
@SuppressWarnings("restricted")
public final class Libc {
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int CPU_SET_BYTES = 128;
    /// Read before any thread is pinned: afterwards the JDK counts the cores of the calling thread alone.
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CLOCK_GETTIME = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("clock_gettime"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle SCHED_SETAFFINITY = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("sched_setaffinity"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle POSIX_FADVISE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("posix_fadvise"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle FALLOCATE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("fallocate"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle GETPRIORITY = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("getpriority"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SETPRIORITY = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setpriority"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SCHED_SETSCHEDULER = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("sched_setscheduler"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final int SCHED_OTHER = 0;
    /// SCHED_FIFO and SCHED_RESET_ON_FORK: not for what the thread starts.
    private static final int SCHED_FIFO_ALONE = 0x4000_0001;

    private static final int FADV_DONTNEED = 4;
    private static final int READ_WRITE = 2;
    /// FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE.
    private static final int PUNCH_HOLE = 3;

    private static final int PRIO_PROCESS = 0;
    private static final MemorySegment TIMESPEC = Arena.global().allocate(16, 8);

    private Libc() {}

    /// CPU time of all threads of this process so far. For any thread.
    public static long processCpuNs() {
        return cpuNs(CLOCK_PROCESS_CPUTIME_ID);
    }

    /// CPU time of the calling thread so far.
    public static long threadCpuNs() {
        return cpuNs(CLOCK_THREAD_CPUTIME_ID);
    }

    private static synchronized long cpuNs(final int clock) {
        try {
            final int failed = (int) CLOCK_GETTIME.invokeExact(clock, TIMESPEC);
            if (failed != 0) {
                throw new IllegalStateException("clock_gettime answered " + failed);
            }
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
        return TIMESPEC.get(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
                + TIMESPEC.get(ValueLayout.JAVA_LONG, Long.BYTES);
    }

    /// Keeps the calling thread on one core. Threads that it starts afterwards stay there too.
    ///
    /// @param core counted modulo the machine's cores
    /// @return whether the machine allows it
    public static boolean pinThread(final int core) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            final int which = core % CORES;
            set.set(ValueLayout.JAVA_BYTE, which / 8, (byte) (1 << (which % 8)));
            return (int) SCHED_SETAFFINITY.invokeExact(0, (long) CPU_SET_BYTES, set) == 0;
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// Lets the calling thread, and what it starts afterwards, run on any core again.
    public static void unpinThread() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            for (int core = 0; core < Math.min(CORES, CPU_SET_BYTES * 8); core++) {
                final int bits = set.get(ValueLayout.JAVA_BYTE, core / 8) | 1 << (core % 8);
                set.set(ValueLayout.JAVA_BYTE, core / 8, (byte) bits);
            }
            final int failed = (int) SCHED_SETAFFINITY.invokeExact(0, (long) CPU_SET_BYTES, set);
            if (failed != 0) {
                throw new IllegalStateException("sched_setaffinity answered " + failed);
            }
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// Tells the kernel to let go of a file's pages. Those that are mapped or not yet on the disk stay.
    ///
    /// @throws IllegalStateException when it can't be opened
    public static void dropPages(final Path file) {
        try (Arena arena = Arena.ofConfined()) {
            final int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), 0, 0);
            if (descriptor < 0) {
                throw new IllegalStateException(file + " can't be opened");
            }
            final int failed = (int) POSIX_FADVISE.invokeExact(descriptor, 0L, 0L, FADV_DONTNEED);
            final int closed = (int) CLOSE.invokeExact(descriptor);
            if (failed != 0 || closed != 0) {
                throw new IllegalStateException("posix_fadvise answered " + failed + ", close " + closed);
            }
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// Makes a hole in a file, which reads as zeros, and lets go of what was there.
    ///
    /// @throws IllegalStateException when the file system can't
    public static void punchHole(final Path file, final long offset, final long lengthBytes) {
        try (Arena arena = Arena.ofConfined()) {
            final int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), READ_WRITE, 0);
            if (descriptor < 0) {
                throw new IllegalStateException(file + " can't be opened");
            }
            final int failed = (int) FALLOCATE.invokeExact(descriptor, PUNCH_HOLE, offset, lengthBytes);
            final int closed = (int) CLOSE.invokeExact(descriptor);
            if (failed != 0 || closed != 0) {
                throw new IllegalStateException(file + ": fallocate answered " + failed + ", close " + closed);
            }
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// Puts the calling thread into the real-time class, first in, first out, at its lowest priority, or back into
    /// the usual one.
    ///
    /// @return whether that is allowed
    public static boolean setRealTime(final boolean isOn) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, isOn ? 1 : 0);
            return (int) SCHED_SETSCHEDULER.invokeExact(0, isOn ? SCHED_FIFO_ALONE : SCHED_OTHER, priority) == 0;
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// The calling thread's nice value.
    public static int nice() {
        try {
            return (int) GETPRIORITY.invokeExact(PRIO_PROCESS, 0);
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    /// Changes how the calling thread, and all that it starts, threads and processes, stands to other programs, where
    /// that is allowed and it stood as expected before: who started this may have said otherwise.
    ///
    /// @param expected its nice value now
    /// @param nice negative to go first
    /// @return whether it was changed
    public static boolean setNice(final int expected, final int nice) {
        try {
            return nice() == expected && (int) SETPRIORITY.invokeExact(PRIO_PROCESS, 0, nice) == 0;
        } catch (final Throwable e) {
            throw asUnchecked(e);
        }
    }

    private static RuntimeException asUnchecked(final Throwable e) {
        if (e instanceof final Error error) {
            throw error;
        }
        return e instanceof final RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
