package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.PAYLOAD_HEAD_OFFSET;
import static dev.kymo.ring.ControlDescriptor.PAYLOAD_TAIL_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A ring for rows that are logged only so that the JVM compiles what logs them: the code, the kinds of
/// memory and the answers are those of any ring, but nobody sees it, and [#takeAll] stands for the
/// recorder.
///
/// Its files are removed before it is there: the mappings alone are left, of 0.3 MiB. For one thread at a
/// time.
public final class RehearsalRing implements AutoCloseable {
    /// It lingers because there is nothing left to remove.
    private static final RingConfig SMALLEST = new RingConfig(
            null,
            RingConfig.MIN_RING_BYTES,
            RingConfig.MIN_PAYLOAD_BYTES,
            RingConfig.MIN_JOURNAL_BYTES,
            Overflow.DROP,
            true);

    private final RingProducer producer;
    private final MemorySegment control;
    private final MemorySegment ring;
    private final MemorySegment payload;

    private RehearsalRing(final RingProducer producer) {
        this.producer = producer;
        control = producer.control();
        ring = producer.writer().ring();
        payload = producer.payloadArea();
    }

    /// @param config of the ring that is rehearsed for: its folder is where the memory is taken
    /// @throws IOException when the folder is not safe to use or there is not room enough; says what to do
    public static RehearsalRing open(final RingConfig config) throws IOException {
        return new RehearsalRing(RingProducer.openUnseen(SMALLEST.withDirectory(config.directory())));
    }

    /// What rows are logged into; closed with this object.
    public RingProducer producer() {
        return producer;
    }

    /// Whether somebody records from now on, so that rows are answered COMMITTED, and otherwise BUFFERED.
    /// At first nobody does.
    public void setRecorded(final boolean isRecorded) {
        final long word = (long) WORD.getVolatile(control, OWNER_OFFSET);
        WORD.setVolatile(
                control, OWNER_OFFSET, isRecorded ? OwnerWord.owned(word) : OwnerWord.withState(word, OwnerWord.FREE));
    }

    /// Takes all rows, as a recorder that has filed them: their memory is free again. Threads that log find
    /// that they have not been there yet. No claim may be open.
    public void takeAll() {
        producer.answers().counted().forgetThreads();
        releaseBlocks();
        final long capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
        final long headOffset = capacity + RingDescriptor.HEAD_OFFSET;
        final long head = (long) WORD.getVolatile(ring, headOffset);
        final long tail = producer.writer().tail();
        final long from = head & capacity - 1;
        final long toEnd = Math.min(tail - head, capacity - from);
        ring.asSlice(from, toEnd).fill((byte) 0);
        ring.asSlice(0, tail - head - toEnd).fill((byte) 0);
        WORD.setVolatile(ring, headOffset, tail);
    }

    private void releaseBlocks() {
        final long tail = (long) WORD.getVolatile(control, PAYLOAD_TAIL_OFFSET);
        long position = (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET);
        while (position != tail) {
            final long offset = position % payload.byteSize();
            WORD.setRelease(payload, offset + PayloadDescriptor.STATE_OFFSET, PayloadDescriptor.RELEASED);
            position += payload.get(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
