package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.NativeValues;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every setter of every archetype, found by reflection, and given values that are then read back from a logged row.
class ArchetypeFieldsTest {
    private static final int INSTANCES = 2;

    /// What is handed to a setter, and the plain values that must come back for it, in order.
    private record Given(Object[] arguments, List<Object> expected) {}

    @TestFactory
    Stream<DynamicTest> shouldLogEveryFieldAndReadItBack() throws ReflectiveOperationException, IOException {
        return archetypes().stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> logAllFieldsOf(type)));
    }

    /// Those that the build makes.
    private static List<Class<?>> archetypes() throws ReflectiveOperationException, IOException {
        final Path definitions =
                Path.of(System.getProperty("kymo.root"), "sdk/producer/src/main/definitions/archetypes.def");
        final List<Class<?>> found = new ArrayList<>();
        for (final String line : Files.readAllLines(definitions)) {
            if (line.startsWith("archetype ")) {
                found.add(Class.forName("dev.kymo.sdk." + line.split(" ")[1]));
            }
        }
        assertTrue(found.size() > 50, found.toString());
        return found;
    }

    private static void logAllFieldsOf(final Class<?> type) throws ReflectiveOperationException {
        final List<ArchetypeField> fields = new ArrayList<>();
        Archetype whole = (Archetype) type.getMethod("update").invoke(null);
        assertEquals(List.of(), whole.cells());
        final List<List<Object>> expected = new ArrayList<>();
        for (final java.lang.reflect.Field constant : type.getFields()) {
            if (constant.getType() != ArchetypeField.class) {
                continue;
            }
            final ArchetypeField field = (ArchetypeField) constant.get(null);
            fields.add(field);
            final List<Method> setters = settersOf(type, constant.getName());
            assertFalse(setters.isEmpty(), type + " " + constant.getName());
            Given last = new Given(new Object[0], List.of());
            for (final Method setter : setters) {
                last = given(field, setter);
                final Archetype alone =
                        (Archetype) setter.invoke(type.getMethod("update").invoke(null), last.arguments());
                assertEquals(1, alone.cells().size(), setter.toString());
                assertEquals(last.expected(), leaves(alone.cells().getFirst()), setter.toString());
                whole = (Archetype) setter.invoke(whole, last.arguments());
            }
            expected.add(last.expected());
        }
        assertLogged(whole, fields, expected);
        assertEquals(
                fields.size(),
                ((Archetype) type.getMethod("clearFields").invoke(null)).cells().size());
    }

    private static void assertLogged(
            final Archetype whole, final List<ArchetypeField> fields, final List<List<Object>> expected) {
        final MemorySink sink = new MemorySink();
        try (var rec = RecordingStream.builder("fields").sink(sink).open()) {
            rec.log("entity", whole);
        }
        final DataRow row = sink.rows("entity").getFirst();
        assertEquals(fields.size(), row.cells().size());
        for (int i = 0; i < fields.size(); i++) {
            final DataCell cell = row.cells().get(i);
            assertEquals(fields.get(i).descriptor(), cell.descriptor());
            assertEquals(fields.get(i).type().datatype(), cell.instances().type());
            cell.instances().validate();
            assertEquals(expected.get(i), leaves(cell), cell.descriptor().component());
        }
    }

    /// The ways of giving the field of a constant, `manyX` among them, those with plain numbers last.
    private static List<Method> settersOf(final Class<?> type, final String constant) {
        final String name = camel(constant);
        final String many = "many" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type)
                .filter(method ->
                        method.getName().equals(name) || method.getName().equals(many))
                .filter(method -> !(method.getName().equals("scale") && method.getParameterCount() == 1))
                .toList();
    }

    private static String camel(final String constant) {
        final StringBuilder text = new StringBuilder();
        for (final String word : constant.toLowerCase(Locale.ROOT).split("_")) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    private static Given given(final ArchetypeField field, final Method setter) {
        final Class<?>[] parameters = setter.getParameterTypes();
        if (field.type().equals(Components.ROTATION_AXIS_ANGLE)) {
            return parameters.length == 4
                    ? new Given(new Object[] {1f, 0f, 0f, 0.5f}, List.of(1.0, 0.0, 0.0, 0.5))
                    : new Given(
                            new Object[] {new float[] {1, 0, 0, 0, 1, 0}, new float[] {0.5f, -1}},
                            List.of(1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, -1.0));
        }
        final boolean isMany = setter.getName().startsWith("many") || parameters[0].isArray();
        final int instances = isMany ? INSTANCES : 1;
        final int numbers = numbersOf(field.type().datatype());
        if (parameters.length == 2 && (parameters[0] == float[].class || parameters[0] == double[].class)) {
            return cut(parameters[0], numbers);
        }
        if (parameters[0] == MemorySegment.class) {
            return memory(field, parameters.length == 2, numbers);
        }
        if (parameters.length > 1) {
            return numbers(parameters);
        }
        return new Samples(field, setter.getGenericParameterTypes()[0].getTypeName(), instances, numbers).given();
    }

    private static int numbersOf(final dev.kymo.store.model.Datatype type) {
        return switch (type.kind()) {
            case FIXED_SIZE_LIST -> type.size() * numbersOf(type.item());
            case LIST -> numbersOf(type.item());
            default -> 1;
        };
    }

    private static Given numbers(final Class<?>... parameters) {
        final Object[] arguments = new Object[parameters.length];
        final List<Object> expected = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (parameters[i] == long.class) {
                arguments[i] = i + 7L;
                expected.add(i + 7.0);
            } else {
                arguments[i] = parameters[i] == float.class ? (Object) (i + 0.5f) : (Object) (i + 0.5);
                expected.add(i + 0.5);
            }
        }
        return new Given(arguments, expected);
    }

    private static Given cut(final Class<?> array, final int numbers) {
        final Object points = Array.newInstance(array.getComponentType(), 3 * numbers);
        final List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 3 * numbers; i++) {
            if (array == float[].class) {
                Array.setFloat(points, i, i);
            } else {
                Array.setDouble(points, i, i);
            }
            expected.add((double) i);
        }
        return new Given(new Object[] {points, new int[] {0, 1, 3}}, expected);
    }

    /// Bytes that are zero: what they mean depends on the field, how many there are does not.
    private static Given memory(final ArchetypeField field, final boolean isCut, final int numbers) {
        final int width = isCut
                ? field.type().datatype().item().byteWidth()
                : Math.max(1, field.type().datatype().byteWidth());
        final MemorySegment zeros = MemorySegment.ofArray(new byte[INSTANCES * width]);
        final List<Object> expected = new ArrayList<>();
        for (int i = 0; i < INSTANCES * numbers; i++) {
            expected.add(0.0);
        }
        return new Given(isCut ? new Object[] {zeros, new int[] {0, INSTANCES}} : new Object[] {zeros}, expected);
    }

    /// Values for a setter of one parameter, by its Java type.
    private record Samples(ArchetypeField field, String javaType, int instances, int numbers) {
        Given given() {
            final List<Object> expected = new ArrayList<>();
            final Object argument = switch (javaType) {
                case "boolean" -> one(true, expected);
                case "boolean[]" -> both(new boolean[] {true, false}, expected, true, false);
                case "java.lang.String" -> one("t\u00E9xt", expected);
                case "java.lang.String[]" -> both(new String[] {"a", ""}, expected, "a", "");
                case "java.util.List<java.lang.String>" -> both(List.of("a", "b"), expected, "a", "b");
                case "int" -> one(65_535, expected, 65_535.0);
                case "long" -> one(1L << 62, expected, 0x1p62);
                case "float" -> one(0.25f, expected, 0.25);
                case "byte[][]" -> both(new byte[][] {{1, 2}, {3}}, expected, 1.0, 2.0, 3.0);
                case "float[][]", "double[][]" -> strips(expected);
                default ->
                    javaType.startsWith("dev.kymo") || javaType.startsWith("java.util")
                            ? typed(expected)
                            : array(expected);
            };
            return new Given(new Object[] {argument}, expected);
        }

        private static Object one(final Object value, final List<Object> expected, final Object... leaves) {
            expected.addAll(leaves.length == 0 ? List.of(value) : List.of(leaves));
            return value;
        }

        private static Object both(final Object value, final List<Object> expected, final Object... leaves) {
            expected.addAll(List.of(leaves));
            return value;
        }

        private Object array(final List<Object> expected) {
            final int length = instances * numbers;
            return switch (javaType) {
                case "float[]" -> fill(new float[length], expected);
                case "double[]" -> fill(new double[length], expected);
                case "short[]" -> fill(new short[length], expected);
                case "int[]" -> fill(new int[length], expected);
                case "long[]" -> fill(new long[length], expected);
                case "byte[]" -> fill(new byte[length], expected);
                default -> throw new AssertionError(field + " takes a " + javaType);
            };
        }

        private static Object fill(final Object array, final List<Object> expected) {
            for (int i = 0; i < Array.getLength(array); i++) {
                switch (array) {
                    case final float[] floats -> floats[i] = i + 1;
                    case final double[] doubles -> doubles[i] = i + 1;
                    case final short[] shorts -> shorts[i] = (short) (i + 1);
                    case final int[] ints -> ints[i] = i + 1;
                    case final long[] longs -> longs[i] = i + 1L;
                    default -> ((byte[]) array)[i] = (byte) (i + 1);
                }
                expected.add(i + 1.0);
            }
            return array;
        }

        private Object strips(final List<Object> expected) {
            final Class<?> type = javaType.startsWith("float") ? float.class : double.class;
            final Object strips = Array.newInstance(type, 2, 2 * numbers);
            for (int strip = 0; strip < 2; strip++) {
                fill(Array.get(strips, strip), expected);
            }
            return strips;
        }

        private Object typed(final List<Object> expected) {
            final Object value = switch (javaType.replace("[]", "")) {
                case "dev.kymo.sdk.ImageFormat" -> {
                    expected.addAll(List.of(3.0, 2.0, 26.0));
                    yield ImageFormat.of(3, 2, PixelFormat.NV12);
                }
                case "dev.kymo.sdk.ViewCoordinates" -> {
                    expected.addAll(List.of(3.0, 2.0, 5.0));
                    yield ViewCoordinates.RDF;
                }
                case "dev.kymo.sdk.GraphEdge" -> {
                    expected.addAll(List.of("a", "b"));
                    yield GraphEdge.of("a", "b");
                }
                case "dev.kymo.sdk.TensorData" -> {
                    expected.addAll(List.of(2.0, 1.0, "rows", "columns", 4.0, 5.0));
                    yield TensorData.of(new int[] {4, 5}, 2, 1).withNames("rows", "columns");
                }
                default -> javaType.startsWith("java.util") ? collected(expected) : constant(expected);
            };
            if (!javaType.endsWith("[]")) {
                return value;
            }
            final Object array = Array.newInstance(value.getClass(), INSTANCES);
            Array.set(array, 0, value);
            Array.set(array, 1, value);
            expected.addAll(List.copyOf(expected));
            return array;
        }

        private Object constant(final List<Object> expected) {
            try {
                final Object[] constants =
                        Class.forName(javaType.replace("[]", "")).getEnumConstants();
                final Object last = constants[constants.length - 1];
                final Object code = last.getClass().getMethod("code").invoke(last);
                expected.add(((Number) code).doubleValue());
                return last;
            } catch (final ReflectiveOperationException e) {
                throw new LinkageError(field + " takes a " + javaType, e);
            }
        }

        private Object collected(final List<Object> expected) {
            final boolean isMany = javaType.startsWith("java.util.List<java.util.");
            final Object value;
            if (javaType.contains("ClassDescription")) {
                expected.addAll(List.of(7.0, 7.0, "dog", 0xFF0000FFL + 0.0, 1.0, 2.0, "tail", 1.0, 2.0));
                value = List.of(new ClassDescription(
                        AnnotationInfo.of(7, "dog", Color.RED),
                        List.of(new AnnotationInfo(1, null, null), AnnotationInfo.of(2, "tail")),
                        List.of(new ClassDescription.Connection(1, 2))));
            } else if (javaType.contains("Integer")) {
                expected.addAll(List.of(65_535.0, 12.0));
                value = Map.of(65_535, 12L);
            } else {
                expected.addAll(List.of("key", "value"));
                value = Map.of("key", "value");
            }
            if (isMany) {
                expected.addAll(List.copyOf(expected));
            }
            return isMany ? List.of(value, value) : value;
        }
    }

    /// All numbers (as doubles), texts and truth values of a cell's instances, in order; nulls are left out.
    private static List<Object> leaves(final DataCell cell) {
        final ArrayData instances = cell.instances();
        final List<Object> leaves = new ArrayList<>();
        for (int i = 0; i < instances.length(); i++) {
            addLeaves(NativeValues.toJava(instances, i), leaves);
        }
        return leaves;
    }

    private static void addLeaves(final Object value, final List<Object> leaves) {
        switch (value) {
            case null -> {}
            case final byte[] bytes -> {
                for (final byte each : bytes) {
                    leaves.add((double) each);
                }
            }
            case final Map<?, ?> map -> map.values().forEach(each -> addLeaves(each, leaves));
            case final Collection<?> items -> items.forEach(each -> addLeaves(each, leaves));
            case final Number number -> leaves.add(number.doubleValue());
            default -> leaves.add(value);
        }
    }
}
