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

/// libc, for what `FileChannel` can't do with a file that grows: map a window that reaches beyond its present
/// end, so that what is appended later is seen through it; reserve room behind the end without making the file
/// longer; and hold a lock that reading the same file in the same process does not give up (a `FileLock` is
/// gone when any channel of the file is closed).
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

    private static final MethodHandle FLOCK = LINKER.downcallHandle(
            LIBC.findOrThrow("flock"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle SYNC_FILE_RANGE = LINKER.downcallHandle(
            LIBC.findOrThrow("sync_file_range"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final MethodHandle FALLOCATE = LINKER.downcallHandle(
            LIBC.findOrThrow("fallocate"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle FTRUNCATE = LINKER.downcallHandle(
            LIBC.findOrThrow("ftruncate"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    private static final MethodHandle MADVISE = LINKER.downcallHandle(
            LIBC.findOrThrow("madvise"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int EWOULDBLOCK = 11;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;
    private static final long PAGE_BYTES = 4096;

    private NativeMemory() {}

    /// Opens a file that is there, for reading and writing.
    static int open(final Path path) throws IOException {
        return open(path, O_RDWR);
    }

    /// Opens a file that is there, for reading: enough for [#map].
    static int openReadOnly(final Path path) throws IOException {
        return open(path, O_RDONLY);
    }

    private static int open(final Path path, final int access) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = arena.allocate(CAPTURED);
            final int descriptor =
                    (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), access | O_CLOEXEC);
            if (descriptor < 0) {
                throw new IOException(path + ": opening failed, errno " + (int) ERRNO.get(state, 0L));
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

    /// Takes the file's lock for as long as the descriptor is open. It is advisory, and the kernel gives it
    /// back when the process ends, however it ends.
    ///
    /// @return false when another descriptor, of this or another process, has it. A file system that knows no
    ///     locks counts as one where nobody has it.
    static boolean lock(final int descriptor) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment state = scratch.allocate(CAPTURED);
            final int failed = (int) FLOCK.invokeExact(state, descriptor, LOCK_EX_NB);
            return failed == 0 || (int) ERRNO.get(state, 0L) != EWOULDBLOCK;
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("flock", e);
        }
    }

    /// What became of [#reserve].
    enum Reservation {
        DONE,
        /// There is no room, or the user's share of it is used up.
        DISK_FULL,
        /// The file system can't reserve.
        UNSUPPORTED
    }

    /// Reserves disk for `lengthBytes` from `offset` on; the file's size stays as it is.
    static Reservation reserve(final int descriptor, final long offset, final long lengthBytes) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment state = scratch.allocate(CAPTURED);
            final int failed = (int) FALLOCATE.invokeExact(state, descriptor, FALLOC_FL_KEEP_SIZE, offset, lengthBytes);
            if (failed == 0) {
                return Reservation.DONE;
            }
            final int errno = (int) ERRNO.get(state, 0L);
            return errno == ENOSPC || errno == EDQUOT ? Reservation.DISK_FULL : Reservation.UNSUPPORTED;
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("fallocate", e);
        }
    }

    /// Gives part of a file back to the disk: it reads as zeros from then on, and the file's size stays. Only a hint:
    /// where the file system can't, nothing happens.
    static void punchHole(final int descriptor, final long offset, final long lengthBytes) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment state = scratch.allocate(CAPTURED);
            final int ignored = (int) FALLOCATE.invokeExact(
                    state, descriptor, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset, lengthBytes);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("fallocate", e);
        }
    }

    /// Has the kernel begin to write part of a file to the disk, and waits for nothing: a force that comes later then
    /// has less to wait for. Only a hint: what can't be begun is left out.
    static void beginWritingBack(final int descriptor, final long offset, final long lengthBytes) {
        try {
            final int ignored =
                    (int) SYNC_FILE_RANGE.invokeExact(descriptor, offset, lengthBytes, SYNC_FILE_RANGE_WRITE);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("sync_file_range", e);
        }
    }

    /// Sets the file's size and gives back what was reserved behind it, also when the size is this already.
    static void truncate(final int descriptor, final Path path, final long sizeBytes) throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment state = scratch.allocate(CAPTURED);
            final int failed = (int) FTRUNCATE.invokeExact(state, descriptor, sizeBytes);
            if (failed != 0) {
                throw new IOException(path + ": byte " + sizeBytes + ": cutting the file here failed, errno "
                        + (int) ERRNO.get(state, 0L));
            }
        } catch (final IOException | RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("ftruncate", e);
        }
    }

    /// A shared read-only mapping that `arena` undoes when it is closed. It may reach beyond the end of the
    /// file; what is there may be read once the file has grown over it, and not before (SIGBUS, which the JVM
    /// turns into an `InternalError`).
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

    /// How a mapping will be read; values are libc's.
    enum Access {
        RANDOM(1),
        SEQUENTIAL(2),
        /// Soon: the kernel begins to read it.
        WILL_NEED(3);

        private final int advice;

        Access(final int advice) {
            this.advice = advice;
        }
    }

    /// Tells the kernel how part of a mapping will be read. Only a hint: what can't be told is left out.
    ///
    /// @param mapped part of a mapping
    static void advise(final MemorySegment mapped, final Access access) {
        // From a page's begin, and never past the mapping: both are what madvise asks for.
        final long address = mapped.address() & -PAGE_BYTES;
        final long lengthBytes = mapped.address() + mapped.byteSize() - address;
        if (mapped.byteSize() == 0) {
            return;
        }
        try {
            final int ignored = (int) MADVISE.invokeExact(address, lengthBytes, access.advice);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("madvise", e);
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
