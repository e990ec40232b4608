package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

/// Agrona's own ring buffer at the other end of our writer, over the same memory.
final class RingWriterTest {
    private static final int CAPACITY = 1 << 16;
    private static final long DEADLINE_NS = Duration.ofSeconds(60).toNanos();

    @Test
    void shouldHaveAgronasNumbers() {
        assertEquals(RingBufferDescriptor.TRAILER_LENGTH, RingDescriptor.TRAILER_LENGTH);
        assertEquals(RingBufferDescriptor.TAIL_POSITION_OFFSET, RingDescriptor.TAIL_OFFSET);
        assertEquals(RingBufferDescriptor.HEAD_CACHE_POSITION_OFFSET, RingDescriptor.HEAD_CACHE_OFFSET);
        assertEquals(RingBufferDescriptor.HEAD_POSITION_OFFSET, RingDescriptor.HEAD_OFFSET);
        final ManyToOneRingBuffer agrona = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY + RingDescriptor.TRAILER_LENGTH)));
        assertEquals(agrona.maxMsgLength() + RingDescriptor.HEADER_LENGTH, RingDescriptor.maxRecordLength(CAPACITY));
    }

    @Test
    void shouldBeReadByAgronaRecordForRecordThroughManyLaps() {
        try (Arena arena = Arena.ofShared()) {
            final MemorySegment memory = arena.allocate(CAPACITY + RingDescriptor.TRAILER_LENGTH, 4096);
            final ManyToOneRingBuffer agrona = new ManyToOneRingBuffer(new UnsafeBuffer(memory.asByteBuffer()));
            final RingWriter writer = new RingWriter(memory);
            final long seed = 7;
            final Random random = new Random(seed);
            long written = 0;
            final long[] read = {0};
            for (int i = 0; i < 200_000; i++) {
                final int bodyLength = 16 + random.nextInt(600);
                final long index = writer.claim(RingDescriptor.ROW_TYPE, bodyLength + RingDescriptor.HEADER_LENGTH);
                if (index == RingWriter.NO_ROOM) {
                    agrona.read((type, buffer, at, length) -> {
                        assertEquals(RingDescriptor.ROW_TYPE, type);
                        assertEquals(read[0]++, buffer.getLong(at), "seed=" + seed);
                        assertEquals(length, buffer.getLong(at + 8));
                    });
                    continue;
                }
                memory.set(Layouts.LONG, index + 8, written++);
                memory.set(Layouts.LONG, index + 16, bodyLength);
                if (random.nextInt(50) == 0) {
                    writer.abort(index, bodyLength + RingDescriptor.HEADER_LENGTH);
                    written--;
                } else {
                    writer.publish(index, bodyLength + RingDescriptor.HEADER_LENGTH);
                }
            }
            // Each call stops at the end of the memory
            for (int lap = 0; lap < 2; lap++) {
                agrona.read((type, buffer, at, length) -> assertEquals(read[0]++, buffer.getLong(at)));
            }
            assertEquals(written, read[0], "seed=" + seed);
            assertTrue(agrona.producerPosition() > 20L * CAPACITY);
        }
    }

    @Test
    void shouldShareTheRingWithAgronasWritersOnOtherThreads() throws InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            final MemorySegment memory = arena.allocate(CAPACITY + RingDescriptor.TRAILER_LENGTH, 4096);
            final ManyToOneRingBuffer agrona = new ManyToOneRingBuffer(new UnsafeBuffer(memory.asByteBuffer()));
            final RingWriter writer = new RingWriter(memory);
            final int threads = 4;
            final long perThread = 100_000;
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final Thread[] writers = new Thread[threads];
            for (int t = 0; t < threads; t++) {
                final int thread = t;
                writers[t] = new Thread(() -> write(thread, perThread, writer, memory, agrona), "writer-" + t);
                writers[t].setUncaughtExceptionHandler((who, what) -> failure.set(what));
                writers[t].start();
            }
            final long[] next = new long[threads];
            final long deadline = System.nanoTime() + DEADLINE_NS;
            long total = 0;
            while (total < threads * perThread && System.nanoTime() < deadline && failure.get() == null) {
                total += agrona.read((type, buffer, at, length) -> {
                    final int thread = (int) buffer.getLong(at + 8);
                    assertEquals(next[thread]++, buffer.getLong(at));
                    assertEquals(24 + thread * 8, length);
                });
            }
            for (final Thread thread : writers) {
                thread.join();
            }
            assertEquals(threads * perThread, total, () -> "failure=" + failure.get());
        }
    }

    private static void write(
            final int thread,
            final long count,
            final RingWriter writer,
            final MemorySegment memory,
            final ManyToOneRingBuffer agrona) {
        final int bodyLength = 24 + thread * 8;
        final UnsafeBuffer source = new UnsafeBuffer(new byte[bodyLength]);
        long sequence = 0;
        while (sequence < count) {
            if (thread % 2 == 0) {
                source.putLong(0, sequence);
                source.putLong(8, thread);
                sequence += agrona.write(RingDescriptor.ROW_TYPE, source, 0, bodyLength) ? 1 : 0;
            } else {
                final long index = writer.claim(RingDescriptor.ROW_TYPE, bodyLength + 8);
                if (index != RingWriter.NO_ROOM) {
                    memory.set(Layouts.LONG, index + 8, sequence++);
                    memory.set(Layouts.LONG, index + 16, thread);
                    writer.publish(index, bodyLength + 8);
                }
            }
        }
    }
}
