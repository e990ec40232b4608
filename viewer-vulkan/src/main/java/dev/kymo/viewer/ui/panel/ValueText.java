package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.viewer.ui.state.TimeFormat;
import java.util.Locale;

/// Values of any type in a few characters. Whatever the data says, the work is bounded.
final class ValueText {
    private static final int TEXT_MAX = 200;
    private static final int ITEMS_MAX = 9;
    private static final int DEPTH_MAX = 4;

    private ValueText() {}

    /// The instances of a cell: the value of a single one, else how many there are.
    static String of(final ArrayData instances) {
        return switch (instances.length()) {
            case 0 -> "empty";
            case 1 -> one(instances, 0, 0);
            default -> TimeFormat.grouped(instances.length()) + " values";
        };
    }

    /// One instance.
    static String one(final ArrayData values, final int index, final int depth) {
        if (values.isNull(index)) {
            return "–";
        }
        final Datatype type = values.type();
        return switch (type.kind()) {
            case NULL -> "–";
            case BOOL -> Boolean.toString(values.bool(index));
            case INT8 -> Byte.toString(values.getByte(index));
            case UINT8 -> Integer.toString(Byte.toUnsignedInt(values.getByte(index)));
            case INT16 -> Short.toString(values.getShort(index));
            case UINT16 -> Integer.toString(Short.toUnsignedInt(values.getShort(index)));
            case INT32 -> Integer.toString(values.getInt(index));
            case UINT32 -> Integer.toUnsignedString(values.getInt(index));
            case INT64, TIMESTAMP_NS, DURATION_NS -> Long.toString(values.getLong(index));
            case UINT64 -> Long.toUnsignedString(values.getLong(index));
            case FLOAT16 -> number(Float.float16ToFloat(values.getShort(index)));
            case FLOAT32 -> number(values.getFloat(index));
            case FLOAT64 -> number(values.getDouble(index));
            default -> compound(values, index, depth);
        };
    }

    private static String compound(final ArrayData values, final int index, final int depth) {
        final Datatype type = values.type();
        if (type.isText()) {
            return cut(values.string(index));
        }
        if (type.isBinary()) {
            return TimeFormat.bytes(values.bytes(index).byteSize());
        }
        if (type.isBlob()) {
            return TimeFormat.bytes(values.list(index).length());
        }
        if (depth >= DEPTH_MAX) {
            return "…";
        }
        return switch (type.kind()) {
            case STRUCT -> struct(values, index, depth);
            case DENSE_UNION -> one(values.child(values.unionChild(index)), values.unionOffset(index), depth + 1);
            default ->
                type.isList() || type.kind() == Datatype.Kind.FIXED_SIZE_LIST
                        ? list(values.list(index), depth)
                        : type.toString();
        };
    }

    private static String list(final ArrayData items, final int depth) {
        if (items.length() > ITEMS_MAX) {
            return TimeFormat.grouped(items.length()) + " items";
        }
        final StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < items.length() && text.length() < TEXT_MAX; i++) {
            text.append(i == 0 ? "" : ", ").append(one(items, i, depth + 1));
        }
        return text.append(']').toString();
    }

    private static String struct(final ArrayData values, final int index, final int depth) {
        final StringBuilder text = new StringBuilder("{");
        for (int field = 0; field < values.type().children().size() && text.length() < TEXT_MAX; field++) {
            text.append(field == 0 ? "" : ", ")
                    .append(values.type().children().get(field).name())
                    .append(' ')
                    .append(one(values.structField(field), index, depth + 1));
        }
        return text.append('}').toString();
    }

    private static String cut(final String text) {
        final String line = text.replace('\n', ' ');
        return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX) + "…";
    }

    /// Four significant digits after small numbers' point, none that say nothing.
    static String number(final double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        final double magnitude = Math.abs(value);
        if (magnitude >= 1e7 || magnitude < 1e-4) {
            return String.format(Locale.ROOT, "%.4g", value);
        }
        final String text =
                String.format(Locale.ROOT, magnitude >= 1000 ? "%.1f" : magnitude >= 1 ? "%.3f" : "%.5f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
