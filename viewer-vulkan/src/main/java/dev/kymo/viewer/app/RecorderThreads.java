package dev.kymo.viewer.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// How the recorder's threads stand to the programs that log: where both want a core, the program has it.
///
/// Linux lets a thread that has just begun its slice go on with it (1.4 to 3 ms), whatever the nice value of
/// the one that wakes. So all threads of this process, the JVM's own among them, get the shortest slice there
/// is, 0.1 ms, and the class (`SCHED_BATCH`) whose threads interrupt nobody when they wake. Their share of
/// the machine, and so how much they can take, is as before: that was why `SCHED_IDLE` and a nice value were
/// rejected, by which a recorder beside programs that never rest would fall behind and rows would be dropped.
@SuppressWarnings("restricted")
public final class RecorderThreads {
    private static final Path OWN = Path.of("/proc/self/task");
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_BATCH = 3;
    private static final long SLICE_NS = 100_000;

    // struct sched_attr, its first version
    private static final int ATTRIBUTES_LENGTH = 48;
    private static final int SIZE_OFFSET = 0;
    private static final int POLICY_OFFSET = 4;
    private static final int RUNTIME_OFFSET = 24;

    private static final Linker LINKER = Linker.nativeLinker();
    /// The C library has no function for these calls.
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private RecorderThreads() {}

    /// The numbers of `sched_setattr` and `sched_getattr` on a kind of machine.
    private record Calls(long set, long get) {
        static final Calls NONE = new Calls(-1, -1);

        static Calls of(final String architecture) {
            return switch (architecture.toLowerCase(Locale.ROOT)) {
                case "amd64", "x86_64" -> new Calls(314, 315);
                case "aarch64", "riscv64" -> new Calls(274, 275);
                default -> NONE;
            };
        }
    }

    /// Has all threads of this process stand back, and those that they start later; threads that somebody has
    /// put into another class than the usual stay there, and all keep their nice values.
    ///
    /// @return how many stand back now; 0 where the system does not know how
    public static int standBack() {
        final Calls calls = Calls.of(System.getProperty("os.arch"));
        int count = 0;
        if (calls.set >= 0) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(OWN);
                    Arena arena = Arena.ofConfined()) {
                final MemorySegment attributes = arena.allocate(ATTRIBUTES_LENGTH, Long.BYTES);
                for (final Path thread : threads) {
                    count +=
                            standBack(calls, Long.parseLong(thread.getFileName().toString()), attributes) ? 1 : 0;
                }
            } catch (final IOException | DirectoryIteratorException notListed) {
                return count;
            }
        }
        return count;
    }

    private static boolean standBack(final Calls calls, final long thread, final MemorySegment attributes) {
        if (call(calls.get, thread, attributes, ATTRIBUTES_LENGTH) != 0
                || attributes.get(ValueLayout.JAVA_INT, POLICY_OFFSET) != SCHED_OTHER) {
            return false;
        }
        attributes.set(ValueLayout.JAVA_INT, SIZE_OFFSET, ATTRIBUTES_LENGTH);
        attributes.set(ValueLayout.JAVA_INT, POLICY_OFFSET, SCHED_BATCH);
        attributes.set(ValueLayout.JAVA_LONG, RUNTIME_OFFSET, SLICE_NS);
        return call(calls.set, thread, attributes, 0) == 0;
    }

    private static long call(final long number, final long thread, final MemorySegment attributes, final long length) {
        try {
            // sched_setattr(thread, attributes, flags = 0); sched_getattr(thread, attributes, length, flags = 0)
            return (long) SYSCALL.invokeExact(number, thread, attributes, length, 0L);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("syscall", e);
        }
    }
}
