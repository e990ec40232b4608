package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rows as a whole archetype leaves them of which one field is set: the other cells are there and have no instances.
final class EmptyCellsTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("arm");
    private static final EntityPath OTHER = EntityPath.of("base");
    private static final Datatype TURN = Datatype.struct(Field.required("angle", Datatype.FLOAT32));
    private static final List<String> COMPONENTS = List.of("moved", "scaled", "turned", "late");
    private static final int ROWS = 100;
    /// The first row that has the component that comes late.
    private static final int LATE = 40;

    private final long usedBefore = OffHeap.usedBytes();
    private final MemoryChunks sink = new MemoryChunks();
    private final RecordingStore store = new RecordingStore(ID);
    private final LatestAtResult answers = new LatestAtResult();

    @BeforeEach
    void fill() {
        for (final EntityPath entity : List.of(ENTITY, OTHER)) {
            OpenChunk open = null;
            for (int i = 0; i < ROWS; i++) {
                final DataRow row = row(entity, i);
                if (open == null) {
                    open = new OpenChunk(entity, row.time(), 0);
                }
                assertTrue(open.accepts(row));
                open.append(row);
            }
            store.insert(List.of(sink.store(ID, open.snapshot())));
            open.close();
        }
    }

    @AfterEach
    void assertNothingLeft() {
        store.close();
        sink.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    private static DataRow row(final EntityPath entity, final int number) {
        final List<DataCell> cells = new ArrayList<>();
        cells.add(new DataCell(ComponentDescriptor.of("moved"), ArrayData.longs(Datatype.INT64, number)));
        cells.add(new DataCell(ComponentDescriptor.of("scaled"), ArrayData.longs(Datatype.INT64)));
        cells.add(new DataCell(ComponentDescriptor.of("turned"), ArrayData.empty(TURN)));
        if (number >= LATE) {
            cells.add(new DataCell(ComponentDescriptor.of("late"), ArrayData.longs(Datatype.INT64)));
        }
        return new DataRow(
                new RowId(entity.hashCode() & 0xFF, number), entity, TimePoint.of(FRAME, number * 3L), cells);
    }

    @Test
    void shouldFindEmptyCellsWithTheRowsTheyAreOf() {
        final LatestAtQuery query = new LatestAtQuery(store, List.of(ENTITY, OTHER), COMPONENTS, "frame");
        try (StoreReader reader = store.reader()) {
            for (int at = ROWS * 3; at >= -1; at--) {
                reader.latestAt(query, at, answers);
                for (int entity = 0; entity < 2; entity++) {
                    check(entity, Math.floorDiv(Math.min(at, (ROWS - 1) * 3), 3));
                }
            }
        }
    }

    private void check(final int entity, final int row) {
        for (int component = 0; component < COMPONENTS.size(); component++) {
            final int answer = answers.answer(entity, component);
            final boolean isThere = row >= (component == 3 ? LATE : 0);
            assertEquals(isThere, answers.isFound(answer), () -> "row " + row);
            if (isThere) {
                assertEquals(row, answers.row(answer));
                assertEquals(component != 0, answers.isEmpty(answer));
                assertEquals(component == 0 ? 1 : 0, answers.instanceCount(answer));
                assertEquals(component == 2 ? -1 : component == 0 ? 8 : 0, answers.bytesLength(answer));
                assertEquals(0, answers.instances(answer).length() - (component == 0 ? 1 : 0));
                assertEquals(row, answers.rowIdInc(answer));
            }
            // Of the first component of an entity the one before is another entity's, whatever its row is
            assertEquals(isThere && component > 0, answers.isOfSameRowAsBefore(answer), () -> "row " + row);
        }
    }

    @Test
    void shouldNotTakeOneEntitysRowForAnothersWhenAskedAlone() {
        final LatestAtQuery query = new LatestAtQuery(store, List.of(ENTITY, OTHER), COMPONENTS, "frame");
        final LatestAtResult one = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            reader.latestAt(query, 30, answers);
            reader.latestAt(query, 1, 60, one);
            assertFalse(one.isOfSameRowAsBefore(0));
            assertTrue(one.isOfSameRowAsBefore(1));
            assertEquals(20, one.row(1));
            assertEquals(10, answers.row(1));
            assertTrue(answers.isOfSameRowAsBefore(1));
        }
    }
}
