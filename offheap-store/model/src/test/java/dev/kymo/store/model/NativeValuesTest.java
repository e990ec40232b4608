package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Java's values as Arrow's and back; cells, tables and records made of them.
final class NativeValuesTest {
    private static final EntityPath ENTITY = EntityPath.of("e");

    private static String text(final @Nullable Object value) {
        return Arrays.deepToString(new @Nullable Object[] {deep(value)});
    }

    private static @Nullable Object deep(final @Nullable Object value) {
        if (value instanceof final List<?> list) {
            return list.stream().map(NativeValuesTest::deep).toArray();
        }
        if (value instanceof final Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + "=" + text(e.getValue()))
                    .toArray();
        }
        return value;
    }

    @Test
    void shouldGetEveryTypeBackAsItWas() {
        for (int seed = 0; seed < 3000; seed++) {
            final Random random = new Random(seed);
            final ArrayData values = RandomArrays.array(random, RandomArrays.type(random, 3), random.nextInt(12));
            final List<@Nullable Object> java = NativeValues.toJava(values);
            final ArrayData again = NativeValues.of(values.type(), java);
            again.validate();
            assertEquals(values.type(), again.type());
            assertEquals(text(java), text(NativeValues.toJava(again)), "seed=" + seed + " " + values.type());
        }
    }

    private static void assertMisfit(final String expected, final Datatype type, final @Nullable Object... values) {
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NativeValues.of(type, Arrays.asList(values)));
        assertEquals(expected, refused.getMessage());
    }

    @Test
    void shouldNameWhatDoesNotFit() {
        assertMisfit("Int32: expected Number, found String 5", Datatype.INT32, "5");
        assertMisfit("Int8: expected Int8, found Integer 128", Datatype.INT8, 128);
        assertMisfit("UInt8: expected UInt8, found Integer -1", Datatype.UINT8, -1);
        assertMisfit("Int64: expected Int64, found Double 0.5", Datatype.INT64, 0.5);
        assertMisfit("Utf8: expected CharSequence, found Integer 1", Datatype.UTF8, 1);
        final Datatype vector = Datatype.vector(3, Datatype.FLOAT32);
        assertMisfit(vector + ": expected 3 items, found 2", vector, new float[] {1, 2});
        final Datatype struct = Datatype.struct(Field.required("a", Datatype.BOOL));
        assertMisfit(struct + ".a: expected Boolean, found Integer 3", struct, Map.of("a", 3));
    }

    @Test
    void shouldMakeCellsFromJavaAndEmptyOnes() {
        final ComponentDescriptor v = ComponentDescriptor.of("v");
        final DataCell cell = DataCell.of(v, Datatype.vector(2, Datatype.FLOAT32), List.of(new float[] {1, 2}));
        assertEquals(1, cell.instanceCount());
        assertEquals(List.of(List.of(1f, 2f)), NativeValues.toJava(cell.instances()));
        assertEquals(0, cell.emptied().instanceCount());
        assertEquals(cell.instances().type(), cell.emptied().instances().type());
        assertEquals(0, DataCell.empty(v, Datatype.UTF8).instanceCount());
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DataCell.of(v, Datatype.UTF8, List.of(1)));
        assertEquals("component v: Utf8: expected CharSequence, found Integer 1", refused.getMessage());
    }

    @Test
    void shouldLetOneInstanceStandForAll() {
        final ComponentDescriptor v = ComponentDescriptor.of("v");
        final DataCell one = DataCell.of(v, Datatype.INT32, List.of(7));
        final DataCell two = DataCell.of(v, Datatype.INT32, List.of(7, 8));
        assertEquals(0, one.instanceFor(5));
        assertEquals(1, two.instanceFor(1));
        assertEquals(DataCell.NO_INSTANCE, two.instanceFor(2));
        assertEquals(DataCell.NO_INSTANCE, one.emptied().instanceFor(0));
    }

    private static DataRow row(final long id, final EntityPath entity, final DataCell... cells) {
        return new DataRow(new RowId(0, id), entity, TimePoint.STATIC, List.of(cells));
    }

    @Test
    void shouldSortTablesByRowIdAndEntity() {
        final DataCell cell = DataCell.of(ComponentDescriptor.of("v"), Datatype.INT32, List.of(7));
        final DataRow a = row(1, EntityPath.of("b"), cell);
        final DataRow b = row(1, EntityPath.of("a"), cell);
        final DataRow c = row(-1, EntityPath.of("a"), cell);
        final DataTable table = new DataTable(StoreId.recording("app", "one"), List.of(c, a, b));
        assertEquals(List.of(b, a, c), table.sorted().rows());
        assertEquals(table.batch(), table.sorted().batch());
        assertEquals(table.batch(), BatchId.parse(table.batch().toString()));
    }

    @Test
    void shouldNameTheColumnThatARowDoesNotFit() {
        final ComponentDescriptor v = ComponentDescriptor.of("v");
        final DataTable.Builder table = new DataTable.Builder(StoreId.recording("app", "one"))
                .append(row(1, ENTITY, DataCell.of(v, Datatype.INT32, List.of(7))));
        final DataRow other = row(2, ENTITY, DataCell.of(v, Datatype.UTF8, List.of("7")));
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> table.append(other));
        assertEquals("entity /e, component v: expected Int32, found Utf8", refused.getMessage());
        table.append(row(2, EntityPath.of("f"), DataCell.of(v, Datatype.UTF8, List.of("7"))));
        assertEquals(2, table.build().rows().size());
    }

    enum Mode {
        SLOW,
        FAST
    }

    record Pose(double x, float @Nullable [] q) {}

    record Reading(
            int count,
            @Nullable Long maybe,
            String name,
            Mode mode,
            byte[] raw,
            List<String> tags,
            Pose pose,
            @Nullable Pose other,
            boolean on) {}

    record Endless(List<Endless> more) {}

    record Strange(java.time.Instant when) {}

    @Test
    void shouldGetRecordsBack() {
        final RecordMapping<Reading> mapping = RecordMapping.of(MethodHandles.lookup(), Reading.class);
        final Reading full = new Reading(
                3,
                9L,
                "n",
                Mode.FAST,
                new byte[] {1, -1},
                List.of("a", "b"),
                new Pose(1.5, new float[] {1, 2}),
                new Pose(2, null),
                true);
        final Reading bare =
                new Reading(-1, null, "", Mode.SLOW, new byte[0], List.of(), new Pose(-0.0, new float[0]), null, false);
        final Map<String, ArrayData> instances = new HashMap<>();
        for (final DataCell cell : mapping.cells(List.of(full, bare))) {
            assertEquals(2, cell.instanceCount());
            assertEquals(
                    mapping.components().get(cell.descriptor()),
                    cell.instances().type());
            instances.put(cell.descriptor().component(), cell.instances());
        }
        assertTrue(instances.containsKey("Reading:pose"), instances.keySet().toString());
        final Reading back = mapping.read(instances::get, 0);
        assertEquals(List.of(3, 9L, "n", Mode.FAST), List.of(back.count, back.maybe, back.name, back.mode));
        assertArrayEquals(full.raw, back.raw);
        assertEquals(full.tags, back.tags);
        assertEquals(1.5, back.pose.x);
        assertArrayEquals(new float[] {1, 2}, back.pose.q);
        assertEquals(2, java.util.Objects.requireNonNull(back.other).x);
        final Reading second = mapping.read(instances::get, 1);
        assertEquals(null, second.maybe);
        assertEquals(null, second.other);
        assertEquals(false, second.on);
        instances.remove("Reading:count");
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> mapping.read(instances::get, 0));
        assertTrue(String.valueOf(refused.getMessage()).contains("Reading:count"), refused.toString());
    }

    @Test
    void shouldRefuseRecordsThatHaveNoLayout() {
        final MethodHandles.Lookup lookup = MethodHandles.lookup();
        assertThrows(IllegalArgumentException.class, () -> RecordMapping.of(lookup, Endless.class));
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RecordMapping.of(lookup, Strange.class));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("Strange:when: java.time.Instant"), refused.toString());
    }
}
