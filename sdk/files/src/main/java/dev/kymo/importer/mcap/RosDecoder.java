package dev.kymo.importer.mcap;

import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of ROS: version 1 as it serialises (little-endian, packed), and version 2 in plain CDR of either byte
/// order,
/// where numbers lie at multiples of their size from behind the first four bytes.
final class RosDecoder implements MessageDecoder {
    private static final int CDR_HEAD_BYTES = 4;
    private static final int CDR_BIG_ENDIAN = 0;
    private static final int CDR_LITTLE_ENDIAN = 1;

    private final RosTypes.Type type;
    private final boolean isCdr;

    RosDecoder(final RosTypes.Type type, final boolean isCdr) {
        this.type = type;
        this.isCdr = isCdr;
    }

    @Override
    public Struct decode(final MemorySegment message) {
        if (!isCdr) {
            return new Reading(message, false, false).struct(type, 0);
        }
        if (message.byteSize() < CDR_HEAD_BYTES) {
            throw new MalformedMcapException("a message of " + message.byteSize() + " bytes, expected CDR");
        }
        final int form = ((message.get(ValueLayout.JAVA_BYTE, 0) & 0xff) << Byte.SIZE)
                | (message.get(ValueLayout.JAVA_BYTE, 1) & 0xff);
        if (form != CDR_BIG_ENDIAN && form != CDR_LITTLE_ENDIAN) {
            throw new MalformedMcapException("CDR of form " + form + ", expected 0 or 1 (plain)");
        }
        return new Reading(message.asSlice(CDR_HEAD_BYTES), true, form == CDR_BIG_ENDIAN).struct(type, 0);
    }

    /// One message being read.
    private static final class Reading {
        private final MemorySegment bytes;
        private final boolean isCdr;
        private final boolean isBigEndian;
        private final ValueBudget budget = new ValueBudget();
        private long at;

        Reading(final MemorySegment bytes, final boolean isCdr, final boolean isBigEndian) {
            this.bytes = bytes;
            this.isCdr = isCdr;
            this.isBigEndian = isBigEndian;
        }

        Struct struct(final RosTypes.Type type, final int depth) {
            ValueBudget.checkDepth(depth);
            final Struct struct = new Struct();
            budget.take(1L + type.fields().size());
            for (final RosTypes.Field field : type.fields()) {
                struct.put(field.name(), field.isArray() ? array(field, depth) : value(field, depth));
            }
            if (isCdr && type.fields().isEmpty()) {
                // A message without fields has a byte there
                at = Math.min(at + 1, bytes.byteSize());
            }
            return struct;
        }

        private Object value(final RosTypes.Field field, final int depth) {
            final Datatype number = field.number();
            final RosTypes.Type type = field.type();
            if (type != null) {
                return struct(type, depth + 1);
            }
            if (number == null) {
                return text();
            }
            final Numbers one = new Numbers(number, take(number, 1, field.name()), isBigEndian);
            return scalar(field, one);
        }

        private static Object scalar(final RosTypes.Field field, final Numbers one) {
            if (field.isBool()) {
                return one.get(0) != 0;
            }
            return switch (one.type().kind()) {
                case FLOAT32, FLOAT64 -> one.get(0);
                case INT64, UINT64 -> one.integer(0);
                default -> (long) one.get(0);
            };
        }

        private Object array(final RosTypes.Field field, final int depth) {
            final long count = field.fixedCount() >= 0 ? field.fixedCount() : length();
            final Datatype number = field.number();
            if (number != null) {
                return new Numbers(number, take(number, count, field.name()), isBigEndian);
            }
            if (count > bytes.byteSize() - at) {
                throw new MalformedMcapException(
                        "field " + field.name() + ": " + count + " values in " + (bytes.byteSize() - at) + " bytes");
            }
            budget.take(count);
            final List<@Nullable Object> values = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                values.add(value(field, depth));
            }
            return values;
        }

        private long length() {
            return (long) new Numbers(Datatype.UINT32, take(Datatype.UINT32, 1, "a count"), isBigEndian).get(0);
        }

        private String text() {
            final long length = length();
            final MemorySegment text = take(Datatype.UINT8, length, "text");
            final byte[] copy = text.toArray(ValueLayout.JAVA_BYTE);
            // CDR's ends with a zero, which counts
            final int end = isCdr && copy.length > 0 && copy[copy.length - 1] == 0 ? copy.length - 1 : copy.length;
            return new String(copy, 0, end, StandardCharsets.UTF_8);
        }

        private MemorySegment take(final Datatype number, final long count, final String what) {
            final int width = number.byteWidth();
            // Empty sequences have no values to be aligned
            final long from = isCdr && count > 0 ? Math.ceilDiv(at, width) * width : at;
            if (from > bytes.byteSize() || count > (bytes.byteSize() - from) / width) {
                throw new MalformedMcapException("the message ends inside " + what + ": " + count + " of " + number
                        + " expected, " + Math.max(0, bytes.byteSize() - from) + " bytes are left");
            }
            at = from + count * width;
            return bytes.asSlice(from, count * width);
        }
    }
}
