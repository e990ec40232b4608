package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.RowForm;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of a form arrive as the same rows all told would, and whatever is none is refused.
final class RowFormTest {
    private static final long SEED = 8_128;
    private static final int ROWS = 5_000;

    @TempDir
    private Path temp;

    @Test
    void shouldArriveAsTheSameRowsAllTold() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final IngestAgent agent = rig.agent();
        final Random random = new Random(SEED);
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final int store = producer.declareStore(StoreId.recording("app", "rec"));
            final int[] timelines = {
                producer.declareTimeline(Timeline.LOG_TIME), producer.declareTimeline(Timeline.sequence("frame"))
            };
            final int number = producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64);
            final int shorter = producer.declareEntity(EntityPath.of("short"));
            final int whole = producer.declareEntity(EntityPath.of("whole"));
            final ScalarRows rows = producer.scalarRows(store, shorter, number);
            for (int i = 0; i < ROWS; i++) {
                final long now = 1_000_000L + i;
                final long[] times = {random.nextInt(4) == 0 ? now - 1 : now, random.nextInt(100)};
                final int count = 1 + random.nextInt(2);
                rows.commit(now, i, timelines, times, count, i * 0.5);
                producer.commit(
                        store,
                        whole,
                        now,
                        i,
                        timelines,
                        times,
                        count,
                        new int[] {number},
                        new ArrayData[] {ArrayData.doubles(Datatype.FLOAT64, i * 0.5)},
                        1);
                if (i % 50 == 0) {
                    agent.doWork();
                }
            }
            assertTrue(Rig.await(() -> work(agent) && rig.sink.count() == 2 * ROWS), "seed=" + SEED);
        } finally {
            agent.onClose();
        }
        assertEquals(List.of(), rig.problems.all());
        final List<Rig.Seen> seen = rig.sink.rows();
        assertEquals(contents(seen, "/whole"), contents(seen, "/short"), "seed=" + SEED);
    }

    private static boolean work(final IngestAgent agent) {
        try {
            agent.doWork();
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
        return true;
    }

    private static List<String> contents(final List<Rig.Seen> rows, final String entity) {
        return rows.stream()
                .filter(row -> row.entity().equals(entity))
                .map(row -> row.timeNs() + " " + row.inc() + " " + row.time() + " " + row.content())
                .toList();
    }

    @Test
    void shouldMakeOfAnyPlainTypesWhatTheDecoderTakes() throws IOException {
        final Names names;
        try (RingProducer producer = RingProducer.open(new Rig(temp.resolve("shm")).ring())) {
            names = names(producer);
        }
        // 2 points of 3 floats, 5 bytes, no number, 2 × 2 shorts twice
        final RowForm form = new RowForm(
                0,
                0,
                List.of(new RowForm.Time(0, true), new RowForm.Time(1, false)),
                List.of(
                        new RowForm.Cell(1, 2),
                        new RowForm.Cell(2, 5),
                        new RowForm.Cell(0, 0),
                        new RowForm.Cell(3, 2)));
        final FormReader reader = FormReader.of(form, names);
        final MemorySegment record = MemorySegment.ofArray(new long[3 + 3 + 1 + 2]);
        record.set(Layouts.LONG, 0, 77);
        record.set(Layouts.LONG, 8, 5);
        record.set(Layouts.LONG, 16, -4);
        for (int i = 0; i < 6; i++) {
            record.set(Layouts.FLOAT, 24 + 4L * i, i + 0.5f);
        }
        MemorySegment.copy(new byte[] {9, 8, 7, 6, 5}, 0, record, ValueLayout.JAVA_BYTE, 48, 5);
        for (int i = 0; i < 8; i++) {
            record.set(Layouts.SHORT, 56 + 2L * i, (short) (i - 3));
        }
        final MemorySegment into = MemorySegment.ofArray(new long[100]);
        final int length = reader.read(record, 0, (int) record.byteSize(), into);
        final RowDecoder decoder = new RowDecoder(names, new PayloadReader(ArrayData.NO_BUFFER));
        final DataRow row = decoder.decode(into.asSlice(0, length), false);
        assertEquals(77, row.id().timeNs());
        assertEquals(5, row.id().inc());
        final Map<Timeline, Long> times = Map.of(Timeline.LOG_TIME, 77L, Timeline.sequence("frame"), -4L);
        assertEquals(TimePoint.of(times), row.time());
        assertEquals(5.5f, row.cells().get(0).instances().child(0).getFloat(5));
        assertArrayEquals(
                new byte[] {9, 8, 7, 6, 5},
                row.cells().get(1).instances().flatBytes().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(0, row.cells().get(2).instances().length());
        assertEquals(2, row.cells().get(3).instances().length());
        for (int wrong = 0; wrong < record.byteSize(); wrong += 8) {
            final int bytes = wrong;
            assertThrows(IllegalArgumentException.class, () -> reader.read(record, 0, bytes, into));
        }
        final MemorySegment small = into.asSlice(0, length - 8);
        assertThrows(IllegalArgumentException.class, () -> reader.read(record, 0, (int) record.byteSize(), small));
    }

    @Test
    void shouldRefuseFormsThatNoRowCanHave() throws IOException {
        try (RingProducer producer = RingProducer.open(new Rig(temp.resolve("shm")).ring())) {
            final Names names = names(producer);
            // Not declared, not plain, more than there can be
            for (final RowForm.Cell cell : List.of(
                    new RowForm.Cell(6, 1),
                    new RowForm.Cell(-1, 1),
                    new RowForm.Cell(4, 1),
                    new RowForm.Cell(5, 1),
                    new RowForm.Cell(0, Integer.MAX_VALUE))) {
                final RowForm form = new RowForm(0, 0, List.of(new RowForm.Time(0, true)), List.of(cell));
                assertThrows(IllegalArgumentException.class, () -> FormReader.of(form, names), cell::toString);
            }
            final List<RowForm.Cell> many = Collections.nCopies(20, new RowForm.Cell(2, Integer.MAX_VALUE / 8));
            final RowForm tooLong = new RowForm(0, 0, List.of(new RowForm.Time(0, true)), many);
            assertThrows(IllegalArgumentException.class, () -> FormReader.of(tooLong, names));
            assertThrows(IllegalArgumentException.class, () -> names.form(0));
        }
    }

    /// Two timelines and a component of each of six types, as a journal declares them.
    private static Names names(final RingProducer producer) throws IOException {
        producer.declareStore(StoreId.recording("app", "rec"));
        producer.declareEntity(EntityPath.of("any"));
        producer.declareTimeline(Timeline.LOG_TIME);
        producer.declareTimeline(Timeline.sequence("frame"));
        for (final Datatype type : List.of(
                Datatype.FLOAT64,
                Datatype.vector(3, Datatype.FLOAT32),
                Datatype.UINT8,
                Datatype.vector(2, Datatype.vector(2, Datatype.INT16)),
                Datatype.UTF8,
                Datatype.BOOL)) {
            producer.declareComponent(ComponentDescriptor.of("of " + type), type);
        }
        final Names names = Names.ofJournal();
        try (Arena arena = Arena.ofConfined()) {
            final ProducerFiles files = ProducerMapping.map(producer.folder(), arena);
            final JournalReader journal = new JournalReader(producer.folder(), files.control(), arena);
            while (journal.hasNext()) {
                final MemorySegment body = journal.next();
                names.add(journal.kind(), body);
            }
        }
        return names;
    }

    @Test
    void shouldCutOffAProducerWhoseRowsAreOfNoForm() throws IOException {
        assertEquals("form id 99, 1 are declared", complaintOf(RingDescriptor.TYPE_OFFSET, 16 + 99));
        assertEquals("form id 2147483631, 1 are declared", complaintOf(RingDescriptor.TYPE_OFFSET, Integer.MAX_VALUE));
        assertEquals("record of type 15", complaintOf(RingDescriptor.TYPE_OFFSET, 15));
        assertEquals("record of type -2", complaintOf(RingDescriptor.TYPE_OFFSET, -2));
        final String longer = complaintOf(RingDescriptor.LENGTH_OFFSET, 48);
        assertTrue(longer.startsWith("row of a form: 40 bytes, expected 32"), longer);
        final String shorter = complaintOf(RingDescriptor.LENGTH_OFFSET, 8);
        assertTrue(shorter.startsWith("row of a form: 0 bytes, expected 32"), shorter);
    }

    /// What the recorder says when a word of a row's header is another.
    private String complaintOf(final int offset, final int word) throws IOException {
        final Rig rig = new Rig(temp.resolve("shm" + offset + "-" + word));
        try (RingProducer producer = RingProducer.open(rig.ring());
                Arena arena = Arena.ofConfined()) {
            new Logger(producer, "bad").number(1);
            final MemorySegment ring = ProducerFiles.map(
                    producer.folder().resolve(ProducerFiles.RING), FileChannel.MapMode.READ_WRITE, arena);
            ring.set(Layouts.INT, ControlDescriptor.RING_OFFSET + offset, word);
            final IngestAgent agent = rig.agent();
            agent.doWork();
            agent.onClose();
            assertEquals(0, rig.sink.count());
            final String all = String.join("", rig.problems.all());
            return all.substring(all.indexOf("byte 4096: ") + "byte 4096: ".length());
        }
    }
}
