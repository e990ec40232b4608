package dev.kymo.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.TableChunks;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.NativeValues;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.query.Conversions;
import dev.kymo.store.query.Dataframe;
import dev.kymo.store.query.DataframeBatches;
import dev.kymo.store.query.DataframeQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

final class ArrowVectorsTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Datatype EITHER = Datatype.denseUnion(
            new byte[] {2, 5}, List.of(Field.nullable("n", Datatype.INT32), Field.nullable("t", Datatype.UTF8)));

    @Test
    void shouldGetValuesBackFromArrowAsTheyWere() {
        final List<ArrayData> all = List.of(
                NativeValues.of(Datatype.FLOAT64, Arrays.asList(1.5, null, -0.0)),
                NativeValues.of(Datatype.BOOL, Arrays.asList(true, null, false)),
                NativeValues.of(Datatype.UTF8, Arrays.asList("ü", null, "")),
                NativeValues.of(Datatype.UINT64, List.of(-1L)),
                NativeValues.of(Datatype.TIMESTAMP_NS, List.of(5L)),
                NativeValues.of(Datatype.fixedSizeBinary(2), List.of(new byte[] {1, 2})),
                NativeValues.of(Datatype.vector(3, Datatype.FLOAT32), List.of(List.of(1, 2, 3))),
                NativeValues.of(
                        Datatype.list(Field.nullable("item", Datatype.INT16)),
                        Arrays.asList(Arrays.asList(1, null), null, List.of())),
                NativeValues.of(
                        Datatype.struct(Field.nullable("a", Datatype.INT8), Field.nullable("b", Datatype.UTF8)),
                        Arrays.asList(Map.of("a", 1, "b", "x"), null)),
                NativeValues.of(EITHER, List.of(Map.of("n", 4), Map.of("t", "five"))),
                NativeValues.of(Datatype.NULL, Arrays.asList(null, null)),
                ArrayData.empty(Datatype.UTF8));
        try (RootAllocator allocator = new RootAllocator()) {
            for (final ArrayData values : all) {
                try (FieldVector vector = ArrowVectors.toVector("v", values, allocator)) {
                    assertEquals(values.length(), vector.getValueCount());
                    final ArrayData back = ArrowVectors.toArray(vector);
                    assertEquals(values.type(), back.type());
                    assertEquals(
                            text(NativeValues.toJava(values)),
                            text(NativeValues.toJava(back)),
                            values.type().toString());
                }
            }
        }
    }

    private static String text(final List<?> values) {
        return Arrays.deepToString(values.toArray());
    }

    @Test
    void shouldLogRecordBatchesAndHandOutTablesAsSuch() {
        final long usedBefore = OffHeap.usedBytes();
        try (RootAllocator allocator = new RootAllocator();
                BigIntVector frame = new BigIntVector("frame", allocator);
                Float8Vector value = new Float8Vector("value", allocator);
                VarCharVector name = new VarCharVector("name", allocator)) {
            for (int i = 0; i < 10; i++) {
                frame.setSafe(i, 100 - i);
                if (i % 2 == 0) {
                    value.setSafe(i, i / 2.0);
                } else {
                    value.setNull(i);
                }
                name.setSafe(i, ("row " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            frame.setValueCount(10);
            value.setValueCount(10);
            name.setValueCount(10);
            final VectorSchemaRoot root = VectorSchemaRoot.of(frame, value, name);
            final DataTable table = ArrowTables.toTable(ID, EntityPath.of("e"), root, Set.of("frame"));
            assertEquals(10, table.rows().size());
            try (TableChunks chunks = TableChunks.of(table);
                    RecordingStore store = new RecordingStore(ID)) {
                store.insert(chunks.chunks());
                assertEquals(rowsOf(root), rowsOf(store, allocator));
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ArrowTables.toTable(ID, EntityPath.of("e"), root, Set.of("fame")));
            final String said = String.valueOf(assertThrows(
                            IllegalArgumentException.class,
                            () -> ArrowTables.toTable(ID, EntityPath.of("e"), root, Set.of("name")))
                    .getMessage());
            assertEquals("timeline name: expected Int64, Timestamp(ns) or Duration(ns), found Utf8", said);
        }
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    @Test
    void shouldTakeDescriptorsFromMetadata() {
        final Map<String, String> metadata = Map.of(
                "rerun:component", "Scalars:scalars",
                "rerun:archetype", "rerun.archetypes.Scalars",
                "rerun:component_type", "rerun.components.Scalar");
        final FieldType described =
                new FieldType(true, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), null, metadata);
        try (RootAllocator allocator = new RootAllocator();
                BigIntVector frame = new BigIntVector("frame", allocator);
                Float8Vector value = new Float8Vector("rpm", described, allocator)) {
            frame.setSafe(0, 7);
            value.setSafe(0, 1.5);
            frame.setValueCount(1);
            value.setValueCount(1);

            final DataTable table =
                    ArrowTables.toTable(ID, EntityPath.of("e"), VectorSchemaRoot.of(frame, value), Set.of("frame"));

            assertEquals(
                    new ComponentDescriptor("Scalars:scalars", "rerun.archetypes.Scalars", "rerun.components.Scalar"),
                    table.rows().getFirst().cells().getFirst().descriptor());
        }
    }

    /// Latest frame first, so that the table has them the other way round.
    private static List<String> rowsOf(final VectorSchemaRoot root) {
        final List<String> rows = new ArrayList<>();
        for (int i = root.getRowCount() - 1; i >= 0; i--) {
            final Object value = root.getVector("value").getObject(i);
            rows.add(root.getVector("frame").getObject(i) + " [\""
                    + root.getVector("name").getObject(i) + "\"] " + (value == null ? null : "[" + value + "]"));
        }
        return rows;
    }

    private static List<String> rowsOf(final RecordingStore store, final RootAllocator allocator) {
        final List<String> rows = new ArrayList<>();
        try (Dataframe table = Dataframe.open(store, DataframeQuery.on("frame"));
                DataframeBatches batches = new DataframeBatches(table, Conversions.standard(), 4, 1 << 20)) {
            final long count = ArrowTables.stream(batches, allocator, batch -> {
                for (int i = 0; i < batch.getRowCount(); i++) {
                    rows.add(batch.getVector("frame").getObject(i) + " "
                            + batch.getVector("/e:name").getObject(i) + " "
                            + batch.getVector("/e:value").getObject(i));
                }
            });
            assertEquals(rows.size(), count);
        }
        return rows;
    }

    @Test
    void shouldNameWhatCanNotBeKept() {
        try (RootAllocator allocator = new RootAllocator();
                DecimalVector money = new DecimalVector("money", allocator, 10, 2)) {
            final String said =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> ArrowVectors.toArray(money))
                            .getMessage());
            assertTrue(said.startsWith("column money: Decimal(10, 2, 128)"), said);
        }
    }
}
