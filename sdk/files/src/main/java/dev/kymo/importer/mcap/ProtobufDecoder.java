package dev.kymo.importer.mcap;

import dev.kymo.importer.mcap.ProtobufTypes.MessageField;
import dev.kymo.importer.mcap.ProtobufTypes.MessageType;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages of protobuf by their descriptors. A field that was left out has its type's zero, as proto3 says, unless it
/// can
/// be told from that one; a message is then null.
final class ProtobufDecoder implements MessageDecoder {
    private static final int DOUBLE = 1;
    private static final int FLOAT = 2;
    private static final int INT64 = 3;
    private static final int UINT64 = 4;
    private static final int INT32 = 5;
    private static final int FIXED64 = 6;
    private static final int FIXED32 = 7;
    private static final int BOOL = 8;
    private static final int STRING = 9;
    private static final int MESSAGE = 11;
    private static final int BYTES = 12;
    private static final int UINT32 = 13;
    private static final int ENUM = 14;
    private static final int SFIXED32 = 15;
    private static final int SFIXED64 = 16;
    private static final int SINT32 = 17;
    private static final int SINT64 = 18;
    private static final int MAX_VARINT_BITS = 63;

    private final ProtobufTypes.Types types;

    ProtobufDecoder(final ProtobufTypes.Types types) {
        this.types = types;
    }

    @Override
    public Struct decode(final MemorySegment message) {
        try {
            return struct(types.root(), message, new ValueBudget(), 0);
        } catch (final MalformedMessageException e) {
            throw new MalformedMcapException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Values of a repeated field, as they come: numbers, or else objects.
    private static final class Repeated {
        private static final int FIRST_COUNT = 8;
        private double[] numbers = new double[FIRST_COUNT];
        private int count;
        private @Nullable Numbers run;
        private final List<Object> objects = new ArrayList<>();

        void add(final double value) {
            // A packed run that others follow
            final Numbers before = run;
            if (before != null) {
                run = null;
                for (long i = 0; i < before.count(); i++) {
                    add(before.get(i));
                }
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = value;
        }

        Object values(final boolean ofNumbers) {
            if (!ofNumbers) {
                return objects;
            }
            return run != null ? run : Numbers.of(Arrays.copyOf(numbers, count));
        }
    }

    private Struct struct(
            final MessageType type, final MemorySegment bytes, final ValueBudget budget, final int depth) {
        ValueBudget.checkDepth(depth);
        budget.take(1L + type.fields().size());
        final Struct struct = new Struct();
        for (final MessageField field : type.fields().values()) {
            struct.put(field.name(), field.isRepeated() || field.hasPresence() ? null : zero(field));
        }
        final Map<Integer, Repeated> repeated = new HashMap<>();
        final ProtobufReader reader = new ProtobufReader(bytes, 0);
        while (reader.next()) {
            final MessageField field = type.fields().get(reader.field());
            if (field == null) {
                continue;
            }
            if (!field.isRepeated()) {
                struct.put(field.name(), value(field, reader, budget, depth));
            } else {
                add(repeated.computeIfAbsent(reader.field(), _ -> new Repeated()), field, reader, budget, depth);
            }
        }
        for (final Map.Entry<Integer, MessageField> each : type.fields().entrySet()) {
            if (each.getValue().isRepeated()) {
                final Repeated values = repeated.getOrDefault(each.getKey(), new Repeated());
                struct.put(each.getValue().name(), values.values(isNumber(each.getValue())));
            }
        }
        return struct;
    }

    private static @Nullable Object zero(final MessageField field) {
        return switch (field.type()) {
            case DOUBLE, FLOAT -> 0.0;
            case BOOL -> false;
            case STRING -> "";
            case BYTES -> Numbers.ofBytes(MemorySegment.ofArray(new byte[0]));
            case MESSAGE -> null;
            default -> 0L;
        };
    }

    private static boolean isNumber(final MessageField field) {
        return switch (field.type()) {
            case STRING, BYTES, MESSAGE -> false;
            default -> true;
        };
    }

    private @Nullable Object value(
            final MessageField field, final ProtobufReader reader, final ValueBudget budget, final int depth) {
        return switch (field.type()) {
            case STRING -> reader.text();
            case BYTES -> Numbers.ofBytes(reader.bytes());
            case MESSAGE -> struct(types.named(field.typeName()), reader.bytes(), budget, depth + 1);
            default -> number(field.type(), reader.number());
        };
    }

    /// @param raw as [ProtobufReader#number] answers
    private static Object number(final int type, final long raw) {
        return switch (type) {
            case DOUBLE -> Double.longBitsToDouble(raw);
            case FLOAT -> (double) Float.intBitsToFloat((int) raw);
            case BOOL -> raw != 0;
            case INT32, SFIXED32, ENUM -> (long) (int) raw;
            case UINT32, FIXED32 -> raw & 0xffff_ffffL;
            case SINT32, SINT64 -> (raw >>> 1) ^ -(raw & 1);
            case INT64, UINT64, FIXED64, SFIXED64 -> raw;
            default -> throw new MalformedMcapException("protobuf field of type " + type);
        };
    }

    private static double asDouble(final Object number) {
        return switch (number) {
            case final Long whole -> (double) whole;
            case final Double real -> real;
            default -> number.equals(true) ? 1 : 0;
        };
    }

    private void add(
            final Repeated values,
            final MessageField field,
            final ProtobufReader reader,
            final ValueBudget budget,
            final int depth) {
        if (!isNumber(field)) {
            budget.take(1);
            final Object value = value(field, reader, budget, depth);
            if (value != null) {
                values.objects.add(value);
            }
        } else if (!reader.isBytes()) {
            values.add(asDouble(number(field.type(), reader.number())));
        } else {
            addPacked(values, field, reader.bytes());
        }
    }

    private static void addPacked(final Repeated values, final MessageField field, final MemorySegment packed) {
        final Datatype fixed = switch (field.type()) {
            case DOUBLE -> Datatype.FLOAT64;
            case FLOAT -> Datatype.FLOAT32;
            case FIXED32 -> Datatype.UINT32;
            case FIXED64 -> Datatype.UINT64;
            case SFIXED32 -> Datatype.INT32;
            case SFIXED64 -> Datatype.INT64;
            default -> null;
        };
        if (fixed != null) {
            if (packed.byteSize() % fixed.byteWidth() != 0) {
                throw new MalformedMcapException(
                        "field " + field.name() + ": " + packed.byteSize() + " bytes of " + fixed);
            }
            final Numbers run = new Numbers(fixed, packed, false);
            if (values.count == 0 && values.run == null) {
                values.run = run;
            } else {
                for (long i = 0; i < run.count(); i++) {
                    values.add(run.get(i));
                }
            }
            return;
        }
        long at = 0;
        while (at < packed.byteSize()) {
            long raw = 0;
            int shift = 0;
            byte next;
            do {
                if (at == packed.byteSize() || shift > MAX_VARINT_BITS) {
                    throw new MalformedMcapException("field " + field.name() + ": a number that does not end");
                }
                next = packed.get(ValueLayout.JAVA_BYTE, at++);
                raw |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            values.add(asDouble(number(field.type(), raw)));
        }
    }
}
