package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What rows of one number are in the ring, byte by byte.
final class ScalarRowsTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final double VALUE = -0.5;

    @TempDir
    private Path temp;

    private RingProducer producer;
    private Arena arena;
    private MemorySegment ring;
    private ScalarRows rows;
    private int logTime;
    private int frame;
    private long at = ControlDescriptor.RING_OFFSET;

    @BeforeEach
    void open() throws IOException {
        open(RingConfig.MIN_RING_BYTES, 1 << 20);
    }

    private void open(final int ringBytes, final int journalBytes) throws IOException {
        producer = RingProducer.open(RingConfig.fromEnvironment()
                .withDirectory(temp.resolve("shm"))
                .withRingBytes(ringBytes)
                .withPayloadBytes(RingConfig.MIN_PAYLOAD_BYTES)
                .withJournalBytes(journalBytes));
        arena = Arena.ofConfined();
        ring = ProducerFiles.map(producer.folder().resolve(ProducerFiles.RING), FileChannel.MapMode.READ_ONLY, arena);
        final int store = producer.declareStore(StoreId.recording("app", "rec"));
        final int entity = producer.declareEntity(EntityPath.of("motor"));
        logTime = producer.declareTimeline(Timeline.LOG_TIME);
        frame = producer.declareTimeline(Timeline.sequence("frame"));
        rows = producer.scalarRows(
                store, entity, producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64));
    }

    @AfterEach
    void close() {
        arena.close();
        producer.close();
    }

    /// Header and body of the next record, as words.
    private List<Long> nextRecord() {
        final int length = ring.get(Layouts.INT, at);
        final List<Long> words = new ArrayList<>();
        for (int i = 0; i < length; i += Long.BYTES) {
            words.add(ring.get(Layouts.LONG, at + i));
        }
        at += RingDescriptor.aligned(length);
        return words;
    }

    private static long header(final int type, final int length) {
        return ((long) type << Integer.SIZE) | length;
    }

    private static long bits(final double value) {
        return Double.doubleToRawLongBits(value);
    }

    private Commit commit(final long inc, final int[] timelines, final long... times) {
        return rows.commit(NOW, inc, timelines, times, times.length, VALUE);
    }

    @Test
    void shouldSayNoMoreThanIdTimesAndNumber() {
        final int[] both = {frame, logTime};
        commit(1, new int[] {logTime}, NOW);
        commit(2, both, 33, NOW);
        commit(3, both, 34, NOW + 1);
        commit(4, new int[] {logTime}, NOW);
        assertEquals(List.of(header(16, 32), NOW, 1L, bits(VALUE)), nextRecord());
        assertEquals(List.of(header(17, 40), NOW, 2L, 33L, bits(VALUE)), nextRecord());
        assertEquals(List.of(header(18, 48), NOW, 3L, 34L, NOW + 1, bits(VALUE)), nextRecord());
        assertEquals(List.of(header(16, 32), NOW, 4L, bits(VALUE)), nextRecord());
    }

    @Test
    void shouldDeclareAFormOnceForAllWhoUseIt() {
        final ScalarRows same = producer.scalarRows(0, 0, 0);
        commit(1, new int[] {logTime}, NOW);
        same.commit(NOW, 2, new int[] {logTime, 99}, new long[] {NOW, 0}, 1, VALUE);
        assertEquals(header(16, 32), nextRecord().getFirst());
        assertEquals(header(16, 32), nextRecord().getFirst());
    }

    @Test
    void shouldNoticeThatTheCallersTimelinesHaveChanged() {
        final int[] timelines = {logTime};
        commit(1, timelines, NOW);
        timelines[0] = frame;
        commit(2, timelines, 7);
        assertEquals(header(16, 32), nextRecord().getFirst());
        assertEquals(List.of(header(17, 40), NOW, 2L, 7L, bits(VALUE)), nextRecord());
        timelines[0] = 99;
        assertThrows(IllegalArgumentException.class, () -> commit(3, timelines, 7));
        assertThrows(IllegalArgumentException.class, () -> commit(3, new int[] {frame}, Long.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> commit(3, new int[] {frame, frame}, 1, 2));
        assertEquals(2, producer.counters().bufferedRows());
    }

    @Test
    void shouldTellRowsWholeWhenThereAreFormsEnough() {
        final int[] timelines = new int[12];
        for (int i = 0; i < timelines.length; i++) {
            timelines[i] = producer.declareTimeline(Timeline.sequence("t" + i));
            assertEquals(Commit.BUFFERED, commit(i, new int[] {timelines[i]}, i));
        }
        for (int i = 0; i < timelines.length; i++) {
            final List<Long> words = nextRecord();
            assertEquals(i < 8 ? header(16 + i, 40) : header(RingDescriptor.ROW_TYPE, 88), words.getFirst());
            assertEquals(bits(VALUE), words.getLast());
        }
    }

    @Test
    void shouldTellRowsWholeWhenTheJournalIsFull() throws IOException {
        close();
        open(RingConfig.MIN_RING_BYTES, 1 << 16);
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                producer.declareEntity(EntityPath.of("entity" + i));
            }
        });
        // What is smaller than that entity's may still have found room
        while (ring.get(Layouts.LONG, at) == 0 || nextRecord().getFirst() != header(RingDescriptor.ROW_TYPE, 88)) {
            final ScalarRows more =
                    producer.scalarRows(0, (int) producer.counters().bufferedRows(), 0);
            assertEquals(Commit.BUFFERED, more.commit(NOW, 1, new int[] {frame}, new long[] {1}, 1, VALUE));
        }
    }

    @Test
    void shouldLogWithoutATimeToTheJournal() {
        assertEquals(Commit.BUFFERED, commit(1, new int[] {}));
        assertEquals(0, ring.get(Layouts.LONG, at));
        assertEquals(1, producer.counters().bufferedRows());
    }
}
