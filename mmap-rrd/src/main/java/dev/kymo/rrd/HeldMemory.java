package dev.kymo.rrd;

import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.memory.NativeHeap;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process holds of the machine's memory, as the kernel counts it: anonymous and shared pages, the Java heap
/// among them. Clean pages of mapped files are not held: the kernel takes them back when it needs them.
public final class HeldMemory implements ChunkMemory.ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIB = 1024;
    private static final long LIBRARY_INTERVAL_NS = 1_000_000_000;

    /// Whoever trims by and by: one thread.
    private boolean isTrimming;

    private long trimmedNs = System.nanoTime() - LIBRARY_INTERVAL_NS;

    /// Costs some 50 µs.
    ///
    /// @return 0 where the kernel does not say
    @Override
    public long heldBytes() {
        try {
            long kib = 0;
            for (final String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kib += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return kib * KIB;
        } catch (final IOException | NumberFormatException e) {
            return 0;
        }
    }

    /// Blocks of [OffHeap] that wait for their next owner, and what the C library keeps.
    @Override
    public void trim() {
        OffHeap.releaseIdle();
        NativeHeap.trim();
    }

    /// The C library's, which can't be asked for less, once a second.
    @Override
    public boolean trim(final long budgetNs) {
        if (!isTrimming) {
            OffHeap.leaveIdle();
        }
        isTrimming = OffHeap.releaseSome(budgetNs);
        if (!isTrimming && System.nanoTime() - trimmedNs >= LIBRARY_INTERVAL_NS) {
            NativeHeap.trim();
            trimmedNs = System.nanoTime();
        }
        return isTrimming;
    }
}
