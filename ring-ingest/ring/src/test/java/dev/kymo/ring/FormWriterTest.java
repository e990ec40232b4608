package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The quick way into a ring: whose ring it is, when it does nothing, and that its rows count.
final class FormWriterTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final int TYPE = RingDescriptor.FIRST_FORM_TYPE;
    private static final int LENGTH = 32;
    private static final boolean[] ID_TIME = {true};
    private static final int SECTION = 1 << 14;
    private static final long OWNED = OwnerWord.withState(8, OwnerWord.OWNED);

    @TempDir
    private Path temp;

    private RingProducer open(final String name) throws IOException {
        final RingProducer producer = RingProducer.open(RingConfig.fromEnvironment()
                .withDirectory(temp.resolve(name))
                .withRingBytes(RingConfig.MIN_RING_BYTES)
                .withPayloadBytes(RingConfig.MIN_PAYLOAD_BYTES));
        producer.declareStore(StoreId.recording("app", "rec"));
        producer.declareEntity(EntityPath.of("motor"));
        producer.declareTimeline(Timeline.LOG_TIME);
        producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64);
        return producer;
    }

    private static void own(final RingProducer producer, final long word) {
        ControlDescriptor.WORD.setVolatile(producer.control(), ControlDescriptor.OWNER_OFFSET, word);
    }

    private static Commit commit(final RingProducer producer, final long inc) {
        return producer.formWriter().commit(TYPE, LENGTH, ID_TIME, NOW, inc, new long[] {NOW}, 0.5);
    }

    /// As all rows go.
    private static void commitSlowly(final RingProducer producer, final int length, final long inc) {
        final long at = producer.writer().claim(TYPE, length);
        producer.writer()
                .ring()
                .set(Layouts.LONG, at + RingDescriptor.HEADER_LENGTH + RowDescriptor.ROW_INC_OFFSET, inc);
        producer.writer().publish(at, length);
    }

    private static List<Long> incs(final RingProducer producer) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ring = ProducerFiles.map(
                    producer.folder().resolve(ProducerFiles.RING), FileChannel.MapMode.READ_ONLY, arena);
            final List<Long> incs = new ArrayList<>();
            long at = ControlDescriptor.RING_OFFSET;
            while (ring.get(Layouts.INT, at) == LENGTH) {
                incs.add(ring.get(Layouts.LONG, at + RingDescriptor.HEADER_LENGTH + RowDescriptor.ROW_INC_OFFSET));
                at += LENGTH;
            }
            return incs;
        }
    }

    @Test
    void shouldWriteToTheRingItWasMadeFor() throws IOException {
        try (RingProducer first = open("first");
                RingProducer second = open("second")) {
            own(first, OWNED);
            own(second, OWNED);
            assertNotSame(first.formWriter().getClass(), second.formWriter().getClass());
            assertEquals(Commit.COMMITTED, commit(first, 1));
            assertEquals(Commit.COMMITTED, commit(second, 2));
            assertEquals(Commit.COMMITTED, commit(first, 3));
            assertEquals(List.of(1L, 3L), incs(first));
            assertEquals(List.of(2L), incs(second));
            assertEquals(2, first.counters().committedRows());
            assertEquals(2 * LENGTH, first.counters().committedBytes());
            assertEquals(1, second.counters().committedRows());
            own(first, 8);
            own(second, 8);
        }
    }

    @Test
    void shouldDoNothingWhenNobodyOwnsTheRingOrItRefusesOrIsFull() throws IOException {
        try (RingProducer producer = open("shm")) {
            for (final int state : new int[] {
                OwnerWord.FREE, OwnerWord.RECLAIMING, OwnerWord.DRAINING, OwnerWord.REFUSED, OwnerWord.GONE
            }) {
                own(producer, OwnerWord.withState(8, state));
                assertNull(commit(producer, 1));
            }
            assertEquals(List.of(), incs(producer));
            own(producer, OWNED);
            int quick = 0;
            for (int i = 0; i < RingConfig.MIN_RING_BYTES / LENGTH; i++) {
                if (commit(producer, i) == Commit.COMMITTED) {
                    quick++;
                } else {
                    commitSlowly(producer, LENGTH, i);
                }
            }
            assertEquals((RingConfig.MIN_RING_BYTES - RingConfig.MIN_RING_BYTES / SECTION * LENGTH) / LENGTH, quick);
            assertNull(commit(producer, 9));
            assertEquals(quick, producer.counters().committedRows());
            own(producer, 8);
        }
    }

    @Test
    void shouldLeaveTheEndOfALapToTheWayOfAllRows() throws IOException {
        try (RingProducer producer = open("shm")) {
            own(producer, OWNED);
            // 40 bytes do not divide the ring: the last record of a lap has no room in front of its end
            final boolean[] given = {false};
            final int length = LENGTH + Long.BYTES;
            final int records = RingConfig.MIN_RING_BYTES / length;
            for (int i = 0; i < records; i++) {
                if (producer.formWriter().commit(TYPE, length, given, NOW, i, new long[] {i}, 0.5) == null) {
                    commitSlowly(producer, length, i);
                }
            }
            // As if a reader had taken all of it
            final MemorySegment ring = producer.writer().ring();
            final long head = (long) records * length;
            ring.asSlice(0, head).fill((byte) 0);
            ControlDescriptor.WORD.setVolatile(
                    ring, RingConfig.MIN_RING_BYTES + (long) RingDescriptor.HEAD_OFFSET, head);
            assertNull(producer.formWriter().commit(TYPE, length, given, NOW, 1, new long[] {1}, 0.5));
            final ScalarRows rows = producer.scalarRows(0, 0, 0);
            assertEquals(Commit.COMMITTED, rows.commit(NOW, 77, new int[] {0}, new long[] {1}, 1, 0.5));
            assertEquals(77, ring.get(Layouts.LONG, RingDescriptor.HEADER_LENGTH + RowDescriptor.ROW_INC_OFFSET));
            assertEquals(RingDescriptor.PADDING_TYPE, ring.get(Layouts.INT, head + RingDescriptor.TYPE_OFFSET));
            own(producer, 8);
        }
    }

    /// So that the JVM sees the other way taken, long before the end of a lap.
    @Test
    void shouldLeaveTheLastRowOfASectionToTheWayOfAllRows() throws IOException {
        for (final int length : new int[] {LENGTH, LENGTH + Long.BYTES}) {
            try (RingProducer producer = open("shm" + length)) {
                own(producer, OWNED);
                final boolean[] isIdTime = {length == LENGTH};
                for (long at = 0; at < RingConfig.MIN_RING_BYTES - length; at += length) {
                    final boolean isLast = at / SECTION != (at + length) / SECTION;
                    final Commit answer =
                            producer.formWriter().commit(TYPE, length, isIdTime, NOW, at, new long[] {NOW}, 0.5);
                    assertEquals(isLast ? null : Commit.COMMITTED, answer, () -> "a record of " + length + " bytes");
                    if (isLast) {
                        commitSlowly(producer, length, at);
                    }
                }
                own(producer, 8);
            }
        }
    }

    @Test
    void shouldCountTheRowsOfMoreThreadsThanHaveSlots() throws IOException, InterruptedException {
        // Fewer rows than end a section
        final int threads = 3 * CountersDescriptor.THREAD_SLOTS;
        try (RingProducer producer = open("shm")) {
            own(producer, OWNED);
            final List<Thread> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                final int thread = t;
                running.add(Thread.ofPlatform().name("logger" + t).start(() -> {
                    for (int i = 0; i < 2; i++) {
                        commit(producer, thread * 2L + i);
                    }
                }));
            }
            for (final Thread each : running) {
                each.join();
            }
            assertEquals(threads * 2L, producer.counters().committedRows());
            assertEquals(threads * 2L * LENGTH, producer.counters().committedBytes());
            assertEquals(threads * 2, incs(producer).stream().distinct().count());
            own(producer, 8);
        }
    }

    /// A program that opens rings again and again must not keep a class of each.
    @Test
    void shouldGoWithItsRing() throws IOException {
        final List<WeakReference<Class<?>>> classes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (RingProducer producer = open("shm" + i)) {
                assertNotNull(producer.formWriter());
                classes.add(new WeakReference<>(producer.formWriter().getClass()));
            }
        }
        boolean isAnyGone = false;
        for (int i = 0; i < 100 && !isAnyGone; i++) {
            System.gc();
            isAnyGone = classes.stream().anyMatch(each -> each.get() == null);
        }
        assertTrue(isAnyGone);
    }
}
