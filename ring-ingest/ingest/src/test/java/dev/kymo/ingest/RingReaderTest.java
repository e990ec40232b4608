package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Agrona's own writer at the other end of our reader.
final class RingReaderTest {
    private static final int CAPACITY = 1 << 16;
    private static final LongArrayList NO_BLOCKS = new LongArrayList();

    private Arena arena;
    private MemorySegment control;
    private MemorySegment ring;
    private ManyToOneRingBuffer agrona;
    private RingReader reader;

    @BeforeEach
    void makeRing() {
        arena = Arena.ofShared();
        control = arena.allocate(ControlDescriptor.RING_OFFSET, 4096);
        ring = arena.allocate(CAPACITY + RingDescriptor.TRAILER_LENGTH, 4096);
        agrona = new ManyToOneRingBuffer(new UnsafeBuffer(ring.asByteBuffer()));
        reader = reader();
    }

    private RingReader reader() {
        final PayloadReader payload = new PayloadReader(arena.allocate(1 << 16, 64));
        final RingReader made =
                new RingReader(control, ring, payload, Names.ofJournal(), ProducerMapping.recordCopy(ring, arena));
        made.begin();
        return made;
    }

    @AfterEach
    void freeRing() {
        arena.close();
    }

    @Test
    void shouldReadWhatAgronaWritesThroughManyLaps() {
        final long seed = 11;
        final Random random = new Random(seed);
        final UnsafeBuffer source = new UnsafeBuffer(new byte[8192]);
        long written = 0;
        long read = 0;
        for (int i = 0; i < 200_000; i++) {
            final int length = 8 + random.nextInt(i % 100 == 0 ? 8000 : 500);
            source.putLong(0, written);
            if (agrona.write(RingDescriptor.ROW_TYPE, source, 0, length)) {
                written++;
            } else {
                read = readAll(read);
            }
        }
        assertEquals(written, readAll(read), "seed=" + seed);
        assertEquals(agrona.producerPosition(), agrona.consumerPosition());
        assertTrue(agrona.producerPosition() > 100L * CAPACITY);
    }

    private long readAll(final long first) {
        long next = first;
        int length = reader.next();
        while (length != RingReader.NOTHING) {
            assertEquals(next++, reader.copy(length).get(Layouts.LONG, 0));
            reader.advance(length, next, NO_BLOCKS, 0);
            length = reader.next();
        }
        reader.giveBack(next);
        return next;
    }

    private void write(final long value) {
        final UnsafeBuffer source = new UnsafeBuffer(new byte[16]);
        source.putLong(0, value);
        assertTrue(agrona.write(RingDescriptor.ROW_TYPE, source, 0, 16));
    }

    @Test
    void shouldNotTakeAgainWhatADeadOwnerWasDoneWith() {
        for (int i = 0; i < 5; i++) {
            write(i);
        }
        // The owner died after saying that two records are done with, and half way through zeroing them
        control.set(Layouts.LONG, ControlDescriptor.CONSUMED_OFFSET, 48);
        ring.asSlice(0, 8).fill((byte) 0);
        reader = reader();
        assertEquals(5, readAll(2));
        assertEquals(agrona.producerPosition(), agrona.consumerPosition());
    }

    @Test
    void shouldGoOverWhatADeadProducerDidNotFinish() {
        write(0);
        assertTrue(agrona.tryClaim(RingDescriptor.ROW_TYPE, 16) > 0);
        write(1);
        // Claimed, and died before the header was written: 24 bytes of zeros
        final long tail = agrona.producerPosition();
        ring.set(Layouts.LONG, CAPACITY + RingDescriptor.TAIL_OFFSET, tail + 24);
        write(2);
        assertEquals(1, readAll(0));
        assertTrue(reader.skipUnfinished());
        assertEquals(2, readAll(1));
        assertTrue(reader.skipUnfinished());
        assertEquals(3, readAll(2));
        assertFalse(reader.skipUnfinished());
        assertEquals(agrona.producerPosition(), reader.position());
    }

    @Test
    void shouldTellTheIdsOfAllRowsThatWaitAndStayWhereItIs() {
        for (int i = 0; i < 500; i++) {
            writeWithId(i);
        }
        assertEquals(500, readAll(0));
        // Over the end of the ring
        for (int i = 500; i < 1_100; i++) {
            writeWithId(i);
        }
        // What a dead program left unfinished hides nothing
        assertTrue(agrona.tryClaim(RingDescriptor.ROW_TYPE, 64) > 0);
        writeWithId(1_100);
        final long position = reader.position();
        final RowIdSet ids = new RowIdSet();
        reader.addWaiting(ids);
        assertEquals(position, reader.position());
        assertEquals(601, ids.size());
        for (long i = 500; i <= 1_100; i++) {
            assertTrue(ids.contains(new RowId(i, -i)));
        }
        assertEquals(1_100, readAll(500));
    }

    private void writeWithId(final long value) {
        final UnsafeBuffer source = new UnsafeBuffer(new byte[64]);
        source.putLong(0, value);
        source.putLong(8, -value);
        assertTrue(agrona.write(RingDescriptor.ROW_TYPE, source, 0, 64));
    }

    @Test
    void shouldRefuseLengthsAndPositionsThatCannotBe() {
        write(1);
        for (final int length : new int[] {1, 7, 8 * 1024 + 9, CAPACITY + 8, Integer.MAX_VALUE}) {
            ring.set(Layouts.INT, 0, length);
            assertThrows(IllegalArgumentException.class, reader::next, () -> "length=" + length);
        }
        ring.set(Layouts.LONG, CAPACITY + RingDescriptor.HEAD_OFFSET, 4);
        assertThrows(IllegalArgumentException.class, this::reader);
        ring.set(Layouts.LONG, CAPACITY + RingDescriptor.HEAD_OFFSET, -8);
        assertThrows(IllegalArgumentException.class, this::reader);
        ring.set(Layouts.LONG, CAPACITY + RingDescriptor.HEAD_OFFSET, 0);
        ring.set(Layouts.LONG, CAPACITY + RingDescriptor.TAIL_OFFSET, 2L * CAPACITY);
        assertThrows(IllegalArgumentException.class, this::reader);
    }
}
