package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Anonymous memory straight from the kernel, by libc: an arena of the JDK's zeroes what it gives out byte by
/// byte, although fresh pages are zero, and can neither ask for huge pages nor touch pages before they are needed.
@SuppressWarnings("restricted")
final class Pages {
    /// What the kernel can map at once, where it does; mappings of at least that begin at a multiple.
    static final long HUGE_BYTES = 2L << 20;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LIBC.findOrThrow("mmap"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(
            LIBC.findOrThrow("munmap"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE = LINKER.downcallHandle(
            LIBC.findOrThrow("madvise"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final int NO_FILE = -1;
    private static final long MAP_FAILED = -1;
    private static final int MADV_WILLNEED = 3;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final long PAGE_BYTES = 4096;
    /// As much as the kernel reads ahead for one call, where nobody has set it otherwise.
    private static final long READ_AHEAD_BYTES = 128L << 10;

    private Pages() {}

    /// Zeroed memory that costs nothing until it is touched.
    ///
    /// @param lengthBytes a multiple of the page size
    /// @param isFilled whether all of it will be used: a few bytes at the end of a huge page cost 2 MiB
    /// @param arena undoes it when it is closed
    /// @throws OutOfMemoryError when the system has none
    static MemorySegment map(final long lengthBytes, final boolean isFilled, final Arena arena) {
        final boolean isHuge = isFilled && lengthBytes >= HUGE_BYTES;
        final long mapped = isHuge ? lengthBytes + HUGE_BYTES : lengthBytes;
        final long address = mmap(mapped);
        if (address == MAP_FAILED) {
            throw new OutOfMemoryError("mapping " + mapped + " bytes of memory failed");
        }
        long from = address;
        if (isHuge) {
            from = address + HUGE_BYTES - 1 & -HUGE_BYTES;
            if (from > address) {
                unmap(address, from - address);
            }
            final long end = from + lengthBytes;
            if (address + mapped > end) {
                unmap(end, address + mapped - end);
            }
            advise(from, lengthBytes, MADV_HUGEPAGE);
        }
        final long begin = from;
        return MemorySegment.ofAddress(begin)
                .reinterpret(lengthBytes, arena, pages -> unmap(pages.address(), lengthBytes));
    }

    /// Has the kernel give all pages now, so that whoever writes there first does not wait for each.
    static void touch(final MemorySegment mapped) {
        if (!advise(mapped.address(), mapped.byteSize(), MADV_POPULATE_WRITE)) {
            for (long at = 0; at < mapped.byteSize(); at += PAGE_BYTES) {
                mapped.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
            }
        }
    }

    /// The same while somebody else reads and writes there: what is there stays.
    ///
    /// @return false when the kernel does not do that
    static boolean touchInUse(final MemorySegment mapped) {
        return advise(mapped.address(), mapped.byteSize(), MADV_POPULATE_WRITE);
    }

    /// Gives the pages back to the kernel; the addresses stay, and are zero when they are touched again. Undoing the
    /// mapping would be a handshake of the JVM with every thread, this is none.
    ///
    /// @return false when the kernel did not: what was there still is
    static boolean release(final MemorySegment mapped) {
        return advise(mapped.address(), mapped.byteSize(), MADV_DONTNEED);
    }

    /// Begins to read what of a file's mapping is not in memory; of other memory nothing.
    static void willNeed(final MemorySegment mapped) {
        final long end = mapped.address() + mapped.byteSize();
        for (long at = mapped.address() & -PAGE_BYTES; at < end; at += READ_AHEAD_BYTES) {
            // Never past the mapping
            if (!advise(at, Math.min(READ_AHEAD_BYTES, end - at), MADV_WILLNEED)) {
                return;
            }
        }
    }

    private static long mmap(final long lengthBytes) {
        try {
            return (long) MMAP.invokeExact(0L, lengthBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, NO_FILE, 0L);
        } catch (final RuntimeException | Error e) {
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

    /// @return false where the kernel does not do that
    private static boolean advise(final long address, final long lengthBytes, final int advice) {
        try {
            return (int) MADVISE.invokeExact(address, lengthBytes, advice) == 0;
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new LinkageError("madvise", e);
        }
    }
}
