package dev.kymo.store.model;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A Java record as components: `record Imu(double x, String unit)` is the components `Imu:x` (Float64) and `Imu:unit`
/// (Utf8). Each record is one instance of each; a list of records is as many.
///
/// ```java
/// RecordMapping<Imu> mapping = RecordMapping.of(MethodHandles.lookup(), Imu.class);       // once
/// List<DataCell> cells = mapping.cells(List.of(new Imu(1.5, "g")));
/// Imu back = mapping.read(component -> instancesOf(component), 0);
/// ```
///
/// | Java | datatype |
/// |---|---|
/// | `boolean`, `byte`, `short`, `int`, `long`, `float`, `double`, boxed too | the like, signed |
/// | `String`; an enum, by its name | Utf8 |
/// | `byte[]` | list of UInt8 |
/// | arrays and `List`s of the above | list |
/// | a record | struct |
///
/// Boxed values and objects may be null. Accessors and constructor are looked up once; each value is boxed on its way,
/// so this is for the data of programs, not for point clouds. Immutable; any thread.
public final class RecordMapping<T extends Record> {
    private static final int MAX_DEPTH = 16;

    private final Class<T> type;
    private final MethodHandle constructor;
    private final List<Part> parts;

    /// One component of a record.
    private record Part(String name, ComponentDescriptor descriptor, MethodHandle accessor, Shape shape) {}

    /// How values of a Java type are laid out and come back.
    private record Shape(
            Datatype datatype,
            boolean isNullable,
            Function<Object, @Nullable Object> toNative,
            Function<Object, @Nullable Object> fromNative) {}

    private RecordMapping(final Class<T> type, final MethodHandle constructor, final List<Part> parts) {
        this.type = type;
        this.constructor = constructor;
        this.parts = List.copyOf(parts);
    }

    /// @param lookup of whoever may see the record: a private one is its own class's
    /// @throws IllegalArgumentException for a record that has a component of another type than those above, which
    ///     is named, for one without components, and for one that the lookup may not see
    public static <T extends Record> RecordMapping<T> of(final MethodHandles.Lookup lookup, final Class<T> type) {
        return of(lookup, type, 0);
    }

    private static <T extends Record> RecordMapping<T> of(
            final MethodHandles.Lookup lookup, final Class<T> type, final int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    type.getName() + ": nested deeper than " + MAX_DEPTH + " records, or in itself");
        }
        final RecordComponent[] components = type.getRecordComponents();
        if (components.length == 0) {
            throw new IllegalArgumentException(type.getName() + " has no components");
        }
        final List<Part> parts = new ArrayList<>();
        for (final RecordComponent component : components) {
            final String name = type.getSimpleName() + ":" + component.getName();
            parts.add(new Part(
                    component.getName(),
                    new ComponentDescriptor(name, type.getName(), null),
                    accessor(lookup, component),
                    shape(lookup, component.getGenericType(), name, depth)));
        }
        return new RecordMapping<>(type, constructor(lookup, type), parts);
    }

    private static MethodHandle accessor(final MethodHandles.Lookup lookup, final RecordComponent component) {
        try {
            return lookup.unreflect(component.getAccessor());
        } catch (final IllegalAccessException e) {
            throw new IllegalArgumentException(
                    component.getDeclaringRecord() + " can't be seen: pass its own lookup", e);
        }
    }

    private static MethodHandle constructor(final MethodHandles.Lookup lookup, final Class<? extends Record> type) {
        final Class<?>[] parameters = java.util.Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return lookup.unreflectConstructor(type.getDeclaredConstructor(parameters));
        } catch (final NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalArgumentException(type + " can't be made: pass its own lookup", e);
        }
    }

    private static Shape shape(
            final MethodHandles.Lookup lookup, final Type type, final String where, final int depth) {
        if (type instanceof final ParameterizedType list && list.getRawType() == List.class) {
            return listShape(shape(lookup, list.getActualTypeArguments()[0], where + "[]", depth), null);
        }
        if (!(type instanceof final Class<?> plain)) {
            throw unknown(type, where);
        }
        final Datatype number = number(plain);
        if (number != null) {
            return new Shape(number, !plain.isPrimitive(), value -> value, value -> value);
        }
        if (plain == String.class) {
            return new Shape(Datatype.UTF8, true, value -> value, value -> value);
        }
        if (plain == byte[].class) {
            return new Shape(
                    Datatype.list(Field.required("item", Datatype.UINT8)), true, value -> value, value -> value);
        }
        if (plain.isEnum()) {
            return new Shape(
                    Datatype.UTF8, true, value -> ((Enum<?>) value).name(), value -> constant(plain, (String) value));
        }
        if (plain.isArray()) {
            return listShape(shape(lookup, plain.getComponentType(), where + "[]", depth), plain.getComponentType());
        }
        if (plain.isRecord()) {
            return structShape(lookup, plain.asSubclass(Record.class), where, depth);
        }
        throw unknown(type, where);
    }

    private static IllegalArgumentException unknown(final Type type, final String where) {
        return new IllegalArgumentException(where + ": " + type.getTypeName()
                + " has no datatype; there are primitives, String, enums, arrays, Lists and records of them");
    }

    private static Object constant(final Class<?> type, final String name) {
        for (final Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getName() + " has no " + name);
    }

    private static @Nullable Datatype number(final Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return Datatype.BOOL;
        }
        if (type == byte.class || type == Byte.class) {
            return Datatype.INT8;
        }
        if (type == short.class || type == Short.class) {
            return Datatype.INT16;
        }
        if (type == int.class || type == Integer.class) {
            return Datatype.INT32;
        }
        if (type == long.class || type == Long.class) {
            return Datatype.INT64;
        }
        if (type == float.class || type == Float.class) {
            return Datatype.FLOAT32;
        }
        return type == double.class || type == Double.class ? Datatype.FLOAT64 : null;
    }

    /// @param arrayOf the items' class; null for a `List`
    private static Shape listShape(final Shape item, final @Nullable Class<?> arrayOf) {
        final Datatype type = Datatype.list(new Field("item", item.datatype, item.isNullable));
        return new Shape(
                type,
                true,
                value -> {
                    final List<@Nullable Object> items = new ArrayList<>();
                    if (arrayOf == null) {
                        ((List<?>) value).forEach(each -> items.add(each == null ? null : item.toNative.apply(each)));
                    } else {
                        for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
                            final Object each = java.lang.reflect.Array.get(value, i);
                            items.add(each == null ? null : item.toNative.apply(each));
                        }
                    }
                    return items;
                },
                value -> {
                    final List<@Nullable Object> items = new ArrayList<>();
                    ((List<?>) value).forEach(each -> items.add(each == null ? null : item.fromNative.apply(each)));
                    if (arrayOf == null) {
                        return items;
                    }
                    final Object array = java.lang.reflect.Array.newInstance(arrayOf, items.size());
                    for (int i = 0; i < items.size(); i++) {
                        java.lang.reflect.Array.set(array, i, items.get(i));
                    }
                    return array;
                });
    }

    private static <R extends Record> Shape structShape(
            final MethodHandles.Lookup lookup, final Class<R> type, final String where, final int depth) {
        final RecordMapping<R> nested = of(lookup, type, depth + 1);
        final Field[] fields = nested.parts.stream()
                .map(part -> new Field(part.name, part.shape.datatype, part.shape.isNullable))
                .toArray(Field[]::new);
        return new Shape(
                Datatype.struct(fields),
                true,
                value -> {
                    final Map<String, @Nullable Object> its = new LinkedHashMap<>();
                    for (final Part part : nested.parts) {
                        its.put(part.name, nested.get(part, (Record) value));
                    }
                    return its;
                },
                value -> nested.make(nested.parts.stream()
                        .map(part -> nested.back(part, ((Map<?, ?>) value).get(part.name), where))
                        .toArray()));
    }

    /// The record's components as descriptors and datatypes of their instances, in the record's order.
    public Map<ComponentDescriptor, Datatype> components() {
        final Map<ComponentDescriptor, Datatype> all = new LinkedHashMap<>();
        parts.forEach(part -> all.put(part.descriptor, part.shape.datatype));
        return all;
    }

    /// One cell per component, with one instance per record.
    public List<DataCell> cells(final List<? extends T> records) {
        final List<DataCell> cells = new ArrayList<>();
        for (final Part part : parts) {
            final List<@Nullable Object> values = new ArrayList<>();
            for (final T each : records) {
                values.add(get(part, each));
            }
            cells.add(new DataCell(part.descriptor, NativeValues.of(part.shape.datatype, values)));
        }
        return cells;
    }

    /// The record at an index of the cells that [#cells] makes.
    ///
    /// @param instances by component identifier; null for a component that is not there, whose value is null then
    /// @throws IllegalArgumentException for a component of another type, and for a null in a primitive; it is named
    public T read(final Function<String, @Nullable ArrayData> instances, final int index) {
        final Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            final Part part = parts.get(i);
            final String component = part.descriptor.component();
            final ArrayData its = instances.apply(component);
            if (its != null && !its.type().equals(part.shape.datatype)) {
                throw new IllegalArgumentException(
                        component + ": expected " + part.shape.datatype + ", found " + its.type());
            }
            values[i] = back(part, its == null ? null : NativeValues.toJava(its, index), component);
        }
        return make(values);
    }

    private @Nullable Object back(final Part part, final @Nullable Object value, final String where) {
        if (value == null && !part.shape.isNullable) {
            throw new IllegalArgumentException(
                    where + ": null where " + type.getName() + "." + part.name + " is a primitive");
        }
        return value == null ? null : part.shape.fromNative.apply(value);
    }

    private @Nullable Object get(final Part part, final Record from) {
        try {
            final Object value = part.accessor.invoke(from);
            return value == null ? null : part.shape.toNative.apply(value);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new IllegalArgumentException(type.getName() + "." + part.name + " threw", e);
        }
    }

    private T make(final @Nullable Object... values) {
        try {
            return type.cast(constructor.invokeWithArguments(values));
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new IllegalArgumentException(type.getName() + " can't be made of these values", e);
        }
    }
}
