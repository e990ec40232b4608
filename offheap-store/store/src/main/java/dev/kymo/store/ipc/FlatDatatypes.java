package dev.kymo.store.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.LargeBinary;
import org.apache.arrow.flatbuf.LargeList;
import org.apache.arrow.flatbuf.LargeUtf8;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.apache.arrow.flatbuf.Utf8;

/// Datatypes and fields as Arrow's flatbuffers have them (Schema.fbs), both ways.
final class FlatDatatypes {
    private static final int MAX_DEPTH = 32;
    private static final int NO_OFFSET = 0;

    private FlatDatatypes() {}

    /// @throws IllegalArgumentException for a type that is not supported, or nonsense
    static Datatype read(final org.apache.arrow.flatbuf.Field field, final int depth, final ReadBudget budget) {
        budget.spend(ReadBudget.FIELD_UNITS);
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("types nested deeper than " + MAX_DEPTH);
        }
        if (field.dictionary() != null) {
            throw new IllegalArgumentException("dictionary encoding is not supported");
        }
        return switch (field.typeType()) {
            case Type.Null -> Datatype.NULL;
            case Type.Bool -> Datatype.BOOL;
            case Type.Int -> readInt(header(field, new Int()));
            case Type.FloatingPoint ->
                switch (header(field, new FloatingPoint()).precision()) {
                    case Precision.HALF -> Datatype.FLOAT16;
                    case Precision.SINGLE -> Datatype.FLOAT32;
                    default -> Datatype.FLOAT64;
                };
            case Type.Utf8 -> Datatype.UTF8;
            case Type.Binary -> Datatype.BINARY;
            case Type.LargeUtf8 -> Datatype.of(Datatype.Kind.LARGE_UTF8);
            case Type.LargeBinary -> Datatype.of(Datatype.Kind.LARGE_BINARY);
            case Type.FixedSizeBinary ->
                Datatype.fixedSizeBinary(header(field, new FixedSizeBinary()).byteWidth());
            case Type.Timestamp -> {
                final Timestamp type = header(field, new Timestamp());
                requireNanoseconds(type.unit());
                yield Datatype.TIMESTAMP_NS;
            }
            case Type.Duration -> {
                requireNanoseconds(header(field, new Duration()).unit());
                yield Datatype.DURATION_NS;
            }
            case Type.List -> Datatype.list(onlyChild(field, depth, budget));
            case Type.LargeList -> Datatype.largeList(onlyChild(field, depth, budget));
            case Type.FixedSizeList ->
                Datatype.fixedSizeList(header(field, new FixedSizeList()).listSize(), onlyChild(field, depth, budget));
            case Type.Struct_ -> Datatype.struct(children(field, depth, budget));
            case Type.Union -> readUnion(field, depth, budget);
            default -> throw new IllegalArgumentException("Arrow type " + Type.name(field.typeType()));
        };
    }

    private static <T extends com.google.flatbuffers.Table> T header(
            final org.apache.arrow.flatbuf.Field field, final T type) {
        if (field.type(type) == null) {
            throw new IllegalArgumentException("a type without its parameters");
        }
        return type;
    }

    private static Datatype readInt(final Int type) {
        final boolean signed = type.isSigned();
        return switch (type.bitWidth()) {
            case 8 -> signed ? Datatype.INT8 : Datatype.UINT8;
            case 16 -> signed ? Datatype.INT16 : Datatype.UINT16;
            case 32 -> signed ? Datatype.INT32 : Datatype.UINT32;
            case 64 -> signed ? Datatype.INT64 : Datatype.UINT64;
            default -> throw new IllegalArgumentException("integers of " + type.bitWidth() + " bits");
        };
    }

    private static void requireNanoseconds(final short unit) {
        if (unit != TimeUnit.NANOSECOND) {
            throw new IllegalArgumentException("times in " + TimeUnit.name(unit) + ", expected nanoseconds");
        }
    }

    private static Datatype readUnion(
            final org.apache.arrow.flatbuf.Field field, final int depth, final ReadBudget budget) {
        final Union union = header(field, new Union());
        if (union.mode() != UnionMode.Dense) {
            throw new IllegalArgumentException("sparse unions are not supported");
        }
        final List<Field> children = children(field, depth, budget);
        final byte[] ids = new byte[children.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) (union.typeIdsLength() == 0 ? i : union.typeIds(i));
        }
        return Datatype.denseUnion(ids, children);
    }

    private static Field onlyChild(
            final org.apache.arrow.flatbuf.Field field, final int depth, final ReadBudget budget) {
        final List<Field> children = children(field, depth, budget);
        if (children.size() != 1) {
            throw new IllegalArgumentException("a list with " + children.size() + " children");
        }
        return children.getFirst();
    }

    private static List<Field> children(
            final org.apache.arrow.flatbuf.Field field, final int depth, final ReadBudget budget) {
        final int count =
                checkedCount(field.childrenLength(), field.getByteBuffer().capacity());
        final List<Field> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final org.apache.arrow.flatbuf.Field child = field.children(i);
            children.add(new Field(budget.text(child.name()), read(child, depth + 1, budget), child.nullable()));
        }
        return children;
    }

    /// A flatbuffer vector of tables has 4 bytes each: more than fit the buffer is a lie.
    static int checkedCount(final int count, final int bufferBytes) {
        if (count < 0 || count > bufferBytes / Integer.BYTES) {
            throw new IllegalArgumentException("a vector of " + count + " in a buffer of " + bufferBytes + " bytes");
        }
        return count;
    }

    static int write(
            final FlatBufferBuilder builder,
            final String name,
            final Datatype type,
            final boolean nullable,
            final Map<String, String> metadata) {
        final int[] children = new int[type.children().size()];
        for (int i = 0; i < children.length; i++) {
            final Field child = type.children().get(i);
            children[i] = write(builder, child.name(), child.type(), child.nullable(), Map.of());
        }
        final int nameAt = builder.createString(name);
        final int typeAt = writeType(builder, type);
        final int childrenAt = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, children);
        final int metadataAt = metadata.isEmpty()
                ? NO_OFFSET
                : org.apache.arrow.flatbuf.Field.createCustomMetadataVector(builder, keyValues(builder, metadata));
        return org.apache.arrow.flatbuf.Field.createField(
                builder, nameAt, nullable, typeCode(type), typeAt, NO_OFFSET, childrenAt, metadataAt);
    }

    static int[] keyValues(final FlatBufferBuilder builder, final Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .mapToInt(e -> KeyValue.createKeyValue(
                        builder, builder.createString(e.getKey()), builder.createString(e.getValue())))
                .toArray();
    }

    private static byte typeCode(final Datatype type) {
        return switch (type.kind()) {
            case NULL -> Type.Null;
            case BOOL -> Type.Bool;
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> Type.Int;
            case FLOAT16, FLOAT32, FLOAT64 -> Type.FloatingPoint;
            case TIMESTAMP_NS -> Type.Timestamp;
            case DURATION_NS -> Type.Duration;
            case FIXED_SIZE_BINARY -> Type.FixedSizeBinary;
            case UTF8 -> Type.Utf8;
            case BINARY -> Type.Binary;
            case LARGE_UTF8 -> Type.LargeUtf8;
            case LARGE_BINARY -> Type.LargeBinary;
            case LIST -> Type.List;
            case LARGE_LIST -> Type.LargeList;
            case FIXED_SIZE_LIST -> Type.FixedSizeList;
            case STRUCT -> Type.Struct_;
            case DENSE_UNION -> Type.Union;
        };
    }

    private static int writeType(final FlatBufferBuilder builder, final Datatype type) {
        return switch (type.kind()) {
            case NULL -> emptyTable(builder, Null::startNull, Null::endNull);
            case BOOL -> emptyTable(builder, Bool::startBool, Bool::endBool);
            case UTF8 -> emptyTable(builder, Utf8::startUtf8, Utf8::endUtf8);
            case BINARY -> emptyTable(builder, Binary::startBinary, Binary::endBinary);
            case LARGE_UTF8 -> emptyTable(builder, LargeUtf8::startLargeUtf8, LargeUtf8::endLargeUtf8);
            case LARGE_BINARY -> emptyTable(builder, LargeBinary::startLargeBinary, LargeBinary::endLargeBinary);
            case LIST ->
                emptyTable(builder, org.apache.arrow.flatbuf.List::startList, org.apache.arrow.flatbuf.List::endList);
            case LARGE_LIST -> emptyTable(builder, LargeList::startLargeList, LargeList::endLargeList);
            case STRUCT -> emptyTable(builder, Struct_::startStruct_, Struct_::endStruct_);
            case INT8, INT16, INT32, INT64 -> Int.createInt(builder, type.bitWidth(), true);
            case UINT8, UINT16, UINT32, UINT64 -> Int.createInt(builder, type.bitWidth(), false);
            case FLOAT16 -> FloatingPoint.createFloatingPoint(builder, Precision.HALF);
            case FLOAT32 -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
            case FLOAT64 -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
            case TIMESTAMP_NS -> Timestamp.createTimestamp(builder, TimeUnit.NANOSECOND, NO_OFFSET);
            case DURATION_NS -> Duration.createDuration(builder, TimeUnit.NANOSECOND);
            case FIXED_SIZE_BINARY -> FixedSizeBinary.createFixedSizeBinary(builder, type.size());
            case FIXED_SIZE_LIST -> FixedSizeList.createFixedSizeList(builder, type.size());
            case DENSE_UNION -> {
                final byte[] ids = type.unionTypeIds();
                final int[] wide = new int[ids.length];
                for (int i = 0; i < ids.length; i++) {
                    wide[i] = ids[i];
                }
                yield Union.createUnion(builder, UnionMode.Dense, Union.createTypeIdsVector(builder, wide));
            }
        };
    }

    private static int emptyTable(
            final FlatBufferBuilder builder,
            final java.util.function.Consumer<FlatBufferBuilder> start,
            final java.util.function.ToIntFunction<FlatBufferBuilder> end) {
        start.accept(builder);
        return end.applyAsInt(builder);
    }
}
