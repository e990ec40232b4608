package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How rows are grouped into chunks, and in which order chunks come, never changes an answer.
final class ChunkGroupingTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");

    private final long usedBefore = OffHeap.usedBytes();
    private final MemoryChunks sink = new MemoryChunks();

    @AfterEach
    void assertNothingLeft() {
        sink.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    /// The rows in chunks of random sizes, whose rows are in random order and whose spans overlap.
    private List<Chunk> grouped(final Random random, final List<DataRow> rows) {
        final List<DataRow> shuffled = new ArrayList<>(rows);
        if (random.nextInt(4) > 0) {
            Collections.shuffle(shuffled, random);
        }
        final int rowsPerChunk = 1 + random.nextInt(12);
        final List<OpenChunk> open = new ArrayList<>();
        final List<Chunk> sealed = new ArrayList<>();
        for (final DataRow row : shuffled) {
            final List<OpenChunk> fitting = new ArrayList<>();
            for (final OpenChunk chunk : open) {
                if (chunk.entity().equals(row.entity()) && chunk.rowCount() < rowsPerChunk && chunk.accepts(row)) {
                    fitting.add(chunk);
                }
            }
            if (fitting.isEmpty() || random.nextInt(6) == 0) {
                final OpenChunk chunk = new OpenChunk(row.entity(), row.time(), 0);
                open.add(chunk);
                chunk.append(row);
            } else {
                fitting.get(random.nextInt(fitting.size())).append(row);
            }
        }
        for (final OpenChunk chunk : open) {
            sealed.add(sink.store(ID, chunk.snapshot()));
            chunk.close();
        }
        return sealed;
    }

    @Test
    void shouldAnswerTheSameForAnyGroupingOrderAndRepetition() {
        for (int seed = 0; seed < 150; seed++) {
            final Random random = new Random(seed);
            final RandomRows generator = new RandomRows(random);
            final ReferenceStore reference = new ReferenceStore();
            final List<DataRow> rows = new ArrayList<>();
            for (int i = 10 + random.nextInt(70); i > 0; i--) {
                final DataRow row = generator.next();
                rows.add(row);
                reference.add(RandomRows.reference(row));
            }
            for (int grouping = 0; grouping < 3; grouping++) {
                final List<Chunk> chunks = grouped(random, rows);
                final int distinct = chunks.size();
                for (int i = random.nextInt(5); i > 0; i--) {
                    chunks.add(chunks.get(random.nextInt(distinct)));
                }
                Collections.shuffle(chunks, random);
                try (RecordingStore store = new RecordingStore(ID)) {
                    final PreparedQuestions prepared = new PreparedQuestions(store);
                    for (int i = 0; i < chunks.size(); ) {
                        final int count = Math.min(1 + random.nextInt(10), chunks.size() - i);
                        store.insert(chunks.subList(i, i + count));
                        i += count;
                    }
                    final String where = "seed=" + seed + " grouping=" + grouping;
                    Questions.ask(random, generator, store, reference, 60, where);
                    prepared.ask(random, generator, reference, 3, where);
                }
            }
        }
    }

    private static DataRow row(final long number, final EntityPath entity, final long time) {
        return new DataRow(
                new RowId(1, number),
                entity,
                TimePoint.of(FRAME, time),
                List.of(new DataCell(ComponentDescriptor.of("n"), ArrayData.longs(Datatype.INT64, number))));
    }

    private static List<Long> numbers(final RecordingStore store, final EntityPath entity) {
        try (StoreReader reader = store.reader()) {
            return reader.range(entity, "n", "frame", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                    .map(cell -> cell.instances().getLong(0))
                    .toList();
        }
    }

    @Test
    void shouldIgnoreAKnownChunkIdEvenWithOtherRows() {
        final EntityPath entity = EntityPath.of("a");
        try (RecordingStore store = new RecordingStore(ID);
                OpenChunk open = new OpenChunk(entity, TimePoint.of(FRAME, 0), 0)) {
            open.append(row(1, entity, 5));
            final Chunk first = sink.store(ID, open.snapshot());
            open.append(row(2, entity, 6));
            final Chunk longer = sink.store(ID, open.snapshot());
            store.insert(List.of(first));
            store.insert(List.of(longer, first));
            assertEquals(List.of(1L), numbers(store, entity));
        }
    }

    @Test
    void shouldIgnoreAKnownChunkIdEvenOfAnotherEntity() {
        final Chunk first = OpenChunk.ofOneRow(row(1, EntityPath.of("a"), 5));
        final Chunk other = withId(OpenChunk.ofOneRow(row(2, EntityPath.of("b"), 5)), first.id());
        try (RecordingStore store = new RecordingStore(ID)) {
            store.insert(List.of(first, other));
            assertEquals(List.of(EntityPath.of("a")), List.copyOf(store.entities()));
            assertEquals(List.of(), numbers(store, EntityPath.of("b")));
        }
    }

    private static Chunk withId(final Chunk chunk, final ChunkId id) {
        final EncodedIpc encoded = ChunkCodec.encode(chunk);
        final byte[] bytes = new byte[Math.toIntExact(encoded.lengthBytes())];
        encoded.copyTo(MemorySegment.ofArray(bytes));
        final String text = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace(chunk.id().toFileText(), id.toFileText());
        return ChunkCodec.decode(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void shouldIgnoreTheIdOfAnOpenChunkOnceSealed() {
        final EntityPath entity = EntityPath.of("a");
        try (RecordingStore store = new RecordingStore(ID)) {
            final OpenChunk open = new OpenChunk(entity, TimePoint.of(FRAME, 0), 0);
            open.append(row(1, entity, 5));
            store.addOpen(open);
            open.append(row(2, entity, 4));
            assertEquals(List.of(2L, 1L), numbers(store, entity));
            final Chunk sealed = sink.store(ID, open.snapshot());
            store.seal(open, sealed);
            store.insert(List.of(sealed));
            assertEquals(List.of(2L, 1L), numbers(store, entity));
        }
    }

    @Test
    void shouldListAColumnThatIsNullThroughoutAndLetTemporalDataAnswer() {
        final EntityPath entity = EntityPath.of("a");
        try (RecordingStore store = new RecordingStore(ID)) {
            store.insert(List.of(withNullStatic(entity)));
            assertEquals(1, store.entities().size());
            try (StoreReader reader = store.reader()) {
                final StoreReader.ColumnInfo column = reader.columns(entity).get(1);
                assertEquals("n", column.component());
                assertEquals(false, column.hasStatic());
                assertEquals(0, column.timelines().size());
            }
            store.insert(List.of(OpenChunk.ofOneRow(row(7, entity, 3))));
            assertEquals(List.of(7L), numbers(store, entity));
        }
    }

    /// A static chunk with the column `m`, and the column `n` that is null throughout.
    private Chunk withNullStatic(final EntityPath entity) {
        try (OpenChunk open = new OpenChunk(entity, TimePoint.STATIC, 0)) {
            for (final String component : List.of("n", "m")) {
                open.append(new DataRow(
                        new RowId(1, component.charAt(0)),
                        entity,
                        TimePoint.STATIC,
                        List.of(new DataCell(ComponentDescriptor.of(component), ArrayData.longs(Datatype.INT64, 1)))));
            }
            final Chunk chunk = sink.store(ID, open.snapshot());
            // The chunk lies in memory of our own: take the bit of its only value away.
            chunk.component("n").orElseThrow().lists().validityBuffer().set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
            return chunk;
        }
    }
}
