package dev.kymo.rrd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/// libc, for the one thing that `FileChannel.map` can't do: map a window of a file that reaches beyond its present end,
/// so that what is appended later is seen through it.
@SuppressWarnings("restricted")
final class NativeMemory {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LIBC.findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LIBC.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LIBC.findOrThrow("mmap"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(
            LIBC.findOrThrow("munmap"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;

    private NativeMemory() {}

    /// Opens a file for [#map].
    static int open(final Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = arena.allocate(CAPTURED);
            final int descriptor =
                    (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), O_RDONLY | O_CLOEXEC);
            if (descriptor < 0) {
                throw new IOException(path + ": open for mapping failed, errno " + (int) ERRNO.get(state, 0L));
            }
            return descriptor;
        } catch (final IOException | RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("open", e);
        }
    }

    static void close(final int descriptor) {
        try {
            final int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("close", e);
        }
    }

    /// A shared read-only mapping that `arena` undoes when it is closed. It may reach beyond the end of the file; what
    /// is there may be read once the file has grown over it, and not before (SIGBUS, which the JVM turns into an
    /// `InternalError`).
    ///
    /// @param offset a multiple of the page size
    static MemorySegment map(
            final int descriptor, final Path path, final long offset, final long lengthBytes, final Arena arena)
            throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment state = scratch.allocate(CAPTURED);
            final long address =
                    (long) MMAP.invokeExact(state, 0L, lengthBytes, PROT_READ, MAP_SHARED, descriptor, offset);
            if (address == MAP_FAILED) {
                throw new IOException(path + ": byte " + offset + ": mapping " + lengthBytes + " bytes failed, errno "
                        + (int) ERRNO.get(state, 0L));
            }
            return MemorySegment.ofAddress(address)
                    .reinterpret(lengthBytes, arena, mapping -> unmap(mapping.address(), lengthBytes))
                    .asReadOnly();
        } catch (final IOException | RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("mmap", e);
        }
    }

    private static void unmap(final long address, final long lengthBytes) {
        try {
            final int ignored = (int) MUNMAP.invokeExact(address, lengthBytes);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("munmap", e);
        }
    }
}
