package dev.kymo.perf.side;

import dev.kymo.perf.run.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntToLongFunction;

/// What the reading process has taken, in a page that the writing process maps too: how many rows, a sum over them,
/// and the reading process's CPU time. The reader writes it, except for [#setDeep].
public final class Tally implements AutoCloseable {
    private static final String FILE = "tally";
    private static final long PAGE_BYTES = 4096;
    private static final long COUNT_OFFSET = 0;
    private static final long SUM_OFFSET = 8;
    private static final long CPU_OFFSET = 16;
    private static final long DEEP_OFFSET = 128;
    private static final int SPINS_BETWEEN_LOOKS = 64;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment page;
    private boolean ignoresTimes;
    private long count;
    private long sum;

    public Tally(final Path folder) {
        try (FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            page = channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE_BYTES, arena);
        } catch (final IOException e) {
            arena.close();
            throw new UncheckedIOException(e);
        }
    }

    /// Whether every byte of a payload is to be read, as when answers are compared, or only its ends.
    public void setDeep(final boolean isDeep) {
        WORD.setRelease(page, DEEP_OFFSET, isDeep ? 1L : 0L);
    }

    /// For rows whose times are read from a clock, so that the sums of two runs are alike.
    public void ignoreTimes() {
        ignoresTimes = true;
    }

    /// One row of a time and a number.
    public void add(final long time, final double value) {
        count++;
        sum += (ignoresTimes ? 0 : time) + Double.doubleToRawLongBits(value);
    }

    /// One row with a payload of `lengthBytes`, a multiple of 8.
    ///
    /// @param longAt the payload's 64 bits at a byte offset
    public void addPayload(final long time, final int lengthBytes, final IntToLongFunction longAt) {
        count++;
        final boolean isDeep = (long) WORD.getAcquire(page, DEEP_OFFSET) != 0;
        sum += time + payloadSum(lengthBytes, isDeep, longAt);
    }

    /// The sum that a payload adds.
    public static long payloadSum(final int lengthBytes, final boolean isDeep, final IntToLongFunction longAt) {
        if (!isDeep) {
            return longAt.applyAsLong(0) + longAt.applyAsLong(lengthBytes - Long.BYTES);
        }
        long total = 0;
        for (int at = 0; at < lengthBytes; at += Long.BYTES) {
            total = 31 * total + longAt.applyAsLong(at);
        }
        return total;
    }

    /// Lets the writing process see what was taken.
    public void publish() {
        WORD.setOpaque(page, SUM_OFFSET, sum);
        WORD.setOpaque(page, CPU_OFFSET, Libc.processCpuNs());
        // Release: sum and CPU time come before the count; pairs with the acquire in count().
        WORD.setRelease(page, COUNT_OFFSET, count);
    }

    /// Rows taken so far, as published.
    public long count() {
        return (long) WORD.getAcquire(page, COUNT_OFFSET);
    }

    /// Over the rows of [#count].
    public long sum() {
        return (long) WORD.getOpaque(page, SUM_OFFSET);
    }

    /// CPU time of the reading process when it published last.
    public long readerCpuNs() {
        return (long) WORD.getOpaque(page, CPU_OFFSET);
    }

    /// Waits until `rows` have been taken. Spins, so that no other program gets the writer's core and its caches
    /// between bursts, and looks seldom, so that the reader's line stays the reader's.
    ///
    /// @throws IllegalStateException when that takes too long
    public void await(final long rows, final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (count() < rows) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("reader has taken " + count() + " rows of " + rows);
            }
            for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
